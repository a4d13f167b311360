namespace CrossbarSim.Networks.Quantization.Uniform;

/// <summary>How a range becomes scale and zero point.</summary>
public enum UniformScheme
{
    /// <summary>The codes span the range, zero being one of the values: S = (β - α)/(2^b - 1), with a zero point.</summary>
    Asymmetric,

    /// <summary>All 2^b codes about zero: S = 2·max|r|/(2^b - 1).</summary>
    SymmetricFull,

    /// <summary>The 2^b - 1 codes that lie evenly about zero: S = max|r|/(2^(b-1) - 1).</summary>
    SymmetricRestricted,
}
