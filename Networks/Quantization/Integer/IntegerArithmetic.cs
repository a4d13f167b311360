namespace CrossbarSim.Networks.Quantization.Integer;

/// <summary>At which scale the codes of biases are.</summary>
public enum BiasScale
{
    /// <summary>That of the sums they are added to: S_w·S_x.</summary>
    Sums,

    /// <summary>One of their own, 2·max|b|/(2^k - 1), whatever the scale of the sums: wrong by S_b/(S_w·S_x). For comparison with designs that have it.</summary>
    Own,
}

/// <summary>How a network of integers computes.</summary>
public sealed record IntegerArithmetic
{
    /// <summary>How sums are rounded to codes: down, or halves up.</summary>
    public RoundingRule Rounding { get; init; } = RoundingRule.Floor;

    /// <summary>c, of the factors b/2^c between layers.</summary>
    public int Shift { get; init; } = 16;

    /// <summary>At which scale the codes of biases are.</summary>
    public BiasScale BiasScale { get; init; }
}
