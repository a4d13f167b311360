namespace CrossbarSim.Simulator.Mapping;

/// <summary>One tile's target conductances and how its columns are read. Immutable once made.</summary>
/// <remarks>
/// Cells are physical and never negative. A <i>line</i> is what one ADC converts: a column, or a difference of two that
/// is formed in the analog domain. The output is a line, or the difference of two lines formed digitally.
/// </remarks>
public sealed class MappedTile
{
    /// <summary>The part of the layer that this tile holds.</summary>
    public required TileRegion Region { get; init; }

    /// <summary>Physical columns in use.</summary>
    public required int Columns { get; init; }

    /// <summary>Wanted conductances in siemens, [rows, columns], row by row. Zero or more.</summary>
    public required double[] Targets { get; init; }

    /// <summary>What each line senses.</summary>
    public required Line[] Lines { get; init; }

    /// <summary>Which lines make each output.</summary>
    public required Output[] Outputs { get; init; }

    /// <summary>
    /// Sign of each cell as its line sees it, [rows, columns]: +1 or -1. Null: every cell counts as +1. Given by mappings
    /// that choose, cell by cell, which of two columns holds it, leaving the other cell unconnected.
    /// </summary>
    public sbyte[]? Signs { get; init; }

    /// <summary>Conductance in siemens that its line subtracts from each cell, [rows, columns]. Null: nothing.</summary>
    public double[]? Baselines { get; init; }

    /// <summary>Smallest conductance that one row can add to a line, in siemens; negative for differences.</summary>
    public required double LowestPerRow { get; init; }

    /// <summary>Largest conductance that one row can add to a line, in siemens.</summary>
    public required double HighestPerRow { get; init; }

    /// <summary>Weights beyond what the conductances can represent, which were clipped.</summary>
    public required int ClippedWeights { get; init; }

    /// <summary>Conductance of each line, [rows, lines] in siemens, from the conductances of the cells.</summary>
    /// <param name="cells">[rows, columns] in siemens: the targets, or what programming made of them.</param>
    public double[] SenseMatrix(ReadOnlySpan<double> cells)
    {
        int rows = Region.Inputs;
        double[] sensed = new double[rows * Lines.Length];
        for (int row = 0; row < rows; row++)
        {
            for (int line = 0; line < Lines.Length; line++)
            {
                (int plus, int minus) = Lines[line];
                double value = Seen(cells, (row * Columns) + plus);
                if (minus >= 0)
                {
                    value -= Seen(cells, (row * Columns) + minus);
                }

                sensed[(row * Lines.Length) + line] = value;
            }
        }

        return sensed;
    }

    private double Seen(ReadOnlySpan<double> cells, int cell)
    {
        double value = Baselines is null ? cells[cell] : cells[cell] - Baselines[cell];
        return Signs is null ? value : Signs[cell] * value;
    }

    /// <summary>A sensed line: a column, less another one when <paramref name="Minus"/> is not -1.</summary>
    /// <param name="Plus">The column that counts positively.</param>
    /// <param name="Minus">The column subtracted before the ADC, or -1.</param>
    public readonly record struct Line(int Plus, int Minus = -1);

    /// <summary>An output: a line, less another one when <paramref name="Minus"/> is not -1, scaled back to weights.</summary>
    /// <param name="Plus">The line that counts positively.</param>
    /// <param name="Minus">The line subtracted after the ADC, or -1.</param>
    /// <param name="SiemensPerWeight">The factor between weights and conductances.</param>
    public readonly record struct Output(int Plus, int Minus, double SiemensPerWeight);
}
