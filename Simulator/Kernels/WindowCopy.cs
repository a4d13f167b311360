using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace CrossbarSim.Simulator.Kernels;

/// <summary>Takes the inputs of up to twelve windows out of an image: neighbouring windows are neighbours in it.</summary>
internal static unsafe class WindowCopy<TLanes, TSingle, TDouble>
    where TLanes : struct, ILanes<TSingle, TDouble>
    where TSingle : struct
    where TDouble : struct
{
    private const int Block = EngineShape.Block;

    /// <summary>Copies the inputs that one row tile takes, and finds how large they are.</summary>
    /// <param name="image">The image; 16 numbers more can be read.</param>
    /// <param name="offsets">Where each input stands from a window's place on.</param>
    /// <param name="places">Places of the windows, ascending.</param>
    /// <param name="panel">Receives [inputs, 12]; 15 more can be written.</param>
    /// <param name="weights">Weights of the norm, one per input: see <see cref="ErrorBound"/>. Null: norms are not needed.</param>
    /// <param name="norms">Receives 16 norms, of which as many mean something as there are windows; 1 where they are not needed.</param>
    public static void Take(float* image, ReadOnlySpan<int> offsets, ReadOnlySpan<int> places, float* panel, float* weights, float* norms)
    {
        if (places.Length == Block && places[^1] - places[0] == Block - 1)
        {
            fixed (int* from = offsets)
            {
                if (weights is not null)
                {
                    TakeRow(image + places[0], from, offsets.Length, panel, weights, norms);
                }
                else
                {
                    CopyRow(image + places[0], from, offsets.Length, panel);
                    new Span<float>(norms, 16).Fill(1);
                }
            }

            return;
        }

        // Runs of neighbours; each copy may write over what the next one, or the next input, is going to write.
        int* starts = stackalloc int[Block];
        int runs = Runs(places, starts);
        fixed (int* from = offsets)
        {
            if (runs == 2)
            {
                TakeTwoRuns(image + places[0], image + places[starts[1]], starts[1], from, offsets.Length, panel);
            }
            else
            {
                TakeRuns(image, from, offsets.Length, places, starts, runs, panel);
            }
        }

        if (weights is not null)
        {
            Norms(panel, weights, offsets.Length, norms);
        }
        else
        {
            new Span<float>(norms, 16).Fill(1);
        }
    }

    /// <summary>Puts the bits of up to four inputs beside each other: those of the second shifted by one, and so on.</summary>
    /// <param name="image">Words of the image; 16 more can be read.</param>
    /// <param name="offsets">Where each of the inputs stands from a window's place on.</param>
    /// <param name="places">Places of the windows, ascending.</param>
    /// <param name="words">Receives 12 words; 12 more can be written.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Gather(uint* image, ReadOnlySpan<int> offsets, ReadOnlySpan<int> places, uint* words)
    {
        int* starts = stackalloc int[Block];
        int runs = places.Length == Block && places[^1] - places[0] == Block - 1 ? 1 : Runs(places, starts);
        for (int run = 0; run < runs; run++)
        {
            uint* from = image + places[starts[run]];
            Vector256<uint> low = Vector256.Load(from + offsets[0]);
            Vector128<uint> high = Vector128.Load(from + offsets[0] + 8);
            for (int i = 1; i < offsets.Length; i++)
            {
                low |= Vector256.Load(from + offsets[i]) << i;
                high |= Vector128.Load(from + offsets[i] + 8) << i;
            }

            low.Store(words + starts[run]);
            high.Store(words + starts[run] + 8);
        }
    }

    /// <summary>Twelve neighbours, in one go where a register holds them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TakeRow(float* image, int* offsets, int count, float* panel, float* weights, float* norms)
    {
        if (TLanes.Singles < 16)
        {
            for (int i = 0; i < count; i++)
            {
                Copy(image + offsets[i], panel + (i * Block));
            }

            Norms(panel, weights, count, norms);
            return;
        }

        TSingle even = TLanes.Broadcast(0f);
        TSingle odd = even;
        int input = 0;
        for (; input <= count - 2; input += 2)
        {
            TSingle a = TLanes.Load(image + offsets[input]);
            TSingle b = TLanes.Load(image + offsets[input + 1]);
            TLanes.Store(panel, a);
            TLanes.Store(panel + Block, b);
            a = TLanes.Multiply(a, TLanes.Broadcast(weights[input]));
            b = TLanes.Multiply(b, TLanes.Broadcast(weights[input + 1]));
            even = TLanes.MultiplyAdd(a, a, even);
            odd = TLanes.MultiplyAdd(b, b, odd);
            panel += 2 * Block;
        }

        if (input < count)
        {
            TSingle a = TLanes.Load(image + offsets[input]);
            TLanes.Store(panel, a);
            a = TLanes.Multiply(a, TLanes.Broadcast(weights[input]));
            even = TLanes.MultiplyAdd(a, a, even);
        }

        TLanes.Store(norms, TLanes.Sqrt(TLanes.Add(even, odd)));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CopyRow(float* image, int* offsets, int count, float* panel)
    {
        for (int input = 0; input < count; input++)
        {
            Copy(image + offsets[input], panel);
            panel += Block;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TakeTwoRuns(float* first, float* second, int start, int* offsets, int count, float* panel)
    {
        for (int input = 0; input < count; input++)
        {
            Copy(first + offsets[input], panel);
            Copy(second + offsets[input], panel + start);
            panel += Block;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TakeRuns(float* image, int* offsets, int count, ReadOnlySpan<int> places, int* starts, int runs, float* panel)
    {
        float** from = stackalloc float*[Block];
        for (int run = 0; run < runs; run++)
        {
            from[run] = image + places[starts[run]];
        }

        for (int input = 0; input < count; input++)
        {
            for (int run = 0; run < runs; run++)
            {
                Copy(from[run] + offsets[input], panel + starts[run]);
            }

            panel += Block;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Norms(float* panel, float* weights, int rows, float* norms)
    {
        for (int sample = 0; sample < Block; sample += TLanes.Singles)
        {
            TSingle squares = TLanes.Broadcast(0f);
            float* at = panel + sample;
            for (int row = 0; row < rows; row++)
            {
                TSingle weighted = TLanes.Multiply(TLanes.Load(at), TLanes.Broadcast(weights[row]));
                squares = TLanes.MultiplyAdd(weighted, weighted, squares);
                at += Block;
            }

            TLanes.Store(norms + sample, TLanes.Sqrt(squares));
        }
    }

    /// <summary>Finds runs of neighbours.</summary>
    /// <param name="places">Places of the windows, ascending.</param>
    /// <param name="starts">Receives the first window of each run.</param>
    /// <returns>How many runs there are.</returns>
    public static int Runs(ReadOnlySpan<int> places, int* starts)
    {
        int runs = 0;
        for (int i = 0; i < places.Length; i++)
        {
            if (i == 0 || places[i] != places[i - 1] + 1)
            {
                starts[runs++] = i;
            }
        }

        return runs;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy(float* from, float* to)
    {
        if (TLanes.Singles == 16)
        {
            TLanes.Store(to, TLanes.Load(from));
            return;
        }

        Vector256.Load(from).Store(to);
        Vector128.Load(from + 8).Store(to + 8);
    }
}
