using CrossbarSim.Devices.Documents;
using CrossbarSim.Networks.Models;

namespace CrossbarSim.Scenarios.Schema;

/// <summary>Lists of layers with weights.</summary>
/// <param name="known">The network's; null: nobody knows them.</param>
internal sealed class LayerNames(IReadOnlyList<string>? known)
{
    /// <summary>The names that a model's layers have.</summary>
    public static LayerNames Of(ModelKind? kind, ModelSection model) => new(kind?.WeightLayers(model.Hidden));

    /// <summary>The list; empty where it is left out.</summary>
    /// <param name="section">Where it stands.</param>
    /// <param name="key">Its key.</param>
    public IReadOnlyList<string> Read(DocumentReader section, string key)
    {
        IReadOnlyList<string> names = section.Items(key, (list, item) => list.Text(item), optional: true);
        foreach (string unknown in names.Except(known ?? names).Where(name => name.Length > 0))
        {
            section.ComplainUnknown(key, "layer with weights", unknown, known!);
        }

        if (names.GroupBy(name => name).FirstOrDefault(same => same.Count() > 1) is IGrouping<string, string> twice)
        {
            section.Complain(key, $"'{twice.Key}' stands here twice.");
        }

        return names;
    }

    /// <summary>The layers that something is on; null: all of them, as where the list is left out.</summary>
    /// <param name="section">Where <c>layers</c> may stand.</param>
    public IReadOnlyList<string>? Some(DocumentReader section)
    {
        if (!section.Has("layers"))
        {
            return null;
        }

        int before = section.ComplaintCount;
        IReadOnlyList<string> names = Read(section, "layers");
        if (names.Count == 0 && section.ComplaintCount == before)
        {
            section.Complain("layers", "no layer stands here: this would change nothing.");
        }

        return names;
    }
}
