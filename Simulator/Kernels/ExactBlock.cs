using System.Numerics;
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
    private readonly EngineShape _shape;
    private readonly BitPlanes? _planes;

    public ExactBlock(FrozenConverters converters, EngineShape shape, BitPlanes? planes, PackedTile[] tiles)
    {
        (_tiles, _passes, _shape, _planes) = (tiles, converters.Passes, shape, planes);
        (_isIdeal, _isWhole, _inputs) = (shape.IsIdeal, shape.IsWhole, shape.Inputs);
    }

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

    /// <summary>Records which conversions of one pass are clipped.</summary>
    /// <param name="place">The block.</param>
    /// <param name="pass">The pass.</param>
    /// <param name="w">Room.</param>
    /// <param name="clips">Hears of them.</param>
    /// <param name="firstSample">Number of its first sample.</param>
    public void Record(in BlockPlace place, int pass, Workspace w, ClipRecord clips, int firstSample)
    {
        PackedTile tile = _tiles[place.Tile];
        Currents(place, pass, w);
        AddErrors(place, pass, w);
        List<ClippedConversion> found = [];
        for (int slot = 0; slot < tile.Lines; slot++)
        {
            if (tile.Adcs[slot] is not IAdc adc)
            {
                continue;
            }

            (double low, double high) = (adc.Range.Low, adc.Range.High);
            double* currents = w.Currents.Pointer + (slot * Width);
            for (int s = 0; s < place.Samples; s++)
            {
                if ((currents[s] < low || currents[s] > high) && adc.Clips(currents[s]))
                {
                    found.Add(new ClippedConversion(firstSample + s, place.Tile, tile.Line(slot)));
                }
            }
        }

        clips.Add(found);
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
                    clipped += adc.Clips(*current) ? 1 : 0;
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
        if (_planes is not null)
        {
            return ResolveBits(place, pass, count, codes, w);
        }

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
                clipped += Convert(place, pass, doubtful[first + i], currents[i], codes, w, volts[i], step);
            }
        }

        return clipped;
    }

    /// <summary>
    /// Converts doubtful conversions from sums that are exact, wherever the reference's own rounding cannot matter; the others stay in the list.
    /// </summary>
    /// <remarks>
    /// See <see cref="CodePosition.IsSettled"/>.
    /// </remarks>
    /// <returns>How many of them were clipped.</returns>
    public int ResolveSums(in BlockPlace place, int pass, double[] amperesPerUnit, ref int count, float* codes, Workspace w)
    {
        PackedTile tile = _tiles[place.Tile];
        int clipped = 0;
        int left = 0;
        for (int i = 0; i < count; i++)
        {
            int entry = w.Doubtful.Pointer[i];
            int slot = entry % w.CodeStride;
            ILinearAdc adc = tile.Coding!.Adcs[slot];
            double current = w.DoubtfulSums.Pointer[i] * amperesPerUnit[slot];
            double seen = WithErrors(place, pass, entry / w.CodeStride, slot, current, w);
            if (!CodePosition.IsSettled((seen - adc.Origin) * adc.CodesPerAmpere))
            {
                w.Doubtful.Pointer[left++] = entry;
                continue;
            }

            codes[entry] = adc.Code(seen) - adc.OriginCode;
            clipped += adc.Clips(seen) ? 1 : 0;
        }

        count = left;
        return clipped;
    }

    /// <summary>The same where digits are bits: rows that are not driven add exactly nothing, and most are not.</summary>
    private int ResolveBits(in BlockPlace place, int pass, int count, float* codes, Workspace w)
    {
        PackedTile tile = _tiles[place.Tile];
        double unit = _passes[pass].VoltsPerDigit;
        int groups = SubsetTables.Groups(tile.Rows);
        int clipped = 0;
        for (int i = 0; i < count; i++)
        {
            int entry = w.Doubtful.Pointer[i];
            uint* words = Words(place, entry / w.CodeStride, pass, w, out int shift);
            double* line = tile.Conductances.Pointer + (entry % w.CodeStride * tile.Rows);
            double current = _planes!.PerPass == 1 ? SumOfBits(words, shift, groups, line, unit) : SumOfSigns(words, shift, groups, line, unit);
            clipped += Convert(place, pass, entry, current, codes, w);
        }

        return clipped;
    }

    /// <summary>Converts one current.</summary>
    /// <returns>Whether it was clipped: 1 or 0.</returns>
    private int Convert(
        in BlockPlace place, int pass, int entry, double current, float* codes, Workspace w, double* volts = null, nint step = 0)
    {
        PackedTile tile = _tiles[place.Tile];
        int slot = entry % w.CodeStride;
        current = WithErrors(place, pass, entry / w.CodeStride, slot, current, w, volts, step);
        ILinearAdc adc = tile.Coding!.Adcs[slot];
        codes[entry] = adc.Code(current) - adc.OriginCode;
        return adc.Clips(current) ? 1 : 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double SumOfBits(uint* words, int shift, int groups, double* line, double unit)
    {
        double current = 0;
        for (int group = 0; group < groups; group++)
        {
            uint bits = (words[group * EngineShape.Block] >> shift) & 15;
            while (bits != 0)
            {
                current += line[(group * SubsetTables.GroupRows) + BitOperations.TrailingZeroCount(bits)] * unit;
                bits &= bits - 1;
            }
        }

        return current;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double SumOfSigns(uint* words, int shift, int groups, double* line, double unit)
    {
        double current = 0;
        for (int group = 0; group < groups; group++)
        {
            uint word = words[group * EngineShape.Block] >> shift;
            uint minus = (word >> SubsetTables.GroupRows) & 15;
            uint bits = (word & 15) | minus;
            while (bits != 0)
            {
                int i = BitOperations.TrailingZeroCount(bits);
                current += line[(group * SubsetTables.GroupRows) + i] * (((minus >> i) & 1) != 0 ? -unit : unit);
                bits &= bits - 1;
            }
        }

        return current;
    }

    /// <summary>The words of one sample on the rows of a tile, and where in them a pass is.</summary>
    private uint* Words(in BlockPlace place, int sample, int pass, Workspace w, out int shift)
    {
        int plane = pass * _planes!.PerPass;
        int block = (place.First + sample) / EngineShape.Block;
        shift = plane % 8 * SubsetTables.GroupRows;
        return w.Words.Pointer + (block * _shape.WordsPerBlock) + ((place.First + sample) % EngineShape.Block)
            + (((plane / 8 * _shape.GroupsPerWord) + _shape.FirstGroupOfSegment[_shape.SegmentOfTile[place.Tile]]) * EngineShape.Block);
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
    private double WithErrors(
        in BlockPlace place, int pass, int sample, int slot, double current, Workspace w, double* volts = null, nint step = 0)
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
        if (tile.Variances is not null)
        {
            double* line = tile.Variances.Pointer + (slot * tile.Rows);
            variance = volts is not null && !_shape.HasOwnSquares[pass]
                ? Variance(line, volts, step, tile.Rows)
                : Variance(place, pass, sample, line, w);
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

    /// <summary>Variance of a read from its voltages, where that is what squares are of.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Variance(double* line, double* volts, nint step, int rows)
    {
        double variance = 0;
        for (int row = 0; row < rows; row++)
        {
            variance += line[row] * (*volts * *volts);
            volts += step;
        }

        return variance;
    }

    private double Variance(in BlockPlace place, int pass, int sample, double* line, Workspace w)
    {
        double variance = 0;
        for (int row = 0; row < _tiles[place.Tile].Rows; row++)
        {
            variance += line[row] * _passes[pass].SquareVolts(Code(place, sample, row, w));
        }

        return variance;
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
        if (_planes is not null)
        {
            VoltsOfBits(place, sample, pass, w, to);
            return;
        }

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

    /// <summary>The same from the bits that the sample was read with.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void VoltsOfBits(in BlockPlace place, int sample, int pass, Workspace w, double* to)
    {
        uint* words = Words(place, sample, pass, w, out int shift);
        double unit = _passes[pass].VoltsPerDigit;
        bool signed = _planes!.PerPass == 2;
        int rows = _tiles[place.Tile].Rows;
        for (int row = 0; row < rows; row += SubsetTables.GroupRows)
        {
            uint word = *words >> shift;
            words += EngineShape.Block;
            for (int i = 0; i < Math.Min(SubsetTables.GroupRows, rows - row); i++)
            {
                int digit = (int)((word >> i) & 1) - (signed ? (int)((word >> (SubsetTables.GroupRows + i)) & 1) : 0);
                to[row + i] = digit * unit;
            }
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
