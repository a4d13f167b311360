using CrossbarSim.Devices.Characterisation;
using CrossbarSim.Devices.Documents;
using CrossbarSim.Simulator.Converters;

namespace CrossbarSim.Scenarios.Schema;

/// <summary>Reads which ADC is meant, from a catalog or from a file, what it has and what it gets wrong.</summary>
/// <param name="catalog">The ADCs that have names.</param>
internal sealed class AdcKindReader(ConverterCatalog catalog)
{
    private const string TernaryBits = "1.5";

    private const double MostSteps = 1000;

    private static readonly string[] _errors = ["gain", "offset", "noise", "inl", "dnl"];

    /// <summary>The kind under <c>kind</c>, and the file it was made of where one describes it. Some kind, after a complaint.</summary>
    public (AdcKind Kind, AdcFileSection? File) Read(DocumentReader section)
    {
        string name = section.Text("kind", section.Is("bits", TernaryBits) ? ConverterCatalog.Ternary.Name : ConverterCatalog.Uniform.Name);
        if (catalog.FileKinds.TryGetValue(name, out AdcFileKind? files))
        {
            return OfFile(section, files);
        }

        if (!catalog.Kinds.TryGetValue(name, out AdcKind? kind))
        {
            section.ComplainUnknown("kind", "ADC", name, catalog.All.Select(one => one.Name));
            section.Has("file");
            return (ConverterCatalog.Uniform, null);
        }

        section.ComplainIfPresent("file", $"means nothing to ADC '{name}'.");
        return (kind, null);
    }

    /// <summary>The resolution under <c>bits</c>, where a kind has a choice.</summary>
    public static int Bits(DocumentReader section, AdcKind kind)
    {
        if (kind.HasBits)
        {
            return section.Is("bits", TernaryBits)
                ? Complain($"{TernaryBits} bits are the ADC '{ConverterCatalog.Ternary.Name}': leave 'kind' out, or 'bits'.")
                : section.Integer("bits", kind.FewestBits, 16, 8);
        }

        bool choseTernary = section.Is("bits", TernaryBits) && !section.Has("kind");
        return choseTernary || !section.Has("bits")
            ? kind.FewestBits
            : Complain($"means nothing to ADC '{kind.Name}', which has codes of its own.");

        int Complain(string problem)
        {
            section.Complain("bits", problem);
            return kind.FewestBits;
        }
    }

    /// <summary>The section <c>errors</c>: none where it is absent.</summary>
    public static AdcErrors Errors(DocumentReader section, AdcKind kind, int bits)
    {
        if (section.OptionalSection("errors") is not DocumentReader errors)
        {
            return AdcErrors.None;
        }

        if (!errors.Keys.Any())
        {
            section.Complain("errors", $"names none of {string.Join(", ", _errors)}: this would change nothing.");
        }

        AdcErrors read = new()
        {
            Gain = errors.Percentage("gain", 0, AdcErrors.MostGain, 0),
            Offset = errors.Steps("offset", MostSteps, 0),
            Noise = errors.Steps("noise", MostSteps, 0),
            Inl = errors.Steps("inl", MostSteps, 0),
            Dnl = errors.Steps("dnl", MostSteps, 0),
        };
        int codes = kind.Create(bits, new AdcRange(-1, 1)).Codes;
        foreach ((string key, double value) in new[] { ("inl", read.Inl), ("dnl", read.Dnl) })
        {
            if (value > 0 && codes < AdcErrors.FewestCodesWithSteps)
            {
                errors.Complain(key, $"means nothing to an ADC of {codes} codes: it leaves the first and the last threshold where they are, and there are no others.");
            }
        }

        return read;
    }

    private static (AdcKind Kind, AdcFileSection? File) OfFile(DocumentReader section, AdcFileKind files)
    {
        string name = section.Text("file");
        if (name.Length > 0 && FilePath.Named(section, "file", name) is string path)
        {
            try
            {
                AdcKind kind = files.Load(path);
                return (kind, new AdcFileSection(Path.GetFileName(path), kind.Content, kind));
            }
            catch (InputException fault)
            {
                section.Complain(fault.Complaints);
            }
        }

        return (ConverterCatalog.Uniform with { Name = files.Name, FewestBits = 8, HasBits = false }, null);
    }
}
