using CrossbarSim.Simulator.Converters;

namespace CrossbarSim.Simulator.Kernels;

/// <summary>Variances of one tile's reads and conversions in code units, as the summing kernels read them.</summary>
internal sealed class PackedNoise
{
    private readonly int _rows;
    private readonly int _slots;
    private readonly int _panelWidth;
    private AlignedBuffer<float>? _tables;

    /// <summary>Packs a tile.</summary>
    /// <param name="tile">The tile.</param>
    /// <param name="adcs">The converter of each slot.</param>
    /// <param name="voltsPerDigit">Row voltage of a digit of 1.</param>
    /// <param name="panelWidth">Slots in a panel.</param>
    public PackedNoise(PackedTile tile, ILinearAdc[] adcs, double voltsPerDigit, int panelWidth)
    {
        (_rows, _slots, _panelWidth) = (tile.Rows, tile.Slots, panelWidth);
        Constants = new AlignedBuffer<float>(_slots);
        Panels = tile.Variances is null ? null : new AlignedBuffer<float>(_slots * _rows);
        for (int slot = 0; slot < tile.Lines; slot++)
        {
            double constant = tile.Noise(slot) * adcs[slot].CodesPerAmpere;
            Constants.Span[slot] = (float)(constant * constant);
            HasConstants |= constant > 0;
            double codesPerSiemens = adcs[slot].CodesPerAmpere * voltsPerDigit * tile.Gain(slot);
            int panel = slot / panelWidth * panelWidth * _rows;
            for (int row = 0; Panels is not null && row < _rows; row++)
            {
                Panels.Span[panel + (row * panelWidth) + (slot % panelWidth)] =
                    (float)(tile.Variances!.Span[(slot * _rows) + row] * codesPerSiemens * codesPerSiemens);
            }
        }

        if (Panels is not null && AreEqual(tile))
        {
            double first = adcs[0].CodesPerAmpere * tile.Gain(0);
            OfRows = new AlignedBuffer<float>(_rows + 16);
            OfSlots = new AlignedBuffer<float>(_slots);
            for (int row = 0; row < _rows; row++)
            {
                OfRows.Span[row] = (float)(tile.Variances!.Span[row] * first * first * voltsPerDigit * voltsPerDigit);
            }

            for (int slot = 0; slot < tile.Lines; slot++)
            {
                double ratio = adcs[slot].CodesPerAmpere * tile.Gain(slot) / first;
                OfSlots.Span[slot] = (float)(ratio * ratio);
            }
        }
    }

    /// <summary>Gives its memory back.</summary>
    public void Release()
    {
        Constants.Release();
        Panels?.Release();
        OfRows?.Release();
        OfSlots?.Release();
        _tables?.Release();
    }

    private static bool AreEqual(PackedTile tile)
    {
        ReadOnlySpan<double> first = tile.Variances!.Span[..tile.Rows];
        for (int slot = 1; slot < tile.Lines; slot++)
        {
            if (!tile.Variances.Span.Slice(slot * tile.Rows, tile.Rows).SequenceEqual(first))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// Where all lines are equally noisy, row by row, as with noise that does not depend on conductance: the variance of each row, in codes² of the first slot per
    /// digit². Null: they are not.
    /// </summary>
    public AlignedBuffer<float>? OfRows { get; }

    /// <summary>What the variances of rows are multiplied with for each slot.</summary>
    public AlignedBuffer<float>? OfSlots { get; }

    /// <summary>[panel, rows, panel width], codes² per digit²; null: cells are quiet.</summary>
    public AlignedBuffer<float>? Panels { get; }

    /// <summary>Variance of a conversion itself, in codes²; one per slot.</summary>
    public AlignedBuffer<float> Constants { get; }

    /// <summary>Whether conversions themselves are noisy.</summary>
    public bool HasConstants { get; }

    /// <inheritdoc cref="PackedSums.Tables"/>
    public AlignedBuffer<float> Tables => _tables ?? throw new InvalidOperationException("No tables were made.");

    /// <summary>Makes the tables for registers of so many numbers.</summary>
    public void MakeTables(int lanes) => _tables ??= Panels is null ? null : SubsetTables.Of(Panels, _rows, _slots, _panelWidth, lanes);
}
