using CrossbarSim.Simulator.Mapping;
using CrossbarSim.Simulator.Tiles;
using CrossbarSim.Simulator.Wires.NonOhmic;

namespace CrossbarSim.Simulator.Wires.Spice;

/// <summary>A programmed tile as a netlist, with the currents that the simulator computes for it.</summary>
public static class TileNetlist
{
    /// <summary>The netlist of a tile, or of one of its arrays.</summary>
    /// <param name="matrix">The layer that the tile belongs to.</param>
    /// <param name="tile">Number of the tile.</param>
    /// <param name="rowVoltages">In volts; one per row in use.</param>
    /// <param name="about">What it is, a line each; the first is the title.</param>
    /// <param name="array">Number of the array; null: all of them.</param>
    /// <exception cref="ArgumentException">There is no such tile or array, or the voltages are not as many as its rows.</exception>
    /// <exception cref="NotSupportedException">SPICE has no such cells.</exception>
    /// <exception cref="NetworkException">Cells see voltages at which their law does not hold, or none were found.</exception>
    public static SpiceNetlist Of(
        ProgrammedMatrix matrix, int tile, IReadOnlyList<double> rowVoltages, IReadOnlyList<string> about, int? array = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(tile);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(tile, matrix.Tiles.Count);
        WiredTile wired = matrix.OnArrays(tile);
        ArgumentOutOfRangeException.ThrowIfNotEqual(rowVoltages.Count, wired.Rows);
        ArgumentOutOfRangeException.ThrowIfNegative(array ?? 0, nameof(array));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(array ?? 0, wired.Arrays.Count, nameof(array));
        int[][] arrays = array is int only ? [wired.Arrays[only]] : [.. wired.Arrays];
        return new SpiceNetlist
        {
            About = [.. about, .. Explanation(matrix, wired, array), .. Currents(matrix, tile, wired, arrays, rowVoltages)],
            Resistances = matrix.Mapped.Settings.Wires.Resistances,
            RowVoltages = rowVoltages,
            Cell = SpiceCells.Of(matrix.Mapped.Settings.Device.Current),
            Arrays = [.. arrays.Select(columns => new SpiceArray(columns, wired.Of(columns, wired.Nominal)))],
        };
    }

    private static double[] Ohmic(WiredTile wired, IReadOnlyList<double> rowVoltages)
    {
        double[] currents = new double[wired.Columns];
        for (int cell = 0; cell < wired.Effective.Length; cell++)
        {
            currents[cell % wired.Columns] += rowVoltages[cell / wired.Columns] * wired.Effective[cell];
        }

        return currents;
    }

    private static double[] Searched(CrossbarSettings hardware, WiredTile wired, IReadOnlyList<double> rowVoltages)
    {
        double[] currents = new double[wired.Columns];
        new NonOhmicTile(wired, hardware.Wires.Resistances, hardware.Device.Current).Read([.. rowVoltages], currents);
        return currents;
    }

    private static IEnumerable<string> Explanation(ProgrammedMatrix matrix, WiredTile wired, int? array)
    {
        TileShape shape = matrix.Mapped.Settings.Tile;
        WireResistances wires = matrix.Mapped.Settings.Wires.Resistances;
        yield return "";
        yield return $"{wired.Rows} of {shape.Rows} word lines are in use, and {wired.Columns} columns on {(wired.Arrays.Count == 1 ? "one array" : $"{wired.Arrays.Count} arrays")} of {shape.Columns}: lines end with the last one in use.";
        if (array is int one)
        {
            yield return $"Of these, array {one}.";
        }

        yield return wires.ArePerfect
            ? "Lines are perfect."
            : $"Ohms: {SpiceNetlist.Number(wires.WordLine.Ohms)} along word lines from column to column, {SpiceNetlist.Number(wires.DriverTotal)} before the first; "
                + $"{SpiceNetlist.Number(wires.BitLine.Ohms)} along bit lines from row to row, {SpiceNetlist.Number(wires.SenseTotal)} below the last.";
        yield return "row3: ideal voltage of row 3. word3_5, bit3_5: where the cell of row 3 and column 5 meets its lines. sense5: 0 V.";
        yield return "'ngspice -b' with this file prints i(vsense5), the current of column 5 into its sense, in amperes.";
    }

    private static IEnumerable<string> Currents(
        ProgrammedMatrix matrix, int tile, WiredTile wired, int[][] arrays, IReadOnlyList<double> rowVoltages)
    {
        yield return "";
        yield return $"The same according to CrossbarSim (wires: {matrix.Mapped.Settings.Wires.Name}), without noise, limits and converters:";
        double[] currents = matrix.Tiles[tile].IsOhmic ? Ohmic(wired, rowVoltages) : Searched(matrix.Mapped.Settings, wired, rowVoltages);
        foreach (int column in arrays.SelectMany(columns => columns))
        {
            yield return $"column {column}: {SpiceNetlist.Number(currents[column])} A";
        }

        ProgrammedTile programmed = matrix.Tiles[tile];
        double[] lines = new double[programmed.Mapped.Lines.Length];
        programmed.Read([.. rowVoltages], lines);
        HashSet<int> there = [.. arrays.SelectMany(columns => columns)];
        string shift = wired.HasShiftedColumns ? ", less what its cells conduct for weights of zero" : "";
        yield return "";
        yield return "What converters of the tile see of them:";
        for (int line = 0; line < lines.Length; line++)
        {
            (int plus, int minus) = wired.ColumnsOf(line);
            if (there.Contains(plus) && (minus < 0 || there.Contains(minus)))
            {
                yield return $"line {line}: column {plus}{(minus < 0 ? shift : $" - column {minus}")}: {SpiceNetlist.Number(lines[line])} A";
            }
        }
    }
}
