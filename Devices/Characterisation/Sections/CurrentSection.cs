using System.Collections.Immutable;
using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Currents;
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

    /// <summary>The voltage at which the conductance is I/V; 0 V: the slope of the current there.</summary>
    public Voltage ConductanceAt { get; init; }

    /// <summary>Where it was fitted.</summary>
    public FitProvenance? Fit { get; init; }

    /// <summary>The section of a device whose law was read from it; null where it has none.</summary>
    /// <param name="law">The law.</param>
    /// <param name="device">The keys of the device.</param>
    internal static CurrentSection? Of(ICellCurrent? law, DocumentReader device)
    {
        FitProvenance? fit = device.TextOrSection("current", optional: true).Section is { } reader ? FitProvenance.Read(reader) : null;
        return law switch
        {
            SinhCurrent sinh => new CurrentSection { Law = CurrentLaw.Sinh, V0 = sinh.V0, ConductanceAt = sinh.ConductanceAt, Fit = fit },
            PolynomialCurrent polynomial => new CurrentSection
            {
                Law = CurrentLaw.Polynomial,
                Coefficients = polynomial.Coefficients,
                ValidTo = polynomial.Highest,
                ConductanceAt = polynomial.ConductanceAt,
                Fit = fit,
            },
            TabulatedCurrent table => new CurrentSection { Law = CurrentLaw.Table, Table = table.Measured, ConductanceAt = table.ConductanceAt, Fit = fit },
            _ => null,
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
                if (Table.Length > 0 && Table[0].Volts >= 0)
                {
                    yaml.Plain("symmetric", "true");
                }

                yaml.Plain("conductance-at", ExactText.Volts(ConductanceAt.Volts));
                break;
        }
    }
}
