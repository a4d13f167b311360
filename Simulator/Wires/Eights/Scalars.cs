using System.Numerics;
using System.Runtime.CompilerServices;

namespace CrossbarSim.Simulator.Wires.Eights;

/// <summary>Eight numbers, one at a time.</summary>
internal readonly unsafe struct Scalars<TNumber> : IEights<Scalars<TNumber>.Eight, TNumber>
    where TNumber : unmanaged, IFloatingPointIeee754<TNumber>
{
    /// <summary>The eight.</summary>
    [InlineArray(8)]
    internal struct Eight
    {
        private TNumber _first;
    }

    public static Eight Load(TNumber* from)
    {
        Eight result = default;
        for (int i = 0; i < 8; i++)
        {
            result[i] = from[i];
        }

        return result;
    }

    public static void Store(TNumber* to, Eight value)
    {
        for (int i = 0; i < 8; i++)
        {
            to[i] = value[i];
        }
    }

    public static Eight Broadcast(TNumber value)
    {
        Eight result = default;
        for (int i = 0; i < 8; i++)
        {
            result[i] = value;
        }

        return result;
    }

    public static Eight Add(Eight a, Eight b)
    {
        for (int i = 0; i < 8; i++)
        {
            a[i] += b[i];
        }

        return a;
    }

    public static Eight Multiply(Eight a, Eight b)
    {
        for (int i = 0; i < 8; i++)
        {
            a[i] *= b[i];
        }

        return a;
    }

    public static Eight Divide(Eight a, Eight b)
    {
        for (int i = 0; i < 8; i++)
        {
            a[i] /= b[i];
        }

        return a;
    }

    public static Eight Sqrt(Eight value)
    {
        for (int i = 0; i < 8; i++)
        {
            value[i] = TNumber.Sqrt(value[i]);
        }

        return value;
    }

    public static Eight MultiplyAdd(Eight a, Eight b, Eight c)
    {
        for (int i = 0; i < 8; i++)
        {
            c[i] = TNumber.FusedMultiplyAdd(a[i], b[i], c[i]);
        }

        return c;
    }

    public static TNumber Sum(Eight value) =>
        ((value[0] + value[4]) + (value[2] + value[6])) + ((value[1] + value[5]) + (value[3] + value[7]));

    public static void Transpose(TNumber* from, nint stride, TNumber* to, nint toStride) => Transposition.OneByOne(from, stride, to, toStride);
}
