using CrossbarSim.Simulator.Converters;

namespace CrossbarSim.Simulator.Kernels;

/// <summary>Conductances of one tile in code units per digit, as the summing kernels read them.</summary>
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
    /// <param name="panelWidth">Slots in a panel.</param>
    public PackedSums(PackedTile tile, ILinearAdc[] adcs, double voltsPerDigit, int panelWidth)
    {
        (_rows, _slots, _panelWidth) = (tile.Rows, tile.Slots, panelWidth);
        Panels = new AlignedBuffer<float>(_slots * _rows);
        double largestNorm = 0;
        for (int slot = 0; slot < tile.Lines; slot++)
        {
            double codesPerSiemens = adcs[slot].CodesPerAmpere * voltsPerDigit * tile.Gain(slot);
            double squares = 0;
            int panel = slot / panelWidth * panelWidth * _rows;
            for (int row = 0; row < _rows; row++)
            {
                double codes = tile.Conductances.Span[(slot * _rows) + row] * codesPerSiemens;
                squares += codes * codes;
                Panels.Span[panel + (row * panelWidth) + (slot % panelWidth)] = (float)codes;
            }

            largestNorm = Math.Max(largestNorm, Math.Sqrt(squares));
        }

        BoundPerNorm = ErrorBound.PerNorm(largestNorm);
    }

    /// <summary>[panel, rows, panel width], codes per digit (or per volt where the DAC is ideal).</summary>
    public AlignedBuffer<float> Panels { get; }

    /// <inheritdoc cref="ErrorBound.PerNorm"/>
    public float BoundPerNorm { get; }

    /// <summary>Sums of every subset of four neighbouring rows, for digits that are 0 or 1: [register, group of rows, subset, lanes].</summary>
    public AlignedBuffer<float> Tables => _tables ?? throw new InvalidOperationException("No tables were made.");

    /// <summary>Makes the tables for registers of so many numbers.</summary>
    public void MakeTables(int lanes) => _tables ??= SubsetTables.Of(Panels, _rows, _slots, _panelWidth, lanes);
}
