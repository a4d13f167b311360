using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace CrossbarSim.Devices.Currents;

/// <summary>A law at eight voltages.</summary>
internal interface ILawKernel
{
    /// <summary>Values of the law, and its slopes.</summary>
    Vector512<double> Evaluate(Vector512<double> volts, out Vector512<double> slopes);
}

/// <summary>A law at any number of voltages, eight at a time. Where a machine has no such registers they are made of narrower ones, with the same results.</summary>
internal static class LawLoop
{
    public static void Run<TKernel>(TKernel kernel, ReadOnlySpan<double> volts, Span<double> values, Span<double> slopes)
        where TKernel : struct, ILawKernel
    {
        Lengths.Check(volts, values, slopes);
        ref double from = ref MemoryMarshal.GetReference(volts);
        ref double value = ref MemoryMarshal.GetReference(values);
        ref double slope = ref MemoryMarshal.GetReference(slopes);
        int whole = volts.Length - (volts.Length % Vector512<double>.Count);
        for (int i = 0; i < whole; i += Vector512<double>.Count)
        {
            kernel.Evaluate(Vector512.LoadUnsafe(ref from, (nuint)i), out Vector512<double> steep).StoreUnsafe(ref value, (nuint)i);
            steep.StoreUnsafe(ref slope, (nuint)i);
        }

        for (int i = whole; i < volts.Length; i++)
        {
            values[i] = kernel.Evaluate(Vector512.CreateScalar(volts[i]), out Vector512<double> steep).ToScalar();
            slopes[i] = steep.ToScalar();
        }
    }

    /// <summary>A voltage, or the end of where a law holds that lies before it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Held(Vector512<double> volts, double most) =>
        Vector512.MinNative(Vector512.MaxNative(volts, Vector512.Create(-most)), Vector512.Create(most));
}
