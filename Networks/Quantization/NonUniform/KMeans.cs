namespace CrossbarSim.Networks.Quantization.NonUniform;

/// <summary>Vectors that share few centroids: Lloyd's iteration. Of dimension 1, shared weights; of more, product quantization.</summary>
/// <remarks>
/// Starts evenly between the smallest and the largest of each component. A centroid that nobody is nearest to stays. Storage: log2 k bits a vector and
/// 32 bits a component of a centroid. Source: S. Han, H. Mao, W. Dally, ICLR 2016, arXiv:1510.00149.
/// </remarks>
/// <param name="Centroids">[k][dimension].</param>
/// <param name="Assignment">The centroid of each vector.</param>
public sealed record KMeans(IReadOnlyList<double[]> Centroids, IReadOnlyList<int> Assignment)
{
    /// <summary>Components of a vector.</summary>
    public int Dimension => Centroids[0].Length;

    /// <summary>Bits that say which centroid a vector has.</summary>
    public int IndexBits => (int)Math.Ceiling(Math.Log2(Centroids.Count));

    /// <summary>Bits of all indices and of centroids of 32 bits a component.</summary>
    public long StorageBits => ((long)Assignment.Count * IndexBits) + (32L * Centroids.Count * Dimension);

    /// <summary>Finds centroids.</summary>
    /// <param name="values">Vectors, one after another.</param>
    /// <param name="count">k, one or more.</param>
    /// <param name="dimension">Components of a vector; divides the values.</param>
    /// <param name="rounds">Most rounds; it ends sooner where no vector changes its centroid.</param>
    /// <exception cref="ArgumentException">Values are no whole number of vectors.</exception>
    public static KMeans Fit(ReadOnlySpan<double> values, int count, int dimension = 1, int rounds = 100)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        if (values.Length == 0 || values.Length % dimension != 0)
        {
            throw new ArgumentException($"{values.Length} numbers are no vectors of {dimension}.", nameof(values));
        }

        double[] all = values.ToArray();
        double[][] centroids = First(all, count, dimension);
        int[] assignment = [.. Enumerable.Repeat(-1, all.Length / dimension)];
        for (int round = 0; round < rounds && Assign(all, centroids, assignment); round++)
        {
            Move(all, centroids, assignment);
        }

        return new KMeans(centroids, assignment);
    }

    /// <summary>The centroids in the places of the vectors.</summary>
    public double[] Values() => [.. Assignment.SelectMany(index => Centroids[index])];

    /// <summary>The gradient of each centroid, the sum of those of its vectors.</summary>
    /// <param name="gradients">Of all vectors, one after another.</param>
    public double[][] CentroidGradients(ReadOnlySpan<double> gradients)
    {
        double[][] sums = [.. Centroids.Select(_ => new double[Dimension])];
        for (int i = 0; i < gradients.Length; i++)
        {
            sums[Assignment[i / Dimension]][i % Dimension] += gradients[i];
        }

        return sums;
    }

    private static double[][] First(double[] values, int count, int dimension)
    {
        double[] low = [.. Enumerable.Range(0, dimension).Select(c => Component(values, c, dimension).Min())];
        double[] high = [.. Enumerable.Range(0, dimension).Select(c => Component(values, c, dimension).Max())];
        return [.. Enumerable.Range(0, count).Select(k => low.Select((least, c) =>
            count == 1 ? (least + high[c]) / 2 : least + ((high[c] - least) * k / (count - 1))).ToArray())];
    }

    private static IEnumerable<double> Component(double[] values, int component, int dimension) =>
        values.Where((_, i) => i % dimension == component);

    /// <summary>Gives each vector the nearest centroid, of equals the first; says whether any has changed.</summary>
    private static bool Assign(double[] values, double[][] centroids, int[] assignment)
    {
        int dimension = centroids[0].Length;
        bool changed = false;
        for (int vector = 0; vector < assignment.Length; vector++)
        {
            (int nearest, double least) = (0, double.PositiveInfinity);
            for (int k = 0; k < centroids.Length; k++)
            {
                double distance = 0;
                for (int c = 0; c < dimension; c++)
                {
                    double difference = values[(vector * dimension) + c] - centroids[k][c];
                    distance += difference * difference;
                }

                (nearest, least) = distance < least ? (k, distance) : (nearest, least);
            }

            changed |= assignment[vector] != nearest;
            assignment[vector] = nearest;
        }

        return changed;
    }

    private static void Move(double[] values, double[][] centroids, int[] assignment)
    {
        int dimension = centroids[0].Length;
        int[] members = new int[centroids.Length];
        double[][] sums = [.. centroids.Select(_ => new double[dimension])];
        for (int vector = 0; vector < assignment.Length; vector++)
        {
            members[assignment[vector]]++;
            for (int c = 0; c < dimension; c++)
            {
                sums[assignment[vector]][c] += values[(vector * dimension) + c];
            }
        }

        for (int k = 0; k < centroids.Length; k++)
        {
            centroids[k] = members[k] == 0 ? centroids[k] : [.. sums[k].Select(sum => sum / members[k])];
        }
    }
}
