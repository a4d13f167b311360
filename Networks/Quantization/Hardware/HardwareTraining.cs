namespace CrossbarSim.Networks.Quantization.Hardware;

/// <summary>How often training sees another chip.</summary>
public enum ChipRedraw
{
    /// <summary>A chip of its own for every batch: what is learned has to serve any chip. Its cells have approximate draws (<see cref="Devices.Randomness.RandomKey.Approximate"/>).</summary>
    Batch,

    /// <summary>One chip an epoch, with approximate draws too.</summary>
    Epoch,

    /// <summary>One and the same chip throughout, with exact draws: training in the loop with that chip.</summary>
    Never,
}

/// <summary>What stands in the place of the derivative of the ADCs.</summary>
public enum HardwareGradient
{
    /// <summary>1, whatever the converters do to a partial sum.</summary>
    StraightThrough,

    /// <summary>1 for a partial sum within its ADC's range, 0 for one that is clipped.</summary>
    Clipped,

    /// <summary>Impulses at the thresholds of the ADC, each widened to a Gaussian of the same area: for few bits.</summary>
    Gaussian,
}

/// <summary>How a network is trained through simulated hardware.</summary>
public sealed record HardwareTraining
{
    /// <summary>How often cells are drawn anew. Noise of reads and conversions is drawn anew at every read.</summary>
    public ChipRedraw Redraw { get; init; } = ChipRedraw.Batch;

    /// <summary>What stands in the place of the derivative of the ADCs; null: <see cref="HardwareGradient.Clipped"/> where an ADC sees whole partial sums, else <see cref="HardwareGradient.StraightThrough"/>.</summary>
    public HardwareGradient? Gradient { get; init; }

    /// <summary>σ of <see cref="HardwareGradient.Gaussian"/>, in steps of the ADC, above zero; null: the usual one of its resolution, 1 to 4 bits.</summary>
    public double? Sigma { get; init; }

    /// <summary>Batches after which calibrated ranges are found anew, on the batch at hand; 1 or more. The weights they were found for change all the while.</summary>
    public int RecalibrateEvery { get; init; } = 100;
}
