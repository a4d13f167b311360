using System.Numerics;
using System.Runtime.CompilerServices;
using CrossbarSim.Simulator.Converters;

namespace CrossbarSim.Simulator.Kernels;

/// <summary>The ADCs: from sums in single precision to codes that are the reference's.</summary>
internal static unsafe class CodingStage<TLanes, TSingle, TDouble>
    where TLanes : struct, ILanes<TSingle, TDouble>
    where TSingle : struct
    where TDouble : struct
{
    /// <summary>Converts a block wherever the error bounds leave no doubt, and lists the other conversions.</summary>
    /// <param name="tile">The tile.</param>
    /// <param name="sums">What the sums are of.</param>
    /// <param name="samples">How many samples.</param>
    /// <param name="bounds">How far each sample's sums may be from the reference's, in codes; 0: no row is driven.</param>
    /// <param name="codes">[samples, stride]: sums, replaced by codes from the origin's. Those in doubt receive anything.</param>
    /// <param name="stride">From one sample's codes to the next one's.</param>
    /// <param name="doubtful">Receives sample · stride + slot of those in doubt.</param>
    /// <param name="doubtfulSums">Receives their sums.</param>
    /// <param name="count">How many they are.</param>
    /// <returns>How many of the certain conversions were clipped.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Decide(
        PackedTile tile, PackedSums sums, int samples, float* bounds, float* codes, int stride, int* doubtful, float* doubtfulSums, ref int count)
    {
        PackedCoding coding = tile.Coding!;
        float reach = (coding.HighEnd - coding.LowEnd) / 2;
        TSingle low = TLanes.Broadcast(coding.Lowest);
        TSingle high = TLanes.Broadcast(coding.Highest);
        TSingle middle = TLanes.Broadcast((coding.HighEnd + coding.LowEnd) / 2);
        TSingle ends = TLanes.Broadcast(reach);
        TSingle half = TLanes.Broadcast(0.5f);
        TSingle zero = TLanes.Broadcast(0f);
        float* offsets = coding.Offsets.Pointer;
        float* scales = sums.Scales.Pointer;
        uint full = (uint)((1ul << TLanes.Singles) - 1);
        int clipped = 0;
        int lines = tile.Lines;
        for (int s = 0; s < samples; s++)
        {
            float bound = bounds[s];
            float* line = codes + (s * stride);
            if (bound == 0)
            {
                clipped += Rest(tile, line);
                continue;
            }

            TSingle doubt = TLanes.Broadcast(bound);
            for (int slot = 0; slot < lines; slot += TLanes.Singles)
            {
                TSingle value = TLanes.MultiplyAdd(TLanes.Load(line + slot), TLanes.Load(scales + slot), TLanes.Load(offsets + slot));
                TSingle beyond = TLanes.Subtract(TLanes.Abs(TLanes.Subtract(value, middle)), ends);
                TSingle within = TLanes.Clamp(value, low, high);
                TSingle code = TLanes.Round(within);
                TSingle room = TLanes.Subtract(half, TLanes.Abs(TLanes.Subtract(within, code)));
                uint uncertain = TLanes.LessThan(TLanes.Min(TLanes.Abs(beyond), room), doubt);
                uint outside = TLanes.LessThan(zero, beyond);
                if ((uncertain | outside) == 0)
                {
                    TLanes.Store(line + slot, code);
                    continue;
                }

                uint used = lines - slot >= TLanes.Singles ? full : (1u << (lines - slot)) - 1;
                clipped += BitOperations.PopCount(outside & ~uncertain & used);
                for (uint open = used & uncertain; open != 0; open &= open - 1)
                {
                    int at = slot + BitOperations.TrailingZeroCount(open);
                    doubtfulSums[count] = line[at];
                    doubtful[count++] = (s * stride) + at;
                }

                TLanes.Store(line + slot, code);
            }
        }

        return clipped;
    }

    /// <summary>Converts a block whose sums are whole numbers, all of which were tried: nothing is in doubt.</summary>
    /// <param name="tile">The tile.</param>
    /// <param name="sums">What the sums are of.</param>
    /// <param name="samples">How many samples.</param>
    /// <param name="codes">[samples, stride]: sums, replaced by codes from the origin's.</param>
    /// <param name="stride">From one sample's codes to the next one's.</param>
    /// <returns>How many conversions were clipped.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Code(PackedTile tile, PackedSums sums, int samples, float* codes, int stride)
    {
        PackedCoding coding = tile.Coding!;
        LatticeCoding lattice = sums.Lattice!;
        TSingle low = TLanes.Broadcast(coding.Lowest);
        TSingle high = TLanes.Broadcast(coding.Highest);
        TSingle lowEnd = TLanes.Broadcast(coding.LowEnd);
        TSingle highEnd = TLanes.Broadcast(coding.HighEnd);
        TSingle least = TLanes.Broadcast(coding.LowEnd - 1);
        TSingle most = TLanes.Broadcast(coding.HighEnd + 1);
        TSingle magic = TLanes.Broadcast(lattice.Magic);
        TSingle shift = TLanes.Broadcast(lattice.Shift);
        float* offsets = coding.Offsets.Pointer;
        float* scales = sums.Scales.Pointer;
        uint full = (uint)((1ul << TLanes.Singles) - 1);
        int clipped = 0;
        int lines = tile.Lines;
        for (int s = 0; s < samples; s++)
        {
            float* line = codes + (s * stride);
            for (int slot = 0; slot < lines; slot += TLanes.Singles)
            {
                TSingle value = TLanes.MultiplyAdd(TLanes.Load(line + slot), TLanes.Load(scales + slot), TLanes.Load(offsets + slot));
                TSingle place = TLanes.Subtract(TLanes.Add(TLanes.Clamp(value, least, most), magic), magic);
                uint outside = TLanes.LessThan(place, lowEnd) | TLanes.LessThan(highEnd, place);
                TLanes.Store(line + slot, TLanes.Round(TLanes.Clamp(TLanes.Add(place, shift), low, high)));
                outside &= lines - slot >= TLanes.Singles ? full : (1u << (lines - slot)) - 1;
                clipped += outside == 0 ? 0 : BitOperations.PopCount(outside);
            }
        }

        return clipped;
    }

    /// <summary>Gives one sample the codes of lines that carry nothing.</summary>
    /// <returns>How many are clipped.</returns>
    private static int Rest(PackedTile tile, float* codes)
    {
        new ReadOnlySpan<float>(tile.Coding!.RestCodes.Pointer, tile.Slots).CopyTo(new Span<float>(codes, tile.Slots));
        return tile.Coding.RestClipped;
    }

    /// <summary>The same where reads or conversions are noisy.</summary>
    /// <param name="tile">The tile.</param>
    /// <param name="sums">What the sums are of.</param>
    /// <param name="samples">How many samples.</param>
    /// <param name="bounds">How far each sample's sums may be from the reference's, in codes, noise apart; 0: no row is driven.</param>
    /// <param name="noiseBound">How far the noise may be from the reference's, relative to its standard deviation.</param>
    /// <param name="codes">As in <see cref="Decide"/>.</param>
    /// <param name="variances">[samples, variance stride], of the cells; not looked at where cells are quiet.</param>
    /// <param name="varianceStride">From one sample's variances to the next one's; 0: the same ones.</param>
    /// <param name="varianceScales">What they are multiplied with for codes², one per sample.</param>
    /// <param name="stride">As in <see cref="Decide"/>.</param>
    /// <param name="draws">Standard normal: the first sample's, in slot order.</param>
    /// <param name="drawStride">From one sample's draws to the next one's.</param>
    /// <param name="doubtful">As in <see cref="Decide"/>.</param>
    /// <param name="doubtfulSums">As in <see cref="Decide"/>.</param>
    /// <param name="count">As in <see cref="Decide"/>.</param>
    /// <returns>How many of the certain conversions were clipped.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int DecideNoisy(
        PackedTile tile, PackedSums sums, int samples, float* bounds, float noiseBound, float* codes, float* variances, nint varianceStride,
        float* varianceScales, int stride,
        float* draws, nint drawStride, int* doubtful, float* doubtfulSums, ref int count)
    {
        PackedCoding coding = tile.Coding!;
        float reach = (coding.HighEnd - coding.LowEnd) / 2;
        TSingle low = TLanes.Broadcast(coding.Lowest);
        TSingle high = TLanes.Broadcast(coding.Highest);
        TSingle middle = TLanes.Broadcast((coding.HighEnd + coding.LowEnd) / 2);
        TSingle perSigma = TLanes.Broadcast(noiseBound);
        float* offsets = coding.Offsets.Pointer;
        float* scales = sums.Scales.Pointer;
        float* constants = coding.Noise!.Constants.Pointer;
        bool quiet = coding.Noise.Panels is null;
        bool always = coding.Noise.HasConstants;
        uint full = (uint)((1ul << TLanes.Singles) - 1);
        int clipped = 0;
        int lines = tile.Lines;
        for (int s = 0; s < samples; s++)
        {
            float bound = bounds[s];
            float* line = codes + (s * stride);
            float* variancesOfLine = variances + (s * varianceStride);
            TSingle scale = TLanes.Broadcast(varianceScales[s]);
            float* drawsOfLine = draws + (s * drawStride);
            if (bound == 0 && !always)
            {
                clipped += Rest(tile, line);
                continue;
            }

            bound = Math.Max(bound, coding.BoundConstant);
            TSingle inside = TLanes.Broadcast(reach - bound);
            TSingle beyond = TLanes.Broadcast(reach + bound);
            TSingle half = TLanes.Broadcast(0.5f - bound);
            for (int slot = 0; slot < lines; slot += TLanes.Singles)
            {
                TSingle variance = TLanes.Load(constants + slot);
                if (!quiet)
                {
                    variance = TLanes.MultiplyAdd(TLanes.Load(variancesOfLine + slot), scale, variance);
                }

                TSingle sigma = TLanes.Sqrt(variance);
                TSingle more = TLanes.Multiply(sigma, perSigma);
                TSingle value = TLanes.MultiplyAdd(TLanes.Load(line + slot), TLanes.Load(scales + slot), TLanes.Load(offsets + slot));
                value = TLanes.MultiplyAdd(sigma, TLanes.Load(drawsOfLine + slot), value);
                TSingle distance = TLanes.Abs(TLanes.Subtract(value, middle));
                TSingle within = TLanes.Clamp(value, low, high);
                TSingle code = TLanes.Round(within);
                uint outside = TLanes.LessThan(TLanes.Add(beyond, more), distance);
                uint certain = (outside | TLanes.LessThan(distance, TLanes.Subtract(inside, more)))
                    & TLanes.LessThan(TLanes.Abs(TLanes.Subtract(within, code)), TLanes.Subtract(half, more));
                uint used = lines - slot >= TLanes.Singles ? full : (1u << (lines - slot)) - 1;
                uint over = outside & certain & used;
                clipped += over == 0 ? 0 : BitOperations.PopCount(over);
                for (uint doubt = used & ~certain; doubt != 0; doubt &= doubt - 1)
                {
                    int at = slot + BitOperations.TrailingZeroCount(doubt);
                    doubtfulSums[count] = line[at];
                    doubtful[count++] = (s * stride) + at;
                }

                TLanes.Store(line + slot, code);
            }
        }

        return clipped;
    }

    /// <summary>Converts all lines of a tile from the exact currents that their ADCs see.</summary>
    /// <param name="tile">The tile.</param>
    /// <param name="samples">How many samples.</param>
    /// <param name="currents">[slots in use, <see cref="ExactReading{TLanes, TSingle, TDouble}.Width"/>] in amperes; overwritten.</param>
    /// <param name="codes">Receives [samples, stride], codes from the origin's.</param>
    /// <param name="stride">From one sample's codes to the next one's.</param>
    /// <returns>How many were clipped.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int ConvertBlock(PackedTile tile, int samples, double* currents, float* codes, int stride)
    {
        const int Width = ExactReading<TLanes, TSingle, TDouble>.Width;
        int clipped = 0;
        for (int slot = 0; slot < tile.Lines; slot++)
        {
            ILinearAdc adc = tile.Coding!.Adcs[slot];
            double* line = currents + (slot * Width);
            if (!adc.RoundsHalfToEven)
            {
                for (int sample = 0; sample < samples; sample++)
                {
                    clipped += adc.Clips(line[sample]) ? 1 : 0;
                    codes[(sample * stride) + slot] = adc.Code(line[sample]) - adc.OriginCode;
                }

                continue;
            }

            TDouble low = TLanes.Broadcast(adc.Range.Low);
            TDouble high = TLanes.Broadcast(adc.Range.High);
            TDouble below = TLanes.Broadcast(adc.Range.Low - (adc.Lsb / CodePosition.PerStep));
            TDouble above = TLanes.Broadcast(adc.Range.High + (adc.Lsb / CodePosition.PerStep));
            TDouble origin = TLanes.Broadcast(adc.Origin);
            TDouble scale = TLanes.Broadcast(adc.CodesPerAmpere);
            TDouble perStep = TLanes.Broadcast(CodePosition.PerStep);
            TDouble step = TLanes.Broadcast(1.0 / CodePosition.PerStep);
            for (int sample = 0; sample < samples; sample += TLanes.Doubles)
            {
                TDouble current = TLanes.Load(line + sample);
                uint beyond = TLanes.LessThan(current, below) | TLanes.LessThan(above, current);
                uint used = samples - sample >= TLanes.Doubles ? uint.MaxValue : (1u << (samples - sample)) - 1;
                clipped += BitOperations.PopCount(beyond & used);
                TDouble part = TLanes.Multiply(TLanes.Subtract(TLanes.Clamp(current, low, high), origin), scale);
                part = TLanes.Multiply(TLanes.Round(TLanes.Multiply(part, perStep)), step);
                TLanes.Store(line + sample, TLanes.Round(part));
            }

            for (int sample = 0; sample < samples; sample++)
            {
                codes[(sample * stride) + slot] = (float)line[sample];
            }
        }

        return clipped;
    }
}
