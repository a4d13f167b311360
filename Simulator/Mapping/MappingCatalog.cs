using System.Collections.Immutable;

namespace CrossbarSim.Simulator.Mapping;

/// <summary>What a scenario may set of a mapping.</summary>
/// <param name="Balance">Where pairs stand at weight zero; differential only.</param>
/// <param name="Subtraction">Where columns are subtracted; differential and offset.</param>
public sealed record MappingOptions(
    PairBalance Balance = PairBalance.OneSided, Subtraction Subtraction = Subtraction.BeforeAdc)
{
    /// <summary>How weights are cut into slices; null: not at all. Differential and offset.</summary>
    public WeightSlices? Slices { get; init; }

    /// <summary>What columns are compared with; offset only.</summary>
    public OffsetReference Reference { get; init; }

    /// <summary>What the two weights are plus and minus of; binary only.</summary>
    public WeightMagnitude Magnitude { get; init; }

    /// <summary>Which columns share an array, where an output takes more than one.</summary>
    public ArrayLayout Arrays { get; init; }
}

/// <summary>A mapping that can be chosen by name.</summary>
/// <param name="Name">The name in scenarios.</param>
/// <param name="Description">One line for listings.</param>
/// <param name="UsesBalance">Whether the option <see cref="MappingOptions.Balance"/> means something to it.</param>
/// <param name="UsesSubtraction">Whether the option <see cref="MappingOptions.Subtraction"/> means something to it.</param>
/// <param name="Create">Makes it.</param>
public sealed record MappingKind(
    string Name, string Description, bool UsesBalance, bool UsesSubtraction, Func<MappingOptions, IWeightMapping> Create)
{
    /// <summary>Bits of a weight of so many, sign included, that its slices hold; null: the option <see cref="MappingOptions.Slices"/> means nothing to it.</summary>
    public Func<int, int>? SlicedBits { get; init; }

    /// <summary>Whether the option <see cref="MappingOptions.Reference"/> means something to it.</summary>
    public bool UsesReference { get; init; }

    /// <summary>Whether the option <see cref="MappingOptions.Magnitude"/> means something to it.</summary>
    public bool UsesMagnitude { get; init; }

    /// <summary>Whether the option <see cref="MappingOptions.Arrays"/> means something to it.</summary>
    public bool UsesArrays { get; init; }
}

/// <summary>The mappings known by name. Immutable; extended with <see cref="With"/>.</summary>
public sealed class MappingCatalog
{
    private readonly ImmutableDictionary<string, MappingKind> _kinds;

    private MappingCatalog(ImmutableDictionary<string, MappingKind> kinds) => _kinds = kinds;

    /// <summary>The mappings that come with CrossbarSim.</summary>
    public static MappingCatalog Standard { get; } = new MappingCatalog(ImmutableDictionary<string, MappingKind>.Empty)
        .With(new("differential", "two columns an output, weights are G+ - G-", true, true, o => new DifferentialMapping(o.Balance, o.Subtraction, o.Slices, o.Arrays))
        {
            UsesArrays = true,
            SlicedBits = bits => bits - 1,
        })
        .With(new("offset", "one column an output and a shared reference", false, true, o => new OffsetMapping(o.Subtraction, o.Reference, o.Slices, o.Arrays))
        {
            UsesArrays = true,
            SlicedBits = bits => bits,
            UsesReference = true,
        })
        .With(new("binary", "a cell and its complement, weights of one bit", false, false, o => new BinaryMapping(o.Magnitude, o.Arrays))
        {
            UsesMagnitude = true,
            UsesArrays = true,
        })
        .With(new("mirrored-levels", "measured levels as {-G, 0, +G}", false, false, o => new LevelMapping(LevelMeaning.Mirrored, o.Arrays)) { UsesArrays = true })
        .With(new("shifted-levels", "measured levels as {G - Gmin}, no negative weights", false, false, _ => new LevelMapping(LevelMeaning.Shifted)))
        .With(new("raw-levels", "measured levels as {G}, positive weights only", false, false, _ => new LevelMapping(LevelMeaning.Raw)));

    /// <summary>All mappings, by name.</summary>
    public IReadOnlyDictionary<string, MappingKind> Kinds => _kinds;

    /// <summary>This catalog and one more mapping.</summary>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public MappingCatalog With(MappingKind kind) => new(_kinds.Add(kind.Name, kind));
}
