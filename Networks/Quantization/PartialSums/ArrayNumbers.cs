namespace CrossbarSim.Networks.Quantization.PartialSums;

/// <summary>The numbers in which layers on sense-amplifier arrays compute.</summary>
/// <remarks>See <see cref="ArrayLevelQuantizer"/> for levels, <see cref="PartialSumAdc"/> for ADCs.</remarks>
public sealed record ArrayNumbers
{
    /// <summary>Resolution of what comes into a layer: 1, 1.5, 2, 3 or 4 bits; more: as it is.</summary>
    public double ActivationBits { get; init; } = 1;

    /// <summary>Resolution of weights: 1, 1.5, 2, 3 or 4 bits; more: as they are. Of 1.5 bits those within ±0.2 are zero: see <see cref="ArrayRule.WidenFirstWeights"/>.</summary>
    public double WeightBits { get; init; } = 1;

    /// <summary>Resolution of the ADC of partial sums, 1 to 32 bits; null: none, sums are exact and not cut into tiles.</summary>
    public int? AdcBits { get; init; } = 1;

    /// <summary>Rows of an array, and the ADC's full scale.</summary>
    public int Rows { get; init; } = 128;

    /// <summary>What stands in the place of the derivative of the ADC.</summary>
    public AdcGradient Gradient { get; init; } = AdcGradient.NearestGaussian;

    /// <summary>σ of the Gaussians, in units of the sum; null: the usual one.</summary>
    public double? Sigma { get; init; }

    /// <summary>Names of layers whose sums go through no ADC, though their inputs and weights are those of an array.</summary>
    public IReadOnlyList<string> WithoutAdc { get; init; } = [];
}
