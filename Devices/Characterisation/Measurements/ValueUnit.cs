using CrossbarSim.Devices.Documents;

namespace CrossbarSim.Devices.Characterisation.Measurements;

/// <summary>What the readings of a file are in, and how they become siemens.</summary>
/// <remarks>
/// A conductance; a current, read at a known voltage (G = I/V); a resistance (G = 1/R); or a normalised weight, -1 for the
/// lowest and +1 for the highest conductance of a window that the user states.
/// </remarks>
internal sealed class ValueUnit
{
    private static readonly Dictionary<string, double> Siemens = new() { ["S"] = 1, ["mS"] = 1e3, ["uS"] = 1e6, ["nS"] = 1e9, ["pS"] = 1e12 };
    private static readonly Dictionary<string, double> Amperes = new() { ["A"] = 1, ["mA"] = 1e3, ["uA"] = 1e6, ["nA"] = 1e9, ["pA"] = 1e12 };
    private static readonly Dictionary<string, double> Ohms = new() { ["Ohm"] = 1, ["kOhm"] = 1e-3, ["MOhm"] = 1e-6 };

    private readonly Func<double, double> _toSiemens;

    private ValueUnit(string name, Quantity kind, Func<double, double> toSiemens) => (Name, Kind, _toSiemens) = (name, kind, toSiemens);

    /// <summary>What is measured.</summary>
    internal enum Quantity
    {
        /// <summary>A conductance.</summary>
        Conductance,

        /// <summary>A current at a voltage that is known.</summary>
        Current,

        /// <summary>A resistance.</summary>
        Resistance,

        /// <summary>A weight from -1 to 1.</summary>
        Weight,
    }

    /// <summary>Its name, and at which voltage or in which window.</summary>
    public string Name { get; }

    /// <summary>What is measured.</summary>
    public Quantity Kind { get; }

    /// <summary>The names of all units.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Siemens.Keys, .. Amperes.Keys, .. Ohms.Keys, "weight"];

    /// <summary>The unit of a name.</summary>
    /// <param name="reader">The settings: <c>--unit</c>, <c>--read-voltage</c>, <c>--lowest</c>, <c>--highest</c>.</param>
    /// <param name="header">The unit that the header states, or null.</param>
    /// <param name="place">Where it does.</param>
    /// <returns>Null after a complaint.</returns>
    public static ValueUnit? Read(DocumentReader reader, string? header, SourceLocation place)
    {
        string? given = reader.OptionalText("--unit");
        string name = Plain(given ?? header ?? "");
        if (name.Length == 0)
        {
            reader.Complain("--unit", $"is missing: the unit of the readings, one of {string.Join(", ", Names)}.");
            return null;
        }

        if (!Names.Contains(name))
        {
            reader.Complain("--unit", $"'{given}' is no unit of readings. {NearestName.Hint(name, Names)}");
            return null;
        }

        if (given is not null && header is not null && Plain(header) != name)
        {
            reader.Complain([new Complaint(place, "--unit", $"the header says {header}, and the option says {given}.")]);
            return null;
        }

        if (Siemens.TryGetValue(name, out double perSiemens))
        {
            return new ValueUnit(name, Quantity.Conductance, value => value / perSiemens);
        }

        if (Ohms.TryGetValue(name, out double perOhm))
        {
            return new ValueUnit(name, Quantity.Resistance, value => perOhm / value);
        }

        if (Amperes.TryGetValue(name, out double perAmpere))
        {
            double volts = reader.Voltage("--read-voltage").Volts;
            if (volts == 0)
            {
                reader.Complain("--read-voltage", "0 V gives no conductance; a current needs the voltage it was read at.");
                return null;
            }

            return new ValueUnit(ExactText.Of($"{name} at {volts:R} V"), Quantity.Current, value => value / perAmpere / volts);
        }

        double low = reader.Conductance("--lowest").Siemens;
        double high = reader.Conductance("--highest").Siemens;
        if (!(high > low))
        {
            reader.Complain("--highest", "is not above --lowest; -1 stands for the lowest and 1 for the highest conductance.");
            return null;
        }

        return new ValueUnit(
            ExactText.Of($"weight, -1 at {low * 1e6:R} uS and 1 at {high * 1e6:R} uS"), Quantity.Weight,
            value => low + ((high - low) * (value + 1) / 2));
    }

    /// <summary>The unit in a header, as in <c>G (uS)</c>, <c>G [uS]</c> or <c>G_uS</c>; null where there is none.</summary>
    public static string? InHeader(string name)
    {
        int open = name.LastIndexOfAny(['(', '[', '_']);
        string unit = open < 0 ? "" : Plain(name[(open + 1)..].TrimEnd(')', ']', ' '));
        return Names.Contains(unit) && unit != "weight" ? unit : null;
    }

    /// <summary>A reading in siemens; not finite for a resistance of zero.</summary>
    public double ToSiemens(double reading) => _toSiemens(reading);

    private static string Plain(string unit) => unit.Trim().Replace('\u00B5', 'u').Replace('\u03BC', 'u')
        .Replace("\u03A9", "Ohm", StringComparison.Ordinal).Replace("\u2126", "Ohm", StringComparison.Ordinal)
        .Replace("ohm", "Ohm", StringComparison.Ordinal);
}
