using CrossbarSim.Simulator.Converters;

namespace CrossbarSim.Simulator.Kernels;

/// <summary>From sums that are whole numbers to codes without a doubt: every sum there can be was tried when the tile was packed.</summary>
/// <remarks>
/// A sum's place between the codes is computed in single precision and rounded to a grid far coarser than its error, so that places exactly between two
/// codes are exactly there again; a shift of half the grid sends those down or up where the converter does not round half to even.
/// </remarks>
internal sealed class LatticeCoding
{
    /// <summary>More sums than this are not tried; they are decided within error bounds instead.</summary>
    private const double MostSum = 1 << 15;

    private const int MostCodes = 1 << 10;

    private LatticeCoding(float magic, float shift) => (Magic, Shift) = (magic, shift);

    /// <summary>Added and subtracted again, it rounds to the grid.</summary>
    public float Magic { get; }

    /// <summary>Added after that.</summary>
    public float Shift { get; }

    /// <summary>The coding of a tile; null where none gives the reference's code for every sum.</summary>
    public static LatticeCoding? Of(PackedTile tile, PackedCoding coding, PackedSums sums)
    {
        if (sums.AmperesPerUnit is not double[] amperes || sums.LargestSum > MostSum || coding.Noise is not null || coding.Adcs[0].Codes > MostCodes)
        {
            return null;
        }

        for (int bits = 10; bits <= 13; bits++)
        {
            float magic = 1.5f * (1 << (23 - bits));
            float half = 0.5f / (1 << bits);
            foreach (float shift in new[] { 0f, -half, half })
            {
                LatticeCoding candidate = new(magic, shift);
                if (candidate.Holds(tile, coding, sums, amperes))
                {
                    return candidate;
                }
            }
        }

        return null;
    }

    /// <summary>What a sum is coded as.</summary>
    /// <param name="coding">The tile's codes.</param>
    /// <param name="value">The sum in codes.</param>
    private (float Code, bool Clipped) Code(PackedCoding coding, float value)
    {
        float within = Math.Min(Math.Max(value, coding.LowEnd - 1), coding.HighEnd + 1);
        float place = within + Magic - Magic;
        bool clipped = place < coding.LowEnd || place > coding.HighEnd;
        return (MathF.Round(Math.Min(Math.Max(place + Shift, coding.Lowest), coding.Highest)), clipped);
    }

    private bool Holds(PackedTile tile, PackedCoding coding, PackedSums sums, double[] amperes)
    {
        HashSet<(IAdc, double, double, double)> tried = [];
        for (int slot = 0; slot < tile.Lines; slot++)
        {
            ILinearAdc adc = coding.Adcs[slot];
            (double gain, double offset) = (tile.Gain(slot), tile.Offset(slot));
            if (!tried.Add((adc, amperes[slot], gain, offset)))
            {
                continue;
            }

            for (double sum = -sums.LargestSum; sum <= sums.LargestSum; sum++)
            {
                double current = (sum * amperes[slot] * gain) + offset;
                float once = MathF.FusedMultiplyAdd((float)sum, sums.Scales.Span[slot], coding.Offsets.Span[slot]);
                float twice = ((float)sum * sums.Scales.Span[slot]) + coding.Offsets.Span[slot];
                (float, bool) wanted = (adc.Code(current) - adc.OriginCode, adc.Clips(current));
                if (!CodePosition.IsSettled((current - adc.Origin) * adc.CodesPerAmpere) || Code(coding, once) != wanted || Code(coding, twice) != wanted)
                {
                    return false;
                }
            }
        }

        return true;
    }
}
