using System.Runtime.CompilerServices;
using CrossbarSim.Simulator.Converters;
using CrossbarSim.Simulator.Tiles;

namespace CrossbarSim.Simulator.Kernels;

/// <summary>Reads as the reference does, in double precision: conversions that are in doubt, blocks full of them, and tiles whose ADCs are ideal or not linear.</summary>
internal sealed unsafe class ExactBlock<TLanes, TSingle, TDouble>
    where TLanes : struct, ILanes<TSingle, TDouble>
    where TSingle : struct
    where TDouble : struct
{
    private const int Width = ExactReading<TLanes, TSingle, TDouble>.Width;
    private readonly PackedTile[] _tiles;
    private readonly IReadOnlyList<InputPass> _passes;
    private readonly bool _isIdeal;
    private readonly bool[] _isWhole;
    private readonly int _inputs;

    public ExactBlock(FrozenConverters converters, EngineShape shape, PackedTile[] tiles) =>
        (_tiles, _passes, _isIdeal, _isWhole, _inputs) = (tiles, converters.Passes, shape.IsIdeal, shape.IsWhole, shape.Inputs);

    /// <summary>Reads all lines of a tile into the workspace's currents, [slots, 16].</summary>
    public void Currents(in BlockPlace place, int pass, Workspace w)
    {
        PackedTile tile = _tiles[place.Tile];
        int rows = tile.Rows;
        double* byRow = w.VoltsByRow.Pointer;
        for (int s = 0; s < place.Samples; s++)
        {
            double* volts = w.RowVolts.Pointer + (s * rows);
            Volts(place, s, pass, w, volts);
            for (int row = 0; row < rows; row++)
            {
                byRow[(row * Width) + s] = volts[row];
            }
        }

        ExactReading<TLanes, TSingle, TDouble>.Block(place.Samples, byRow, tile, w.Currents.Pointer);
    }

    /// <summary>Converts all lines of a block in one pass.</summary>
    /// <param name="place">The block.</param>
    /// <param name="pass">The pass.</param>
    /// <param name="codes">Receives [12, code stride].</param>
    /// <param name="w">Room.</param>
    /// <returns>How many were clipped.</returns>
    public int Convert(in BlockPlace place, int pass, float* codes, Workspace w)
    {
        PackedTile tile = _tiles[place.Tile];
        Currents(place, pass, w);
        AddErrors(place, pass, w);
        return CodingStage<TLanes, TSingle, TDouble>.ConvertBlock(tile, place.Samples, w.Currents.Pointer, codes, w.CodeStride);
    }

    /// <summary>Adds to the totals what all passes of a tile come to whose ADCs are ideal or not linear.</summary>
    /// <returns>How many conversions were clipped.</returns>
    public int AddValues(in BlockPlace place, Workspace w)
    {
        PackedTile tile = _tiles[place.Tile];
        int clipped = 0;
        for (int pass = 0; pass < _passes.Count; pass++)
        {
            Currents(place, pass, w);
            AddErrors(place, pass, w);
            for (int slot = 0; slot < tile.Lines; slot++)
            {
                if (tile.Adcs[slot] is not IAdc adc)
                {
                    continue;
                }

                for (int s = 0; s < place.Samples; s++)
                {
                    double* current = w.Currents.Pointer + (slot * Width) + s;
                    clipped += CodePosition.IsClipped(adc, *current) ? 1 : 0;
                    *current = adc.Value(adc.Code(*current));
                }
            }

            OutputStage<TLanes, TSingle, TDouble>.AddCurrents(
                tile.Sums, _passes[pass].Weight, place.Samples, w.Currents.Pointer, w.Totals.Pointer);
        }

        return clipped;
    }

    /// <summary>Reads the doubtful conversions of one pass.</summary>
    /// <param name="place">The block.</param>
    /// <param name="pass">The pass.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="codes">[12, code stride]; receives theirs.</param>
    /// <param name="w">Their list, and room.</param>
    /// <returns>How many of them were clipped.</returns>
    public int Resolve(in BlockPlace place, int pass, int count, float* codes, Workspace w)
    {
        PackedTile tile = _tiles[place.Tile];
        int rows = tile.Rows;
        int* doubtful = w.Doubtful.Pointer;
        double** volts = stackalloc double*[4];
        double** lines = stackalloc double*[4];
        double* currents = stackalloc double[4];
        bool together = VoltsOfBlock(place, pass, w);
        nint step = together ? Width : 1;
        int ready = -1; // the last sample whose voltages are there; the list is in the order of samples
        int clipped = 0;
        for (int first = 0; first < count; first += 4)
        {
            for (int i = 0; i < 4; i++)
            {
                int entry = doubtful[Math.Min(first + i, count - 1)];
                int s = entry / w.CodeStride;
                volts[i] = together ? w.VoltsByRow.Pointer + s : w.RowVolts.Pointer + (s * rows);
                lines[i] = tile.Conductances.Pointer + (entry % w.CodeStride * rows);
                if (!together && s != ready)
                {
                    Volts(place, s, pass, w, volts[i]);
                    ready = s;
                }
            }

            ExactReading<TLanes, TSingle, TDouble>.Four(volts, step, lines, rows, currents);
            for (int i = 0; i < Math.Min(4, count - first); i++)
            {
                int entry = doubtful[first + i];
                int slot = entry % w.CodeStride;
                double current = WithErrors(place, pass, entry / w.CodeStride, slot, currents[i], w);
                ILinearAdc adc = tile.Coding!.Adcs[slot];
                codes[entry] = adc.Code(current) - adc.OriginCode;
                clipped += CodePosition.IsClipped(adc, current) ? 1 : 0;
            }
        }

        return clipped;
    }

    /// <summary>The digital sum of what one sample drives the rows of a tile with, in volts.</summary>
    public double DrivenVolts(in BlockPlace place, int sample, DigitalSums digital, Workspace w)
    {
        int rows = _tiles[place.Tile].Rows;
        Span<double> codes = new(w.RowVolts.Pointer, rows);
        for (int row = 0; row < rows; row++)
        {
            codes[row] = Code(place, sample, row, w);
        }

        return digital.DrivenVolts(codes);
    }

    private void AddErrors(in BlockPlace place, int pass, Workspace w)
    {
        PackedTile tile = _tiles[place.Tile];
        if (!tile.IsNoisy && !tile.HasErrors)
        {
            return;
        }

        for (int slot = 0; slot < tile.Lines; slot++)
        {
            for (int s = 0; s < place.Samples; s++)
            {
                double* current = w.Currents.Pointer + (slot * Width) + s;
                *current = WithErrors(place, pass, s, slot, *current, w);
            }
        }
    }

    /// <summary>What an ADC sees of a current.</summary>
    private double WithErrors(in BlockPlace place, int pass, int sample, int slot, double current, Workspace w)
    {
        PackedTile tile = _tiles[place.Tile];
        if (tile.HasErrors)
        {
            current = (current * tile.Gain(slot)) + tile.Offset(slot);
        }

        if (!tile.IsNoisy)
        {
            return current;
        }

        double variance = 0;
        for (int row = 0; tile.Variances is not null && row < tile.Rows; row++)
        {
            variance += tile.Variances.Pointer[(slot * tile.Rows) + row] * _passes[pass].SquareVolts(Code(place, sample, row, w));
        }

        if (tile.HasErrors)
        {
            variance = (variance * tile.Gain(slot) * tile.Gain(slot)) + (tile.Noise(slot) * tile.Noise(slot));
        }

        double draw = 0;
        long read = ((place.Read + sample) * _passes.Count) + pass;
        tile.Reads.FillNormal(new Span<double>(ref draw), (read * tile.DrawsPerRead) + tile.Line(slot));
        return current + (Math.Sqrt(variance) * draw);
    }

    /// <summary>The voltages of a whole block of windows, from their digits: [rows, 16]. Samples lie apart, and are better read one by one.</summary>
    /// <returns>Whether they are there.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool VoltsOfBlock(in BlockPlace place, int pass, Workspace w)
    {
        if (place.Layout is null || _isIdeal || w.Digits.Length == 0)
        {
            return false;
        }

        PackedTile tile = _tiles[place.Tile];
        TDouble unit = TLanes.Broadcast(_passes[pass].VoltsPerDigit);
        float* digits = w.Digits[pass].Pointer + (place.First * _inputs) + (tile.Region.FirstInput * EngineShape.Block);
        double* volts = w.VoltsByRow.Pointer;
        for (int row = 0; row < tile.Rows; row++)
        {
            for (int s = 0; s < EngineShape.Block; s += TLanes.Doubles)
            {
                TLanes.Store(volts + s, TLanes.Multiply(TLanes.Widen(digits + s), unit));
            }

            digits += EngineShape.Block;
            volts += Width;
        }

        return true;
    }

    /// <summary>One sample's voltages on the rows of a tile, as the reference has them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Volts(in BlockPlace place, int sample, int pass, Workspace w, double* to)
    {
        InputPass input = _passes[pass];
        int rows = _tiles[place.Tile].Rows;
        if (!_isWhole[pass] || _isIdeal)
        {
            for (int row = 0; row < rows; row++)
            {
                to[row] = input.Volts(Code(place, sample, row, w));
            }

            return;
        }

        // The digit is the code: what the table of volts holds is the product.
        double unit = input.VoltsPerDigit;
        int first = _tiles[place.Tile].Region.FirstInput;
        if (place.Layout is null)
        {
            float* codes = w.Inputs.Pointer + ((place.First + sample) * w.InputStride) + first;
            TDouble factor = TLanes.Broadcast(unit);
            int row = 0;
            for (; row <= rows - TLanes.Doubles; row += TLanes.Doubles)
            {
                TLanes.Store(to + row, TLanes.Multiply(TLanes.Widen(codes + row), factor));
            }

            for (; row < rows; row++)
            {
                to[row] = codes[row] * unit;
            }

            return;
        }

        float* image = w.Inputs.Pointer + w.Places[place.First + sample];
        ReadOnlySpan<int> offsets = place.Layout.Offsets.AsSpan(first, rows);
        for (int row = 0; row < offsets.Length; row++)
        {
            to[row] = image[offsets[row]] * unit;
        }
    }

    /// <summary>The code, or the volts where the DAC is ideal, of one sample on one row of a tile.</summary>
    private double Code(in BlockPlace place, int sample, int row, Workspace w)
    {
        int input = _tiles[place.Tile].Region.FirstInput + row;
        int at = place.Layout is null
            ? ((place.First + sample) * w.InputStride) + input
            : w.Places[place.First + sample] + place.Layout.Offsets[input];
        return _isIdeal ? w.InputVolts.Pointer[at] : w.Inputs.Pointer[at];
    }
}
