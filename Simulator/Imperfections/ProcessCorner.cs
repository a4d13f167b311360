using CrossbarSim.Devices.Behaviours;

namespace CrossbarSim.Simulator.Imperfections;

/// <summary>A corner of a CMOS process: first the n devices, then the p devices, fast or slow.</summary>
public enum CornerKind
{
    /// <summary>Both typical.</summary>
    Tt,

    /// <summary>Both fast.</summary>
    Ff,

    /// <summary>Both slow.</summary>
    Ss,

    /// <summary>n fast, p slow.</summary>
    Fs,

    /// <summary>n slow, p fast.</summary>
    Sf,
}

/// <summary>A chip from a corner of its process: all cells of a type conduct better, or worse, by the same part.</summary>
/// <remarks>
/// <para>
/// Fast: G·(1 + shift); slow: G·(1 - shift). Nothing is drawn: every chip is the same corner. Without p devices all cells are n devices, as with an n access
/// transistor or pull-down. With them pairs are push-pull: what a line adds is sourced through p devices, what it subtracts is sunk through n devices;
/// then FS and SF leave every pair out of balance. A partner that a mapping takes for granted, as a constant it subtracts, shifts too.
/// </para>
/// <para>Left out: what a corner does to circuits other than cells. The errors of converters are theirs to say.</para>
/// </remarks>
public sealed class ProcessCorner : ICellImperfection
{
    private readonly double _added;
    private readonly double _subtracted;

    /// <summary>A corner.</summary>
    /// <param name="corner">Which one; TT would change nothing.</param>
    /// <param name="n">Relative change of n devices, dimensionless: 0.1 is 10 %. Above 0, below 1.</param>
    /// <param name="p">Relative change of p devices likewise; null: cells have none.</param>
    /// <exception cref="ArgumentException">It would change nothing, or a shift is out of its range.</exception>
    public ProcessCorner(CornerKind corner, double n, double? p = null)
    {
        if (corner == CornerKind.Tt)
        {
            throw new ArgumentException("The typical corner changes nothing.", nameof(corner));
        }

        if (!(n > 0) || !(n < 1) || !(p is null or (> 0 and < 1)))
        {
            throw new ArgumentOutOfRangeException(nameof(n), $"A corner shifts conductances by more than 0 and less than all, not by {n} and {p}.");
        }

        _subtracted = corner is CornerKind.Ff or CornerKind.Fs ? 1.0 + n : 1.0 - n;
        _added = p is not double shift ? _subtracted : corner is CornerKind.Ff or CornerKind.Sf ? 1.0 + shift : 1.0 - shift;
    }

    /// <inheritdoc/>
    public string Name => "corner";

    /// <inheritdoc/>
    public bool IsRandom => false;

    /// <inheritdoc/>
    public string? Refusal(IDeviceModel device) => null;

    /// <inheritdoc/>
    public void Apply(Span<double> cells, TilePlace place)
    {
        bool[] subtracted = place.Map.SubtractedCells();
        double[]? partners = place.Map.Baselines;
        for (int cell = 0; cell < cells.Length; cell++)
        {
            (double own, double partner) = subtracted[cell] ? (_subtracted, _added) : (_added, _subtracted);
            double changed = cells[cell] * own;
            cells[cell] = partners is null ? changed : Math.Max(0.0, changed - (partners[cell] * (partner - 1.0)));
        }
    }
}
