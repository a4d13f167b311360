using System.Text.Json;
using CrossbarSim.Networks.Quantization;
using CrossbarSim.Networks.Quantization.Integer;
using CrossbarSim.Networks.Quantization.PostTraining;
using CrossbarSim.Networks.Quantization.Ranges;
using CrossbarSim.Networks.Quantization.Reports;
using CrossbarSim.Networks.Quantization.Uniform;
using CrossbarSim.Simulator.Mapping;
using TorchSharp;
using static TorchSharp.torch;

namespace CrossbarSim.Tests.Networks.Quantization.Vectors;

/// <summary>Golden/methods 11: integer arithmetic, folding, sizes and ranges of LeNet-5.</summary>
public sealed class IntegerVectorTests
{
    private static readonly VectorFile _file = new("11_integer");

    private static string[] Cases => _file.Names;

    [Test]
    public void File_Cases_AreAsManyAsTheyShouldBe() => Assert.That(_file.Names, Has.Length.EqualTo(9));

    [TestCaseSource(nameof(Cases))]
    public void Integers_GoldenInputs_GiveTheGoldenNumbers(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        VectorCase golden = _file.Case(name);
        Action<VectorCase> check = name.Split('_') switch
        {
            ["dyadic", ..] => Dyadic,
            ["gemmlowp", ..] => FixedPoint,
            ["bn", "fold"] => Fold,
            ["integer", "linear", "layer"] => Layer,
            ["lenet", "counts"] => Counts,
            ["lenet", ..] => Ranges,
            _ => _ => Assert.Fail("Nothing reads this case."),
        };
        check(golden);
        golden.AllRead();
    }

    private static void Dyadic(VectorCase golden)
    {
        double factor = golden.Number("M");
        int shift = golden.Whole("c");
        DyadicMultiplier floor = DyadicMultiplier.Of(factor, shift, RoundingRule.Floor);
        DyadicMultiplier halfUp = DyadicMultiplier.Of(factor, shift, RoundingRule.HalfUp);
        Assert.That((floor.Multiplier, floor.Factor), Is.EqualTo((golden.Whole("b"), golden.Number("M_approx"))));
        int[] sums = [.. golden.Inputs.Select(sum => (int)sum)];
        golden.Check("floor_shift", sums.Select(sum => (double)floor.Apply(sum)));
        golden.Check("round_half_up_shift", sums.Select(sum => (double)halfUp.Apply(sum)));
        golden.Check("float_round", sums.Select(sum => Math.Round(sum * factor)));
        golden.Check("clamped_int8", sums.Select(sum => (double)Through(halfUp, sum)));
    }

    /// <summary>One weight of 1: what a layer makes of a sum.</summary>
    private static int Through(IRequantizer requantizer, int sum)
    {
        int[] output = [0];
        new IntegerProduct([1], [0], 0, 0, [requantizer], 0, CodeRange.TwosComplement(8)).Multiply([sum], output);
        return output[0];
    }

    private static void FixedPoint(VectorCase golden)
    {
        FixedPointMultiplier multiplier = FixedPointMultiplier.Of(golden.Number("M"));
        Assert.That((multiplier.Multiplier, multiplier.RightShift), Is.EqualTo((golden.Whole("M0_q31"), golden.Whole("right_shift"))));
        golden.Check("y", golden.Inputs.Select(sum => (double)multiplier.Apply((int)sum)));
    }

    private static void Fold(VectorCase golden)
    {
        (Tensor weight, Tensor bias) = BatchNormFolding.Fold(
            golden.Tensor("W"), golden.Tensor("b"), golden.Tensor("gamma"), golden.Tensor("beta"), golden.Tensor("mean"), golden.Tensor("var"), golden.Number("eps"));
        golden.Check("W_folded", weight);
        golden.Check("b_folded", bias);
        Tensor input = golden.Tensor("x").reshape(1, -1);
        golden.Check("y", nn.functional.linear(input, weight, bias));
        golden.Check("y_unfolded", nn.functional.batch_norm(
            nn.functional.linear(input, golden.Tensor("W"), golden.Tensor("b")), golden.Tensor("mean"), golden.Tensor("var"), golden.Tensor("gamma"), golden.Tensor("beta"),
            eps: golden.Number("eps")));
    }

