using System.Collections.Immutable;
using CrossbarSim.Devices.Documents;
using CrossbarSim.Devices.Quantities;

namespace CrossbarSim.Devices.Characterisation.Sections;

/// <summary>The formula of a current.</summary>
public enum CurrentLaw
{
    /// <summary>I = G·v₀·sinh(V/v₀), G the conductance at 0 V.</summary>
    Sinh,

    /// <summary>I = G·(V + a₂V² + a₃V³ + ...), G the conductance at 0 V.</summary>
    Polynomial,

    /// <summary>A table, linear between its voltages; G is I/V at a voltage that is named.</summary>
    Table,
}

/// <summary>The current of a cell at voltages other than small ones: the section <c>current</c> of a device file.</summary>
public sealed record CurrentSection
{
    /// <summary>The formula.</summary>
    public required CurrentLaw Law { get; init; }

    /// <summary>v₀ of a sinh.</summary>
    public Voltage V0 { get; init; }

    /// <summary>a₂, a₃, ... of a polynomial, in V⁻¹, V⁻², ...</summary>
    public ImmutableArray<double> Coefficients { get; init; } = [];

    /// <summary>The largest voltage, either way, that a polynomial was fitted at.</summary>
    public Voltage ValidTo { get; init; }

    /// <summary>The table: voltages, ascending, and the current of a cell of 1 S, in amperes.</summary>
    public ImmutableArray<(double Volts, double Amperes)> Table { get; init; } = [];

    /// <summary>The voltage at which the conductance of a table is I/V.</summary>
    public Voltage ConductanceAt { get; init; }

    /// <summary>Where it was fitted.</summary>
    public FitProvenance? Fit { get; init; }

    internal static CurrentSection? Read(DocumentReader parent)
    {
        if (parent.OptionalSection("current") is not { } reader)
        {
            return null;
        }

        CurrentLaw law = reader.Choice<CurrentLaw>("law");
        Voltage least = Voltage.FromVolts(1e-6);
        return new CurrentSection
        {
            Law = law,
            V0 = law == CurrentLaw.Sinh ? reader.Voltage("v0", min: least) : default,
            Coefficients = law == CurrentLaw.Polynomial ? [.. reader.Items("coefficients", (list, item) => list.Number(item))] : [],
            ValidTo = law == CurrentLaw.Polynomial ? reader.Voltage("valid-to", min: least) : default,
            Table = law == CurrentLaw.Table ? [.. SectionTable.Read(reader, "file", "voltage", "current").Select(row => (row[0], row[1]))] : [],
            ConductanceAt = law == CurrentLaw.Table ? reader.Voltage("conductance-at") : default,
            Fit = FitProvenance.Read(reader),
        };
    }

    internal void Write(YamlText yaml)
    {
        yaml.Plain("law", KebabCase.Of(Law));
        switch (Law)
        {
            case CurrentLaw.Sinh:
                yaml.Plain("v0", ExactText.Volts(V0.Volts));
                break;
            case CurrentLaw.Polynomial:
                yaml.Plain("coefficients", $"[{string.Join(", ", Coefficients.Select(ExactText.Number))}]");
                yaml.Plain("valid-to", ExactText.Volts(ValidTo.Volts));
                break;
            default:
                yaml.Plain("file", "$NAME.csv");
                yaml.Plain("conductance-at", ExactText.Volts(ConductanceAt.Volts));
                break;
        }
    }
}
