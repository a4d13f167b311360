using CrossbarSim.Networks.Quantization;
using CrossbarSim.Networks.Quantization.Binary;
using CrossbarSim.Networks.Quantization.Reports;
using CrossbarSim.Networks.Quantization.Uniform;
using TorchSharp;
using static TorchSharp.torch;

namespace CrossbarSim.Tests.Networks.Quantization.Vectors;

/// <summary>Golden/methods 14: quantizers, flip ratio and summaries as Larq has them.</summary>
public sealed class LarqVectorTests
{
    private static readonly VectorFile _file = new("14_larq");

    private static string[] Cases => _file.Names;

    [Test]
    public void File_Cases_AreAsManyAsTheyShouldBe() => Assert.That(_file.Names, Has.Length.EqualTo(15));

    [TestCaseSource(nameof(Cases))]
    public void Larq_GoldenInputs_GivesTheGoldenNumbers(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        VectorCase golden = _file.Case(name);
        QuantizerRequest activations = new() { Role = QuantizerRoles.Activations };
        Action<VectorCase> check = name switch
        {
            "SteSign_clip1" => each => Quantizer(each, new SignQuantizer(SignGradient.Clipped())),
            "SteSign_clip0.5" => each => Quantizer(each, new SignQuantizer(SignGradient.Clipped(0.5))),
            "SteSign_clipNone" => each => Quantizer(each, new SignQuantizer(SignGradient.Identity)),
            "SwishSign_beta5" => each => Quantizer(each, new SignQuantizer(SignGradient.Swish())),
            "SteHeaviside_clip1" => each => Quantizer(each, new SignQuantizer(SignGradient.Clipped(), heaviside: true)),
            "SteTern_thr0.05" => each => Quantizer(each, new TernaryQuantizer(activations, threshold: 0.05)),
            "MagnitudeAwareSign" => MagnitudeAwareSign,
            "DoReFa_activations_k1" => each => Quantizer(each, new DoReFaQuantizer(activations with { Bits = 1 })),
            "DoReFa_activations_k4" => each => Quantizer(each, new DoReFaQuantizer(activations with { Bits = 4 })),
            "DoReFa_weights_k1" => each => Quantizer(each, new DoReFaQuantizer(new QuantizerRequest { Bits = 1 }, OneBitWeights.Tanh), "w"),
            "DoReFa_weights_k2" => each => Quantizer(each, new DoReFaQuantizer(new QuantizerRequest { Bits = 2 }), "w"),
            "DoReFa_weights_k4" => each => Quantizer(each, new DoReFaQuantizer(new QuantizerRequest { Bits = 4 }), "w"),
            "FlipRatio" => Flips,
            "mnist_tutorial_summary" => Tutorial,
            "summary_example_toy" => Toy,
            _ => _ => Assert.Fail("Nothing reads this case."),
        };
        check(golden);
        golden.AllRead();
    }

    private static void Quantizer(VectorCase golden, Quantizer quantizer) => Quantizer(golden, quantizer, "x");

    private static void Quantizer(VectorCase golden, Quantizer quantizer, string input)
    {
        using (quantizer)
        {
            (Tensor output, Tensor received) = Backward.Through(quantizer.call, golden.Tensor(input), golden.Tensor("dy"));
            golden.Check("y", output);
            golden.Check("dx", received);
        }
    }

    /// <summary>Kernels there are [inputs, outputs], here [outputs, inputs].</summary>
    private static void MagnitudeAwareSign(VectorCase golden)
    {
        Tensor kernel = golden.Tensor("kernel_in_out").t();
        QuantizerRequest request = new() { Granularity = Granularity.Channel, Shape = kernel.shape };
        using ScaledSignQuantizer quantizer = new(request, ScaledSignGradient.Scaled);
        (Tensor output, Tensor received) = Backward.Through(quantizer.call, kernel, golden.Tensor("dy").t());
        golden.Check("scale", Granularity.Channel.Of(kernel.shape).Mean(kernel.abs()));
        golden.Check("y", output.t());
        golden.Check("dx", received.t());
    }

    private static void Flips(VectorCase golden)
    {
        FlipRatio ratio = new();
        List<double> after = [];
        foreach (double[] values in golden.Rows("sequence"))
        {
            ratio.See(values);
            after.Add(ratio.Value);
        }

        golden.Check("results_after", after);
    }

    private static void Tutorial(VectorCase golden)
    {
        LayerFootprint[] layers = [.. golden.AllInputs.EnumerateArray().Select(layer =>
        {
            Dictionary<int, long> parameters = [];
            AddTo(parameters, 1, layer.GetProperty("params_1bit").GetInt64());
            AddTo(parameters, 32, layer.GetProperty("params_32bit").GetInt64());
            string name = layer.GetProperty("layer").GetString()!;
            long positions = layer.GetProperty("output_pixels") is { ValueKind: System.Text.Json.JsonValueKind.Number } pixels ? pixels.GetInt64() : 0;

            // The first convolution takes images of 8 bits and more: its products count as those of 32 bits.
            return new LayerFootprint(name, parameters, positions) { InputBits = name == "qconv1" ? 32 : 1 };
        })];
        Footprint footprint = new(layers);
        golden.Check("total_1bit", footprint.ParametersOf(1));
        golden.Check("total_32bit_bn_fused", footprint.ParametersOf(32));
        golden.Check("model_size_KiB", footprint.Kibibytes);
        golden.Check("float32_KiB", footprint.FloatKibibytes);
        golden.Check("compression_ratio", footprint.CompressionRatio);
        golden.Check("macs_1bit", footprint.ProductsOf(1));
        golden.Check("macs_32bit", footprint.ProductsOf(32));
        golden.Check("ratio_binarized", (double)footprint.ProductsOf(1) / footprint.Products);

        // The same batch normalizations made here, fused and as three numbers a channel.
        LayerFootprint[] norms = [.. layers.Where(layer => layer.Positions == 0)];
        LayerFootprint[] three = [.. norms.Select(norm => LayerFootprint.BatchNorm(norm.Name, norm.Parameters[32] / 2, scales: false, fused: false))];
        Assert.That(norms.Select(norm => LayerFootprint.BatchNorm(norm.Name, norm.Parameters[32] / 2, scales: false).Parameters[32]), Is.EqualTo(norms.Select(norm => norm.Parameters[32])));
        Footprint legacy = new([.. layers.Where(layer => layer.Positions > 0), .. three]);
        golden.Check("legacy_total_32bit", legacy.ParametersOf(32));
        golden.Check("legacy_kB", legacy.Kibibytes);
        golden.Check("legacy_compression", 1 / legacy.CompressionRatio);

        static void AddTo(Dictionary<int, long> parameters, int bits, long count)
        {
            if (count > 0)
            {
                parameters[bits] = count;
            }
        }
    }

    private static void Toy(VectorCase golden)
    {
        Footprint footprint = new(
        [
            new LayerFootprint("convolution", new Dictionary<int, long> { [1] = (long)golden.Number("conv_1bit"), [32] = (long)golden.Number("conv_bias_32") }, 1),
            new LayerFootprint("linear", new Dictionary<int, long> { [32] = (long)golden.Number("dense_32") }, 1),
        ]);
        golden.Check("size_KiB", footprint.Kibibytes);
        golden.Check("fp8_bytes", footprint.BytesWithFloatsOfEightBits);
        golden.Check("float32_KiB", footprint.FloatKibibytes);
        golden.Check("ratio", footprint.CompressionRatio);
    }
}
