namespace CrossbarSim.Networks.Summaries;

/// <summary>How finely a layer computes.</summary>
/// <param name="InputBits">Bits of an input; <see cref="Float"/> where it is not quantized.</param>
/// <param name="WeightBits">Bits of a weight; <see cref="Float"/> where it is not quantized.</param>
public readonly record struct LayerPrecision(int InputBits, int WeightBits)
{
    /// <summary>Bits of a number that is not quantized.</summary>
    public const int Float = 32;

    /// <summary>Neither inputs nor weights are quantized.</summary>
    public static LayerPrecision Digital { get; } = new(Float, Float);

    /// <summary>Bits of a multiplication: those of the finer factor.</summary>
    public int Bits => Math.Max(InputBits, WeightBits);
}
