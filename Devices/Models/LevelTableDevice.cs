using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Currents;
using CrossbarSim.Devices.Quantities;
using CrossbarSim.Devices.Randomness;

namespace CrossbarSim.Devices.Models;

/// <summary>A cell known by a table of levels: each with its mean and the spread of its readings.</summary>
/// <remarks>
/// G = max(0, level + f·σ(level)·z), z standard normal, f the noise scale, the level being the one nearest to the
/// target. A table that keeps its readings draws one of those of the level instead, each as likely as the others:
/// G = max(0, level + f·(reading − level)). Left out: drift, read noise, device-to-device spread beyond what the readings
/// of a level show.
/// </remarks>
public sealed class LevelTableDevice : IConductanceLevels, IProgrammingNoise
{
    private readonly double[][]? _readings;

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

    /// <summary>A cell with the given levels, whose readings are drawn from.</summary>
    /// <param name="name">The name of the table.</param>
    /// <param name="levels">The levels; two or more, or one above zero.</param>
    /// <param name="readings">The readings of each level, in siemens; one or more each.</param>
    /// <exception cref="ArgumentException">The only level is zero, or some level has no readings.</exception>
    public LevelTableDevice(string name, ConductanceLevels levels, IReadOnlyList<double[]> readings)
        : this(name, levels)
    {
        if (readings.Count != levels.Count || readings.Any(each => each.Length == 0))
        {
            throw new ArgumentException($"Expected readings of each of {levels.Count} levels.", nameof(readings));
        }

        _readings = [.. readings];
    }

    /// <summary>Whether programming draws from the readings of the table rather than from a normal distribution.</summary>
    public bool DrawsReadings => _readings is not null;

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
    public string Content => DeviceContent.Of(
        "levels", [.. Levels.Means, .. Levels.Sigmas, .. _readings?.SelectMany(level => (IEnumerable<double>)[level.Length, .. level]) ?? []]);

    /// <inheritdoc/>
    public IDeviceModel With(ICellCurrent current) => _readings is null
        ? new LevelTableDevice(Name, Levels) { Current = current }
        : new LevelTableDevice(Name, Levels, _readings) { Current = current };

    /// <summary>The same device, of whose levels only some are used.</summary>
    /// <param name="levels">Levels of this table.</param>
    public LevelTableDevice WithLevels(ConductanceLevels levels) => _readings is null
        ? new(Name, levels) { Current = Current }
        : new(Name, levels, [.. levels.Means.ToArray().Select(mean => _readings[Levels.Nearest(mean)])]) { Current = Current };

    /// <inheritdoc/>
    public void Program(ReadOnlySpan<double> targets, Span<double> programmed, double noiseScale, RandomKey key)
    {
        Programming.Check(targets, programmed, noiseScale);
        if (_readings is not null)
        {
            ProgramReadings(_readings, targets, programmed, noiseScale, key);
            return;
        }

        Span<double> means = stackalloc double[Programming.CellsAtATime];
        Span<double> sigmas = stackalloc double[Programming.CellsAtATime];
        for (int first = 0; first < targets.Length; first += Programming.CellsAtATime)
        {
            int count = Math.Min(Programming.CellsAtATime, targets.Length - first);
            Levels.Nearest(targets.Slice(first, count), means, sigmas);
            Programming.Draw(means[..count], sigmas[..count], noiseScale, key, first, programmed.Slice(first, count));
        }
    }

    private void ProgramReadings(
        double[][] readings, ReadOnlySpan<double> targets, Span<double> programmed, double noiseScale, RandomKey key)
    {
        key.FillUniform(programmed);
        for (int cell = 0; cell < targets.Length; cell++)
        {
            int level = Levels.Nearest(targets[cell]);
            double mean = Levels.Means[level];
            double reading = readings[level][(int)(programmed[cell] * readings[level].Length)];
            programmed[cell] = Math.Max(0, mean + (noiseScale * (reading - mean)));
        }
    }
}
