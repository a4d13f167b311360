using System.Globalization;
using CrossbarSim.Devices.Documents;

namespace CrossbarSim.Devices.Characterisation;

/// <summary>Numbers and quantities as text that reads back to the very same number.</summary>
internal static class ExactText
{
    /// <summary>Text in the invariant culture.</summary>
    public static string Of(FormattableString text) => FormattableString.Invariant(text);

    /// <summary>A number without a unit.</summary>
    public static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>A number rounded to so many digits, for texts that people read.</summary>
    public static string Rounded(double value, int digits = 4) => value.ToString($"G{digits}", CultureInfo.InvariantCulture);

    /// <summary>A conductance, in uS where that reads back exactly.</summary>
    public static string Siemens(double value) => Quantity(QuantityKind.Conductance, value, "uS", 1e6, "S");

    /// <summary>A voltage.</summary>
    public static string Volts(double value) => $"{Number(value)} V";

    /// <summary>A time.</summary>
    public static string Seconds(double value) => $"{Number(value)} s";

    /// <summary>A frequency.</summary>
    public static string Hertz(double value) => $"{Number(value)} Hz";

    /// <summary>A share, in per cent where that reads back exactly to the nearest number.</summary>
    public static string Percent(double value)
    {
        double percent = value * 100;
        foreach (double candidate in new[] { percent, Math.BitIncrement(percent), Math.BitDecrement(percent) })
        {
            if (candidate / 100 == value)
            {
                return $"{Number(candidate)} %";
            }
        }

        return $"{Number(percent)} %";
    }

    private static string Quantity(QuantityKind kind, double value, string unit, double factor, string plainUnit)
    {
        string shifted = value switch
        {
            0 => "0",
            _ when Math.Abs(value) is > 1e-12 and < 1e3 => Shifted(value, factor),
            _ => Number(value * factor),
        };
        double near = double.Parse(shifted, CultureInfo.InvariantCulture);
        foreach (string candidate in new[] { shifted, Number(Math.BitIncrement(near)), Number(Math.BitDecrement(near)) })
        {
            if (kind.Read($"{candidate} {unit}", out double read) is null && read == value)
            {
                return $"{candidate} {unit}";
            }
        }

        return $"{Number(value)} {plainUnit}";
    }

    /// <summary>The shortest text of a number, its decimal point moved by the factor.</summary>
    private static string Shifted(double value, double factor) =>
        decimal.TryParse(Number(value), NumberStyles.Float, CultureInfo.InvariantCulture, out decimal exact)
            ? ((double)(exact * (decimal)factor)).ToString("R", CultureInfo.InvariantCulture)
            : Number(value * factor);
}
