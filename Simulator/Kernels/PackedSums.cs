using System.Numerics.Tensors;
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
        Panels = new AlignedBuffer<float>(_slots * _rows, isZero: false);
        Scales = new AlignedBuffer<float>(_slots);
        double[]? units = Units(tile, mostDigit);
        double[] scales = new double[tile.Lines];
        for (int slot = 0; slot < scales.Length; slot++)
        {
            double codesPerSiemens = adcs[slot].CodesPerAmpere * voltsPerDigit * tile.Gain(slot);
            scales[slot] = units is null ? codesPerSiemens : 1.0 / units[slot];
            Scales.Span[slot] = units is null ? 1f : (float)(units[slot] * codesPerSiemens);
        }

        double largestNorm = units is null && tile.LinesInOrder ? PackRows(tile, scales) : PackSlots(tile, scales, rounds: units is not null);
        LargestSum = units is null ? 0 : Enumerable.Range(0, tile.Lines).Max(slot => SumOfMultiples(tile, slot, units[slot])) * mostDigit;
        BoundPerNorm = units is null ? ErrorBound.PerNorm(largestNorm) : 0;
        AmperesPerUnit = units is null ? null : [.. units.Select(unit => unit * voltsPerDigit)];
    }

    /// <summary>What a sum of 1 is worth in codes; one per slot.</summary>
    public AlignedBuffer<float> Scales { get; }

    /// <summary>Where conductances are multiples of a unit and sums are exact: what a sum of 1 is worth in amperes, one per slot. Otherwise null.</summary>
    public double[]? AmperesPerUnit { get; }

    /// <summary>[panel, rows, panel width], codes per digit (or per volt where the DAC is ideal), or units where sums are exact.</summary>
    public AlignedBuffer<float> Panels { get; }

    /// <summary>The largest sum there can be where sums are exact.</summary>
    public double LargestSum { get; }

    /// <summary>Codes of exact sums without a doubt; null: they are decided within error bounds.</summary>
    public LatticeCoding? Lattice { get; private set; }

    /// <inheritdoc cref="ErrorBound.PerNorm"/>
    public float BoundPerNorm { get; }

    /// <summary>Sums of every subset of four neighbouring rows, for digits that are 0 or 1: [register, group of rows, subset, lanes].</summary>
    public AlignedBuffer<float> Tables => _tables ?? throw new InvalidOperationException("No tables were made.");

    /// <summary>Packs row by row, whole rows at a time.</summary>
    /// <returns>The largest root of a slot's sum of squares.</returns>
    private double PackRows(PackedTile tile, double[] scales)
    {
        int lines = tile.Lines;
        double[] row = new double[_slots];
        double[] squares = new double[lines];
        float[] narrow = new float[_slots];
        for (int r = 0; r < _rows; r++)
        {
            Span<double> scaled = row.AsSpan(0, lines);
            TensorPrimitives.Multiply(tile.RowByRow.Slice(r * lines, lines), scales, scaled);
            TensorPrimitives.MultiplyAdd(scaled, scaled, squares, squares);
            TensorPrimitives.ConvertTruncating<double, float>(scaled, narrow);
            for (int panel = 0; panel < _slots; panel += _panelWidth)
            {
                narrow.AsSpan(panel, _panelWidth).CopyTo(Panels.Span[((panel * _rows) + (r * _panelWidth))..]);
            }
        }

        return Math.Sqrt(TensorPrimitives.Max(squares));
    }

    private double PackSlots(PackedTile tile, double[] scales, bool rounds)
    {
        double largestNorm = 0;
        Panels.Span.Clear(); // slots without a line stay so
        for (int slot = 0; slot < tile.Lines; slot++)
        {
            double squares = 0;
            int panel = slot / _panelWidth * _panelWidth * _rows;
            for (int row = 0; row < _rows; row++)
            {
                double value = tile.Conductances.Span[(slot * _rows) + row] * scales[slot];
                value = rounds ? Math.Round(value) : value;
                squares += value * value;
                Panels.Span[panel + (row * _panelWidth) + (slot % _panelWidth)] = (float)value;
            }

            largestNorm = Math.Max(largestNorm, Math.Sqrt(squares));
        }

        return largestNorm;
    }

    /// <summary>The unit of each slot's conductances; null where one has none, or sums might not be exact.</summary>
    private static double[]? Units(PackedTile tile, float mostDigit)
    {
        double[] units = new double[tile.Lines];
        double last = 0;
        for (int slot = 0; slot < tile.Lines; slot++)
        {
            // Neighbours mostly have the same unit, to the last bit if it is tried.
            ReadOnlySpan<double> line = tile.Conductances.Span.Slice(slot * tile.Rows, tile.Rows);
            last = mostDigit == 0 ? 0 : last > 0 && Kernels.Lattice.AreMultiples(line, last) ? last : Kernels.Lattice.Unit(line);
            units[slot] = last;
            if (last == 0 || SumOfMultiples(tile, slot, last) * mostDigit >= Kernels.Lattice.MostSum)
            {
                return null;
            }
        }

        return units;
    }

    private static double SumOfMultiples(PackedTile tile, int slot, double unit)
    {
        double sum = 0;
        foreach (double conductance in tile.Conductances.Span.Slice(slot * tile.Rows, tile.Rows))
        {
            sum += Math.Abs(Math.Round(conductance / unit));
        }

        return sum;
    }

    /// <summary>Gives its memory back.</summary>
    public void Release()
    {
        Scales.Release();
        Panels.Release();
        _tables?.Release();
    }

    /// <summary>Finds out whether codes can be had without a doubt.</summary>
    public void TryAll(PackedTile tile, PackedCoding coding) => Lattice = LatticeCoding.Of(tile, coding, this);

    /// <summary>Makes the tables for registers of so many numbers.</summary>
    public void MakeTables(int lanes) => _tables ??= SubsetTables.Of(Panels, _rows, _slots, _panelWidth, lanes);
}
