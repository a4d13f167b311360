using System.Collections.Immutable;

namespace CrossbarSim.Devices.Documents;

/// <summary>A physical quantity as written in a file: a number and a unit, the unit never left out.</summary>
internal sealed class QuantityKind
{
    private readonly string _noun;
    private readonly string _usualUnit;
    private readonly ImmutableArray<(string Name, double Factor, double Divisor)> _units;

    private QuantityKind(string noun, string usualUnit, params (string Name, double Factor, double Divisor)[] units)
    {
        _noun = noun;
        _usualUnit = usualUnit;
        _units = [.. units];
    }

    public static QuantityKind Conductance { get; } =
        new("a conductance", "uS", ("S", 1, 1), ("mS", 1, 1e3), ("uS", 1, 1e6), ("nS", 1, 1e9));

    public static QuantityKind Voltage { get; } =
        new("a voltage", "V", ("V", 1, 1), ("mV", 1, 1e3), ("uV", 1, 1e6));

    public static QuantityKind Current { get; } =
        new("a current", "uA", ("A", 1, 1), ("mA", 1, 1e3), ("uA", 1, 1e6), ("nA", 1, 1e9), ("pA", 1, 1e12));

    public static QuantityKind Resistance { get; } =
        new("a resistance", "Ohm", ("Ohm", 1, 1), ("mOhm", 1, 1e3), ("kOhm", 1e3, 1), ("MOhm", 1e6, 1));

    public static QuantityKind Resistivity { get; } =
        new("a resistivity", "uOhmcm", ("uOhmcm", 1, 1e8), ("nOhmm", 1, 1e9), ("Ohmm", 1, 1));

    public static QuantityKind Duration { get; } = new(
        "a time", "s",
        ("s", 1, 1), ("ms", 1, 1e3), ("us", 1, 1e6), ("min", 60, 1), ("h", 3600, 1), ("d", 86400, 1), ("y", 31557600, 1));

    public static QuantityKind Frequency { get; } =
        new("a frequency", "Hz", ("Hz", 1, 1), ("mHz", 1, 1e3), ("kHz", 1e3, 1), ("MHz", 1e6, 1));

    public static QuantityKind Length { get; } =
        new("a length", "um", ("um", 1, 1e6), ("nm", 1, 1e9), ("mm", 1, 1e3), ("m", 1, 1));

    /// <summary>A spread that shrinks with the root of an area, in metres: a share times a length.</summary>
    public static QuantityKind Mismatch { get; } = new("a mismatch coefficient", "%um", ("%um", 1, 1e8));

    public static QuantityKind Share { get; } = new("a percentage", "%", ("%", 1, 100));

    public static QuantityKind Steps { get; } = new("a number of steps", "LSB", ("LSB", 1, 1));

    /// <summary>So many of one of some things, the usual one first.</summary>
    public static QuantityKind Amount(IReadOnlyList<string> units) => new("an amount", units[0], [.. units.Select(unit => (unit, 1.0, 1.0))]);

    /// <summary>The unit that a text ends in; empty where there is none.</summary>
    public static string UnitOf(string text) => Split(text).Unit;

    /// <summary>The names of the units.</summary>
    public IEnumerable<string> UnitNames => _units.Select(unit => unit.Name);

    /// <summary>Whether a text ends in a unit of this kind.</summary>
    public bool Owns(string text) => Split(text).Unit is { Length: > 0 } unit && UnitNames.Contains(unit);

    /// <summary>Reads a quantity.</summary>
    /// <param name="text">As in <c>9 uS</c>.</param>
    /// <param name="value">In the base unit; 0 where there is none.</param>
    /// <returns>Null, or what is wrong, as a sentence.</returns>
    public string? Read(string text, out double value)
    {
        value = 0;
        (string number, string unit) = Split(text);
        if (unit.Length == 0)
        {
            return NumberText.Read(number, out _) ?? $"'{text}' has no unit; write for instance '{number} {_usualUnit}'.";
        }

        foreach ((string name, double factor, double divisor) in _units)
        {
            if (name == unit)
            {
                string? problem = NumberText.Read(number, out double read);
                value = read * factor / divisor;
                return problem;
            }
        }

        string known = _units.Length == 1
            ? $"its unit is {_units[0].Name}"
            : $"its unit is one of {string.Join(", ", UnitNames)}";
        return $"'{text}' is not {_noun}; {known}.";
    }

    private static (string Number, string Unit) Split(string text)
    {
        string trimmed = text.Trim();
        int end = trimmed.Length;
        while (end > 0 && (char.IsLetter(trimmed[end - 1]) || trimmed[end - 1] is '%' or '\u00B5'))
        {
            end--;
        }

        // Both code points of the micro sign, both of the ohm sign.
        string unit = trimmed[end..]
            .Replace('\u00B5', 'u').Replace('\u03BC', 'u')
            .Replace("\u03A9", "Ohm", StringComparison.Ordinal).Replace("\u2126", "Ohm", StringComparison.Ordinal)
            .Replace("ohm", "Ohm", StringComparison.Ordinal);
        return (trimmed[..end].TrimEnd(), unit);
    }
}
