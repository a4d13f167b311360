using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace CrossbarSim.Simulator.Kernels;

/// <summary>Turns sums, outputs side by side, into planes, samples side by side: adds a bias and rounds to single precision, once.</summary>
internal static unsafe class PlaneWriter
{
    /// <summary>Writes finished sums.</summary>
    /// <param name="sums">[samples, padded].</param>
    /// <param name="samples">How many samples.</param>
    /// <param name="outputs">How many outputs.</param>
    /// <param name="padded">From one sample's sums to the next one's.</param>
    /// <param name="bias">[outputs]; null: none.</param>
    /// <param name="added">As the planes, added after rounding; null: nothing.</param>
    /// <param name="rectifies">Whether what is then below zero becomes zero.</param>
    /// <param name="to">Receives [outputs, plane], at the first sample.</param>
    /// <param name="plane">From one output's plane to the next one's.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Write(double* sums, int samples, int outputs, int padded, double* bias, float* added, bool rectifies, float* to, nint plane)
    {
        int o = 0;
        for (; o <= outputs - 4; o += 4)
        {
            Vector256<double> biases = bias is null ? Vector256<double>.Zero : Vector256.Load(bias + o);
            int s = 0;
            for (; s <= samples - 4; s += 4)
            {
                double* from = sums + ((nint)s * padded) + o;
                Vector128<float> a = Narrow(from, biases, bias);
                Vector128<float> b = Narrow(from + padded, biases, bias);
                Vector128<float> c = Narrow(from + (2 * padded), biases, bias);
                Vector128<float> d = Narrow(from + (3 * padded), biases, bias);
                nint at = (o * plane) + s;
                Store(to + at, added is null ? null : added + at, rectifies, plane, a, b, c, d);
            }

            for (; s < samples; s++)
            {
                for (int i = o; i < o + 4; i++)
                {
                    One(sums + ((nint)s * padded) + i, bias, i, added, rectifies, to, (i * plane) + s);
                }
            }
        }

        for (; o < outputs; o++)
        {
            for (int s = 0; s < samples; s++)
            {
                One(sums + ((nint)s * padded) + o, bias, o, added, rectifies, to, (o * plane) + s);
            }
        }
    }

    private static void One(double* sum, double* bias, int output, float* added, bool rectifies, float* to, nint at)
    {
        float value = (float)(bias is null ? *sum : *sum + bias[output]);
        value = added is null ? value : value + added[at];
        to[at] = rectifies ? Math.Max(value, 0f) : value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Narrow(double* from, Vector256<double> added, double* bias)
    {
        Vector256<double> sum = Vector256.Load(from);
        sum = bias is null ? sum : sum + added;
        return Vector128.Narrow(sum.GetLower(), sum.GetUpper());
    }

    /// <summary>Four samples of four outputs, turned.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(
        float* at, float* added, bool rectifies, nint plane, Vector128<float> a, Vector128<float> b, Vector128<float> c, Vector128<float> d)
    {
        (Vector128<float> ab0, Vector128<float> ab1) = Interleave(a, b);
        (Vector128<float> cd0, Vector128<float> cd1) = Interleave(c, d);
        (Vector128<float> first, Vector128<float> second) = Pair(ab0, cd0);
        (Vector128<float> third, Vector128<float> fourth) = Pair(ab1, cd1);
        if (added is not null)
        {
            first += Vector128.Load(added);
            second += Vector128.Load(added + plane);
            third += Vector128.Load(added + (2 * plane));
            fourth += Vector128.Load(added + (3 * plane));
        }

        if (rectifies)
        {
            first = Vector128.Max(first, Vector128<float>.Zero);
            second = Vector128.Max(second, Vector128<float>.Zero);
            third = Vector128.Max(third, Vector128<float>.Zero);
            fourth = Vector128.Max(fourth, Vector128<float>.Zero);
        }

        first.Store(at);
        second.Store(at + plane);
        third.Store(at + (2 * plane));
        fourth.Store(at + (3 * plane));
    }

    /// <summary>x0 y0 x1 y1, and x2 y2 x3 y3.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector128<float> Low, Vector128<float> High) Interleave(Vector128<float> x, Vector128<float> y)
    {
        if (System.Runtime.Intrinsics.X86.Sse.IsSupported)
        {
            return (System.Runtime.Intrinsics.X86.Sse.UnpackLow(x, y), System.Runtime.Intrinsics.X86.Sse.UnpackHigh(x, y));
        }

        return (Vector128.Create(x[0], y[0], x[1], y[1]), Vector128.Create(x[2], y[2], x[3], y[3]));
    }

    /// <summary>The lower halves of both, and the upper halves of both.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector128<float> Lower, Vector128<float> Upper) Pair(Vector128<float> x, Vector128<float> y) =>
        (Vector128.Create(x.GetLower(), y.GetLower()), Vector128.Create(x.GetUpper(), y.GetUpper()));
}
