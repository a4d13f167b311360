using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using CrossbarSim.Devices.Randomness;

namespace CrossbarSim.Simulator.Converters;

/// <summary>How far the ADCs of a chip are from what they should be: standard deviations, each line's ADC drawn by itself, once for a chip.</summary>
/// <remarks>
/// An ADC sees (1 + gain)·I + offset, and noise at every conversion. INL and DNL move the thresholds, not what codes stand for, and leave the
/// whole as wide as it is and where it is: gain and offset are errors of their own.
/// </remarks>
public sealed record AdcErrors
{
    /// <summary>Draws lie within ±6.4 standard deviations: up to here a gain stays positive.</summary>
    public const double MostGain = 0.15;

    /// <summary>With fewer codes there is no threshold between the first and the last: INL and DNL change nothing.</summary>
    public const int FewestCodesWithSteps = 4;

    /// <summary>Perfect ADCs.</summary>
    public static AdcErrors None { get; } = new();

    /// <summary>Of the gain, dimensionless: 0.01 is 1 %. 0 to 0.15.</summary>
    public double Gain
    {
        get;
        init => field = value <= MostGain ? Checked(value) : throw new ArgumentOutOfRangeException(
            nameof(Gain), value, $"The standard deviation of a gain is at most {MostGain}.");
    }

    /// <summary>Of the offset, in LSB. Zero or more.</summary>
    public double Offset
    {
        get;
        init => field = Checked(value);
    }

    /// <summary>Of the thermal noise of every conversion, in LSB. Zero or more.</summary>
    public double Noise
    {
        get;
        init => field = Checked(value);
    }

    /// <summary>Integral nonlinearity: of the middle of a bow of half a sine over the thresholds, in LSB. Zero or more.</summary>
    public double Inl
    {
        get;
        init => field = Checked(value);
    }

    /// <summary>Differential nonlinearity: of a step's width, in LSB. Zero or more. Steps err independently unless the ADC says otherwise.</summary>
    public double Dnl
    {
        get;
        init => field = Checked(value);
    }

    /// <summary>Whether ADCs are perfect.</summary>
    [JsonIgnore]
    public bool IsNone => this == None;

    /// <summary>The ADCs of one tile of one chip.</summary>
    /// <param name="adcs">What they should be, one per line; null: ideal ones, which have no errors.</param>
    /// <param name="key">Address of the tile's ADCs.</param>
    /// <returns>What they are, and what precedes them; null where nothing does.</returns>
    internal (IAdc?[] Adcs, LineErrors? Errors) Draw(IAdc?[] adcs, RandomKey key) =>
        (Inl > 0 || Dnl > 0 ? [.. adcs.Select((adc, line) => adc is null ? null : Distorted(adc, key, line))] : adcs,
            Gain > 0 || Offset > 0 || Noise > 0 ? Preceding(adcs, key) : null);

    private LineErrors Preceding(IAdc?[] adcs, RandomKey key)
    {
        LineErrors errors = LineErrors.None(adcs.Length);
        double[] gains = Normals("gain");
        double[] offsets = Normals("offset");
        for (int line = 0; line < adcs.Length; line++)
        {
            if (adcs[line] is IAdc adc)
            {
                errors.Gains[line] = 1.0 + (Gain * gains[line]);
                errors.Offsets[line] = Offset * offsets[line] * adc.Lsb;
                errors.Noise[line] = Noise * adc.Lsb;
            }
        }

        return errors;

        double[] Normals(string name)
        {
            double[] draws = new double[adcs.Length];
            key.For(name).FillNormal(draws);
            return draws;
        }
    }

    private IAdc Distorted(IAdc adc, RandomKey key, int line)
    {
        if (adc.Codes < FewestCodesWithSteps)
        {
            return adc;
        }

        double[] thresholds = AdcThresholds.Of(adc);
        if (Dnl > 0 && adc is IMismatchedAdc own)
        {
            own.Displace(thresholds, Dnl, key.For("dnl", line));
        }
        else if (Dnl > 0)
        {
            AdcThresholds.DisplaceSteps(thresholds, adc.Lsb, Dnl, key.For("dnl", line));
        }

        if (Inl > 0)
        {
            double[] draw = new double[1];
            key.For("inl").FillNormal(draw, line);
            AdcThresholds.Bow(thresholds, Inl * draw[0] * adc.Lsb);
        }

        return new DistortedAdc(adc, thresholds);
    }

    private static double Checked(double value, [CallerMemberName] string name = "") =>
        value >= 0 && double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(name, value, "A standard deviation is finite and zero or more.");
}
