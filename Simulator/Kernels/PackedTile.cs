using System.Numerics.Tensors;
using CrossbarSim.Devices.Randomness;
using CrossbarSim.Simulator.Converters;
using CrossbarSim.Simulator.Mapping;
using CrossbarSim.Simulator.Tiles;

namespace CrossbarSim.Simulator.Kernels;

/// <summary>One programmed tile and its ADCs in the layout that kernels read. Built once, then only read.</summary>
/// <remarks>
/// Lines stand in <i>slots</i>: first those of the first term of outputs 0, 1, 2, ..., then those of the second, and so on. Codes are counted from the
/// origin's, see <see cref="ILinearAdc"/>.
/// </remarks>
internal sealed class PackedTile
{
    private readonly ProgrammedTile _tile;
    private readonly LineErrors? _errors;
    private readonly int[] _lineOfSlot;

    /// <summary>Packs a tile.</summary>
    /// <param name="tile">The tile.</param>
    /// <param name="index">Its number.</param>
    /// <param name="settings">The hardware.</param>
    /// <param name="converters">The converters.</param>
    /// <param name="panelWidth">Slots in a panel.</param>
    /// <param name="lanes">Outputs are padded to a multiple of so many.</param>
    public PackedTile(ProgrammedTile tile, int index, CrossbarSettings settings, FrozenConverters converters, int panelWidth, int lanes)
    {
        IAdc?[] adcs = converters.Adcs[index];
        _tile = tile;
        Region = tile.Mapped.Region;
        Lines = tile.Mapped.Lines.Length;
        Slots = (Lines + panelWidth - 1) / panelWidth * panelWidth;
        SlotOfLine = SlotsOfLines(tile.Mapped, out _lineOfSlot);
        LinesInOrder = AreInOrder(_lineOfSlot);
        _errors = converters.Errors[index];
        Conductances = LineByLine(tile.RowByRow);
        Variances = tile.Variances is double[] variances ? LineByLine(variances) : null;
        IsNoisy = tile.Reads is not null && (tile.Variances is not null || _errors is { HasNoise: true });
        (Reads, DrawsPerRead) = (tile.Reads ?? default, tile.DrawsPerRead);
        Adcs = [.. _lineOfSlot.Select(line => adcs[line])];
        if (PackedCoding.Supports(adcs))
        {
            Coding = new PackedCoding(this, [.. Adcs.Cast<ILinearAdc>()], converters.Passes, panelWidth);
        }

        Conversions = adcs.Count(adc => adc is not null);
        Sums = new PackedOutputs(
            tile.Mapped, SlotOfLine, adcs, new DigitalSums(tile.Mapped, settings, converters, index), converters.Passes, lanes);
    }

    /// <summary>The part of the layer that the tile holds.</summary>
    public TileRegion Region { get; }

    /// <summary>Rows in use.</summary>
    public int Rows => Region.Inputs;

    /// <summary>Lines, and slots in use.</summary>
    public int Lines { get; }

    /// <summary>Slots, a whole number of panels.</summary>
    public int Slots { get; }

    /// <summary>The slot of each line.</summary>
    public int[] SlotOfLine { get; }

    /// <summary>Whether lines stand in their own order.</summary>
    public bool LinesInOrder { get; }

    /// <summary>Conversions at a read.</summary>
    public int Conversions { get; }

    /// <summary>[lines in slot order, rows], in siemens, as the reference has them.</summary>
    public AlignedBuffer<double> Conductances { get; }

    /// <summary>[rows, lines] in siemens, lines in their own order.</summary>
    public ReadOnlySpan<double> RowByRow => _tile.RowByRow;

    /// <summary>[lines in slot order, rows], variances of reads in siemens²; null: none.</summary>
    public AlignedBuffer<double>? Variances { get; }

    /// <summary>The converter of each slot; null where currents pass as they are.</summary>
    public IAdc?[] Adcs { get; }

    /// <summary>How currents become codes; null when ADCs are ideal, or not linear.</summary>
    public PackedCoding? Coding { get; }

    /// <summary>How codes or currents become outputs.</summary>
    public PackedOutputs Sums { get; }

    /// <summary>Whether anything is drawn at a read.</summary>
    public bool IsNoisy { get; }

    /// <summary>Address of what is drawn at reads.</summary>
    public RandomKey Reads { get; }

    /// <summary>Draws from one read to the next, a multiple of 4; the draw of a line stands at its number.</summary>
    public int DrawsPerRead { get; }

    /// <summary>Whether lines have errors of their own.</summary>
    public bool HasErrors => _errors is not null;

    /// <summary>The line in a slot.</summary>
    public int Line(int slot) => _lineOfSlot[slot];

    /// <summary>Gain of a slot's line.</summary>
    public double Gain(int slot) => _errors?.Gains[_lineOfSlot[slot]] ?? 1.0;

    /// <summary>Offset of a slot's line, in amperes.</summary>
    public double Offset(int slot) => _errors?.Offsets[_lineOfSlot[slot]] ?? 0.0;

    /// <summary>Standard deviation of what a conversion of a slot's line adds, in amperes.</summary>
    public double Noise(int slot) => _errors?.Noise[_lineOfSlot[slot]] ?? 0.0;

    /// <summary>Gives its memory back.</summary>
    public void Release()
    {
        Conductances.Release();
        Variances?.Release();
        Coding?.Release();
        Sums.Release();
    }

    private static bool AreInOrder(int[] lines)
    {
        int line = 0;
        while (line < lines.Length && lines[line] == line)
        {
            line++;
        }

        return line == lines.Length;
    }

    private static int[] SlotsOfLines(MappedTile mapped, out int[] lineOfSlot)
    {
        int[] slots = new int[mapped.Lines.Length];
        int[] lines = new int[slots.Length];
        Array.Fill(slots, -1);
        int next = 0;
        int most = mapped.Outputs.Max(output => output.Terms.Length);
        for (int term = 0; term < most; term++)
        {
            foreach (MappedTile.Output output in mapped.Outputs)
            {
                if (term < output.Terms.Length)
                {
                    Seat(output.Terms[term].Line);
                }
            }
        }

        for (int line = 0; line < slots.Length; line++)
        {
            Seat(line);
        }

        lineOfSlot = lines;
        return slots;

        void Seat(int line)
        {
            if (slots[line] < 0)
            {
                (slots[line], lines[next]) = (next, line);
                next++;
            }
        }
    }

    private AlignedBuffer<double> LineByLine(ReadOnlySpan<double> rowByRow)
    {
        if (!double.IsFinite(TensorPrimitives.Sum(rowByRow)))
        {
            int first = Array.FindIndex(rowByRow.ToArray(), each => !double.IsFinite(each));
            throw new ArgumentException($"Row {first / Lines} of tile {Region.Index} has a conductance of {rowByRow[first]} S.");
        }

        AlignedBuffer<double> turned = new(Rows * Lines, isZero: false);
        if (LinesInOrder)
        {
            MatrixTranspose.Copy(rowByRow, turned.Span, Rows, Lines);
            return turned;
        }

        for (int row = 0; row < Rows; row++)
        {
            ReadOnlySpan<double> lines = rowByRow.Slice(row * Lines, Lines);
            for (int slot = 0; slot < Lines; slot++)
            {
                turned.Span[(slot * Rows) + row] = lines[_lineOfSlot[slot]];
            }
        }

        return turned;
    }
}
