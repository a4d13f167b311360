using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Layers;
using CrossbarSim.Networks.Quantization.NonUniform;
using CrossbarSim.Networks.Quantization.Perturbation;
using CrossbarSim.Simulator.Mapping;
using TorchSharp;
using static TorchSharp.torch;

namespace CrossbarSim.Tests.Networks.Quantization.Vectors;

/// <summary>Golden/methods 15 and 16: conductance levels in training, noise, variation and saturation.</summary>
public sealed class PerturbationVectorTests
{
    private static readonly VectorFile _levels = new("15_conductance_levels");
    private static readonly VectorFile _noise = new("16_nonidealities");

    private static string[] LevelCases => _levels.Names;

    private static string[] NoiseCases => _noise.Names;

    [Test]
    public void Files_Cases_AreAsManyAsTheyShouldBe() => Assert.That(new[] { _levels.Names.Length, _noise.Names.Length }, Is.EqualTo(new[] { 10, 3 }));

    [TestCaseSource(nameof(LevelCases))]
    public void Levels_GoldenReadings_GiveTheGoldenWeights(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        VectorCase golden = _levels.Case(name);
        switch (name.Split('_')[0])
        {
            case "conductance":
                Levels(golden);
                break;
            case "uniform":
                int[] indices = ConductanceLevels.UniformIndices(golden.Whole("available"), golden.Whole("num_of_G"));
                ConductanceLevels sampled = new([.. indices.Select(i => 1e-6 * (i + 1))], new double[indices.Length]);
                golden.Check("indices", indices.Select(index => (double)index));
                golden.Check("mode3_levels", LevelTable.Of(sampled, 1, LevelMeaning.Mirrored).Values.Count);
                break;
            case "auto":
                Assert.That(LevelTable.ScalingFor(golden.Number("max_abs_weight"), golden.Number("max_abs_G")), Is.EqualTo(golden.ExpectedNumber("scaling_factor")).Within(1e-9));
                break;
            default:
                Assert.Fail("Nothing reads this case.");
                break;
        }

        golden.AllRead();
    }

    [TestCaseSource(nameof(NoiseCases))]
    public void Perturbation_GoldenNumbers_GivesTheGoldenValuesAndGradients(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        VectorCase golden = _noise.Case(name);
        Action<VectorCase> check = name switch
        {
            "gaussian_output_noise" => Noise,
            "process_variation" => Variation,
            "saturation_0_255" => Saturate,
            _ => _ => Assert.Fail("Nothing reads this case."),
        };
        check(golden);
        golden.AllRead();
    }

    private static void Levels(VectorCase golden)
    {
        double[][] readings = [.. golden.Rows("rows").Select(row => row[1..])];
        double[] means = [.. readings.Select(row => row.Average())];
        double[] sigmas = [.. readings.Select(row => Math.Sqrt(row.Average(value => (value - row.Average()) * (value - row.Average()))))];
        Array.Sort(means, sigmas);
        LevelMeaning meaning = golden.Whole("mode") switch { 1 => LevelMeaning.Raw, 2 => LevelMeaning.Shifted, _ => LevelMeaning.Mirrored };
        LevelTable table = LevelTable.Of(new ConductanceLevels(means, sigmas), golden.Number("scaling_factor"), meaning);
        double noiseScale = golden.Number("noise_scaling_factor");
        using LevelQuantizer quantizer = new(table, noiseScale, RandomKey.FromSeed(1));
        golden.Check("levels", table.Values);
        golden.Check("std", table.Sigmas);
        golden.Check("index", quantizer.Indices(golden.Numbers("W")).Select(index => (double)index));
        golden.Check("mapped", quantizer.Draw(golden.Numbers("W"), []));
        golden.Check("noisy", quantizer.Draw(golden.Numbers("W"), golden.Numbers("z")));
        golden.Check("clip_min", table.Bounds(noiseScale).Lowest);
        golden.Check("clip_max", table.Bounds(noiseScale).Highest);
        quantizer.eval();
        golden.Check("mapped", quantizer.call(golden.Tensor("W")));
    }

    private static void Noise(VectorCase golden)
    {
        Tensor normals = golden.Tensor("z");
        double sigma = golden.Number("sigma");
        (Tensor additive, Tensor gradient) = Through(NoiseScale.Absolute);
        golden.Check("additive", additive);
        golden.Check("grad_additive", gradient);
        golden.Check("relative_to_max", Through(NoiseScale.Largest).Output);
        (Tensor multiplicative, gradient) = Through(NoiseScale.Value);
        golden.Check("multiplicative", multiplicative);
        golden.Check("grad_multiplicative", gradient);
        using OutputNoise module = new(sigma, NoiseScale.Absolute, RandomKey.FromSeed(1));
        Assert.That(TensorData.ToDoubles(module.call(golden.Tensor("x"))), Is.Not.EqualTo(golden.ExpectedNumbers("eval_mode")));
        module.eval();
        golden.Check("eval_mode", module.call(golden.Tensor("x")));

        (Tensor Output, Tensor Gradient) Through(NoiseScale scale) =>
            Backward.Through(x => OutputNoise.Add(x, normals, sigma, scale), golden.Tensor("x"), ones_like(normals));
    }

    private static void Variation(VectorCase golden)
    {
        Tensor normals = golden.Tensor("z");
        (Tensor relative, Tensor gradient) = Through(DeviationKind.Relative);
        golden.Check("multiplicative", relative);
        golden.Check("grad_w_multiplicative", gradient);
        golden.Check("additive_maxabs", Through(DeviationKind.OfLargest).Output);
        golden.Check("lognormal", Through(DeviationKind.Lognormal).Output);

        (Tensor Output, Tensor Gradient) Through(DeviationKind kind) =>
            Backward.Through(w => WeightVariation.Deviate(w, normals, golden.Number("sigma"), kind), golden.Tensor("w"), ones_like(normals));
    }

    private static void Saturate(VectorCase golden)
    {
        using Saturation plain = new(0, 255);
        using Saturation rounding = new(0, 255, rounds: true);
        Tensor outputGradient = golden.Tensor("grad_out");
        (Tensor output, Tensor received) = Backward.Through(plain.call, golden.Tensor("x"), outputGradient);
        golden.Check("saturate", output);
        golden.Check("grad_x", received);
        (output, received) = Backward.Through(rounding.call, golden.Tensor("x"), outputGradient);
        golden.Check("saturate_rounded", output);
        golden.Check("grad_x", received);
        golden.Check("wraparound", Saturation.WrapAround(golden.Tensor("x"), 8, negatives: false));
    }
}
