using System.Collections.Immutable;

namespace CrossbarSim.Simulator.Converters;

/// <summary>An ADC that can be chosen by name.</summary>
/// <param name="Name">The name in scenarios.</param>
/// <param name="Description">One line for listings.</param>
/// <param name="FewestBits">The lowest resolution it has.</param>
/// <param name="NeedsSymmetricRange">Whether its range lies about zero; ranges found by calibration are then widened to that.</param>
/// <param name="Create">Makes one from bits and range.</param>
public sealed record AdcKind(
    string Name, string Description, int FewestBits, bool NeedsSymmetricRange, Func<int, AdcRange, IAdc> Create);

/// <summary>The ADCs known by name. Immutable; extended with <see cref="With"/>.</summary>
public sealed class ConverterCatalog
{
    private readonly ImmutableDictionary<string, AdcKind> _kinds;

    private ConverterCatalog(ImmutableDictionary<string, AdcKind> kinds) => _kinds = kinds;

    /// <summary>2^b codes from one end of the range to the other.</summary>
    public static AdcKind Uniform { get; } = new(
        "uniform", "2^b equally spaced codes over the range", 1, false, (bits, range) => new UniformAdc(bits, range));

    /// <summary>2^b - 1 codes about zero.</summary>
    public static AdcKind Symmetric { get; } = new(
        "symmetric", "2^b - 1 codes about zero, zero among them", 2, true, (bits, range) => new SymmetricAdc(bits, range));

    /// <summary>The ADCs that come with CrossbarSim.</summary>
    public static ConverterCatalog Standard { get; } =
        new ConverterCatalog(ImmutableDictionary<string, AdcKind>.Empty).With(Uniform).With(Symmetric);

    /// <summary>All ADCs, by name.</summary>
    public IReadOnlyDictionary<string, AdcKind> Kinds => _kinds;

    /// <summary>This catalog and one more ADC.</summary>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public ConverterCatalog With(AdcKind kind) => new(_kinds.Add(kind.Name, kind));
}
