using CrossbarSim.Networks.Quantization;
using CrossbarSim.Networks.Quantization.Ranges;
using CrossbarSim.Networks.Quantization.Uniform;
using CrossbarSim.Simulator.Converters;
using TorchSharp;
using static TorchSharp.torch;

namespace CrossbarSim.Tests.Networks.Quantization.Vectors;

/// <summary>Golden/methods 05 and 06: range observers and searches.</summary>
public sealed class RangeVectorTests
{
    private static readonly VectorFile _observers = new("05_observers");
    private static readonly VectorFile _calibration = new("06_calibration");

    private static string[] ObserverCases => _observers.Names;

    private static string[] CalibrationCases => _calibration.Names;

    [Test]
    public void Files_Cases_AreAsManyAsTheyShouldBe() =>
        Assert.That(new[] { _observers.Names.Length, _calibration.Names.Length }, Is.EqualTo(new[] { 6, 5 }));

    [TestCaseSource(nameof(ObserverCases))]
    public void Observer_GoldenBatches_FindsTheGoldenRange(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        VectorCase golden = _observers.Case(name);
        CodeRange codes = new(golden.Whole("qmin"), golden.Whole("qmax"));
        if (name.StartsWith("histogram", StringComparison.Ordinal))
        {
            Histogram(golden, codes);
            return;
        }

        // [batches][...]: each batch goes to the observer of its group, a tensor's or a channel's.
        Tensor[] batches = golden.InputTensor().unbind(0);
        Grouping grouping = name.StartsWith("per_channel", StringComparison.Ordinal)
            ? Granularity.Channel.Of(batches[0].shape) : Granularity.Tensor.Of(batches[0].shape);
        MinMaxObserver[] observers = [.. Enumerable.Range(0, grouping.Count).Select(_ => new MinMaxObserver())];
        foreach (Tensor batch in batches)
        {
            foreach ((double[] values, MinMaxObserver observer) in grouping.Gather(batch).Zip(observers))
            {
                observer.See(values);
            }
        }

        ValueRange[] ranges = [.. observers.Select(observer => observer.Find())];
        UniformGrid[] grids = [.. ranges.Select(range => name.Contains("affine", StringComparison.Ordinal)
            ? UniformGrid.Asymmetric(range, codes) : UniformGrid.Symmetric(range.Magnitude, codes))];
        golden.Check("min", ranges.Select(range => range.Low));
        golden.Check("max", ranges.Select(range => range.High));
        golden.Check("scale", grids.Select(grid => grid.Scale));
        golden.Check("zero_point", grids.Select(grid => (double)grid.ZeroPoint));
        golden.AllRead();
    }

    [TestCaseSource(nameof(CalibrationCases))]
    public void Search_GoldenValues_FindsTheGoldenRange(string name)
    {
        VectorCase golden = _calibration.Case(name);
        double[] values = _calibration.Case("percentile_linear_interp").Inputs; // "same as percentile_linear_interp"
        switch (name.Split('_')[0])
        {
            case "percentile":
                foreach ((string key, double part) in new[]
                {
                    ("p0.1", 0.001), ("p1", 0.01), ("p5", 0.05), ("p50", 0.5), ("p95", 0.95), ("p99", 0.99), ("p99.9", 0.999),
                })
                {
                    golden.Check(key, Percentile.Of(values, part));
                }

                golden.Check("abs_p99", Percentile.Of([.. values.Select(Math.Abs)], 0.99));
                golden.Check("abs_p99.9", Percentile.Of([.. values.Select(Math.Abs)], 0.999));
                Assert.That(Percentile.Range(values, 0.99), Is.EqualTo(new ValueRange(Percentile.Of(values, 1 - 0.99), Percentile.Of(values, 0.99))));
                break;
            case "mse":
                CodeRange codes = CodeRange.Restricted(golden.Whole("bits"));
                double largest = ValueRange.Of(values).Magnitude;
                ValueRange best = LeastError.Symmetric(values, codes, golden.Whole("grid"));
                golden.Check("alpha", best.High);
                golden.Check("index", Math.Round(best.High / largest * golden.Whole("grid")));
                golden.Check("mse", UniformGrid.Symmetric(best.High, codes).SquaredError(values) / values.Length);
                golden.Check("mse_at_max", UniformGrid.Symmetric(largest, codes).SquaredError(values) / values.Length);
                break;
            case "kl":
                long[] counts = [.. golden.Numbers("histogram").Select(count => (long)count)];
                int levels = golden.Whole("levels");
                double width = golden.Number("bin_width");
                golden.Check("best_i", RangeSearch.LeastDivergence(counts, levels));
                golden.Check("kl", RangeSearch.Divergence(counts, RangeSearch.LeastDivergence(counts, levels), levels));
                golden.Check("kl_all", Enumerable.Range(levels, counts.Length - levels + 1).Select(kept => RangeSearch.Divergence(counts, kept, levels)));
                golden.Check("threshold", LeastDivergence.Threshold(counts, width, levels).High);
                Assert.That(LeastDivergence.Of(values, levels, golden.Whole("bins")).High, Is.EqualTo(golden.ExpectedNumber("threshold")), "counted from the values themselves");
                Assert.That(LeastDivergence.Threshold(counts, width, levels, halfBin: true).High, Is.EqualTo(golden.ExpectedNumber("threshold") - (width / 2)));
                break;
            default:
                Assert.Fail("Nothing reads this case.");
                break;
        }

        golden.AllRead();
    }

    private static void Histogram(VectorCase golden, CodeRange codes)
    {
        HistogramObserver observer = new(golden.Whole("bins"), golden.Whole("dst_bins"));
        observer.See(golden.Inputs);
        ValueRange found = observer.Find();
        UniformGrid grid = UniformGrid.Asymmetric(found, codes);
        golden.Check("histogram", observer.Counts);
        golden.Check("min", observer.Seen.Low);
        golden.Check("max", observer.Seen.High);
        golden.Check("new_min_max", [found.Low, found.High]);
        golden.Check("scale", grid.Scale);
        golden.Check("zero_point", grid.ZeroPoint);
        golden.Check("error_full_range", observer.Error(0, golden.Whole("bins") - 1));
        golden.AllRead();
    }
}