    private static void Layer(VectorCase golden)
    {
        (double sw, double sx, double so) = (golden.Number("sw"), golden.Number("sx"), golden.Number("so"));
        CodeRange codes = CodeRange.TwosComplement(8);
        int[] weights = [.. golden.Numbers("W").Select(w => new UniformGrid(sw, 0, codes).Code(w))];
        int[] inputs = [.. golden.Numbers("x").Select(x => new UniformGrid(sx, 0, codes).Code(x))];
        int[] bias = [.. golden.Numbers("b").Select(b => IntegerProduct.BiasCode(b, sw, sx))];
        DyadicMultiplier floor = DyadicMultiplier.Of(sw * sx / so, 16, RoundingRule.Floor);
        DyadicMultiplier halfUp = DyadicMultiplier.Of(sw * sx / so, 16, RoundingRule.HalfUp);
        Assert.That(sw * sx / so, Is.EqualTo(golden.Number("M")).Within(1e-15));
        Assert.That(floor.Multiplier, Is.EqualTo(golden.Whole("M_int_2_16")));
        int[] sums = new int[2];
        new IntegerProduct(weights, bias, 0, 0, [floor], 0, codes).Accumulate(inputs, sums);
        int[] down = Outputs(floor);
        golden.Check("Wq", weights.Select(code => (double)code));
        golden.Check("xq", inputs.Select(code => (double)code));
        golden.Check("bq", bias.Select(code => (double)code));
        golden.Check("acc", sums.Select(sum => (double)sum));
        golden.Check("out_floor", down.Select(code => (double)code));
        golden.Check("out_round", Outputs(halfUp).Select(code => (double)code));
        golden.Check("dequant_floor", down.Select(code => so * code));
        golden.Check("out_float", nn.functional.linear(golden.Tensor("x").reshape(1, -1), golden.Tensor("W"), golden.Tensor("b")));

        int[] Outputs(IRequantizer requantizer)
        {
            int[] outputs = new int[2];
            new IntegerProduct(weights, bias, 0, 0, [requantizer], 0, codes).Multiply(inputs, outputs);
            return outputs;
        }
    }

    private static void Counts(VectorCase golden)
    {
        // 1x32x32: 6@5x5, pool 2, 16@5x5, pool 2, 120@5x5, 84, 10; no biases.
        LayerFootprint[] layers =
        [
            LayerFootprint.Convolution("conv1", Kernel(1, 6), 32, 32, 8, bias: false),
            LayerFootprint.Convolution("conv3", Kernel(6, 16), 14, 14, 8, bias: false),
            LayerFootprint.Convolution("conv5", Kernel(16, 120), 5, 5, 8, bias: false),
            LayerFootprint.Linear("fc6", 120, 84, 8, bias: false),
            LayerFootprint.Linear("output", 84, 10, 8, bias: false),
        ];
        JsonElement parameters = golden.Expected("params");
        JsonElement products = golden.Expected("macs");
        foreach (LayerFootprint layer in layers)
        {
            Footprint one = new([layer]);
            Assert.That(one.Parameters, Is.EqualTo(parameters.GetProperty(layer.Name).GetInt64()), layer.Name);
            Assert.That(one.Products, Is.EqualTo(products.GetProperty(layer.Name).GetInt64()), layer.Name);
        }

        Assert.That(layers.Select(layer => layer.Name), Is.EquivalentTo(parameters.EnumerateObject().Select(each => each.Name)));
        golden.Check("total", new Footprint(layers).Parameters);
        golden.Check("total_macs", new Footprint(layers).Products);
        golden.Check("total_with_output_bias", new Footprint([.. layers[..4], LayerFootprint.Linear("output", 84, 10, 8, bias: true)]).Parameters);
        golden.Check("total_all_bias", new Footprint(
        [
            LayerFootprint.Convolution("conv1", Kernel(1, 6), 32, 32, 8, bias: true), LayerFootprint.Convolution("conv3", Kernel(6, 16), 14, 14, 8, bias: true),
            LayerFootprint.Convolution("conv5", Kernel(16, 120), 5, 5, 8, bias: true), LayerFootprint.Linear("fc6", 120, 84, 8, bias: true),
            LayerFootprint.Linear("output", 84, 10, 8, bias: true),
        ]).Parameters);

        static ConvolutionShape Kernel(int channels, int outputs) => new(channels, outputs, 5, 5, 1, 1, 0, 0, 1, 1, 1);
    }

    private static void Ranges(VectorCase golden)
    {
        foreach (JsonProperty layer in golden.AllInputs.EnumerateObject())
        {
            JsonElement expected = golden.Expected(layer.Name);
            double[] seen = VectorCase.Flat(layer.Value.GetProperty("actual"));
            double[] sigma = VectorCase.Flat(layer.Value.GetProperty("sigma3"));
            RangeReport report = new(new ValueRange(seen[0], seen[1]), new ValueRange(sigma[0], sigma[1]));
            Dictionary<string, double> numbers = new()
            {
                ["actual_total"] = report.Seen.Width,
                ["sigma3_total"] = report.ThreeSigma.Width,
                ["mean"] = report.Mean,
                ["std"] = report.Sigma,
                ["scale_actual_sym"] = UniformGrid.Of(report.Seen, UniformScheme.SymmetricFull, 8).Scale,
                ["scale_3sigma_sym"] = UniformGrid.Of(report.ThreeSigma, UniformScheme.SymmetricFull, 8).Scale,
            };
            Dictionary<string, string> words = new()
            {
                ["larger"] = report.SigmaSpansMore ? "3-sigma" : "actual",
                ["clipped_fraction_side_note"] = report.SigmaClipsHighest ? "3-sigma range clips actual max" : "no clipping of max",
            };
            Assert.Multiple(() =>
            {
                foreach (JsonProperty each in expected.EnumerateObject())
                {
                    if (each.Value.ValueKind == JsonValueKind.Number)
                    {
                        Assert.That(numbers[each.Name], Is.EqualTo(each.Value.GetDouble()).Within(_file.Tolerance), $"{layer.Name}: {each.Name}");
                    }
                    else
                    {
                        Assert.That(words[each.Name], Is.EqualTo(each.Value.GetString()), $"{layer.Name}: {each.Name}");
                    }
                }
            });
        }
    }
}
