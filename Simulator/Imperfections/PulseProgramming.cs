using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Quantities;
using CrossbarSim.Devices.Randomness;

namespace CrossbarSim.Simulator.Imperfections;

/// <summary>Where cells are before they are programmed by pulses.</summary>
public enum PulseStart
{
    /// <summary>At the lowest conductance that pulses of a typical cell lead to: after a reset.</summary>
    Lowest,

    /// <summary>At the highest.</summary>
    Highest,
}

/// <summary>When a cell that is written and verified is good enough.</summary>
/// <param name="Absolute">Part of the tolerance that is a conductance.</param>
/// <param name="Relative">Part in proportion to the window of the device, highest less lowest conductance.</param>
public readonly record struct VerifyTolerance(Conductance Absolute, double Relative)
{
    /// <summary>The tolerance of one device, in siemens: a cell may be so far from its target either way.</summary>
    public double Of(IDeviceModel device) => Absolute.Siemens + (Relative * (device.HighestConductance.Siemens - device.LowestConductance.Siemens));
}

/// <summary>How many pulses programming took.</summary>
/// <param name="Mean">Mean over the cells.</param>
/// <param name="Most">Most that a cell got.</param>
/// <param name="NotConverged">Share of cells that were not within the tolerance after their last pulse, 0 to 1; null: nothing was verified.</param>
public sealed record PulseCounts(double Mean, int Most, double? NotConverged);

/// <summary>Cells that are programmed by pulses: so many as a typical cell would need, or one after another until each reads as it should.</summary>
/// <remarks>
/// Without verifying, a cell gets as many pulses as bring a typical cell, one without spread or noise, nearest to the target; all in one direction. With it, every cell is read after each
/// pulse, and gets another one, up or down, until it is within the tolerance or has had as many as there may be. Cells start at one end of the window, are made anew for each
/// chip, and draw by their place in the tile, whatever else is programmed when. Left out: noise of the reads that verify, disturbance of neighbours, the time that passes.
/// </remarks>
public sealed class PulseProgramming : ICellImperfection
{
    /// <summary>So many cells at a time, and all about them stays close; draws are addressed by cell, so that nothing depends on it.</summary>
    private const int CellsAtATime = 512;

    private readonly IPulseProgramming _pulses;
    private readonly VerifyTolerance? _tolerance;
    private readonly PulseStart _start;
    private readonly int _maxPulses;
    private readonly double _noiseScale;
    private readonly Lazy<double[]> _typical;

