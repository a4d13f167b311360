using CrossbarSim.Simulator.Converters;
using CrossbarSim.Simulator.Mapping;
using CrossbarSim.Simulator.Tiles;

namespace CrossbarSim.Simulator.Kernels;

/// <summary>One programmed tile and its ADCs in the layout that kernels read. Built once, then only read.</summary>
/// <remarks>
/// Lines stand in <i>slots</i>: first those that count positively in outputs 0, 1, 2, ..., then the others. Codes are counted from the
/// origin's, see <see cref="ILinearAdc"/>.
/// </remarks>
internal sealed class PackedTile
{
    /// <summary>Packs a tile.</summary>
    /// <param name="tile">The tile.</param>
    /// <param name="adcs">The converter of each line; all null when ideal.</param>
    /// <param name="dac">The converter on the rows.</param>
    /// <param name="panelWidth">Slots in a panel.</param>
    /// <param name="lanes">Outputs are padded to a multiple of so many.</param>
    public PackedTile(ProgrammedTile tile, IAdc?[] adcs, Dac dac, int panelWidth, int lanes)
    {
        Region = tile.Mapped.Region;
        Lines = tile.Mapped.Lines.Length;
        Slots = (Lines + panelWidth - 1) / panelWidth * panelWidth;
        int[] slotOfLine = SlotsOfLines(tile.Mapped, out int[] lineOfSlot);
        Conductances = LineByLine(tile, lineOfSlot);
        if (adcs[0] is not null)
        {
            ILinearAdc[] linear = [.. lineOfSlot.Select(line => (ILinearAdc)adcs[line]!)];
            Coding = new PackedCoding(this, linear, dac, panelWidth);
        }

        Sums = new PackedOutputs(tile.Mapped, slotOfLine, adcs, dac.VoltsPerUnit, lanes);
    }

    /// <summary>The part of the layer that the tile holds.</summary>
    public TileRegion Region { get; }

    /// <summary>Rows in use.</summary>
    public int Rows => Region.Inputs;

    /// <summary>Lines, and slots in use.</summary>
    public int Lines { get; }

    /// <summary>Slots, a whole number of panels.</summary>
    public int Slots { get; }

    /// <summary>[lines in slot order, rows], in siemens, as the reference has them.</summary>
    public AlignedBuffer<double> Conductances { get; }

    /// <summary>How currents become codes; null when ADCs are ideal.</summary>
    public PackedCoding? Coding { get; }

    /// <summary>How codes or currents become outputs.</summary>
    public PackedOutputs Sums { get; }

    private static int[] SlotsOfLines(MappedTile mapped, out int[] lineOfSlot)
    {
        lineOfSlot = [.. Enumerable.Range(0, mapped.Outputs.Max(output => output.Terms.Length))
            .SelectMany(term => mapped.Outputs.Where(output => term < output.Terms.Length).Select(output => output.Terms[term].Line))
            .Concat(Enumerable.Range(0, mapped.Lines.Length)).Distinct()];
        int[] slots = new int[mapped.Lines.Length];
        for (int slot = 0; slot < slots.Length; slot++)
        {
            slots[lineOfSlot[slot]] = slot;
        }

        return slots;
    }

    private static AlignedBuffer<double> LineByLine(ProgrammedTile tile, int[] lineOfSlot)
    {
        int rows = tile.Mapped.Region.Inputs;
        AlignedBuffer<double> conductances = new(rows * lineOfSlot.Length);
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<double> lines = tile.Row(row);
            for (int slot = 0; slot < lineOfSlot.Length; slot++)
            {
                double siemens = lines[lineOfSlot[slot]];
                conductances.Span[(slot * rows) + row] = double.IsFinite(siemens)
                    ? siemens
                    : throw new ArgumentException($"Row {row} of tile {tile.Mapped.Region.Index} has a conductance of {siemens} S.");
            }
        }

        return conductances;
    }
}
