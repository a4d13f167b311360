using CrossbarSim.Devices.Documents;

namespace CrossbarSim.Devices.Characterisation.Measurements;

/// <summary>Units of columns that are voltages or currents: stated by an option or the header, never guessed.</summary>
internal static class Scale
{
    private static readonly Dictionary<string, double> Volts = new() { ["V"] = 1, ["mV"] = 1e-3, ["uV"] = 1e-6 };
    private static readonly Dictionary<string, double> Amperes = new() { ["A"] = 1, ["mA"] = 1e-3, ["uA"] = 1e-6, ["nA"] = 1e-9, ["pA"] = 1e-12 };

    /// <summary>Volts of a column of voltages.</summary>
    public static double[] Voltages(MeasurementSettings settings, MeasurementTable table, int column) =>
        Scaled(table.Numbers(column), Factor(settings, table, column, "--voltage-unit", Volts));

    /// <summary>Amperes of a column of currents.</summary>
    public static double[] Currents(MeasurementSettings settings, MeasurementTable table, int column, bool emptyIsMissing = false) =>
        Scaled(table.Numbers(column, emptyIsMissing), Factor(settings, table, column, "--unit", Amperes));

    private static double[] Scaled(double[] numbers, double factor)
    {
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] *= factor;
        }

        return numbers;
    }

    private static double Factor(MeasurementSettings settings, MeasurementTable table, int column, string option, Dictionary<string, double> units)
    {
        string header = column < table.Names.Count ? table.Names[column] : "";
        int open = header.LastIndexOfAny(['(', '[', '_']);
        string stated = open < 0 ? "" : header[(open + 1)..].TrimEnd(')', ']', ' ').Replace('\u00B5', 'u').Replace('\u03BC', 'u');
        string? given = settings.Reader.OptionalText(option)?.Replace('\u00B5', 'u').Replace('\u03BC', 'u');
        if (given is not null && units.ContainsKey(stated) && stated != given)
        {
            throw new InputException(table.HeaderLocation(column), option, $"the header says {stated}, and the option says {given}.");
        }

        if (units.TryGetValue(given ?? stated, out double factor))
        {
            return factor;
        }

        settings.Reader.Complain(option, given is null
            ? $"is missing: one of {string.Join(", ", units.Keys)}."
            : $"'{given}' does not fit here. Known: {string.Join(", ", units.Keys)}.");
        MeasurementSettings.Throw();
        return 0;
    }
}
