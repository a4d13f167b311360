using CrossbarSim.Simulator.Converters;

namespace CrossbarSim.Simulator.Tiles;

/// <summary>How often lines carried how much, for each group of lines that share a range.</summary>
/// <param name="groups">[tile][group]: the groups, every line in one of them.</param>
internal sealed class HistogramObserver(RangeGroup[][] groups) : CurrentObserver
{
    private readonly int[][] _groupOfLine = [.. groups.Select(tile =>
        (int[])[.. tile.SelectMany((group, g) => group.Lines.Select(line => (line, g))).OrderBy(pair => pair.line).Select(pair => pair.g)])];

    /// <summary>[tile][group]; null where a group needs none.</summary>
    public Histogram?[][] Histograms { get; } = [.. groups.Select(tile => (Histogram?[])[.. tile.Select(group => group.NewHistogram())])];

    public override CurrentObserver Fresh() => new HistogramObserver(groups);

    public override void See(int tile, int line, ReadOnlySpan<double> currents)
    {
        int group = _groupOfLine[tile][line];
        if (Histograms[tile][group] is Histogram histogram)
        {
            foreach (double current in currents)
            {
                groups[tile][group].Count(current, histogram);
            }
        }
    }

    public override void Merge(CurrentObserver other)
    {
        for (int tile = 0; tile < Histograms.Length; tile++)
        {
            for (int group = 0; group < Histograms[tile].Length; group++)
            {
                if (((HistogramObserver)other).Histograms[tile][group] is Histogram more)
                {
                    Histograms[tile][group]!.Add(more);
                }
            }
        }
    }
}
