using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Currents;
using CrossbarSim.Devices.Quantities;
using CrossbarSim.Devices.Randomness;

namespace CrossbarSim.Devices.Models;

/// <summary>A cell known by a table of levels: each with its mean and the spread of its readings.</summary>
/// <remarks>
/// G = max(0, level + f·σ(level)·z), z standard normal, f the noise scale, the level being the one nearest to the
/// target. Left out: drift, read noise, device-to-device spread beyond what the readings of a level show.
/// </remarks>
public sealed class LevelTableDevice : IConductanceLevels, IProgrammingNoise
{
    /// <summary>A cell with the given levels.</summary>
    /// <param name="name">The name of the table.</param>
    /// <param name="levels">The levels; two or more, or one above zero.</param>
    /// <exception cref="ArgumentException">The only level is zero.</exception>
    public LevelTableDevice(string name, ConductanceLevels levels)
    {
        if (levels.Means[^1] == 0)
        {
            throw new ArgumentException("A device whose only level is 0 S conducts nothing.", nameof(levels));
        }

        Name = name;
        Levels = levels;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public ConductanceLevels Levels { get; }

    /// <inheritdoc/>
    public Conductance LowestConductance => Conductance.FromSiemens(Levels.Means[0]);

    /// <inheritdoc/>
    public Conductance HighestConductance => Conductance.FromSiemens(Levels.Means[^1]);

    /// <inheritdoc/>
    public ICellCurrent Current { get; init; } = OhmicCurrent.Law;

    /// <inheritdoc/>
    public IDeviceModel With(ICellCurrent current) => new LevelTableDevice(Name, Levels) { Current = current };

    /// <summary>The same device, of whose levels only some are used.</summary>
    public LevelTableDevice WithLevels(ConductanceLevels levels) => new(Name, levels) { Current = Current };

    /// <inheritdoc/>
    public void Program(ReadOnlySpan<double> targets, Span<double> programmed, double noiseScale, RandomKey key)
    {
        Programming.Check(targets, programmed, noiseScale);
        Span<double> means = stackalloc double[Programming.CellsAtATime];
        Span<double> sigmas = stackalloc double[Programming.CellsAtATime];
        for (int first = 0; first < targets.Length; first += Programming.CellsAtATime)
        {
            int count = Math.Min(Programming.CellsAtATime, targets.Length - first);
            Levels.Nearest(targets.Slice(first, count), means, sigmas);
            Programming.Draw(means[..count], sigmas[..count], noiseScale, key, first, programmed.Slice(first, count));
        }
    }
}
