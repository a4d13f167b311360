using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Currents;
using CrossbarSim.Devices.Documents;
using CrossbarSim.Devices.Quantities;

namespace CrossbarSim.Devices.Characterisation;

/// <summary><c>current</c>: how the current of a cell follows its voltage.</summary>
/// <remarks><c>current: ohmic</c>, or a section with <c>law: sinh</c>, <c>polynomial</c> or <c>table</c> and the keys of that law.</remarks>
internal static class CurrentKeys
{
    private const string Key = "current";
    private const string Ohmic = "ohmic";

    private static readonly Voltage Least = Voltage.FromVolts(double.Epsilon);
    private static readonly Voltage Most = Voltage.FromVolts(1000);

    private static readonly IReadOnlyDictionary<string, Func<DocumentReader, ICellCurrent?>> Laws =
        new Dictionary<string, Func<DocumentReader, ICellCurrent?>>
        {
            ["sinh"] = Sinh,
            ["polynomial"] = OfPolynomial,
            ["table"] = Table,
        };

    /// <summary>The law; null where the key is absent, and after a complaint.</summary>
    /// <param name="reader">The keys of the device.</param>
    public static ICellCurrent? Read(DocumentReader reader)
    {
        (string? word, DocumentReader? section) = reader.TextOrSection(Key, optional: true);
        if (word is not null && word != Ohmic)
        {
            reader.Complain(Key, $"'{word}' is not known here: 'ohmic', or a section with a law.");
        }

        if (section is null)
        {
            return word == Ohmic ? OhmicCurrent.Law : null;
        }

        string law = section.Text("law");
        if (Laws.TryGetValue(law, out Func<DocumentReader, ICellCurrent?>? read))
        {
            return read(section);
        }

        if (law.Length > 0)
        {
            section.Complain("law", $"no law of current is called '{law}'. {NearestName.Hint(law, [.. Laws.Keys])}");
        }

        section.IgnoreRest();
        return null;
    }

    private static SinhCurrent? Sinh(DocumentReader section)
    {
        int before = section.ComplaintCount;
        Voltage v0 = section.Voltage("v0", min: Least, max: Most);
        Voltage at = ConductanceAt(section);
        if (section.ComplaintCount > before)
        {
            return null;
        }

        if (Math.Abs(at.Volts) <= SinhCurrent.MostV0 * v0.Volts)
        {
            return new SinhCurrent(v0, at);
        }

        section.Complain("conductance-at", $"{at} is more than {SinhCurrent.MostV0} times v0, {v0}.");
        return null;
    }

    private static PolynomialCurrent? OfPolynomial(DocumentReader section)
    {
        int before = section.ComplaintCount;
        double[] coefficients = [.. section.Items("coefficients", (list, item) => list.Number(item))];
        Voltage limit = section.Voltage("valid-to", min: Least, max: Most);
        Voltage at = ConductanceAt(section);
        if (section.ComplaintCount > before)
        {
            return null;
        }

        if (coefficients.Length is 0 or > PolynomialCurrent.MostCoefficients)
        {
            section.Complain("coefficients", $"{coefficients.Length} numbers; there are 1 to {PolynomialCurrent.MostCoefficients}: of V^2, V^3 and so on.");
        }
        else if (coefficients.All(coefficient => coefficient == 0))
        {
            section.Complain("coefficients", "are all zero: say 'current: ohmic'.");
        }
        else if (PolynomialCurrent.FallsAt(coefficients, limit) is Voltage falls)
        {
            section.Complain("coefficients", $"the current does not rise at {falls}, within {limit}: check them, or lower 'valid-to'.");
        }

        if (Math.Abs(at.Volts) > limit.Volts)
        {
            section.Complain("conductance-at", $"{at} is beyond 'valid-to', {limit}.");
        }

        return section.ComplaintCount == before ? new PolynomialCurrent(coefficients, limit, at) : null;
    }

    private static TabulatedCurrent? Table(DocumentReader section)
    {
        int before = section.ComplaintCount;
        string name = section.Text("file");
        bool symmetric = section.Flag("symmetric", false);
        Voltage at = section.Voltage("conductance-at");
        string? file = name.Length == 0 ? null : FilePath.Named(section, "file", name);
        if (file is null || section.ComplaintCount > before)
        {
            return null;
        }

        try
        {
            (double[] volts, double[] amperes) = CurrentTableFile.Load(file, symmetric);
            if (at.Volts < volts[0] || at.Volts > volts[^1])
            {
                section.Complain("conductance-at", $"{at} is not in the table, from {Voltage.FromVolts(volts[0])} to {Voltage.FromVolts(volts[^1])}.");
                return null;
            }

            if (TabulatedCurrent.ConductanceOf(volts, amperes, at) > Conductance.Zero)
            {
                return new TabulatedCurrent(volts, amperes, at);
            }

            section.Complain("conductance-at", $"nothing flows at {at}: the measured cell has no conductance there.");
        }
        catch (InputException e)
        {
            section.Complain(e.Complaints);
        }

        return null;
    }

    private static Voltage ConductanceAt(DocumentReader section) => section.Voltage("conductance-at", Voltage.FromVolts(0));
}
