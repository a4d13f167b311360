using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Currents;
using CrossbarSim.Devices.Laws;
using CrossbarSim.Devices.Quantities;
using CrossbarSim.Devices.Randomness;

namespace CrossbarSim.Devices.Models;

/// <summary>A cell whose programming error depends on the state that is aimed at: G = max(0, target + f·σ(x)·z), z standard normal, x the target over the highest conductance.</summary>
/// <remarks>f is the noise scale. Drift and noise of reads are laws of their own.</remarks>
public sealed class StateDevice : IProgrammingNoise
{
    private readonly double _highest;

    /// <summary>A cell.</summary>
    /// <param name="name">The name it goes by.</param>
    /// <param name="lowest">Lowest conductance. Zero or more.</param>
    /// <param name="highest">Highest conductance. Above the lowest.</param>
    /// <param name="sigma">σ, in siemens; where it is below zero it counts as zero.</param>
    public StateDevice(string name, Conductance lowest, Conductance highest, StateLaw sigma)
    {
        HighestConductance = Window.Checked(lowest, highest);
        (Name, LowestConductance, Sigma, _highest) = (name, lowest, sigma, highest.Siemens);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public Conductance LowestConductance { get; }

    /// <inheritdoc/>
    public Conductance HighestConductance { get; }

    /// <inheritdoc/>
    public string Content => FormattableString.Invariant($"state-dependent {LowestConductance.Siemens:R} {HighestConductance.Siemens:R} {Sigma}");

    /// <summary>Standard deviation of programming, in siemens.</summary>
    public StateLaw Sigma { get; }

    /// <inheritdoc/>
    public ICellCurrent Current { get; init; } = OhmicCurrent.Law;

    /// <inheritdoc/>
    public IDeviceModel With(ICellCurrent current) => new StateDevice(Name, LowestConductance, HighestConductance, Sigma) { Current = current };

    /// <inheritdoc/>
    public void Program(ReadOnlySpan<double> targets, Span<double> programmed, double noiseScale, RandomKey key)
    {
        Programming.Check(targets, programmed, noiseScale);
        Span<double> sigmas = stackalloc double[Programming.CellsAtATime];
        for (int first = 0; first < targets.Length; first += Programming.CellsAtATime)
        {
            int count = Math.Min(Programming.CellsAtATime, targets.Length - first);
            ReadOnlySpan<double> means = targets.Slice(first, count);
            for (int cell = 0; cell < count; cell++)
            {
                sigmas[cell] = Math.Max(0, Sigma.At(means[cell] / _highest));
            }

            Programming.Draw(means, sigmas[..count], noiseScale, key, first, programmed.Slice(first, count));
        }
    }
}
