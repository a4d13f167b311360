using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Layers;
using CrossbarSim.Networks.Quantization;
using CrossbarSim.Networks.Quantization.Binary;
using CrossbarSim.Networks.Quantization.NonUniform;
using CrossbarSim.Networks.Quantization.Perturbation;
using CrossbarSim.Networks.Quantization.Uniform;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CrossbarSim.Tests.Networks.Quantization;

/// <summary>What single quantizers promise beyond the contract and the golden vectors.</summary>
public sealed class QuantizerBehaviourTests
{
    [Test]
    public void StraightThrough_Values_AreExact()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor input = (arange(1000, ScalarType.Float32) * 0.7713).sin() * 5;
        Tensor value = SignQuantizer.Sign(input) * 0.3;

        Assert.That(TensorData.ToDoubles(StraightThrough.Of(value, input)), Is.EqualTo(TensorData.ToDoubles(value)));
        Assert.That(TensorData.ToDoubles(input + (value - input).detach()), Is.Not.EqualTo(TensorData.ToDoubles(value)), "what the usual identity gives");
    }

    /// <summary>With the 10 of the article, two bits would make zero of all that is below 1.67.</summary>
    [Test]
    public void Pact_WithoutAFirstLevel_StartsWhereActivationsAre()
    {
        using DisposeScope scope = NewDisposeScope();
        using CrossbarSim.Networks.Quantization.Learned.PactQuantizer pact = new(new QuantizerRequest { Role = QuantizerRoles.Activations, Bits = 2 });
        Tensor input = arange(-100, 101, ScalarType.Float32) / 100; // evenly from -1 to 1

        double[] values = TensorData.ToDoubles(pact.call(input));

        // Evenly spread numbers lose least where the range ends half a step beyond the last of four values: 3.5 Δ = 1, α = 3 Δ = 6/7; candidates are 1/200 apart.
        Assert.That(pact.Alpha.item<float>(), Is.EqualTo(6 / 7.0).Within(0.02));
        Assert.That(values.Distinct().Count(), Is.EqualTo(4));
    }

    /// <summary>The factors of as many weights as a layer has, from sums over them: M x M numbers, not N x N.</summary>
    [Test]
    public void BinaryCode_OfAWholeLayer_ErrsLessWithEveryBase()
    {
        double[] weights = new double[100_000];
        RandomKey.FromSeed(1).FillNormal(weights);

        double[] errors = [.. Enumerable.Range(1, 3).Select(bases => BinaryCode.Alternating(weights, bases).SquaredError(weights) / weights.Length)];

        // Normal numbers: the best two, four and eight values leave 0.3634, 0.1175 and 0.03454 (J. Max, IRE Trans. Inf. Theory 6 (1960) 7); sums of signs no less.
        Assert.That(errors[0], Is.EqualTo(0.3634).Within(0.01));
        Assert.That(errors[1], Is.InRange(0.115, 0.125));
        Assert.That(errors[2], Is.InRange(0.034, 0.05));
    }

    [Test]
    public void StochasticRounding_ManyDraws_IsRightOnAverage()
    {
        using DisposeScope scope = NewDisposeScope();
        const int Count = 40_000;
        double[] uniforms = new double[Count];
        RandomKey.FromSeed(1).FillUniform(uniforms);

        double mean = TensorData.ToDoubles(StochasticRoundingQuantizer.Round(full(Count, 2.3, ScalarType.Float64), tensor(uniforms))).Average();

        // 3 with probability 0.3: standard error √(0.21/N); five of them.
        Assert.That(mean, Is.EqualTo(2.3).Within(5 * Math.Sqrt(0.21 / Count)));
    }

    [Test]
    public void QuantNoise_InTraining_QuantizesItsShare()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor weights = (arange(1, 20_001, ScalarType.Float64) * 0.7713).sin();
        QuantizerRequest request = new() { Bits = 2, Type = ScalarType.Float64 };
        using QuantNoiseQuantizer quantizer = new(new UniformQuantizer(UniformScheme.SymmetricRestricted, request), 0.2, RandomKey.FromSeed(2));

        double quantized = TensorData.ToDoubles(quantizer.call(weights).ne(weights).to(ScalarType.Float64)).Average();

        // A share of 0.2: standard error √(0.16/N); five of them.
        Assert.That(quantized, Is.EqualTo(0.2).Within(5 * Math.Sqrt(0.16 / 20_000)));
    }

    [Test]
    public void DoReFaGradient_OfFewBits_IsRightOnAverageAndWithinItsSteps()
    {
        using DisposeScope scope = NewDisposeScope();
        const int Count = 20_000;
        double[] uniforms = new double[2 * Count];
        RandomKey.FromSeed(3).FillUniform(uniforms);
        Tensor gradient = cat([full(1, Count, 0.3, ScalarType.Float64), full(1, Count, -0.01, ScalarType.Float64)]);
        using (no_grad())
        {
            gradient[0, 0] = tensor(1.0);
            gradient[1, 0] = tensor(0.04);
        }

        double[] quantized = TensorData.ToDoubles(DoReFaQuantizer.QuantizeGradient(gradient, 2, tensor(uniforms).reshape(2, Count)));

        // Steps of 2m/3: m = 1 and 0.04. A uniform shift by one step makes rounding right on average; deviation at most half a step.
        Assert.That(quantized[1..Count].Average(), Is.EqualTo(0.3).Within(5 * (1.0 / 3) / Math.Sqrt(Count)));
        Assert.That(quantized[(Count + 1)..].Average(), Is.EqualTo(-0.01).Within(5 * (0.04 / 3) / Math.Sqrt(Count)));
        Assert.That(quantized.Take(Count).Select(each => Math.Round(each, 9)).Distinct().Order(), Is.SubsetOf(new[] { -1, Math.Round(-1.0 / 3, 9), Math.Round(1.0 / 3, 9), 1 }));
    }

    [Test]
    public void Twn_Optimum_IsTheBestOfAllThresholds()
    {
        double[] weights = [0.9, -0.35, 0.6, -1.2, 0.05, 0.2, -0.75, 1.4];
        double[] magnitudes = [.. weights.Select(Math.Abs).Order()];

        (double threshold, double alpha) = TwnQuantizer.Optimum(weights);

        double least = magnitudes.Select(cut => ErrorOf(cut, weights.Select(Math.Abs).Where(each => each >= cut).Average(), inclusive: true)).Min();
        Assert.That(ErrorOf(threshold, alpha, inclusive: false), Is.EqualTo(least).Within(1e-12));

        double ErrorOf(double cut, double value, bool inclusive) => weights.Sum(weight =>
            Math.Pow(weight - ((inclusive ? Math.Abs(weight) >= cut : Math.Abs(weight) > cut) ? value * Math.Sign(weight) : 0), 2));
    }

    [Test]
    public void Twn_Exact_ErrsNoMoreThanTheRule()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor weights = (arange(1, 301, ScalarType.Float64) * 0.7713).sin().pow(3).reshape(3, 100);
        QuantizerRequest request = new() { Granularity = Granularity.Channel, Shape = weights.shape };
        using TwnQuantizer rule = new(request);
        using TwnQuantizer exact = new(request, exact: true);

        Assert.That(Error(exact), Is.LessThan(Error(rule)));

        double Error(Quantizer quantizer) => (quantizer.call(weights) - weights).square().sum().item<double>();
    }

    [Test]
    public void BinaryCode_Alternating_NeverErrsMore()
    {
        double[] values = new double[200];
        RandomKey.FromSeed(4).FillNormal(values);
        double[] errors = [BinaryCode.Greedy(values, 3).SquaredError(values), .. Enumerable.Range(1, 6).Select(rounds => BinaryCode.Alternating(values, 3, rounds).SquaredError(values))];

        Assert.That(errors.Zip(errors.Skip(1), (before, after) => after <= before + 1e-9), Is.All.True);
        Assert.That(errors[^1], Is.LessThan(errors[0]));
    }

    [Test]
    public void KMeans_OfVectors_IsProductQuantization()
    {
        // Pairs about (0, 0) and (10, -10), 4 values each.
        double[] values = [0.1, 0, 9.9, -10, -0.1, 0, 10.1, -10];

        KMeans fit = KMeans.Fit(values, 2, dimension: 2);

        // Starts at (-0.1, -10) and (10.1, 0), equally far from either kind of pair: the order of components decides nothing, ties go to the first.
        Assert.That(fit.Dimension, Is.EqualTo(2));
        Assert.That(fit.Values(), Has.Length.EqualTo(8));
        Assert.That(fit.StorageBits, Is.EqualTo((4 * 1) + (32 * 2 * 2)));
        Assert.That(fit.CentroidGradients([1, 2, 1, 2, 1, 2, 1, 2]).Select(gradient => gradient[1]).Sum(), Is.EqualTo(8));
    }

    [Test]
    public void SignFolding_OfABatchNorm_IsItsSign()
    {
        (double mean, double variance, double epsilon, double bias) = (0.4, 2.0, 1e-5, 0.7);
        foreach (double gamma in new[] { 1.3, -0.6, 0 })
        {
            foreach (double beta in new[] { 0.5, -0.5, 0 })
            {
                SignFolding folded = SignFolding.Of(gamma, beta, mean, variance, epsilon, bias);
                for (double sum = -5.03; sum < 5; sum += 0.1)
                {
                    double normalised = (gamma * (sum + bias - mean) / Math.Sqrt(variance + epsilon)) + beta;
                    Assert.That(folded.Apply(sum), Is.EqualTo(normalised >= 0 ? 1.0 : -1.0), $"γ {gamma}, β {beta}, sum {sum}");
                }
            }
        }
    }

    [Test]
    public void BitProducts_LongVectors_AreDotProducts()
    {
        double[] numbers = new double[600];
        RandomKey.FromSeed(5).FillNormal(numbers);
        double[] left = [.. numbers[..200].Select(number => number >= 0 ? 1.0 : -1)];
        double[] right = [.. numbers[200..400].Select(number => number >= 0 ? 1.0 : -1)];
        double[] ternary = [.. numbers[400..].Select(number => Math.Abs(number) < 0.5 ? 0 : (double)Math.Sign(number))];

        Assert.That(BitProducts.Binary(BitProducts.Positive(left), BitProducts.Positive(right), 200), Is.EqualTo(left.Zip(right, (a, b) => a * b).Sum()));
        Assert.That(
            BitProducts.Ternary(BitProducts.NonZero(ternary), BitProducts.Positive(ternary), BitProducts.Positive(right)).Dot,
            Is.EqualTo(ternary.Zip(right, (a, b) => a * b).Sum()));
    }

    [Test]
    public void LevelQuantizer_InTraining_DrawsTheSpreadOfEachLevelAnew()
    {
        using DisposeScope scope = NewDisposeScope();
        const int Count = 20_000;
        using LevelQuantizer quantizer = new(new LevelTable([-1, 2], [0.1, 0.3]), 2, RandomKey.FromSeed(6));
        Tensor weights = cat([full(Count, -5, ScalarType.Float64), full(Count, 5, ScalarType.Float64)]).requires_grad_();

        Tensor output = quantizer.call(weights);
        output.sum().backward();
        double[] first = TensorData.ToDoubles(output);

        // Standard error of a deviation of N samples: σ/√(2N); five of them.
        Assert.That(Deviation(first[..Count]), Is.EqualTo(0.2).Within(5 * 0.2 / Math.Sqrt(2 * Count)));
        Assert.That(Deviation(first[Count..]), Is.EqualTo(0.6).Within(5 * 0.6 / Math.Sqrt(2 * Count)));
        Assert.That(TensorData.ToDoubles(quantizer.call(weights)), Is.Not.EqualTo(first));
        Assert.That(TensorData.ToDoubles(weights.grad!), Is.All.EqualTo(1.0));

        static double Deviation(double[] values) => Math.Sqrt(values.Select(value => Math.Pow(value - values.Average(), 2)).Average());
    }

    [Test]
    public void WeightVariation_InEvaluation_IsOneChipAndInTrainingOneAPass()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor weights = ones(50);
        using WeightVariation variation = new(0.1, DeviationKind.Relative, RandomKey.FromSeed(7));
        double[] first = TensorData.ToDoubles(variation.call(weights));
        Assert.That(TensorData.ToDoubles(variation.call(weights)), Is.Not.EqualTo(first));
        variation.eval();
        double[] chip = TensorData.ToDoubles(variation.call(weights));
        Assert.That(TensorData.ToDoubles(variation.call(weights)), Is.EqualTo(chip));
        Assert.That(chip, Is.Not.EqualTo(first));
    }

    [Test]
    public void WeightClip_OfParameters_HoldsThemWithinLimits()
    {
        using Parameter weights = nn.Parameter(tensor(new[] { -3f, -0.5f, 0.5f, 3f }));

        WeightClip.ApplyDeviations([weights], 1);

        // Population deviation √((9 + 0.25)/2) = 2.1506.
        Assert.That(TensorData.ToDoubles(weights), Is.EqualTo(new[] { -2.1506, -0.5, 0.5, 2.1506 }).Within(1e-4));
        WeightClip.Apply([weights]);
        Assert.That(TensorData.ToDoubles(weights), Is.EqualTo(new[] { -1, -0.5, 0.5, 1 }));
    }

    [Test]
    public void WrapAround_WithNegatives_GoesOnAtTheOtherEnd()
    {
        using DisposeScope scope = NewDisposeScope();

        Assert.That(TensorData.ToDoubles(Saturation.WrapAround(tensor(new[] { 127.0, 128, 129, -128, -129 }), 8, negatives: true)), Is.EqualTo(new[] { 127.0, -128, -127, -128, 127 }));
    }

    [Test]
    public void KMeansQuantizer_WithoutAShape_Throws() => Assert.That(
        () => new KMeansQuantizer(new QuantizerRequest { Bits = 2 }), Throws.ArgumentException.With.Message.StartsWith("Shared weights need to know the shape of the weights."));
}
