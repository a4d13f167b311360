using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Layers;
using CrossbarSim.Networks.Quantization;
using CrossbarSim.Networks.Quantization.Ranges;
using CrossbarSim.Networks.Quantization.Uniform;
using TorchSharp;
using static TorchSharp.torch;

namespace CrossbarSim.Tests.Networks.Quantization;

/// <summary>What every rule for ranges owes, and what calibration does with one.</summary>
public sealed class RangeRuleTests
{
    private static IEnumerable<string> Rules => RangeRuleCatalog.Standard.Rules.Keys.Order();

    [TestCaseSource(nameof(Rules))]
    public void Find_NormalNumbers_KeepsNearlyAllAndInventsNothing(string name)
    {
        double[] values = Normals(4000);
        foreach (UniformScheme scheme in Enum.GetValues<UniformScheme>())
        {
            IRangeObserver observer = RangeRuleCatalog.Standard.Rules[name].Create(scheme, 4, true);
            Assert.That(observer.Find().IsEmpty, Is.True, "nothing seen");
            observer.See(values);

            ValueRange range = observer.Find();

            // What clips more than one in ten of normal numbers to 4 bits is no range for them; 0.4 % is the width of a bin.
            Assert.That(values.Count(value => value >= range.Low && value <= range.High), Is.GreaterThan(3600), $"{scheme}");
            Assert.That(range.Magnitude, Is.LessThanOrEqualTo(ValueRange.Of(values).Magnitude * 1.004));
        }
    }

    [TestCaseSource(nameof(Rules))]
    public void Find_SeenInParts_IsTheSameButForAverages(string name)
    {
        double[] values = Normals(3000);
        RangeRule rule = RangeRuleCatalog.Standard.Rules[name];
        ValueRange whole = Found(values);
        ValueRange parts = Found(values[..1000], values[1000..]);

        // A histogram that grows spreads old counts over parts of new bins: ends move by a few bins of 1/2048 of the range.
        double tolerance = name == "histogram" ? whole.Width * 0.01 : 1e-12;
        if (name == "moving-average")
        {
            ValueRange first = ValueRange.Of(values.AsSpan(0, 1000));
            ValueRange second = ValueRange.Of(values.AsSpan(1000));
            Assert.That(parts.High, Is.EqualTo(first.High + (0.01 * (second.High - first.High))).Within(1e-12));
            return;
        }

        Assert.That(parts.Low, Is.EqualTo(whole.Low).Within(tolerance));
        Assert.That(parts.High, Is.EqualTo(whole.High).Within(tolerance));

        ValueRange Found(params double[][] batches)
        {
            IRangeObserver observer = rule.Create(UniformScheme.SymmetricFull, 8, true);
            Array.ForEach(batches, batch => observer.See(batch));
            return observer.Find();
        }
    }

    [TestCaseSource(nameof(Rules))]
    public void Find_OneNumberOverAndOver_IsARangeThatHoldsIt(string name)
    {
        IRangeObserver observer = RangeRuleCatalog.Standard.Rules[name].Create(UniformScheme.Asymmetric, 8, true);
        observer.See([0.5, 0.5, 0.5]);

        UniformGrid grid = UniformGrid.Of(observer.Find(), UniformScheme.Asymmetric, 8);

        Assert.That(grid.Quantize(0.5), Is.EqualTo(0.5).Within(grid.Scale / 2 * 1.0001));
    }

    [Test]
    public void HistogramObserver_GrowingTwice_LosesNoValue()
    {
        HistogramObserver observer = new(64);
        observer.See([0.0, 0.0]);
        observer.See([.. Normals(500).Select(value => value * 0.1)]);
        observer.See(Normals(500));

        Assert.That(observer.Counts.Sum(), Is.EqualTo(1002).Within(1e-9));
        Assert.That(observer.Seen.Low, Is.EqualTo(Normals(500).Min()));
        Assert.That(observer.Seen.High, Is.GreaterThanOrEqualTo(Normals(500).Max()));
    }

    [Test]
    public void Aciq_Rectified_UsesTheClipOfOneMoreBit()
    {
        double[] values = [1, 2, 3, 4];

        // Mean 2.5, mean distance 1; population variance 1.25.
        Assert.That(Aciq.Laplace(values, 4, rectified: true), Is.EqualTo(new ValueRange(0, Aciq.LaplaceClip(5))));
        Assert.That(Aciq.Gauss(values, 4).High, Is.EqualTo(2.5 + (Math.Sqrt(1.25) * Aciq.GaussClip(4))).Within(1e-12));
    }

    [Test]
    public void DualOmse_TwoTensors_ErrLessThanOne()
    {
        double[] values = Normals(200);
        (UniformGrid first, UniformGrid residual) = LeastError.DualOmse(values, 3);

        double both = values.Sum(value => Math.Pow(value - first.Quantize(value) - residual.Quantize(value - first.Quantize(value)), 2));

        Assert.That(both, Is.LessThan(first.SquaredError(values) / 4));
    }

    [Test]
    public void Calibration_OfActivations_IsFrozenWhateverComesAfter()
    {
        using DisposeScope scope = NewDisposeScope();
        QuantizerRequest request = new() { Role = QuantizerRoles.Activations, Bits = 8, HasNegatives = false };
        using UniformQuantizer quantizer = new(UniformScheme.Asymmetric, request);
        quantizer.BeginCalibration();
        Assert.That(TensorData.ToDoubles(quantizer.call(tensor(new[] { 0f, 0.123f }))), Is.EqualTo(new double[] { 0, 0.123f }), "passes as it is");
        quantizer.call(tensor(new[] { 2.55f, 0.5f }));
        quantizer.EndCalibration();

        // Steps of 0.01 up to 2.55.
        Assert.That(TensorData.ToDoubles(quantizer.call(tensor(new[] { 0.123f, 9f, -1f }))), Is.EqualTo(new[] { 0.12, 2.55, 0 }).Within(1e-6));
    }

    [Test]
    public void Calibration_OfADynamicRange_Throws()
    {
        using UniformQuantizer quantizer = new(UniformScheme.Asymmetric, new QuantizerRequest());

        Assert.That(quantizer.BeginCalibration, Throws.InvalidOperationException.With.Message.EqualTo("A quantizer that finds its range on every tensor has nothing to calibrate."));
        Assert.That(quantizer.EndCalibration, Throws.InvalidOperationException.With.Message.EqualTo("No calibration has begun."));
    }

    private static double[] Normals(int count)
    {
        double[] values = new double[count];
        RandomKey.FromSeed(5).FillNormal(values);
        return values;
    }
}
