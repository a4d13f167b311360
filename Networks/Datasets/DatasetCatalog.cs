using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace CrossbarSim.Networks.Datasets;

/// <summary>The data sets that can be asked for by name. Immutable: <see cref="With"/> gives a larger one.</summary>
public sealed class DatasetCatalog
{
    private readonly ImmutableSortedDictionary<string, IDatasetSource> _sources;

    private DatasetCatalog(ImmutableSortedDictionary<string, IDatasetSource> sources) => _sources = sources;

    /// <summary>No data set at all.</summary>
    public static DatasetCatalog Empty { get; } =
        new(ImmutableSortedDictionary.Create<string, IDatasetSource>(StringComparer.Ordinal));

    /// <summary>The data sets that come with the program.</summary>
    public static DatasetCatalog Standard { get; } = Empty
        .With(new SyntheticDigits())
        .With(MnistSource.Mnist)
        .With(MnistSource.FashionMnist)
        .With(new CifarSource());

    /// <summary>The sources, in the order of their names.</summary>
    public IEnumerable<IDatasetSource> Sources => _sources.Values;

    /// <summary>The names, in alphabetical order.</summary>
    public IEnumerable<string> Names => _sources.Keys;

    /// <summary>This catalog and one data set more.</summary>
    /// <param name="source">The data set; its name is not taken yet.</param>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public DatasetCatalog With(IDatasetSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (_sources.ContainsKey(source.Name))
        {
            throw new ArgumentException($"There is already a data set called '{source.Name}'.", nameof(source));
        }

        return new DatasetCatalog(_sources.Add(source.Name, source));
    }

    /// <summary>Looks a name up.</summary>
    /// <param name="name">Name of a data set.</param>
    /// <param name="source">Receives the data set, or null.</param>
    /// <returns>Whether there is a data set of that name.</returns>
    public bool TryGet(string name, [NotNullWhen(true)] out IDatasetSource? source) =>
        _sources.TryGetValue(name, out source);

    /// <summary>Looks a name up.</summary>
    /// <param name="name">Name of a data set.</param>
    /// <exception cref="DatasetException">There is no such name; the message lists the known ones.</exception>
    public IDatasetSource Get(string name) =>
        TryGet(name, out IDatasetSource? source)
            ? source
            : throw new DatasetException(name, $"no data set has this name. Known: {string.Join(", ", Names)}.");

    /// <summary>Loads a data set by its name.</summary>
    /// <param name="name">Name of a data set.</param>
    /// <param name="request">What is wanted of it.</param>
    /// <exception cref="DatasetException">There is no such data set, or it cannot be loaded.</exception>
    public DatasetPair Load(string name, DatasetRequest request) => Get(name).Load(request);
}
