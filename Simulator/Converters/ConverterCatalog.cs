using System.Collections.Immutable;

namespace CrossbarSim.Simulator.Converters;

/// <summary>An ADC that can be chosen by name.</summary>
/// <param name="Name">The name in scenarios.</param>
/// <param name="Description">One line for listings.</param>
/// <param name="FewestBits">The lowest resolution it has.</param>
/// <param name="NeedsSymmetricRange">Whether its range lies about zero; ranges found by calibration are then widened to that.</param>
/// <param name="Create">Makes one from bits and range.</param>
public sealed record AdcKind(
    string Name, string Description, int FewestBits, bool NeedsSymmetricRange, Func<int, AdcRange, IAdc> Create)
{
    /// <summary>Whether its resolution can be chosen; if not, bits are not looked at.</summary>
    public bool HasBits { get; init; } = true;

    /// <summary>The range it comes with, in amperes; null: any.</summary>
    public AdcRange? Range { get; init; }

    /// <summary>Whether its codes stand for something else at every read.</summary>
    public bool IsNoisy { get; init; }

    /// <summary>What tells it from others of its name: a fingerprint of the file it was made of; null: nothing.</summary>
    public string? Content { get; init; }
}

/// <summary>ADCs that are described by a file.</summary>
/// <param name="Name">The name in scenarios.</param>
/// <param name="Description">One line for listings.</param>
/// <param name="Load">Makes an ADC of a file; throws an <see cref="Devices.Documents.InputException"/> where the file will not do.</param>
public sealed record AdcFileKind(string Name, string Description, Func<string, AdcKind> Load);

/// <summary>The ADCs known by name. Immutable; extended with <see cref="With(AdcKind)"/>.</summary>
public sealed class ConverterCatalog
{
    private readonly ImmutableDictionary<string, AdcKind> _kinds;
    private readonly ImmutableDictionary<string, AdcFileKind> _fileKinds;

    private ConverterCatalog(ImmutableDictionary<string, AdcKind> kinds, ImmutableDictionary<string, AdcFileKind> fileKinds) =>
        (_kinds, _fileKinds) = (kinds, fileKinds);

    /// <summary>2^b codes from one end of the range to the other.</summary>
    public static AdcKind Uniform { get; } = new(
        "uniform", "2^b equally spaced codes over the range", 1, false, (bits, range) => new UniformAdc(bits, range));

    /// <summary>2^b - 1 codes about zero.</summary>
    public static AdcKind Symmetric { get; } = new(
        "symmetric", "2^b - 1 codes about zero, zero among them", 2, true, (bits, range) => new SymmetricAdc(bits, range));

    /// <summary>One bit: above or below the middle of the range.</summary>
    public static AdcKind SenseAmplifier { get; } = new(
        "sense-amplifier", "1 bit: above or below the middle of the range", 1, false, (_, range) => new SenseAmplifierAdc(range)) { HasBits = false };

    /// <summary>Three codes: the ends of the range and its middle.</summary>
    public static AdcKind Ternary { get; } = new(
        "ternary", "3 codes: the ends of the range and its middle", 2, false, (_, range) => new TernaryAdc(range)) { HasBits = false };

    /// <summary>Successive approximation: 2^b codes about zero, none of them zero.</summary>
    public static AdcKind Sar { get; } = new(
        "sar", "successive approximation: 2^b codes about zero, half a step from the ends", 1, true, (bits, range) => new SarAdc(bits, range));

    /// <summary>Single slope: counts whole steps.</summary>
    public static AdcKind Ramp { get; } = new(
        "ramp", "single slope: 2^b codes that count whole steps over the range", 1, false, (bits, range) => new RampAdc(bits, range));

    /// <summary>Any transfer curve.</summary>
    public static AdcFileKind Table { get; } = new(
        "table", "codes from a CSV file: threshold, mean and sigma of each, measured or simulated", AdcTableFile.LoadKind);

    /// <summary>The ADCs that come with CrossbarSim.</summary>
    public static ConverterCatalog Standard { get; } =
        new ConverterCatalog(ImmutableDictionary<string, AdcKind>.Empty, ImmutableDictionary<string, AdcFileKind>.Empty)
            .With(Uniform).With(Symmetric).With(SenseAmplifier).With(Ternary).With(Sar).With(Ramp).With(Table);

    /// <summary>The ADCs that bits and a range describe, by name.</summary>
    public IReadOnlyDictionary<string, AdcKind> Kinds => _kinds;

    /// <summary>The ADCs that a file describes, by name.</summary>
    public IReadOnlyDictionary<string, AdcFileKind> FileKinds => _fileKinds;

    /// <summary>The names of all ADCs and what they are, in alphabetical order.</summary>
    public IEnumerable<(string Name, string Description)> All =>
        _kinds.Values.Select(kind => (kind.Name, kind.Description))
            .Concat(_fileKinds.Values.Select(kind => (kind.Name, kind.Description))).OrderBy(kind => kind.Name, StringComparer.Ordinal);

    /// <summary>This catalog and one more ADC.</summary>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public ConverterCatalog With(AdcKind kind)
    {
        CheckName(kind.Name);
        return new ConverterCatalog(_kinds.Add(kind.Name, kind), _fileKinds);
    }

    /// <summary>This catalog and ADCs of one more sort of file.</summary>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public ConverterCatalog With(AdcFileKind kind)
    {
        CheckName(kind.Name);
        return new ConverterCatalog(_kinds, _fileKinds.Add(kind.Name, kind));
    }

    private void CheckName(string name)
    {
        if (_kinds.ContainsKey(name) || _fileKinds.ContainsKey(name))
        {
            throw new ArgumentException($"There is another ADC called '{name}'.", nameof(name));
        }
    }
}
