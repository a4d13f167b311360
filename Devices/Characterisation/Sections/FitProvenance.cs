using System.Collections.Immutable;
using CrossbarSim.Devices.Characterisation.Fitting;
using CrossbarSim.Devices.Documents;

namespace CrossbarSim.Devices.Characterisation.Sections;

/// <summary>Where fitted numbers come from and how far they can be trusted: the section <c>fit</c> of a device file.</summary>
public sealed record FitProvenance
{
    /// <summary>What was fitted, as in <c>levels</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The measurement files: name and SHA-256, in lower-case hexadecimal.</summary>
    public required ImmutableArray<(string Name, string Sha256)> Files { get; init; }

    /// <summary>How many rows the files have.</summary>
    public required int Rows { get; init; }

    /// <summary>How many of them were used.</summary>
    public required int RowsUsed { get; init; }

    /// <summary>The unit of the readings in the files.</summary>
    public required string Unit { get; init; }

    /// <summary>The range of the data, in words and with units.</summary>
    public required string Range { get; init; }

    /// <summary>What was left out, and why: sentences.</summary>
    public ImmutableArray<string> LeftOut { get; init; } = [];

    /// <summary>Fits that were tried and refused, and why: sentences.</summary>
    public ImmutableArray<string> Refused { get; init; } = [];

    /// <summary>Parameters by name, in SI units, with intervals of 95 %.</summary>
    public ImmutableArray<(string Name, Estimate Estimate)> Parameters { get; init; } = [];

    /// <summary>Measures of how good the fit is, by name.</summary>
    public ImmutableArray<(string Name, double Value)> Goodness { get; init; } = [];

    internal static FitProvenance? Read(DocumentReader parent)
    {
        if (parent.OptionalSection("fit") is not { } reader)
        {
            return null;
        }

        return new FitProvenance
        {
            Kind = reader.Text("kind"),
            Files = [.. reader.Items("files", (list, item) =>
            {
                DocumentReader file = list.Section(item);
                return (file.Text("name"), Hash(file));
            })],
            Rows = reader.Integer("rows", 0, int.MaxValue),
            RowsUsed = UsedOf(reader),
            Unit = reader.Text("unit"),
            Range = reader.Text("range"),
            LeftOut = [.. reader.Items("left-out", (list, item) => list.Text(item), optional: true)],
            Refused = [.. reader.Items("refused", (list, item) => list.Text(item), optional: true)],
            Parameters = [.. Parameter(reader.OptionalSection("parameters"))],
            Goodness = [.. Measures(reader.OptionalSection("goodness"))],
        };
    }

    internal void Write(YamlText yaml) => yaml.Section("fit", () =>
    {
        yaml.Text("kind", Kind);
        yaml.List("files", Files.Select(file => $"{{ name: {YamlText.Quoted(file.Name)}, sha256: {YamlText.Quoted(file.Sha256)} }}"));
        yaml.Plain("rows", ExactText.Of($"{Rows}"));
        yaml.Plain("rows-used", ExactText.Of($"{RowsUsed}"));
        yaml.Text("unit", Unit);
        yaml.Text("range", Range);
        yaml.List("left-out", LeftOut.Select(YamlText.Quoted));
        yaml.List("refused", Refused.Select(YamlText.Quoted));
        if (Parameters.Length > 0)
        {
            yaml.Comment("value and 95 % interval, in SI units");
            yaml.Section("parameters", () =>
            {
                foreach ((string name, Estimate at) in Parameters)
                {
                    yaml.Plain(name, $"[{ExactText.Number(at.Value)}, {ExactText.Number(at.Lower)}, {ExactText.Number(at.Upper)}]");
                }
            });
        }

        if (Goodness.Length > 0)
        {
            yaml.Section("goodness", () =>
            {
                foreach ((string name, double value) in Goodness)
                {
                    yaml.Plain(name, ExactText.Number(value));
                }
            });
        }
    });

    private static string Hash(DocumentReader file)
    {
        string hash = file.Text("sha256");
        if (hash.Length > 0 && (hash.Length != 64 || !hash.All(char.IsAsciiHexDigitLower)))
        {
            file.Complain("sha256", "is no SHA-256, which is 64 digits 0 to 9 and a to f.");
        }

        return hash;
    }

    private static int UsedOf(DocumentReader reader)
    {
        int rows = reader.Integer("rows", 0, int.MaxValue);
        return reader.Integer("rows-used", 0, Math.Max(rows, 0));
    }

    private static IEnumerable<(string, Estimate)> Parameter(DocumentReader? reader)
    {
        foreach (string key in reader?.Keys.ToArray() ?? [])
        {
            IReadOnlyList<double> numbers = reader!.Items(key, (list, item) => list.Number(item));
            if (numbers.Count == 3 && numbers[1] <= numbers[0] && numbers[0] <= numbers[2])
            {
                yield return (key, new Estimate(numbers[0], numbers[1], numbers[2]));
            }
            else
            {
                reader.Complain(key, "is a value and the lower and upper end of its interval, in this order, as in [2, 1, 3].");
            }
        }
    }

    private static IEnumerable<(string, double)> Measures(DocumentReader? reader) =>
        (reader?.Keys.ToArray() ?? []).Select(key => (key, reader!.Number(key)));
}
