using System.Runtime.CompilerServices;
using CrossbarSim.Devices.Quantities;
using CrossbarSim.Devices.Randomness;

namespace CrossbarSim.Devices.Behaviours;

/// <summary>A table of conductance levels, ascending: mean and standard deviation of each.</summary>
public sealed class ConductanceLevels
{
    /// <summary>So many that most cells have no level in them: a search then rarely moves on, which a processor foresees.</summary>
    private const int CellsPerLevel = 16;

    private readonly double[] _means;
    private readonly double[] _sigmas;

    // The window in equal cells: for each, a level at or below its start, from where the search for a level begins.
    private readonly int[] _below;
    private readonly double _cellsPerSiemens;

    /// <summary>A table from means and standard deviations, in siemens.</summary>
    /// <param name="means">Strictly ascending, zero or more.</param>
    /// <param name="sigmas">Zero or more; as many as means.</param>
    /// <exception cref="ArgumentException">The table is empty, unordered, negative, not finite or of unequal lengths.</exception>
    public ConductanceLevels(ReadOnlySpan<double> means, ReadOnlySpan<double> sigmas)
    {
        if (means.Length == 0 || means.Length != sigmas.Length)
        {
            throw new ArgumentException($"Expected as many means as sigmas and at least one, got {means.Length} and {sigmas.Length}.");
        }

        for (int i = 0; i < means.Length; i++)
        {
            if (!double.IsFinite(means[i]) || means[i] < 0 || (i > 0 && means[i] <= means[i - 1]))
            {
                throw new ArgumentException($"Level {i} ({means[i]} S) is not finite, negative or not above the one before.", nameof(means));
            }

            if (!double.IsFinite(sigmas[i]) || sigmas[i] < 0)
            {
                throw new ArgumentException($"The sigma of level {i} ({sigmas[i]} S) is not finite or negative.", nameof(sigmas));
            }
        }

        _means = means.ToArray();
        _sigmas = sigmas.ToArray();
        _below = new int[(CellsPerLevel * Count) + 1];
        double span = _means[^1] - _means[0];
        _cellsPerSiemens = span == 0 ? 0 : (_below.Length - 1) / span;
        for (int cell = 1; cell < _below.Length; cell++)
        {
            int level = _below[cell - 1];
            while (level + 2 < Count && (_means[level + 1] - _means[0]) * _cellsPerSiemens < cell)
            {
                level++;
            }

            _below[cell] = level;
        }
    }

    /// <summary>How many levels there are.</summary>
    public int Count => _means.Length;

    /// <summary>Mean conductance of each level, in siemens, ascending.</summary>
    public ReadOnlySpan<double> Means => _means;

    /// <summary>Standard deviation of each level, in siemens.</summary>
    public ReadOnlySpan<double> Sigmas => _sigmas;

    /// <summary>The level with the smallest standard deviation; the first of equals.</summary>
    public int Steadiest => Array.IndexOf(_sigmas, _sigmas.Min());

    /// <summary>Levels at equal distances over a window, without deviation of their own.</summary>
    /// <param name="lowest">The first level.</param>
    /// <param name="highest">The last level; above the first.</param>
    /// <param name="count">Two or more.</param>
    public static ConductanceLevels Equidistant(Conductance lowest, Conductance highest, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2);
        double[] means = new double[count];
        for (int i = 0; i < count; i++)
        {
            double part = (double)i / (count - 1);
            means[i] = (lowest.Siemens * (1.0 - part)) + (highest.Siemens * part);
        }

        return new ConductanceLevels(means, new double[count]);
    }

    /// <summary>The level nearest to a conductance; of two equally near ones the lower.</summary>
    /// <param name="siemens">Any finite number.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Nearest(double siemens)
    {
        double[] means = _means;
        if (means.Length == 1)
        {
            return 0;
        }

        // No question to which the answer is as often yes as no.
        double within = Math.Max(means[0], Math.Min(siemens, means[^1]));
        int below = _below[(int)((within - means[0]) * _cellsPerSiemens)];
        while (means[below + 1] < within)
        {
            below++;
        }

        return below + (within - means[below] > means[below + 1] - within ? 1 : 0);
    }

    /// <summary>Moves each conductance to the mean of its nearest level.</summary>
    /// <param name="siemens">Any finite numbers.</param>
    public void Snap(Span<double> siemens)
    {
        foreach (ref double each in siemens)
        {
            each = _means[Nearest(each)];
        }
    }

    /// <summary>Mean and standard deviation of the level nearest to each conductance.</summary>
    /// <param name="siemens">Any finite numbers.</param>
    /// <param name="means">Receives siemens; as long or longer.</param>
    /// <param name="sigmas">Receives siemens; as long or longer.</param>
    internal void Nearest(ReadOnlySpan<double> siemens, Span<double> means, Span<double> sigmas)
    {
        for (int i = 0; i < siemens.Length; i++)
        {
            int level = Nearest(siemens[i]);
            means[i] = _means[level];
            sigmas[i] = _sigmas[level];
        }
    }

    /// <summary>A sub-sample of the table.</summary>
    /// <param name="count">How many levels to keep: 1 to <see cref="Count"/>.</param>
    /// <param name="sampling">
    /// Uniform: indices trunc(linspace(0, n-1, count)), one level being n/2. Random: distinct indices, in order.
    /// </param>
    /// <param name="key">Address of the random choice; unused by the uniform one.</param>
    public ConductanceLevels Select(int count, LevelSampling sampling, RandomKey key)
    {
        if (count < 1 || count > Count)
        {
            throw new ArgumentOutOfRangeException(nameof(count), count, $"The table has {Count} levels.");
        }

        int[] indices = sampling == LevelSampling.Uniform
            ? UniformIndices(Count, count)
            : [.. key.Permutation(Count).Take(count).Order()];
        return new ConductanceLevels(
            Array.ConvertAll(indices, i => _means[i]), Array.ConvertAll(indices, i => _sigmas[i]));
    }

    /// <summary>Indices at equal distances, first and last included, truncated to integers.</summary>
    internal static int[] UniformIndices(int available, int count)
    {
        if (count == 1)
        {
            return [available / 2];
        }

        int[] indices = new int[count];
        for (int i = 0; i < count; i++)
        {
            indices[i] = (int)((long)i * (available - 1) / (count - 1));
        }

        return indices;
    }
}

/// <summary>How a sub-sample of a level table is taken.</summary>
public enum LevelSampling
{
    /// <summary>At equal distances in the table.</summary>
    Uniform,

    /// <summary>At random, without repetition.</summary>
    Random,
}
