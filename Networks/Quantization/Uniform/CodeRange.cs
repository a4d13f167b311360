namespace CrossbarSim.Networks.Quantization.Uniform;

/// <summary>The integer codes of a uniform quantizer.</summary>
/// <param name="Lowest">Lowest code.</param>
/// <param name="Highest">Highest code; above the lowest.</param>
public readonly record struct CodeRange(int Lowest, int Highest)
{
    /// <summary>How many codes there are.</summary>
    public int Count => Highest - Lowest + 1;

    /// <summary>-2^(b-1) to 2^(b-1) - 1.</summary>
    public static CodeRange TwosComplement(int bits) => new(-(1 << (Checked(bits) - 1)), (1 << (bits - 1)) - 1);

    /// <summary>0 to 2^b - 1.</summary>
    public static CodeRange FromZero(int bits) => new(0, (1 << Checked(bits)) - 1);

    /// <summary>As many below zero as above: -(2^(b-1) - 1) to 2^(b-1) - 1. Two bits or more.</summary>
    public static CodeRange Restricted(int bits) => Checked(bits) >= 2
        ? new(-((1 << (bits - 1)) - 1), (1 << (bits - 1)) - 1)
        : throw new ArgumentOutOfRangeException(nameof(bits), bits, "A symmetric quantizer without its lowest code needs 2 bits or more.");

    private static int Checked(int bits) => bits is >= 1 and <= 24
        ? bits : throw new ArgumentOutOfRangeException(nameof(bits), bits, "A uniform quantizer has 1 to 24 bits.");
}
