using CrossbarSim.Devices.Documents;
using CrossbarSim.Scenarios.Studies;

namespace CrossbarSim.Scenarios.Schema;

/// <summary>Names of layers with weights, as a scenario says them.</summary>
/// <param name="environment">What names may refer to.</param>
/// <param name="model">The network. It is built when the first name is looked at, and not before.</param>
internal sealed class LayerNames(StudyEnvironment environment, ModelSection model)
{
    private readonly Lazy<IReadOnlyList<string>?> _known = new(() => environment.Models.Kinds.GetValueOrDefault(model.Name)?.WeightLayers(model.Hidden));

    /// <summary>Complains where no layer has a name; nobody knows those of an unknown model.</summary>
    /// <param name="section">Where it stands.</param>
    /// <param name="key">The key to complain about.</param>
    /// <param name="name">The name.</param>
    public void Check(DocumentReader section, string key, string name)
    {
        if (name.Length > 0 && _known.Value is IReadOnlyList<string> known && !known.Contains(name))
        {
            section.ComplainUnknown(key, "layer with weights", name, known);
        }
    }

    /// <summary>A list of names; empty where it is left out.</summary>
    /// <param name="section">Where it stands.</param>
    /// <param name="key">Its key.</param>
    public IReadOnlyList<string> Read(DocumentReader section, string key)
    {
        IReadOnlyList<string> names = section.Items(key, (list, item) => list.Text(item), optional: true);
        foreach (string name in names.Distinct())
        {
            Check(section, key, name);
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
