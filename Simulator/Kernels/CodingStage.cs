using System.Numerics;
using System.Runtime.CompilerServices;

namespace CrossbarSim.Simulator.Kernels;

/// <summary>The ADCs: from sums in single precision to codes that are the reference's.</summary>
internal static unsafe class CodingStage<TLanes, TSingle, TDouble>
    where TLanes : struct, ILanes<TSingle, TDouble>
    where TSingle : struct
    where TDouble : struct
{
    /// <summary>Converts one sample wherever the error bound leaves no doubt, and lists the others.</summary>
    /// <param name="tile">The tile.</param>
    /// <param name="norm">The sample's norm on the tile's rows: see <see cref="ErrorBound"/>.</param>
    /// <param name="codes">[slots]: sums, replaced by codes from the origin's. Those in doubt receive anything.</param>
    /// <param name="first">Added to the slot of every doubtful conversion.</param>
    /// <param name="doubtful">The list.</param>
    /// <param name="count">Its length, added to.</param>
    /// <returns>How many of the certain conversions were clipped.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Decide(PackedTile tile, float norm, float* codes, int first, int* doubtful, ref int count)
    {
        PackedCoding coding = tile.Coding!;
        if (norm == 0)
        {
            // No row is driven: nothing flows, whatever the conductances.
            new ReadOnlySpan<float>(coding.RestCodes.Pointer, tile.Slots).CopyTo(new Span<float>(codes, tile.Slots));
            return coding.RestClipped;
        }

        float bound = (norm * coding.BoundPerNorm) + coding.BoundConstant;
        float reach = (coding.Highest - coding.Lowest) / 2;
        TSingle low = TLanes.Broadcast(coding.Lowest);
        TSingle high = TLanes.Broadcast(coding.Highest);
        TSingle middle = TLanes.Broadcast((coding.Highest + coding.Lowest) / 2);
        TSingle surelyInside = TLanes.Broadcast(reach - bound);
        TSingle surelyOutside = TLanes.Broadcast(reach + bound);
        TSingle surelyNearest = TLanes.Broadcast(0.5f - bound);
        float* offsets = coding.Offsets.Pointer;
        uint full = (uint)((1ul << TLanes.Singles) - 1);
        int clipped = 0;
        int lines = tile.Lines;
        for (int slot = 0; slot < lines; slot += TLanes.Singles)
        {
            TSingle value = TLanes.Add(TLanes.Load(codes + slot), TLanes.Load(offsets + slot));
            TSingle distance = TLanes.Abs(TLanes.Subtract(value, middle));
            TSingle within = TLanes.Clamp(value, low, high);
            TSingle code = TLanes.Round(within);
            uint outside = TLanes.LessThan(surelyOutside, distance);
            uint certain = (outside | TLanes.LessThan(distance, surelyInside))
                & TLanes.LessThan(TLanes.Abs(TLanes.Subtract(within, code)), surelyNearest);
            TLanes.Store(codes + slot, code);
            uint used = lines - slot >= TLanes.Singles ? full : (1u << (lines - slot)) - 1;
            clipped += BitOperations.PopCount(outside & certain & used);
            for (uint doubt = used & ~certain; doubt != 0; doubt &= doubt - 1)
            {
                doubtful[count++] = first + slot + BitOperations.TrailingZeroCount(doubt);
            }
        }

        return clipped;
    }

    /// <summary>Converts all lines of a tile from exact currents.</summary>
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
            var adc = tile.Coding!.Adcs[slot];
            TDouble low = TLanes.Broadcast(adc.Range.Low);
            TDouble high = TLanes.Broadcast(adc.Range.High);
            TDouble origin = TLanes.Broadcast(adc.Origin);
            TDouble scale = TLanes.Broadcast(adc.CodesPerAmpere);
            double* line = currents + (slot * Width);
            for (int sample = 0; sample < samples; sample += TLanes.Doubles)
            {
                TDouble current = TLanes.Load(line + sample);
                uint beyond = TLanes.LessThan(current, low) | TLanes.LessThan(high, current);
                uint used = samples - sample >= TLanes.Doubles ? uint.MaxValue : (1u << (samples - sample)) - 1;
                clipped += BitOperations.PopCount(beyond & used);
                TDouble part = TLanes.Multiply(TLanes.Subtract(TLanes.Clamp(current, low, high), origin), scale);
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
