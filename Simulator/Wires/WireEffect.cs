namespace CrossbarSim.Simulator.Wires;

/// <summary>What lines measurably do to one array.</summary>
/// <param name="Tile">Its tile, in the order in which those of the layer are summed.</param>
/// <param name="Array">Its number among the arrays of the tile.</param>
/// <param name="Rows">Word lines in use.</param>
/// <param name="Columns">Bit lines in use.</param>
/// <param name="MeanLoss">Part of the current that is lost when all rows are driven alike, 0 to 1.</param>
/// <param name="WorstLoss">Largest part that a cell loses of its own conductance, at most 1; below zero where none loses any. Open cells do not count.</param>
/// <param name="WorstRow">Row of that cell.</param>
/// <param name="WorstColumn">Its column, along the word line.</param>
public sealed record WireEffect(int Tile, int Array, int Rows, int Columns, double MeanLoss, double WorstLoss, int WorstRow, int WorstColumn)
{
    /// <summary>How far an approximate model's column currents are from the exact ones, all rows driven alike: the largest, relative; null: the model is exact.</summary>
    public double? LargestError { get; init; }

    /// <summary>The same, root mean square over columns.</summary>
    public double? RmsError { get; init; }

    /// <summary>Effective over nominal conductance, [rows, columns]; not a number for open cells.</summary>
    public IReadOnlyList<double> Ratios { get; init; } = [];

    /// <summary>Measures the arrays of a tile.</summary>
    /// <param name="tile">Number of the tile.</param>
    /// <param name="wired">The tile.</param>
    /// <param name="wires">The lines that it was solved with.</param>
    public static IEnumerable<WireEffect> Of(int tile, WiredTile wired, IWires wires) =>
        wired.Arrays.Select((columns, array) => Of(tile, array, wired.Of(columns, wired.Nominal), wired.Of(columns, wired.Effective), columns.Length, wires));

    private static WireEffect Of(int tile, int array, double[] nominal, double[] effective, int columns, IWires wires)
    {
        double[] ratios = [.. nominal.Zip(effective, (cell, seen) => seen / cell)]; // 0/0, or over 0: open
        int worst = -1;
        for (int cell = 0; cell < ratios.Length; cell++)
        {
            if (nominal[cell] == 0)
            {
                ratios[cell] = double.NaN;
            }
            else if (worst < 0 || ratios[cell] < ratios[worst])
            {
                worst = cell;
            }
        }

        double total = nominal.Sum();
        WireEffect effect = new(
            tile, array, nominal.Length / columns, columns, total == 0 ? 0 : 1 - (effective.Sum() / total),
            worst < 0 ? 0 : 1 - ratios[worst], Math.Max(0, worst) / columns, Math.Max(0, worst) % columns) { Ratios = ratios };
        return wires.IsExact ? effect : effect.WithErrors(nominal, effective, wires.Resistances);
    }

    private WireEffect WithErrors(double[] nominal, double[] effective, WireResistances resistances)
    {
        double[] exact = new double[nominal.Length];
        new ResistiveWires(resistances).Effective(nominal, Rows, Columns, exact);
        double[] errors = [.. Currents(effective).Zip(Currents(exact), (found, wanted) => wanted == 0 ? 0 : Math.Abs(found - wanted) / wanted)];
        return this with { LargestError = errors.Max(), RmsError = Math.Sqrt(errors.Average(error => error * error)) };
    }

    private double[] Currents(double[] matrix)
    {
        double[] currents = new double[Columns];
        for (int cell = 0; cell < matrix.Length; cell++)
        {
            currents[cell % Columns] += matrix[cell];
        }

        return currents;
    }
}
