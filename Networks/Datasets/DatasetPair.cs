namespace CrossbarSim.Networks.Datasets;

/// <summary>The two halves of a data set.</summary>
public enum DatasetSplit
{
    /// <summary>What a network learns from, and what converters are calibrated on.</summary>
    Train,

    /// <summary>What its accuracy is measured on.</summary>
    Test,
}

/// <summary>Training and test images of one data set, alike in shape and classes.</summary>
public sealed class DatasetPair
{
    /// <summary>Puts the two halves together.</summary>
    /// <param name="train">Training images.</param>
    /// <param name="test">Test images, of the same shape and number of classes.</param>
    /// <param name="origin">Where they come from, for reports: a folder, or how they were made.</param>
    /// <exception cref="ArgumentException">The halves differ in shape or classes.</exception>
    public DatasetPair(ImageDataset train, ImageDataset test, string origin)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(test);
        ArgumentException.ThrowIfNullOrWhiteSpace(origin);
        if (Describe(train) != Describe(test))
        {
            throw new ArgumentException(
                $"The training images are {Describe(train)}, the test images {Describe(test)}.", nameof(test));
        }

        Train = train;
        Test = test;
        Origin = origin;
    }

    /// <summary>Training images.</summary>
    public ImageDataset Train { get; }

    /// <summary>Test images.</summary>
    public ImageDataset Test { get; }

    /// <summary>Where the images come from, for reports: a folder, or how they were made.</summary>
    public string Origin { get; }

    /// <summary>One of the halves.</summary>
    /// <param name="split">Which one.</param>
    public ImageDataset this[DatasetSplit split] => split switch
    {
        DatasetSplit.Train => Train,
        DatasetSplit.Test => Test,
        _ => throw new ArgumentOutOfRangeException(nameof(split), split, "Expected Train or Test."),
    };

    private static string Describe(ImageDataset set) =>
        $"{set.Channels}x{set.Height}x{set.Width} in {set.Classes} classes";
}
