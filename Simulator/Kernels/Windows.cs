using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace CrossbarSim.Simulator.Kernels;

/// <summary>Takes the inputs of up to twelve windows out of an image: neighbouring windows are neighbours in it.</summary>
internal static unsafe class Windows
{
    private const int Block = EngineShape.Block;

    /// <summary>Copies inputs.</summary>
    /// <param name="image">The image; 16 numbers more can be read.</param>
    /// <param name="offsets">Where each input stands from a window's place on.</param>
    /// <param name="places">Places of the windows, ascending.</param>
    /// <param name="panel">Receives [inputs, 12]; four more can be written.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Take(float* image, int[] offsets, ReadOnlySpan<int> places, float* panel)
    {
        if (places.Length == Block && places[^1] - places[0] == Block - 1)
        {
            float* from = image + places[0];
            foreach (int offset in offsets)
            {
                Copy(from + offset, panel);
                panel += Block;
            }

            return;
        }

        // Runs of neighbours; each copy may write over what the next one, or the next input, is going to write.
        int* starts = stackalloc int[Block];
        int runs = Runs(places, starts);
        foreach (int offset in offsets)
        {
            for (int run = 0; run < runs; run++)
            {
                Copy(image + offset + places[starts[run]], panel + starts[run]);
            }

            panel += Block;
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

    private static int Runs(ReadOnlySpan<int> places, int* starts)
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
        Vector256.Load(from).Store(to);
        Vector128.Load(from + 8).Store(to + 8);
    }
}
