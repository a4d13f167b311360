using System.Numerics;
using System.Runtime.CompilerServices;

namespace CrossbarSim.Simulator.Kernels;

/// <summary>From sums to codes to outputs without a stop in between, where each output is one line and one set of constants serves all of them.</summary>
/// <remarks>The steps are those of <see cref="CodingStage{TLanes, TSingle, TDouble}"/> and <see cref="OutputStage{TLanes, TSingle, TDouble}"/>.</remarks>
internal static unsafe class DirectStage<TLanes, TSingle, TDouble>
    where TLanes : struct, ILanes<TSingle, TDouble>
    where TSingle : struct
    where TDouble : struct
{
    /// <summary>Whether a tile can be read like this.</summary>
    public static bool Supports(PackedTile tile) =>
        tile.Sums is { IsPlain: true, IsUniform: true, OutputsByReciprocal: true } && tile.Sums.Terms[0].First == 0 && tile.Sums.Count == tile.Lines
        && tile.Coding is { Noise: null } && TLanes.Singles == 2 * TLanes.Doubles;

    /// <summary>Converts a block wherever the error bounds leave no doubt, and adds what the codes stand for; lists the registers with a doubt in them.</summary>
    /// <param name="tile">The tile.</param>
    /// <param name="packed">What the sums are of.</param>
    /// <param name="samples">How many samples.</param>
    /// <param name="bounds">How far each sample's sums may be from the reference's, in codes; 0: no row is driven.</param>
    /// <param name="codes">[samples, stride]: sums, replaced by codes from the origin's. Those in doubt receive anything.</param>
    /// <param name="stride">From one sample's codes to the next one's.</param>
    /// <param name="sums">[samples, padded outputs]: receives the shares of all registers but those listed.</param>
    /// <param name="doubtful">Receives sample · stride + slot of those in doubt.</param>
    /// <param name="doubtfulSums">Receives their sums.</param>
    /// <param name="count">How many they are.</param>
    /// <param name="clips">Receives those that were clipped for certain, but for samples at rest.</param>
    /// <returns>How many of the certain conversions were clipped.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Decide<TClips>(
        PackedTile tile, PackedSums packed, int samples, float* bounds, float* codes, int stride, double* sums,
        int* doubtful, float* doubtfulSums, ref int count, ref TClips clips)
        where TClips : struct, IClipList
    {
        PackedCoding coding = tile.Coding!;
        float reach = (coding.HighEnd - coding.LowEnd) / 2;
        TSingle low = TLanes.Broadcast(coding.Lowest);
        TSingle high = TLanes.Broadcast(coding.Highest);
        TSingle middle = TLanes.Broadcast((coding.HighEnd + coding.LowEnd) / 2);
        TSingle ends = TLanes.Broadcast(reach);
        TSingle half = TLanes.Broadcast(0.5f);
        TSingle zero = TLanes.Broadcast(0f);
        Constants constants = new(tile.Sums);
        float* offsets = coding.Offsets.Pointer;
        float* scales = packed.Scales.Pointer;
        float* rest = coding.RestCodes.Pointer;
        uint full = (uint)((1ul << TLanes.Singles) - 1);
        int lines = tile.Lines;
        int padded = tile.Sums.Padded;
        int clipped = 0;
        for (int s = 0; s < samples; s++)
        {
            float bound = bounds[s];
            float* line = codes + (s * stride);
            double* to = sums + (s * padded);
            if (bound == 0)
            {
                clipped += coding.RestClipped;
                for (int slot = 0; slot < lines; slot += TLanes.Singles)
                {
                    Add(TLanes.Load(rest + slot), constants, to + slot, slot + TLanes.Doubles < padded);
                }

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
                if ((uncertain | outside) != 0)
                {
                    uint used = lines - slot >= TLanes.Singles ? full : (1u << (lines - slot)) - 1;
                    clipped += BitOperations.PopCount(outside & ~uncertain & used);
                    if (TClips.IsKept)
                    {
                        for (uint certain = outside & ~uncertain & used; certain != 0; certain &= certain - 1)
                        {
                            clips.Add((s * stride) + slot + BitOperations.TrailingZeroCount(certain));
                        }
                    }

                    uint open = used & uncertain;
                    if (open != 0)
                    {
                        for (; open != 0; open &= open - 1)
                        {
                            int at = slot + BitOperations.TrailingZeroCount(open);
                            doubtfulSums[count] = line[at];
                            doubtful[count++] = (s * stride) + at;
                        }

                        TLanes.Store(line + slot, code);
                        continue;
                    }
                }

                Add(code, constants, to + slot, slot + TLanes.Doubles < padded);
            }
        }

        return clipped;
    }

    /// <summary>Adds the shares of the registers that had a doubt in them, now that their codes are known.</summary>
    /// <param name="tile">The tile.</param>
    /// <param name="doubtful">Sample · stride + slot of those that were in doubt, ascending.</param>
    /// <param name="count">How many they were.</param>
    /// <param name="codes">[samples, stride], codes.</param>
    /// <param name="stride">From one sample's codes to the next one's.</param>
    /// <param name="sums">[samples, padded outputs].</param>
    public static void AddOthers(PackedTile tile, int* doubtful, int count, float* codes, int stride, double* sums)
    {
        Constants constants = new(tile.Sums);
        int padded = tile.Sums.Padded;
        int last = -1;
        for (int i = 0; i < count; i++)
        {
            (int s, int at) = (doubtful[i] / stride, doubtful[i] % stride);
            int slot = at & -TLanes.Singles;
            int register = (s * stride) + slot;
            if (register != last)
            {
                Add(TLanes.Load(codes + register), constants, sums + (s * padded) + slot, slot + TLanes.Doubles < padded);
                last = register;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(TSingle code, in Constants constants, double* to, bool both)
    {
        (TDouble lower, TDouble upper) = TLanes.Widen(code);
        TLanes.Store(to, TLanes.Add(TLanes.Load(to), Share(lower, constants)));
        if (both)
        {
            TLanes.Store(to + TLanes.Doubles, TLanes.Add(TLanes.Load(to + TLanes.Doubles), Share(upper, constants)));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TDouble Share(TDouble code, in Constants constants)
    {
        TDouble value = TLanes.Add(
            TLanes.FusedMultiplyAdd(code, constants.ValueHigh, TLanes.Multiply(code, constants.ValueLow)), constants.Origin);
        return TLanes.FusedMultiplyAdd(value, constants.OutputHigh, TLanes.Multiply(value, constants.OutputLow));
    }

    private readonly struct Constants(PackedOutputs outputs)
    {
        public readonly TDouble ValueHigh = TLanes.Broadcast(outputs.Terms[0].AmperesPerCode.High.Pointer[0]);
        public readonly TDouble ValueLow = TLanes.Broadcast(outputs.Terms[0].AmperesPerCode.Low.Pointer[0]);
        public readonly TDouble Origin = TLanes.Broadcast(outputs.Terms[0].Origins.Pointer[0]);
        public readonly TDouble OutputHigh = TLanes.Broadcast(outputs.DivisorReciprocal.High.Pointer[0]);
        public readonly TDouble OutputLow = TLanes.Broadcast(outputs.DivisorReciprocal.Low.Pointer[0]);
    }
}
