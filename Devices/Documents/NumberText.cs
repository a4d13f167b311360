using System.Globalization;
using System.Text.RegularExpressions;

namespace CrossbarSim.Devices.Documents;

/// <summary>Reads decimal numbers from text, the same in every country, and explains what is wrong with others.</summary>
internal static partial class NumberText
{
    /// <summary>Reads a finite number.</summary>
    /// <param name="text">As in <c>-1.5e-6</c>.</param>
    /// <param name="value">The number; 0 where there is none.</param>
    /// <returns>Null, or what is wrong, as a sentence.</returns>
    public static string? Read(string text, out double value)
    {
        value = 0;
        if (!Decimal().IsMatch(text))
        {
            return Explain(text, "a number");
        }

        value = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        if (!double.IsFinite(value))
        {
            value = 0;
            return $"'{text}' is larger than any number that can be held.";
        }

        if (value == 0 && text.Split('e', 'E')[0].AsSpan().IndexOfAnyInRange('1', '9') >= 0)
        {
            return $"'{text}' is too small to be told from zero.";
        }

        return null;
    }

    /// <summary>Reads a whole number.</summary>
    /// <param name="text">As in <c>-15</c>; no point and no exponent.</param>
    /// <param name="value">The number; 0 where there is none.</param>
    /// <returns>Null, or what is wrong, as a sentence.</returns>
    public static string? ReadWhole(string text, out Int128 value)
    {
        value = 0;
        if (!Whole().IsMatch(text))
        {
            return Explain(text, "a whole number");
        }

        return Int128.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value)
            ? null
            : $"'{text}' is larger than any number that can be held.";
    }

    private static string Explain(string text, string wanted)
    {
        if (DecimalComma().IsMatch(text))
        {
            return $"'{text}' is not {wanted}; the decimal mark is a point, as in {text.Replace(',', '.')}.";
        }

        if (Underscored().IsMatch(text))
        {
            return $"'{text}' is not {wanted}; write it without underscores, as in {text.Replace("_", "", StringComparison.Ordinal)}.";
        }

        if (Hexadecimal().IsMatch(text))
        {
            return $"'{text}' is not {wanted}; write it in decimal.";
        }

        return $"'{text}' is not {wanted}.";
    }

    [GeneratedRegex(@"^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?\z")]
    private static partial Regex Decimal();

    [GeneratedRegex(@"^[+-]?[0-9]+\z")]
    private static partial Regex Whole();

    [GeneratedRegex(@"^[+-]?[0-9]*,[0-9]+([eE][+-]?[0-9]+)?\z")]
    private static partial Regex DecimalComma();

    [GeneratedRegex(@"^[+-]?[0-9]+(_[0-9]+)+(\.[0-9]*)?\z")]
    private static partial Regex Underscored();

    [GeneratedRegex(@"^[+-]?0[xXoObB][0-9a-fA-F]+\z")]
    private static partial Regex Hexadecimal();
}
