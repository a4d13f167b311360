using CrossbarSim.Devices.Randomness;

namespace CrossbarSim.Tests.Devices.Randomness;

[TestFixture]
public sealed class RandomKeyTests
{
    private const int Many = 1 << 20;

    private static readonly RandomKey Key = RandomKey.FromSeed(20).For("trial", 3);

    [Test]
    public void For_EqualAddresses_AreEqualAndOthersAreNot()
    {
        RandomKey[] keys =
        [
            RandomKey.FromSeed(1), RandomKey.FromSeed(2), RandomKey.FromSeed(1UL << 32),
            RandomKey.FromSeed(1).For("tile"), RandomKey.FromSeed(1).For("tile", 1), RandomKey.FromSeed(1).For("tile", -1),
            RandomKey.FromSeed(1).For("tile", 1L << 32), RandomKey.FromSeed(1).For("layer"), RandomKey.FromSeed(1).For(""),
            RandomKey.FromSeed(1).For("a").For("b"), RandomKey.FromSeed(1).For("b").For("a"), RandomKey.FromSeed(1).For("ab"),
            RandomKey.FromSeed(1).For("a", 1).For("b", 2), RandomKey.FromSeed(1).For("a", 2).For("b", 1),
        ];

        Assert.That(keys.Select(key => key.Block(0)).Distinct().Count(), Is.EqualTo(keys.Length));
        Assert.That(RandomKey.FromSeed(1).For("tile", 1), Is.EqualTo(keys[4]));
    }

    [Test]
    public void FillNormal_InPieces_GivesTheSameNumbers()
    {
        double[] whole = new double[103];
        double[] pieces = new double[103];
        Key.FillNormal(whole);

        foreach ((int start, int end) in new[] { (50, 103), (0, 1), (1, 6), (6, 50) })
        {
            Key.FillNormal(pieces.AsSpan(start..end), start);
        }

        Assert.That(pieces, Is.EqualTo(whole));
    }

    [Test]
    public void Approximate_WhateverIsBelowIt_HasNumbersWithinAMillionthOfTheExactOnes()
    {
        double[] exact = new double[Many + 3];
        double[] approximate = new double[Many];
        Key.For("cells").FillNormal(exact);

        Key.Approximate().For("cells").FillNormal(approximate, 3);

        Assert.That(approximate.Zip(exact.Skip(3), (a, b) => Math.Abs(a - b)).Max(), Is.InRange(1e-9, ApproximateNormals.MaximumError));
        Assert.That(Key.Approximate().For("cells").Exact(), Is.EqualTo(Key.For("cells")));
    }

    [Test]
    public void Approximate_InPieces_GivesTheSameNumbers()
    {
        double[] whole = new double[1500];
        double[] pieces = new double[1500];
        Key.Approximate().FillNormal(whole);

        foreach ((int start, int end) in new[] { (50, 1500), (0, 1), (1, 6), (6, 50) })
        {
            Key.Approximate().FillNormal(pieces.AsSpan(start..end), start);
        }

        Assert.That(pieces, Is.EqualTo(whole));
    }

    [Test]
    public void FillUniform_InPieces_GivesTheSameNumbers()
    {
        double[] whole = new double[103];
        double[] pieces = new double[103];
        Key.FillUniform(whole);

        foreach ((int start, int end) in new[] { (50, 103), (0, 1), (1, 6), (6, 50) })
        {
            Key.FillUniform(pieces.AsSpan(start..end), start);
        }

        Assert.That(pieces, Is.EqualTo(whole));
    }

    [Test]
    public void FillNormal_NegativeStart_IsRefused() =>
        Assert.That(() => Key.FillNormal(new double[1], -1), Throws.TypeOf<ArgumentOutOfRangeException>());

    [Test]
    public void FillUniform_ManyNumbers_AreUniformInZeroToOne()
    {
        double[] numbers = new double[Many];
        Key.FillUniform(numbers);
        Array.Sort(numbers);

        Assert.That(numbers[0], Is.GreaterThanOrEqualTo(0));
        Assert.That(numbers[^1], Is.LessThan(1));
        Assert.That(KolmogorovSmirnov(numbers, x => x), Is.LessThan(KolmogorovSmirnovBound(Many)));
    }

