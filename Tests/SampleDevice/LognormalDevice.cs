using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Currents;
using CrossbarSim.Devices.Models;
using CrossbarSim.Devices.Quantities;
using CrossbarSim.Devices.Randomness;

namespace SampleDevice;

/// <summary>A cell whose programming error is a factor: lognormal, as of cells whose barrier varies.</summary>
/// <remarks>
/// G = target·e^(f·σ·z), z standard normal, f the noise scale: the median is the target, and nothing becomes negative. Left out: levels, drift, read noise.
/// An example of a model outside the program, with numbers of nobody.
/// </remarks>
public sealed class LognormalDevice : IProgrammingNoise
{
    /// <summary>A cell.</summary>
    /// <param name="name">The name it goes by.</param>
    /// <param name="lowest">Lowest conductance. Zero or more.</param>
    /// <param name="highest">Highest conductance. Above the lowest.</param>
    /// <param name="sigma">σ, dimensionless. Zero or more.</param>
    public LognormalDevice(string name, Conductance lowest, Conductance highest, double sigma)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sigma);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(highest.Siemens, lowest.Siemens);
        (Name, LowestConductance, HighestConductance, Sigma) = (name, lowest, highest, sigma);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public Conductance LowestConductance { get; }

    /// <inheritdoc/>
    public Conductance HighestConductance { get; }

    /// <summary>σ, dimensionless.</summary>
    public double Sigma { get; }

    /// <inheritdoc/>
    public ICellCurrent Current { get; init; } = OhmicCurrent.Law;

    /// <inheritdoc/>
    public string Content => DeviceContent.Of("lognormal", LowestConductance.Siemens, HighestConductance.Siemens, Sigma);

    /// <inheritdoc/>
    public IDeviceModel With(ICellCurrent current) => new LognormalDevice(Name, LowestConductance, HighestConductance, Sigma) { Current = current };

    /// <inheritdoc/>
    public void Program(ReadOnlySpan<double> targets, Span<double> programmed, double noiseScale, RandomKey key)
    {
        if (programmed.Length != targets.Length)
        {
            throw new ArgumentException($"Expected room for {targets.Length} conductances, got {programmed.Length}.", nameof(programmed));
        }

        if (!double.IsFinite(noiseScale) || noiseScale < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(noiseScale), noiseScale, "A noise scale is finite and zero or more.");
        }

        key.FillNormal(programmed);
        for (int cell = 0; cell < programmed.Length; cell++)
        {
            programmed[cell] = targets[cell] * Math.Exp(noiseScale * Sigma * programmed[cell]);
        }
    }
}
