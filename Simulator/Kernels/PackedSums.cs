using CrossbarSim.Simulator.Converters;

namespace CrossbarSim.Simulator.Kernels;

/// <summary>Conductances of one tile in code units per digit, as the summing kernels read them.</summary>
/// <remarks>Conductances that are multiples of a unit are packed as such: their sums are exact, and only what follows is rounded.</remarks>
internal sealed class PackedSums
{
    private readonly int _rows;
    private readonly int _slots;
    private readonly int _panelWidth;
    private AlignedBuffer<float>? _tables;

    /// <summary>Packs a tile.</summary>
    /// <param name="tile">The tile.</param>
    /// <param name="adcs">The converter of each slot.</param>
    /// <param name="voltsPerDigit">Row voltage of a digit of 1.</param>
    /// <param name="mostDigit">Largest digit of either sign; 0: digits are no whole numbers.</param>
    /// <param name="panelWidth">Slots in a panel.</param>
    public PackedSums(PackedTile tile, ILinearAdc[] adcs, double voltsPerDigit, float mostDigit, int panelWidth)
    {
        (_rows, _slots, _panelWidth) = (tile.Rows, tile.Slots, panelWidth);
        Panels = new AlignedBuffer<float>(_slots * _rows);
        Scales = new AlignedBuffer<float>(_slots);
        double[]? units = Units(tile, mostDigit);
        double largestNorm = 0;
        for (int slot = 0; slot < tile.Lines; slot++)
        {
            double codesPerSiemens = adcs[slot].CodesPerAmpere * voltsPerDigit * tile.Gain(slot);
            double scale = units is null ? codesPerSiemens : 1.0 / units[slot];
            Scales.Span[slot] = units is null ? 1f : (float)(units[slot] * codesPerSiemens);
            double squares = 0;
            int panel = slot / panelWidth * panelWidth * _rows;
            for (int row = 0; row < _rows; row++)
            {
                double value = tile.Conductances.Span[(slot * _rows) + row] * scale;
                value = units is null ? value : Math.Round(value);
                squares += value * value;
                Panels.Span[panel + (row * panelWidth) + (slot % panelWidth)] = (float)value;
            }

            largestNorm = Math.Max(largestNorm, Math.Sqrt(squares));
        }

        BoundPerNorm = units is null ? ErrorBound.PerNorm(largestNorm) : 0;
        AmperesPerUnit = units is null ? null : [.. units.Select(unit => unit * voltsPerDigit)];
    }

    /// <summary>What a sum of 1 is worth in codes; one per slot.</summary>
    public AlignedBuffer<float> Scales { get; }

    /// <summary>Where conductances are multiples of a unit and sums are exact: what a sum of 1 is worth in amperes, one per slot. Otherwise null.</summary>
    public double[]? AmperesPerUnit { get; }

    /// <summary>[panel, rows, panel width], codes per digit (or per volt where the DAC is ideal), or units where sums are exact.</summary>
    public AlignedBuffer<float> Panels { get; }

    /// <inheritdoc cref="ErrorBound.PerNorm"/>
    public float BoundPerNorm { get; }

    /// <summary>Sums of every subset of four neighbouring rows, for digits that are 0 or 1: [register, group of rows, subset, lanes].</summary>
    public AlignedBuffer<float> Tables => _tables ?? throw new InvalidOperationException("No tables were made.");

    /// <summary>The unit of each slot's conductances; null where one has none, or sums might not be exact.</summary>
    private static double[]? Units(PackedTile tile, float mostDigit)
    {
        double[] units = new double[tile.Lines];
        for (int slot = 0; slot < tile.Lines; slot++)
        {
            ReadOnlySpan<double> line = tile.Conductances.Span.Slice(slot * tile.Rows, tile.Rows);
            units[slot] = mostDigit == 0 ? 0 : Lattice.Unit(line);
            double sum = 0;
            foreach (double conductance in line)
            {
                sum += Math.Abs(conductance);
            }

            if (units[slot] == 0 || sum / units[slot] * mostDigit >= Lattice.MostSum)
            {
                return null;
            }
        }

        return units;
    }

    /// <summary>Makes the tables for registers of so many numbers.</summary>
    public void MakeTables(int lanes) => _tables ??= SubsetTables.Of(Panels, _rows, _slots, _panelWidth, lanes);
}
