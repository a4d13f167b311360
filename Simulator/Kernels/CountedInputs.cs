using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace CrossbarSim.Simulator.Kernels;

/// <summary>From DAC codes of -1, 0 and 1 to words: which rows are driven, and which of them negatively.</summary>
internal sealed unsafe class CountedInputs<TLanes, TSingle, TDouble, TBitLanes, TBits>
    where TLanes : struct, ILanes<TSingle, TDouble>
    where TBitLanes : struct, IBitLanes<TBits, TDouble>
    where TSingle : struct
    where TDouble : struct
    where TBits : struct
{
    private const int Block = EngineShape.Block;
    private const int Half = 32;
    private readonly CountOrder _order;
    private readonly bool _sums;
    private readonly Part[][] _parts;
    private readonly int[] _firstHalves;
    private readonly int _mostParts;

    /// <param name="order">Rows as bits.</param>
    /// <param name="sums">Whether the sum of the inputs is wanted.</param>
    public CountedInputs(CountOrder order, bool sums)
    {
        (_order, _sums) = (order, sums);
        int[] halves = [.. order.Channels.Select(channels => (channels + Half - 1) / Half)];
        _firstHalves = [.. halves.Select((_, segment) => halves.Take(segment).Sum()), halves.Sum()];
        _parts = [.. Enumerable.Range(0, order.Segments.Length).SelectMany(Parts)];
        _mostParts = _parts.Max(parts => parts.Length);
    }

    /// <summary>Packs a block of samples.</summary>
    public void PackSamples(int block, int samples, Workspace w)
    {
        CountedRoom room = w.Counted!;
        ulong* bits = room.Bits.Pointer + (block * _order.Words * CountedRoom.WordStride);
        for (int segment = 0; segment < _order.Segments.Length; segment++)
        {
            for (int s = 0; s < samples; s++)
            {
                float* codes = w.Inputs.Pointer + (((block * Block) + s) * w.InputStride) + _order.Segments[segment].First;
                ulong* to = bits + (_order.FirstWords[segment] * CountedRoom.WordStride) + s;
                if (_order.Taps == 1)
                {
                    PackSide(codes, _order.Segments[segment].Rows, to);
                }
                else
                {
                    PackRows(segment, codes, null, to);
                }
            }
        }

        Measure(block, room);
    }

    /// <summary>Packs the pixels of the image that was read last.</summary>
    public void PackImage(WindowLayout layout, Workspace w)
    {
        if (!Fits(layout))
        {
            return;
        }

        int plane = PaddedPlane(layout);
        w.Counted!.MakeRoom((_firstHalves[^1] * 2 * plane) + CountedRoom.Width);
        for (int segment = 0; segment < _order.Segments.Length; segment++)
        {
            for (int half = _firstHalves[segment]; half < _firstHalves[segment + 1]; half++)
            {
                int first = (half - _firstHalves[segment]) * Half;
                int channels = Math.Min(Half, _order.Channels[segment] - first);
                PackPixels(
                    w.Inputs.Pointer + ((_order.FirstChannel(segment) + first) * layout.Plane), layout.Plane, channels,
                    w.Counted.Pixels.Pointer + (half * 2 * plane), plane);
            }
        }
    }

    /// <summary>Takes a block of windows out of that image.</summary>
    public void PackWindows(WindowLayout layout, int block, int samples, Workspace w)
    {
        CountedRoom room = w.Counted!;
        ulong* bits = room.Bits.Pointer + (block * _order.Words * CountedRoom.WordStride);
        ReadOnlySpan<int> places = w.Places.AsSpan(block * Block, samples);
        if (Fits(layout))
        {
            Gather(layout, places, room, bits);
        }
        else
        {
            for (int segment = 0; segment < _order.Segments.Length; segment++)
            {
                for (int s = 0; s < samples; s++)
                {
                    fixed (int* offsets = &layout.Offsets[_order.Segments[segment].First])
                    {
                        PackRows(segment, w.Inputs.Pointer + places[s], offsets, bits + (_order.FirstWords[segment] * CountedRoom.WordStride) + s);
                    }
                }
            }
        }

        Measure(block, room);
    }

    /// <summary>Whether windows are what the words were laid out for.</summary>
    private bool Fits(WindowLayout layout) => layout.Windows.Shape.InputsPerChannel == _order.Taps;

    private static int PaddedPlane(WindowLayout layout) => (layout.Plane + CountedRoom.Width + 7) / 8 * 8;

    /// <summary>The pieces that make a segment's words: up to 32 channels of one tap, shifted.</summary>
    private IEnumerable<Part[]> Parts(int segment)
    {
        int channels = _order.Channels[segment];
        for (int word = 0; word < _order.WordsOf[segment]; word++)
        {
            List<Part> parts = [];
            for (int tap = 0; tap < _order.Taps; tap++)
            {
                for (int first = 0; first < channels; first += Half)
                {
                    int shift = (tap * channels) + first - (64 * word);
                    if (shift < 64 && shift + Math.Min(Half, channels - first) > 0)
                    {
                        parts.Add(new Part(tap, _firstHalves[segment] + (first / Half), shift));
                    }
                }
            }

            yield return [.. parts];
        }
    }

    /// <summary>One sample's rows where they stand side by side.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PackSide(float* codes, int rows, ulong* to)
    {
        TSingle zero = TLanes.Broadcast(0f);
        for (int first = 0; first < rows; first += 64)
        {
            (ulong negative, ulong positive) = (0, 0);
            int count = Math.Min(64, rows - first);
            for (int i = 0; i < count; i += TLanes.Singles)
            {
                TSingle code = TLanes.Load(codes + first + i);
                negative |= (ulong)TLanes.LessThan(code, zero) << i;
                positive |= (ulong)TLanes.LessThan(zero, code) << i;
            }

            ulong used = ulong.MaxValue >> (64 - count);
            to[0] = negative;
            to[CountedRoom.Width] = (negative | positive) & used;
            to += CountedRoom.WordStride;
        }
    }

    /// <summary>One sample's rows, one by one.</summary>
    private void PackRows(int segment, float* codes, int* offsets, ulong* to)
    {
        for (int word = 0; word < _order.WordsOf[segment]; word++)
        {
            to[word * CountedRoom.WordStride] = 0;
            to[(word * CountedRoom.WordStride) + CountedRoom.Width] = 0;
        }

        for (int row = 0; row < _order.Segments[segment].Rows; row++)
        {
            float code = codes[offsets is null ? row : offsets[row]];
            int bit = _order.Bit(segment, row);
            ulong* word = to + (bit / 64 * CountedRoom.WordStride);
            word[0] |= code < 0 ? 1ul << (bit % 64) : 0;
            word[CountedRoom.Width] |= code != 0 ? 1ul << (bit % 64) : 0;
        }
    }

    /// <summary>Bits of up to 32 channels for every pixel of an image: signs, then what is driven.</summary>
    /// <remarks>-1, 0 and 1 in single precision: the sign is bit 31, and bit 29 is set but for 0.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PackPixels(float* codes, int plane, int channels, uint* signs, int paddedPlane)
    {
        uint* driven = signs + paddedPlane;
        Vector256<uint> one = Vector256.Create(1u);
        for (int pixel = 0; pixel < plane; pixel += 8)
        {
            (Vector256<uint> negative, Vector256<uint> any) = (Vector256<uint>.Zero, Vector256<uint>.Zero);
            uint* code = (uint*)(codes + ((nint)(channels - 1) * plane) + pixel);
            for (int channel = channels - 1; channel >= 0; channel--)
            {
                Vector256<uint> value = Vector256.Load(code);
                negative = (negative << 1) | (value >>> 31);
                any = (any << 1) | ((value >>> 29) & one);
                code -= plane;
            }

            negative.Store(signs + pixel);
            any.Store(driven + pixel);
        }
    }

    /// <summary>Puts the words of neighbouring windows together.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Gather(WindowLayout layout, ReadOnlySpan<int> places, CountedRoom room, ulong* bits)
    {
        int plane = PaddedPlane(layout);
        int* starts = stackalloc int[Block + 1];
        int runs = WindowCopy<TLanes, TSingle, TDouble>.Runs(places, starts);
        starts[runs] = places.Length;
        nint* from = stackalloc nint[_mostParts];
        int* shifts = stackalloc int[_mostParts];
        for (int word = 0; word < _parts.Length; word++)
        {
            Part[] parts = _parts[word];
            int count = parts.Length;
            for (int part = 0; part < count; part++)
            {
                from[part] = (parts[part].Half * 2 * plane) + layout.Offsets[parts[part].Tap];
                shifts[part] = parts[part].Shift;
            }

            TBits mask = TBitLanes.Broadcast(_order.Masks[word]);

            // What is written beyond a run is written over by the next run, or the next row.
            for (int kind = 0; kind < 2; kind++)
            {
                for (int run = 0; run < runs; run++)
                {
                    uint* pixels = room.Pixels.Pointer + (kind * plane) + places[starts[run]];
                    for (int i = 0; i < starts[run + 1] - starts[run]; i += TBitLanes.Words)
                    {
                        TBits gathered = TBitLanes.Broadcast(0);
                        for (int part = 0; part < count; part++)
                        {
                            TBits value = TBitLanes.Widen(pixels + from[part] + i);
                            int shift = shifts[part];
                            value = shift >= 0 ? TBitLanes.ShiftLeft(value, shift) : TBitLanes.ShiftRight(value, -shift);
                            gathered = TBitLanes.Or(gathered, value);
                        }

                        TBitLanes.Store(bits + starts[run] + i, TBitLanes.And(gathered, mask));
                    }
                }

                bits += CountedRoom.Width;
            }
        }
    }

    /// <summary>How many rows are driven, and the sum of the inputs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Measure(int block, CountedRoom room)
    {
        int segments = _order.Segments.Length;
        TBits table = TBitLanes.Load(CountingTables.Nibbles.Pointer);
        TBits nibbles = TBitLanes.Load(CountingTables.LowNibbles.Pointer);
        for (int segment = 0; segment < segments; segment++)
        {
            int at = ((block * segments) + segment) * CountedRoom.Width;
            ulong* bits = room.Bits.Pointer + (((block * _order.Words) + _order.FirstWords[segment]) * CountedRoom.WordStride);
            for (int s = 0; s < CountedRoom.Width; s += TBitLanes.Words)
            {
                TBits driven = TBitLanes.Broadcast(0);
                TBits negative = driven;
                for (int word = 0; word < _order.WordsOf[segment]; word++)
                {
                    TBits any = TBitLanes.Load(bits + (word * CountedRoom.WordStride) + CountedRoom.Width + s);
                    driven = TBitLanes.Add(driven, TBitLanes.CountBytes(any, table, nibbles));
                    if (_sums)
                    {
                        TBits signs = TBitLanes.Load(bits + (word * CountedRoom.WordStride) + s);
                        negative = TBitLanes.Add(negative, TBitLanes.CountBytes(TBitLanes.And(any, signs), table, nibbles));
                    }
                }

                driven = TBitLanes.SumBytes(driven);
                TBitLanes.Store(room.Driven.Pointer + at + s, driven);
                if (_sums)
                {
                    negative = TBitLanes.SumBytes(negative);
                    TBitLanes.StoreSingles(room.Sums.Pointer + at + s, TBitLanes.Subtract(TBitLanes.Subtract(driven, negative), negative));
                }
            }
        }
    }

    /// <summary>Up to 32 channels of one tap in one word.</summary>
    /// <param name="Tap">The tap.</param>
    /// <param name="Half">The channels.</param>
    /// <param name="Shift">To the left; to the right where it is below zero.</param>
    private readonly record struct Part(int Tap, int Half, int Shift);
}
