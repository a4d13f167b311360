using System.Text.Json;
using CrossbarSim.Networks.Layers;
using CrossbarSim.Networks.Quantization;
using CrossbarSim.Networks.Quantization.MixedPrecision;
using CrossbarSim.Networks.Quantization.PostTraining;
using CrossbarSim.Networks.Quantization.Ranges;
using CrossbarSim.Networks.Quantization.Uniform;
using TorchSharp;
using static TorchSharp.torch;

namespace CrossbarSim.Tests.Networks.Quantization.Vectors;

/// <summary>Golden/methods 10: corrections after training, analytic clipping, AdaRound, zero-shot statistics.</summary>
public sealed class PostTrainingVectorTests
{
    private static readonly VectorFile _file = new("10_ptq");

    private static string[] Cases => _file.Names;

    [Test]
    public void File_Cases_AreAsManyAsTheyShouldBe() => Assert.That(_file.Names, Has.Length.EqualTo(9));

    [TestCaseSource(nameof(Cases))]
    public void PostTraining_GoldenInputs_GivesTheGoldenNumbers(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        VectorCase golden = _file.Case(name);
        Action<VectorCase> check = name switch
        {
            "dfq_bias_correction_empirical" => Bias,
            "dfq_expected_relu_of_gaussian" => each => each.Check("E_relu", RectifiedNormal.Mean(each.Tensor("beta_mean"), each.Tensor("gamma_std"))),
            "aciq_weight_bias_correction" => Weights,
            "aciq_optimal_clip" => Clip,
            "aciq_bit_allocation" => Shares,
            "omse_scale_b2" => Omse,
            "adaround" => Rounding,
            "zeroq_bn_statistics_loss" => Statistics,
            "zeroq_kl_sensitivity" => each => each.Check("kl_fp_q", Sensitivity.Divergence(each.Tensor("logits_fp"), each.Tensor("logits_q"))),
            _ => _ => Assert.Fail("Nothing reads this case."),
        };
        check(golden);
        golden.AllRead();
    }

    private static void Bias(VectorCase golden)
    {
        Tensor weight = golden.Tensor("W");
        QuantizerRequest request = new() { Bits = golden.Whole("bits"), Granularity = Granularity.Channel, Shape = weight.shape, Type = ScalarType.Float64 };
        using UniformQuantizer quantizer = new(UniformScheme.SymmetricRestricted, request);
        Tensor quantized = quantizer.call(weight);
        Tensor shift = BiasCorrection.Shift(weight, quantized, golden.Tensor("Ex"));
        golden.Check("Wq", quantized);
        golden.Check("output_shift", shift);
        golden.Check("b_corrected", BiasCorrection.Correct(golden.Tensor("b"), shift));
    }

    private static void Weights(VectorCase golden)
    {
        (Tensor shift, Tensor factor) = WeightCorrection.Moments(golden.Tensor("W"), golden.Tensor("Wq"));
        golden.Check("mu", shift);
        golden.Check("xi", factor);
        golden.Check("W_corrected", WeightCorrection.Printed(golden.Tensor("W"), golden.Tensor("Wq")));
        golden.Check("mean_var_matched", WeightCorrection.Matched(golden.Tensor("W"), golden.Tensor("Wq")));
    }

    private static void Clip(VectorCase golden)
    {
        foreach (int bits in Enumerable.Range(2, 7))
        {
            JsonElement expected = golden.Expected($"{bits}");
            double laplace = Aciq.LaplaceClip(bits);
            double gauss = Aciq.GaussClip(bits);
            Assert.Multiple(() =>
            {
                Near("laplace_alpha_over_b", laplace);
                Near("laplace_mse_over_b2", Aciq.LaplaceError(laplace, bits));
                Near("gauss_alpha_over_sigma", gauss);
                Near("gauss_mse_over_sigma2", Aciq.GaussError(gauss, bits));
            });

            void Near(string key, double actual) =>
                Assert.That(actual, Is.EqualTo(expected.GetProperty(key).GetDouble()).Within(_file.Tolerance), $"{bits} bits: {key}");
        }
    }

    private static void Shares(VectorCase golden)
    {
        double[] codes = Aciq.ShareCodes(golden.Numbers("alpha"), golden.Number("total_bins"));
        golden.Check("bins", codes);
        golden.Check("bits", codes.Select(Math.Log2));
        golden.Check("bits_rounded", codes.Select(each => Math.Round(Math.Log2(each))));
    }

    private static void Omse(VectorCase golden)
    {
        UniformGrid grid = LeastError.Omse(golden.Inputs, golden.Whole("bits"), golden.Whole("grid"));
        golden.Check("scale", grid.Scale);
        golden.Check("index", Math.Round(grid.Scale * grid.Codes.Highest / ValueRange.Of(golden.Inputs).Magnitude * golden.Whole("grid")));
        golden.Check("sse", grid.SquaredError(golden.Inputs));
    }

    private static void Rounding(VectorCase golden)
    {
        Tensor weight = golden.Tensor("W").reshape(1, -1);
        Tensor inputs = golden.Tensor("X");
        Tensor wanted = nn.functional.linear(inputs, weight);
        using AdaRound rounding = new(weight, golden.Tensor("s"), new CodeRange(golden.Whole("n"), golden.Whole("p")));
        golden.Check("V_init", rounding.Choice);
        Assert.That((golden.Number("zeta"), golden.Number("gamma")), Is.EqualTo((1.1, -0.1)), "those of the class");

        using (no_grad())
        {
            rounding.Choice.copy_(golden.Tensor("V").reshape(1, -1));
        }

        golden.Check("h", rounding.RoundedUp());
        golden.Check("W_soft", rounding.SoftWeights());
        golden.Check("W_hard_from_V", rounding.HardWeights());
        Tensor change = AdaRound.Change(nn.functional.linear(inputs, rounding.SoftWeights()), wanted);
        Tensor regularisation = rounding.Regularisation(golden.Number("beta"));
        golden.Check("recon_loss", change);
        golden.Check("reg", regularisation);
        Tensor loss = change + (regularisation * golden.Number("lam"));
        golden.Check("loss", loss);
        loss.backward();
        golden.Check("grad_V", rounding.Choice.grad!);

        // Every choice there is: the best of them, and rounding to nearest.
        (double[] Choice, double Change)[] all = [.. Enumerable.Range(0, 16).Select(bits => Enumerable.Range(0, 4).Select(i => (double)(bits >> i & 1)).ToArray())
            .Select(choice => (choice, ChangeOf(choice)))];
        (double[] best, double least) = all.MinBy(each => each.Change);
        golden.Check("best_rounding_bits", best);
        golden.Check("best_loss", least);
        double[] position = [.. golden.Numbers("W").Select(w => w / golden.Number("s"))];
        golden.Check("nearest_loss", ChangeOf([.. position.Select(p => Math.Round(p) - Math.Floor(p))]));

        double ChangeOf(double[] choice) => AdaRound.Change(
            nn.functional.linear(inputs, rounding.Weights(TensorData.FromDoubles(choice, ScalarType.Float64, 1, 4))), wanted).item<double>();
    }

    private static void Statistics(VectorCase golden)
    {
        Tensor input = golden.Tensor("x").requires_grad_();
        (Tensor mean, Tensor sigma) = ZeroShot.Statistics(input);
        golden.Check("batch_mean", mean);
        golden.Check("batch_std", sigma);
        Tensor loss = ZeroShot.StatisticsLoss(input, golden.Tensor("bn_mean"), golden.Tensor("bn_std"));
        golden.Check("loss", loss);
        loss.backward();
        golden.Check("grad_x", input.grad!);
    }
}
