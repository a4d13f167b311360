using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace CrossbarSim.Simulator.Kernels;

/// <summary>Turns sums, outputs side by side, into planes, samples side by side: adds a bias and rounds to single precision, once.</summary>
internal static unsafe class PlaneWriter
{
    /// <summary>Samples that are turned at a time.</summary>
    private const int Most = 64;

    /// <summary>From one output's samples to the next one's while they are turned: an odd number of cache lines.</summary>
    private const int Pitch = Most + 16;

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
    public static void Write(
        double* sums, int samples, int outputs, int padded, double* bias, float* added, bool rectifies, float* to, nint plane)
    {
        // Planes often lie whole pages apart, so that a core takes their lines for one another: four at a time are turned on the side, then each is
        // written in one go.
        float* turned = stackalloc float[4 * Pitch];
        int whole = samples & ~3;
        for (int first = 0; first < whole; first += Most)
        {
            int count = Math.Min(Most, whole - first);
            for (int o = 0; o <= outputs - 4; o += 4)
            {
                Vector256<double> biases = bias is null ? Vector256<double>.Zero : Vector256.Load(bias + o);
                for (int s = 0; s < count; s += 4)
                {
                    double* from = sums + ((nint)(first + s) * padded) + o;
                    Turn(
                        Narrow(from, biases, bias), Narrow(from + padded, biases, bias), Narrow(from + (2 * padded), biases, bias),
                        Narrow(from + (3 * padded), biases, bias), turned + s);
                }

                for (int i = 0; i < 4; i++)
                {
                    nint at = ((o + i) * plane) + first;
                    Copy(turned + (i * Pitch), added is null ? null : added + at, rectifies, to + at, count);
                }
            }
        }

        for (int o = 0; o < outputs; o++)
        {
            // What is left: samples beyond whole fours, and outputs beyond whole fours.
            for (int s = o < (outputs & ~3) ? whole : 0; s < samples; s++)
            {
                One(sums + ((nint)s * padded) + o, bias, o, added, rectifies, to, (o * plane) + s);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy(float* from, float* added, bool rectifies, float* to, int count)
    {
        Vector256<float> least = Vector256.Create(rectifies ? 0f : float.NegativeInfinity);
        int s = 0;
        for (; s <= count - 8; s += 8)
        {
            Vector256<float> value = Vector256.Load(from + s);
            value = added is null ? value : value + Vector256.Load(added + s);
            Vector256.Max(value, least).Store(to + s);
        }

        for (; s < count; s++)
        {
            float value = added is null ? from[s] : from[s] + added[s];
            to[s] = rectifies ? Math.Max(value, 0f) : value;
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
        return Avx.IsSupported ? Avx.ConvertToVector128Single(sum) : Vector128.Narrow(sum.GetLower(), sum.GetUpper());
    }

    /// <summary>Four samples of four outputs, turned.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Turn(Vector128<float> a, Vector128<float> b, Vector128<float> c, Vector128<float> d, float* at)
    {
        (Vector128<float> ab0, Vector128<float> ab1) = Interleave(a, b);
        (Vector128<float> cd0, Vector128<float> cd1) = Interleave(c, d);
        (Vector128<float> first, Vector128<float> second) = Pair(ab0, cd0);
        (Vector128<float> third, Vector128<float> fourth) = Pair(ab1, cd1);
        first.Store(at);
        second.Store(at + Pitch);
        third.Store(at + (2 * Pitch));
        fourth.Store(at + (3 * Pitch));
    }

    /// <summary>x0 y0 x1 y1, and x2 y2 x3 y3.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector128<float> Low, Vector128<float> High) Interleave(Vector128<float> x, Vector128<float> y)
    {
        if (Sse.IsSupported)
        {
            return (Sse.UnpackLow(x, y), Sse.UnpackHigh(x, y));
        }

        return (Vector128.Create(x[0], y[0], x[1], y[1]), Vector128.Create(x[2], y[2], x[3], y[3]));
    }

    /// <summary>The lower halves of both, and the upper halves of both.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector128<float> Lower, Vector128<float> Upper) Pair(Vector128<float> x, Vector128<float> y) => Sse.IsSupported
        ? (Sse.MoveLowToHigh(x, y), Sse.MoveHighToLow(y, x))
        : (Vector128.Create(x.GetLower(), y.GetLower()), Vector128.Create(x.GetUpper(), y.GetUpper()));
}
