namespace CrossbarSim.Networks.Quantization.Binary;

/// <summary>Batch normalization followed by a sign, as a comparison with a number: what a digital circuit, or a sense amplifier with an offset, does.</summary>
/// <remarks>
/// sign(γ·(a + bias - μ)/√(σ² + ε) + β) with sign(0) = +1: for γ &gt; 0, +1 where a ≥ τ; for γ &lt; 0, +1 where a ≤ τ;
/// τ = μ - β·√(σ² + ε)/γ - bias. For γ = 0 it is the sign of β.
/// </remarks>
/// <param name="Threshold">τ.</param>
/// <param name="Direction">1: +1 from the threshold on; -1: +1 up to it; 0: whatever a is.</param>
/// <param name="Constant">What it is where the direction is 0.</param>
public readonly record struct SignFolding(double Threshold, int Direction, double Constant)
{
    /// <summary>The comparison in the place of one channel of a batch normalization.</summary>
    /// <param name="gamma">γ.</param>
    /// <param name="beta">β.</param>
    /// <param name="mean">μ.</param>
    /// <param name="variance">σ².</param>
    /// <param name="epsilon">ε.</param>
    /// <param name="bias">Bias of the layer before it.</param>
    public static SignFolding Of(double gamma, double beta, double mean, double variance, double epsilon, double bias = 0) => gamma == 0
        ? new SignFolding(0, 0, beta >= 0 ? 1 : -1)
        : new SignFolding(mean - (beta * Math.Sqrt(variance + epsilon) / gamma) - bias, Math.Sign(gamma), 0);

    /// <summary>The sign for a sum a.</summary>
    public double Apply(double sum) => Direction switch
    {
        > 0 => sum >= Threshold ? 1 : -1,
        < 0 => sum <= Threshold ? 1 : -1,
        _ => Constant,
    };
}
