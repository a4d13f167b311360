using System.Text.Json;
using CrossbarSim.Simulator.Converters;

namespace CrossbarSim.Tests.Simulator.Converters;

/// <summary>Calibration rules against golden/methods/06, computed by other programs.</summary>
public sealed class RangeSearchTests
{
    private static readonly JsonElement[] _cases =
        [.. JsonDocument.Parse(File.ReadAllText(GoldenFile.Path("methods", "06_calibration.json"))).RootElement.GetProperty("cases").EnumerateArray()];

    private static readonly double[] _values = Numbers(Case("percentile_linear_interp").GetProperty("inputs"));

    private static JsonElement Case(string name) => _cases.Single(each => each.GetProperty("name").GetString() == name);

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(number => number.GetDouble())];

    private static Histogram Counted(IEnumerable<double> values)
    {
        double[] all = [.. values];
        Histogram histogram = new(all.Min(), all.Max());
        Array.ForEach(all, histogram.Add);
        return histogram;
    }

    [TestCase("p0.1", 0.001)]
    [TestCase("p1", 0.01)]
    [TestCase("p5", 0.05)]
    [TestCase("p50", 0.5)]
    [TestCase("p95", 0.95)]
    [TestCase("p99", 0.99)]
    [TestCase("p99.9", 0.999)]
    public void Percentile_GoldenValues_IsRightToWithinABin(string name, double part)
    {
        Histogram histogram = Counted(_values);

        Assert.That(histogram.Percentile(part), Is.EqualTo(Case("percentile_linear_interp").GetProperty("expected").GetProperty(name).GetDouble()).Within(histogram.BinWidth));
    }

    [TestCase("abs_p99", 0.99)]
    [TestCase("abs_p99.9", 0.999)]
    public void Percentile_GoldenMagnitudes_IsRightToWithinABin(string name, double part)
    {
        Histogram histogram = Counted(_values.Select(Math.Abs));

        Assert.That(histogram.Percentile(part), Is.EqualTo(Case("percentile_linear_interp").GetProperty("expected").GetProperty(name).GetDouble()).Within(histogram.BinWidth));
    }

    [Test]
    public void Percentile_EndsOfTheScale_AreWithinTheFirstAndLastBin()
    {
        Histogram histogram = Counted(_values);

        Assert.That(histogram.Percentile(0), Is.EqualTo(_values.Min()).Within(histogram.BinWidth));
        Assert.That(histogram.Percentile(1), Is.EqualTo(_values.Max()).Within(histogram.BinWidth));
        Assert.That(Counted([0, 0, 0, 1]).Percentile(0.5), Is.EqualTo(0).Within(1.0 / 2048));
    }

    [TestCase(2)]
    [TestCase(3)]
    [TestCase(8)]
    public void LeastError_GoldenValues_IsTheirIndexAndTheirError(int bits)
    {
        JsonElement expected = Case($"mse_symmetric_restricted_b{bits}").GetProperty("expected");
        double highest = _values.Max(Math.Abs);
        long[] ones = [.. _values.Select(_ => 1L)];

        double best = RangeSearch.LeastError(Error);

        Assert.That(best, Is.EqualTo(expected.GetProperty("index").GetInt32() / 200.0));
        Assert.That(best * highest, Is.EqualTo(expected.GetProperty("alpha").GetDouble()).Within(1e-12));
        Assert.That(Error(best) / _values.Length, Is.EqualTo(expected.GetProperty("mse").GetDouble()).Within(1e-9).Percent);
        Assert.That(Error(1) / _values.Length, Is.EqualTo(expected.GetProperty("mse_at_max").GetDouble()).Within(1e-9).Percent);

        double Error(double part) =>
            RangeSearch.SquaredError(new SymmetricAdc(bits, new AdcRange(-part * highest, part * highest)), _values, ones);
    }

    [Test]
    public void LeastDivergence_GoldenHistogram_IsTheirs()
    {
        JsonElement golden = Case("kl_entropy_64bins_16levels");
        long[] counts = [.. golden.GetProperty("inputs").GetProperty("histogram").EnumerateArray().Select(count => count.GetInt64())];
        JsonElement expected = golden.GetProperty("expected");

        int kept = RangeSearch.LeastDivergence(counts, 16);

        Assert.That(kept, Is.EqualTo(expected.GetProperty("best_i").GetInt32()));
        Assert.That(Enumerable.Range(16, 49).Select(i => RangeSearch.Divergence(counts, i, 16)), Is.EqualTo(Numbers(expected.GetProperty("kl_all"))).Within(1e-9));
        Assert.That(kept * golden.GetProperty("inputs").GetProperty("bin_width").GetDouble(), Is.EqualTo(expected.GetProperty("threshold").GetDouble()));
    }

    /// <summary>Four magnitudes: to keep the lowest and count all others with it would diverge by nothing, and clip three quarters.</summary>
    [Test]
    public void LeastDivergence_FewMagnitudes_KeepsNineTenthsOfThem()
    {
        long[] counts = new long[64];
        (counts[5], counts[20], counts[40], counts[63]) = (25, 25, 25, 25);

        Assert.That(RangeSearch.Divergence(counts, 6, 4), Is.EqualTo(0).Within(1e-12));
        Assert.That(RangeSearch.LeastDivergence(counts, 4), Is.EqualTo(64));
    }

    [Test]
    public void LeastDivergence_MoreLevelsThanBins_KeepsAll() => Assert.That(RangeSearch.LeastDivergence([3, 2, 1, 0, 1], 6), Is.EqualTo(5));

    [TestCase(0.999, "99.9 %")]
    [TestCase(0.99, "99 %")]
    public void ToString_OfARule_IsAsScenariosSpellIt(double percentile, string expected)
    {
        Assert.That(CalibrationRule.AtPercentile(percentile).ToString(), Is.EqualTo(expected));
        Assert.That(new[] { CalibrationRule.Max, CalibrationRule.Mse, CalibrationRule.Kl }.Select(rule => rule.ToString()), Is.EqualTo(new[] { "max", "mse", "kl" }));
    }

    [TestCase(0.3)]
    [TestCase(1.0)]
    [TestCase(double.NaN)]
    public void AtPercentile_OutOfRange_Throws(double percentile) =>
        Assert.That(() => CalibrationRule.AtPercentile(percentile), Throws.InstanceOf<ArgumentOutOfRangeException>());
}
