using System.Runtime.CompilerServices;
using CrossbarSim.Simulator.Converters;

namespace CrossbarSim.Simulator.Kernels;

/// <summary>Passes whose digits are 0, 1 or -1 as planes of bits: a plane for each pass, or two where digits have signs, the second one subtracted.</summary>
internal sealed class BitPlanes
{
    private readonly uint[][] _words;
    private readonly int _lowestCode;

    private BitPlanes(IReadOnlyList<InputPass> passes, bool signed)
    {
        PerPass = signed ? 2 : 1;
        Count = passes.Count * PerPass;
        _lowestCode = passes[0].LowestCode;
        Chunks = (Count + 7) / 8;
        _words = [.. Enumerable.Range(0, Chunks).Select(_ => new uint[passes[0].Digits.Length])];
        for (int plane = 0; plane < Count; plane++)
        {
            float wanted = plane % PerPass == 0 ? 1f : -1f;
            ReadOnlySpan<float> digits = passes[plane / PerPass].Digits;
            for (int code = 0; code < digits.Length; code++)
            {
                _words[plane / 8][code] |= digits[code] == wanted ? 1u << (plane % 8 * SubsetTables.GroupRows) : 0;
            }
        }
    }

    /// <summary>Planes of a pass: 1, or 2 where digits have signs.</summary>
    public int PerPass { get; }

    /// <summary>All planes.</summary>
    public int Count { get; }

    /// <summary>Words of eight planes.</summary>
    public int Chunks { get; }

    /// <summary>The planes of some passes; null where a digit is anything but 0, 1 and -1.</summary>
    public static BitPlanes? Of(IReadOnlyList<InputPass> passes)
    {
        bool signed = false;
        foreach (InputPass pass in passes)
        {
            foreach (float digit in pass.Digits)
            {
                if (digit is not (0f or 1f or -1f))
                {
                    return null;
                }

                signed |= digit < 0;
            }
        }

        return passes[0].IsIdeal ? null : new BitPlanes(passes, signed);
    }

    /// <inheritdoc cref="Word"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public unsafe void Words(int chunk, float* codes, int count, uint* words)
    {
        uint[] known = _words[chunk];
        int lowest = _lowestCode;
        for (int i = 0; i < count; i++)
        {
            words[i] = known[(int)codes[i] - lowest];
        }
    }

    /// <summary>Bits of a code in eight planes: the bit of plane k at 4·k, the first row of a group of four.</summary>
    public uint Word(int chunk, float code) => _words[chunk][(int)code - _lowestCode];
}
