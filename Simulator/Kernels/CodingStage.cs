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
    /// <param name="samples">How many samples.</param>
    /// <param name="bounds">How far each sample's sums may be from the reference's, in codes; 0: no row is driven.</param>
    /// <param name="codes">[samples, stride]: sums, replaced by codes from the origin's. Those in doubt receive anything.</param>
    /// <param name="stride">From one sample's codes to the next one's.</param>
    /// <param name="doubtful">Receives sample · stride + slot of those in doubt.</param>
    /// <param name="count">How many they are.</param>
    /// <returns>How many of the certain conversions were clipped.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Decide(PackedTile tile, int samples, float* bounds, float* codes, int stride, int* doubtful, ref int count)
    {
        PackedCoding coding = tile.Coding!;
        float reach = (coding.HighEnd - coding.LowEnd) / 2;
        TSingle low = TLanes.Broadcast(coding.Lowest);
        TSingle high = TLanes.Broadcast(coding.Highest);
        TSingle middle = TLanes.Broadcast((coding.HighEnd + coding.LowEnd) / 2);
        float* offsets = coding.Offsets.Pointer;
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

            TSingle surelyInside = TLanes.Broadcast(reach - bound);
            TSingle surelyOutside = TLanes.Broadcast(reach + bound);
            TSingle surelyNearest = TLanes.Broadcast(0.5f - bound);
            for (int slot = 0; slot < lines; slot += TLanes.Singles)
            {
                TSingle value = TLanes.Add(TLanes.Load(line + slot), TLanes.Load(offsets + slot));
                TSingle distance = TLanes.Abs(TLanes.Subtract(value, middle));
                TSingle within = TLanes.Clamp(value, low, high);
                TSingle code = TLanes.Round(within);
                uint outside = TLanes.LessThan(surelyOutside, distance);
                uint certain = (outside | TLanes.LessThan(distance, surelyInside))
                    & TLanes.LessThan(TLanes.Abs(TLanes.Subtract(within, code)), surelyNearest);
                TLanes.Store(line + slot, code);
                uint used = lines - slot >= TLanes.Singles ? full : (1u << (lines - slot)) - 1;
                uint over = outside & certain & used;
                clipped += over == 0 ? 0 : BitOperations.PopCount(over);
                for (uint doubt = used & ~certain; doubt != 0; doubt &= doubt - 1)
                {
                    doubtful[count++] = (s * stride) + slot + BitOperations.TrailingZeroCount(doubt);
                }
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
    /// <param name="samples">How many samples.</param>
    /// <param name="bounds">How far each sample's sums may be from the reference's, in codes, noise apart; 0: no row is driven.</param>
    /// <param name="noiseBound">How far the noise may be from the reference's, relative to its standard deviation.</param>
    /// <param name="codes">As in <see cref="Decide"/>.</param>
    /// <param name="variances">[samples, stride], of the cells, in codes² for the first pass; not looked at where cells are quiet.</param>
    /// <param name="varianceScale">What they are multiplied with for this one.</param>
    /// <param name="stride">As in <see cref="Decide"/>.</param>
    /// <param name="draws">Standard normal: the first sample's, in slot order.</param>
    /// <param name="drawStride">From one sample's draws to the next one's.</param>
    /// <param name="doubtful">As in <see cref="Decide"/>.</param>
    /// <param name="count">As in <see cref="Decide"/>.</param>
    /// <returns>How many of the certain conversions were clipped.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int DecideNoisy(
        PackedTile tile, int samples, float* bounds, float noiseBound, float* codes, float* variances, float varianceScale, int stride,
        float* draws, nint drawStride, int* doubtful, ref int count)
    {
        PackedCoding coding = tile.Coding!;
        float reach = (coding.HighEnd - coding.LowEnd) / 2;
        TSingle low = TLanes.Broadcast(coding.Lowest);
        TSingle high = TLanes.Broadcast(coding.Highest);
        TSingle middle = TLanes.Broadcast((coding.HighEnd + coding.LowEnd) / 2);
        TSingle perSigma = TLanes.Broadcast(noiseBound);
        TSingle scale = TLanes.Broadcast(varianceScale);
        float* offsets = coding.Offsets.Pointer;
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
            float* variancesOfLine = variances + (s * stride);
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
                TSingle value = TLanes.Add(TLanes.Load(line + slot), TLanes.Load(offsets + slot));
                value = TLanes.MultiplyAdd(sigma, TLanes.Load(drawsOfLine + slot), value);
                TSingle distance = TLanes.Abs(TLanes.Subtract(value, middle));
                TSingle within = TLanes.Clamp(value, low, high);
                TSingle code = TLanes.Round(within);
                uint outside = TLanes.LessThan(TLanes.Add(beyond, more), distance);
                uint certain = (outside | TLanes.LessThan(distance, TLanes.Subtract(inside, more)))
                    & TLanes.LessThan(TLanes.Abs(TLanes.Subtract(within, code)), TLanes.Subtract(half, more));
                TLanes.Store(line + slot, code);
                uint used = lines - slot >= TLanes.Singles ? full : (1u << (lines - slot)) - 1;
                uint over = outside & certain & used;
                clipped += over == 0 ? 0 : BitOperations.PopCount(over);
                for (uint doubt = used & ~certain; doubt != 0; doubt &= doubt - 1)
                {
                    doubtful[count++] = (s * stride) + slot + BitOperations.TrailingZeroCount(doubt);
                }
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
            AdcRange unclipped = CodePosition.Unclipped(adc);
            double* line = currents + (slot * Width);
            if (!adc.RoundsHalfToEven)
            {
                for (int sample = 0; sample < samples; sample++)
                {
                    clipped += line[sample] < unclipped.Low || line[sample] > unclipped.High ? 1 : 0;
                    codes[(sample * stride) + slot] = adc.Code(line[sample]) - adc.OriginCode;
                }

                continue;
            }

            TDouble low = TLanes.Broadcast(adc.Range.Low);
            TDouble high = TLanes.Broadcast(adc.Range.High);
            TDouble origin = TLanes.Broadcast(adc.Origin);
            TDouble scale = TLanes.Broadcast(adc.CodesPerAmpere);
            TDouble lowest = TLanes.Broadcast(unclipped.Low);
            TDouble highest = TLanes.Broadcast(unclipped.High);
            TDouble perStep = TLanes.Broadcast(CodePosition.PerStep);
            TDouble step = TLanes.Broadcast(1 / CodePosition.PerStep);
            for (int sample = 0; sample < samples; sample += TLanes.Doubles)
            {
                TDouble current = TLanes.Load(line + sample);
                uint beyond = TLanes.LessThan(current, lowest) | TLanes.LessThan(highest, current);
                uint used = samples - sample >= TLanes.Doubles ? uint.MaxValue : (1u << (samples - sample)) - 1;
                clipped += BitOperations.PopCount(beyond & used);
                TDouble part = TLanes.Multiply(TLanes.Subtract(TLanes.Clamp(current, low, high), origin), scale);
                part = TLanes.Multiply(TLanes.Round(TLanes.Multiply(part, perStep)), step); // CodePosition.Snap: a power of two
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