    [Test]
    public void FillNormal_ManyNumbers_HaveTheMomentsOfTheNormalDistribution()
    {
        double[] numbers = new double[Many];
        Key.FillNormal(numbers);

        double mean = numbers.Average();
        double variance = numbers.Average(x => x * x);
        double skew = numbers.Average(x => x * x * x);
        double kurtosis = numbers.Average(x => x * x * x * x);

        // Var z = 1, Var z² = 2, Var z³ = 15, Var z⁴ = 96 for a standard normal z; allow five standard errors.
        double error = 5 / Math.Sqrt(Many);
        Assert.That(mean, Is.EqualTo(0).Within(error));
        Assert.That(variance, Is.EqualTo(1).Within(error * Math.Sqrt(2)));
        Assert.That(skew, Is.EqualTo(0).Within(error * Math.Sqrt(15)));
        Assert.That(kurtosis, Is.EqualTo(3).Within(error * Math.Sqrt(96)));
    }

    [Test]
    public void FillNormal_ManyNumbers_FollowTheNormalDistribution()
    {
        double[] numbers = new double[Many];
        Key.FillNormal(numbers);
        Array.Sort(numbers);

        // Instead of the distribution function its inverse is at hand: compare the number at each percentile's place.
        for (int percent = 1; percent < 100; percent++)
        {
            double p = percent / 100.0;
            double expected = NormalDistribution.Quantile(p);
            double density = Math.Exp(-expected * expected / 2) / Math.Sqrt(2 * Math.PI);

            // The standard error of a sample quantile is sqrt(p(1 - p)/N) over the density; allow five.
            Assert.That(
                numbers[(int)(p * Many)],
                Is.EqualTo(expected).Within(5 * Math.Sqrt(p * (1 - p) / Many) / density), $"{percent} %");
        }
    }

    [Test]
    public void FillNormal_ManyNumbers_StayWithinTheKolmogorovSmirnovDistance()
    {
        double[] numbers = new double[1 << 15];
        Key.FillNormal(numbers);
        Array.Sort(numbers);

        Assert.That(KolmogorovSmirnov(numbers, Probability), Is.LessThan(KolmogorovSmirnovBound(numbers.Length)));
    }

    [Test]
    public void FillNormal_NeighbouringKeys_AreUncorrelated()
    {
        double[] a = new double[Many];
        double[] b = new double[Many];
        RandomKey.FromSeed(1).For("tile", 7).FillNormal(a);
        RandomKey.FromSeed(1).For("tile", 8).FillNormal(b);

        // The product of two independent standard normals has variance 1.
        Assert.That(a.Zip(b, (x, y) => x * y).Average(), Is.EqualTo(0).Within(5 / Math.Sqrt(Many)));
        Assert.That(a.Zip(a.Skip(1), (x, y) => x * y).Average(), Is.EqualTo(0).Within(5 / Math.Sqrt(Many)));
    }

    [Test]
    public void Permutation_OfFour_IsEachOfThe24EquallyOften()
    {
        const int Draws = 24_000;
        Dictionary<string, int> counts = [];
        for (int i = 0; i < Draws; i++)
        {
            string order = string.Concat(Key.For("permutation", i).Permutation(4));
            counts[order] = counts.GetValueOrDefault(order) + 1;
        }

        double expected = Draws / 24.0;
        double chiSquare = counts.Values.Sum(count => (count - expected) * (count - expected) / expected);

        // χ² with 23 degrees of freedom has mean 23 and variance 46; allow five standard deviations.
        Assert.That(counts, Has.Count.EqualTo(24));
        Assert.That(chiSquare, Is.LessThan(23 + (5 * Math.Sqrt(46))));
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(1000)]
    public void Permutation_OfAnyCount_HoldsEveryNumberOnce(int count) =>
        Assert.That(Key.Permutation(count).Order(), Is.EqualTo(Enumerable.Range(0, count)));

    // P(sqrt(N)·D > x) is about 2·exp(-2x²): 2.8e-7, that is five sigma, at x = 2.81.
    private static double KolmogorovSmirnovBound(int count) => 2.81 / Math.Sqrt(count);

    /// <summary>The normal distribution function, by bisection of its inverse.</summary>
    private static double Probability(double x)
    {
        (double low, double high) = (0, 1);
        for (int i = 0; i < 40; i++)
        {
            double middle = (low + high) / 2;
            (low, high) = NormalDistribution.Quantile(middle) < x ? (middle, high) : (low, middle);
        }

        return low;
    }

    private static double KolmogorovSmirnov(double[] sorted, Func<double, double> distribution)
    {
        double largest = 0;
        for (int i = 0; i < sorted.Length; i++)
        {
            double p = distribution(sorted[i]);
            largest = Math.Max(largest, Math.Max(p - ((double)i / sorted.Length), ((i + 1.0) / sorted.Length) - p));
        }

        return largest;
    }
}
