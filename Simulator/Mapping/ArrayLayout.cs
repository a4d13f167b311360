namespace CrossbarSim.Simulator.Mapping;

/// <summary>Which columns of a tile stand on one array, driven by the same row drivers and along the same word lines.</summary>
public enum ArrayLayout
{
    /// <summary>All of them, those of an output side by side.</summary>
    Shared,

    /// <summary>Both sides of pairs, the slices of weights, and reference columns each have an array of their own, of as many columns as a tile has.</summary>
    Separate,
}

/// <summary>Columns of arrays.</summary>
internal static class ArrayColumns
{
    /// <summary>Every so-manieth column, from each of the first ones on.</summary>
    /// <param name="first">The first column.</param>
    /// <param name="columns">Columns in all.</param>
    /// <param name="step">Arrays to deal them out to.</param>
    public static IEnumerable<int[]> Dealt(int first, int columns, int step) => Enumerable.Range(0, step)
        .Select(array => Enumerable.Range(first, columns - first).Where(column => (column - first) % step == array).ToArray());
}
