using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Laws;
using CrossbarSim.Devices.Quantities;

namespace CrossbarSim.Devices.Ageing;

/// <summary>Noise of reads whose spectrum falls as 1/f: the longer ago the programming, the more of it lies between then and the read.</summary>
/// <remarks>
/// σ = A·√ln((age + t_read)/(2·t_read)), A a number in siemens, or relative to the conductance at the read; either depends on the state that the cell was programmed to.
/// Source: S. R. Nandakumar et al., ICECS 2019; V. Joshi et al., Nat. Commun. 11, 2473 (2020).
/// </remarks>
/// <param name="highest">The conductance that states are relative to.</param>
/// <param name="amplitude">A: in siemens, or dimensionless where it is relative.</param>
/// <param name="isRelative">Whether it is relative to the conductance at the read.</param>
/// <param name="readTime">t_read, in seconds. Above zero.</param>
/// <param name="reference">What is added to times to make an age of them: t₀ where they count from a reference state, else zero.</param>
public sealed class FlickerReadNoise(Conductance highest, StateLaw amplitude, bool isRelative, double readTime, TimeSpan reference) : IStateNoise
{
    /// <inheritdoc/>
    public string Content => FormattableString.Invariant(
        $"flicker {highest.Siemens:R} {amplitude} {isRelative} {readTime:R} {reference.TotalSeconds:R}");

    /// <inheritdoc/>
    public IReadNoise At(TimeSpan time)
    {
        double ratio = (time.TotalSeconds + reference.TotalSeconds + readTime) / (2 * readTime);
        return new StateReadNoise(highest, amplitude, isRelative, Math.Sqrt(Math.Max(0, Math.Log(ratio))));
    }
}

/// <summary>Noise of reads that does not depend on time.</summary>
/// <param name="highest">The conductance that states are relative to.</param>
/// <param name="amplitude">σ: in siemens, or dimensionless where it is relative.</param>
/// <param name="isRelative">Whether it is relative to the conductance at the read.</param>
public sealed class SteadyReadNoise(Conductance highest, StateLaw amplitude, bool isRelative) : IStateNoise
{
    /// <inheritdoc/>
    public string Content => FormattableString.Invariant($"steady {highest.Siemens:R} {amplitude} {isRelative}");

    /// <inheritdoc/>
    public IReadNoise At(TimeSpan time) => new StateReadNoise(highest, amplitude, isRelative, 1);
}

/// <summary>Noise of reads at one time.</summary>
internal sealed class StateReadNoise(Conductance highest, StateLaw amplitude, bool isRelative, double factor) : IReadNoise
{
    public void Variances(ReadOnlySpan<double> programmed, ReadOnlySpan<double> conductances, Span<double> variances)
    {
        for (int cell = 0; cell < conductances.Length; cell++)
        {
            double sigma = factor * Math.Max(0, amplitude.At(programmed[cell] / highest.Siemens)) * (isRelative ? conductances[cell] : 1);
            variances[cell] = sigma * sigma;
        }
    }
}
