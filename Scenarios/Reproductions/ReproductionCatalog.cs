using System.Collections.Immutable;

namespace CrossbarSim.Scenarios.Reproductions;

/// <summary>The reproductions known by name. Immutable; extended with <see cref="With"/>.</summary>
public sealed class ReproductionCatalog
{
    private readonly ImmutableSortedDictionary<string, IReproduction> _all;

    private ReproductionCatalog(ImmutableSortedDictionary<string, IReproduction> all) => _all = all;

    /// <summary>None at all.</summary>
    public static ReproductionCatalog Empty { get; } = new(ImmutableSortedDictionary.Create<string, IReproduction>(StringComparer.Ordinal));

    /// <summary>The reproductions that come with CrossbarSim.</summary>
    public static ReproductionCatalog Standard { get; } = Empty
        .With(ArrayReproductions.MlpMnist)
        .With(ArrayReproductions.CnnFashion)
        .With(ArrayReproductions.ResNet20Cifar)
        .With(ArrayReproductions.ResNet20CifarFull)
        .With(new LeNet5Int8());

    /// <summary>All reproductions, by name, in the order of names.</summary>
    public IReadOnlyDictionary<string, IReproduction> All => _all;

    /// <summary>This catalog and one more reproduction.</summary>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public ReproductionCatalog With(IReproduction reproduction) => _all.ContainsKey(reproduction.Name)
        ? throw new ArgumentException($"There is another reproduction called '{reproduction.Name}'.", nameof(reproduction))
        : new ReproductionCatalog(_all.Add(reproduction.Name, reproduction));
}
