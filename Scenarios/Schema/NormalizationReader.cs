using CrossbarSim.Devices.Documents;
using CrossbarSim.Networks.Datasets;

namespace CrossbarSim.Scenarios.Schema;

/// <summary>Reads how pixels become inputs: <c>dataset.normalize</c>.</summary>
internal static class NormalizationReader
{
    /// <summary>The normalization; null where there is none.</summary>
    /// <param name="section">The section; null: it is left out.</param>
    /// <param name="images">Where the images come from; null only after a complaint.</param>
    public static PixelNormalization? Read(DocumentReader? section, IDatasetSource? images)
    {
        if (section is null)
        {
            return null;
        }

        int before = section.ComplaintCount;
        IReadOnlyList<double> means = Numbers(section, "mean", -1000);
        IReadOnlyList<double> deviations = Numbers(section, "deviation", 1e-6);
        if (section.ComplaintCount > before)
        {
            return null;
        }

        if (means.Count != deviations.Count)
        {
            section.Complain("deviation", $"{deviations.Count} for a mean of {means.Count}: as many are wanted.");
            return null;
        }

        if (images?.Shape is ImageShape shape && means.Count != 1 && means.Count != shape.Channels)
        {
            section.Complain("mean", $"{means.Count} numbers; the images of '{images.Name}' have {shape.Channels} {(shape.Channels == 1 ? "channel" : "channels")}.");
            return null;
        }

        PixelNormalization read = new([.. means], [.. deviations]);
        if (means.All(mean => mean == 0) && deviations.All(deviation => deviation == 1))
        {
            section.Complain("", "a mean of 0 and a deviation of 1 would change nothing.");
        }

        return read;
    }

    /// <summary>A number for all channels, or a list of one a channel.</summary>
    private static IReadOnlyList<double> Numbers(DocumentReader section, string key, double lowest) => section.Node(key) is SequenceNode
        ? section.Items(key, (list, item) => list.Number(item, lowest, 1000))
        : [section.Number(key, lowest, 1000)];
}
