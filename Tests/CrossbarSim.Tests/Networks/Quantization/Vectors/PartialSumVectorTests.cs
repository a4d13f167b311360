using CrossbarSim.Networks.Layers;
using CrossbarSim.Networks.Quantization.PartialSums;
using CrossbarSim.Simulator.Mapping;
using TorchSharp;
using static TorchSharp.torch;

namespace CrossbarSim.Tests.Networks.Quantization.Vectors;

/// <summary>Golden/methods 13: the ADC of partial sums, its surrogate gradient, levels of arrays, and how layers are cut.</summary>
public sealed class PartialSumVectorTests
{
    private static readonly VectorFile _file = new("13_cim_iga");

    private static string[] Cases => _file.Names;

    [Test]
    public void File_Cases_AreAsManyAsTheyShouldBe() => Assert.That(_file.Names, Has.Length.EqualTo(20));

    [TestCaseSource(nameof(Cases))]
    public void PartialSums_GoldenInputs_HaveTheGoldenValuesAndGradients(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        VectorCase golden = _file.Case(name);
        switch (name.Split('_')[0])
        {
            case "adc":
                Adc(golden);
                break;
            case "act":
                Levels(golden);
                break;
            case "cim":
                Layer(golden);
                break;
            case "conv3x3":
                int channels = golden.AllInputs.GetInt32();
                int taps = golden.Whole("kernel") * golden.Whole("kernel");
                IReadOnlyList<TileRegion> split = PartialSumProduct.Tiles(channels * taps, taps, golden.Whole("rows"));
                golden.Check("num_arrays", split.Count);
                golden.Check("channels", split.Select(tile => (double)tile.Inputs / taps));
                golden.Check("rows_used", split.Select(tile => (double)tile.Inputs));
                Assert.That(split.Max(tile => tile.Inputs / taps), Is.LessThanOrEqualTo(golden.Whole("channels_per_array")));
                break;
            case "linear":
                IReadOnlyList<TileRegion> rows = PartialSumProduct.Tiles(golden.AllInputs.GetInt32(), rows: golden.Whole("rows"));
                golden.Check("num_arrays", rows.Count);
                golden.Check("last_rows", rows[^1].Inputs);
                break;
            default:
                Assert.Fail("Nothing reads this case.");
                break;
        }

        golden.AllRead();
    }

    private static void Adc(VectorCase golden)
    {
        int bits = golden.Whole("bits");
        double rows = golden.Number("rows");
        Tensor sums = golden.Tensor("ps");
        using PartialSumAdc usual = new(bits, rows);
        Assert.Multiple(() =>
        {
            Assert.That(usual.Step, Is.EqualTo(golden.Number("delta")).Within(1e-12));
            Assert.That(usual.Values, Is.EqualTo(golden.Numbers("levels")).Within(1e-12));
            Assert.That(usual.Thresholds, Is.EqualTo(golden.Numbers("thresholds")).Within(1e-12));
            Assert.That(usual.Sigma, Is.EqualTo(golden.Number("sigma_readme")));
        });
        golden.Check("y", usual.call(sums));
        golden.Check("grad_iga_sigma_readme", Slope(usual, sums));
        golden.Check("grad_iga_sigma_code", Slope(new PartialSumAdc(bits, rows, sigma: golden.Number("sigma_code")), sums));
        golden.Check("grad_sum_of_gaussians_sigma_readme", Slope(new PartialSumAdc(bits, rows, AdcGradient.AllGaussians), sums));
        golden.Check("grad_identity", Slope(new PartialSumAdc(bits, rows, AdcGradient.Identity), sums));
        golden.Check("grad_clipped", Slope(new PartialSumAdc(bits, rows, AdcGradient.Clipped), sums));
    }

    private static Tensor Slope(PartialSumAdc adc, Tensor sums)
    {
        using (adc)
        {
            return Backward.Through(adc.call, sums, ones_like(sums)).Gradient;
        }
    }

    private static void Levels(VectorCase golden)
    {
        double bits = golden.Number("bits");
        Tensor inputs = golden.InputTensor();
        golden.Check("y", ArrayLevelQuantizer.Values(inputs, bits));
        using ArrayLevelQuantizer weights = new(bits, activations: false);
        (Tensor output, Tensor gradient) = Backward.Through(weights.call, inputs, ones_like(inputs));
        golden.Check("y", output);
        Assert.That(TensorData.ToDoubles(gradient), Is.All.EqualTo(1.0));
        if (bits > 4)
        {
            golden.Check("y_clamped_to_range", weights.call(inputs)); // not quantized, and there not clamped either
            return;
        }

        using ArrayLevelQuantizer activations = new(bits, activations: true);
        (output, gradient) = Backward.Through(activations.call, inputs, ones_like(inputs));
        golden.Check("y_clamped_to_range", output);
        Assert.That(TensorData.ToDoubles(gradient), Is.EqualTo(golden.Inputs.Select(x => Math.Abs(x) < 1 ? 1.0 : 0.0)));
    }

    private static void Layer(VectorCase golden)
    {
        int rows = golden.Whole("rows");
        using PartialSumAdc adc = new(golden.Whole("adc_bits"), golden.Number("full_scale"), sigma: golden.Number("sigma"));
        using ArrayLevelQuantizer activations = new(1, activations: true);
        using ArrayLevelQuantizer weights = new(1, activations: false);
        Tensor input = golden.Tensor("x_latent").requires_grad_();
        Tensor weight = golden.Tensor("w_latent").requires_grad_();
        Tensor bias = golden.Tensor("b").requires_grad_();
        List<Tensor> sums = [];
        using Watched watched = new(adc, sums);

        Tensor xb = activations.call(input);
        Tensor wb = weights.call(weight);
        Tensor output = PartialSumProduct.Linear(xb, wb, bias, watched, rows);
        output.backward(grad_tensors: [golden.Tensor("grad_out")]);

        golden.Check("xb", xb);
        golden.Check("wb", wb);
        golden.Check("partial_sums", stack(sums)); // [tiles, batch, outputs]
        sums.ForEach(each => each.Dispose());
        if (adc.Bits <= 4)
        {
            golden.Check("y", output);
        }
        else
        {
            // The reference leaves sums of more than 4 bits as they are, and keeps the surrogate's formula: "no ADC" is another module here, and an ADC of
            // 32 bits is off by half a step a tile at most.
            golden.Check("y", PartialSumProduct.Linear(xb, wb, bias, nn.Identity(), rows));
            Assert.That(TensorData.ToDoubles(output), Is.EqualTo(golden.ExpectedNumbers("y")).Within(sums.Count * adc.Step / 2 * 1.001));
        }

        golden.Check("grad_x", input.grad!);
        golden.Check("grad_w", weight.grad!);
        golden.Check("grad_b", bias.grad!);
    }

    /// <summary>Keeps what an ADC is given.</summary>
    private sealed class Watched(nn.Module<Tensor, Tensor> adc, List<Tensor> seen) : nn.Module<Tensor, Tensor>("watched")
    {
        public override Tensor forward(Tensor input)
        {
            seen.Add(input.detach().clone().DetachFromDisposeScope());
            return adc.call(input);
        }
    }
}