    /// <summary>Programming by pulses.</summary>
    /// <param name="pulses">What pulses do.</param>
    /// <param name="tolerance">When a cell is good enough; null: cells are not read.</param>
    /// <param name="start">Where cells are before.</param>
    /// <param name="maxPulses">Most pulses of a cell. One or more.</param>
    /// <param name="noiseScale">Factor on every standard deviation of the cells. Zero or more; 0: typical cells.</param>
    /// <exception cref="ArgumentException">The cells lack pulses in a direction that is needed.</exception>
    public PulseProgramming(IPulseProgramming pulses, VerifyTolerance? tolerance, PulseStart start, int maxPulses, double noiseScale)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxPulses, 1);
        if (Lacks(pulses, tolerance is not null, start) is string problem)
        {
            throw new ArgumentException(problem, nameof(pulses));
        }

        (_pulses, _tolerance, _start, _maxPulses, _noiseScale) = (pulses, tolerance, start, maxPulses, noiseScale);
        _typical = new Lazy<double[]>(Typical);
    }

    /// <inheritdoc/>
    public string Name => "programming";

    /// <inheritdoc/>
    public bool IsRandom => _noiseScale > 0;

    /// <summary>The numbers of its pulses as text.</summary>
    public string Content => _pulses.PulseContent;

    /// <summary>The direction that cells lack; null: they can be programmed so.</summary>
    /// <param name="pulses">What pulses do.</param>
    /// <param name="verifies">Whether cells are read, and may have to go back.</param>
    /// <param name="start">Where cells are before.</param>
    public static string? Lacks(IPulseProgramming pulses, bool verifies, PulseStart start) =>
        !pulses.CanRaise && (verifies || start == PulseStart.Lowest) ? "there are no pulses that raise the conductance"
        : !pulses.CanLower && (verifies || start == PulseStart.Highest) ? "there are no pulses that lower the conductance"
        : null;

    /// <inheritdoc/>
    public string? Refusal(IDeviceModel device) => null;

    /// <inheritdoc/>
    public void Apply(Span<double> cells, TilePlace place) => Program(cells, place);

    /// <summary>Programs the cells of one tile.</summary>
    /// <param name="cells">Targets in siemens, [rows, columns]; receives what programming leaves.</param>
    /// <param name="place">Where the tile is.</param>
    /// <returns>The pulses that each cell got, and whether it reads as it should; cell by cell.</returns>
    internal (int Pulses, bool Converged)[] Program(Span<double> cells, TilePlace place)
    {
        (int Pulses, bool Converged)[] counts = new (int, bool)[cells.Length];
        RandomKey key = place.Tile.For("programming");
        double? tolerance = _tolerance?.Of(place.Device);
        for (int first = 0; first < cells.Length; first += CellsAtATime)
        {
            int count = Math.Min(CellsAtATime, cells.Length - first);
            Span<double> targets = cells.Slice(first, count);
            IPulsedCells made = _pulses.MakeCells(count, Start, _noiseScale, key, first);
            if (tolerance is double within)
            {
                Verify(made, targets, within, counts.AsSpan(first, count));
            }
            else
            {
                Shoot(made, targets, counts.AsSpan(first, count));
            }

            made.Conductances.CopyTo(targets);
        }

        return counts;
    }

    /// <summary>What the cells of some tiles took together.</summary>
    internal PulseCounts Counts(IReadOnlyCollection<(int Pulses, bool Converged)> cells) => new(
        cells.Average(cell => (double)cell.Pulses),
        cells.Max(cell => cell.Pulses),
        _tolerance is null ? null : cells.Count(cell => !cell.Converged) / (double)cells.Count);

    private double Start => (_start == PulseStart.Lowest ? _pulses.LowestReached : _pulses.HighestReached).Siemens;

    private void Verify(IPulsedCells cells, ReadOnlySpan<double> targets, double tolerance, Span<(int Pulses, bool Converged)> counts)
    {
        sbyte[] directions = new sbyte[targets.Length];
        for (int pulse = 0; ; pulse++)
        {
            bool any = false;
            ReadOnlySpan<double> read = cells.Conductances;
            for (int cell = 0; cell < targets.Length; cell++)
            {
                double off = targets[cell] - read[cell];
                directions[cell] = Math.Abs(off) <= tolerance ? (sbyte)0 : off > 0 ? (sbyte)1 : (sbyte)-1;
                counts[cell] = (counts[cell].Pulses + Math.Abs(directions[cell]), directions[cell] == 0);
                any |= directions[cell] != 0;
            }

            if (!any)
            {
                return;
            }

            if (pulse == _maxPulses)
            {
                Undo(directions, counts);
                return;
            }

            cells.Pulse(directions, pulse);
        }
    }

    /// <summary>Takes back the pulses that were counted and may not be given.</summary>
    private static void Undo(sbyte[] directions, Span<(int Pulses, bool Converged)> counts)
    {
        for (int cell = 0; cell < directions.Length; cell++)
        {
            counts[cell].Pulses -= Math.Abs(directions[cell]);
        }
    }

    private void Shoot(IPulsedCells cells, ReadOnlySpan<double> targets, Span<(int Pulses, bool Converged)> counts)
    {
        int most = 0;
        for (int cell = 0; cell < targets.Length; cell++)
        {
            counts[cell] = (Needed(targets[cell]), true);
            most = Math.Max(most, counts[cell].Pulses);
        }

        sbyte[] directions = new sbyte[targets.Length];
        sbyte direction = _start == PulseStart.Lowest ? (sbyte)1 : (sbyte)-1;
        for (int pulse = 0; pulse < most; pulse++)
        {
            for (int cell = 0; cell < targets.Length; cell++)
            {
                directions[cell] = pulse < counts[cell].Pulses ? direction : (sbyte)0;
            }

            cells.Pulse(directions, pulse);
        }
    }

    /// <summary>The fewest pulses that bring a typical cell nearest to a target.</summary>
    private int Needed(double target)
    {
        // The distance from the start grows from pulse to pulse: a binary search over it.
        double[] reached = _typical.Value;
        double distance = Math.Abs(target - Start) * (Math.Sign(target - Start) == (_start == PulseStart.Lowest ? 1 : -1) ? 1 : 0);
        int above = Array.BinarySearch(reached, distance);
        above = above >= 0 ? above : ~above;
        return above == 0 ? 0 : above == reached.Length || distance - reached[above - 1] <= reached[above] - distance ? above - 1 : above;
    }

    /// <summary>How far a typical cell is from the start after 0, 1, 2, ... pulses, in siemens; strictly ascending, until pulses no longer move it.</summary>
    private double[] Typical()
    {
        IPulsedCells cell = _pulses.MakeCells(1, Start, 0, RandomKey.FromSeed(0));
        double begin = cell.Conductances[0];
        sbyte[] direction = [_start == PulseStart.Lowest ? (sbyte)1 : (sbyte)-1];
        List<double> reached = [0];
        for (int pulse = 0; pulse < _maxPulses; pulse++)
        {
            cell.Pulse(direction, pulse);
            double now = (cell.Conductances[0] - begin) * direction[0];
            if (!(now > reached[^1]))
            {
                break;
            }

            reached.Add(now);
        }

        return [.. reached];
    }
}
