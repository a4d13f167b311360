using CrossbarSim.Simulator.Converters;

namespace CrossbarSim.Simulator.Tiles;

/// <summary>Lowest and highest current of every line.</summary>
internal sealed class ExtremesObserver(ProgrammedMatrix matrix) : CurrentObserver
{
    /// <summary>[tile][line]; empty, the wrong way round, where nothing was seen.</summary>
    public AdcRange[][] Ranges { get; } = [.. matrix.Tiles.Select(tile => Enumerable.Repeat(
        new AdcRange(double.PositiveInfinity, double.NegativeInfinity), tile.Mapped.Lines.Length).ToArray())];

    public override CurrentObserver Fresh() => new ExtremesObserver(matrix);

    public override void See(int tile, int line, ReadOnlySpan<double> currents)
    {
        (double low, double high) = Ranges[tile][line];
        foreach (double current in currents)
        {
            (low, high) = (Math.Min(low, current), Math.Max(high, current));
        }

        Ranges[tile][line] = new AdcRange(low, high);
    }

    public override void Merge(CurrentObserver other)
    {
        for (int tile = 0; tile < Ranges.Length; tile++)
        {
            Ranges[tile] = [.. Ranges[tile].Zip(((ExtremesObserver)other).Ranges[tile], (a, b) => a.Union(b))];
        }
    }
}
