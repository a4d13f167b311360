using System.Text.Json;
using CrossbarSim.Networks.Layers;
using CrossbarSim.Networks.Quantization.MixedPrecision;
using CrossbarSim.Networks.Quantization.Uniform;
using CrossbarSim.Networks.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace CrossbarSim.Tests.Networks.Quantization.Vectors;

/// <summary>Golden/methods 12: Hessian traces, bits under a budget, distillation, Quant-Noise.</summary>
public sealed class MixedPrecisionVectorTests
{
    private static readonly VectorFile _file = new("12_mixed_distill_noise");

    private static string[] Cases => _file.Names;

    [Test]
    public void File_Cases_AreAsManyAsTheyShouldBe() => Assert.That(_file.Names, Has.Length.EqualTo(5));

    [TestCaseSource(nameof(Cases))]
    public void Method_GoldenInputs_GivesTheGoldenNumbers(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        VectorCase golden = _file.Case(name);
        Action<VectorCase> check = name switch
        {
            "hutchinson_trace" => Trace,
            "softmax_regression_hessian_trace" => TraceOfRegression,
            "hawq_bit_allocation" => Bits,
            "distill_T4.0" => Distill,
            "quant_noise_mask" => QuantNoise,
            _ => _ => Assert.Fail("Nothing reads this case."),
        };
        check(golden);
        golden.AllRead();
    }

    private static void Trace(VectorCase golden)
    {
        Tensor matrix = golden.Tensor("A");
        Tensor weights = tensor(new[] { 0.3, -0.7 }).requires_grad_();
        Tensor loss = weights.dot(matrix.mv(weights)) * 0.5;
        double[] probes = [.. golden.Tensor("probes").unbind(0).Select(probe => HessianTrace.Probe(loss, weights, probe))];
        golden.Check("zHz", probes);
        golden.Check("mean", probes.Average());
        golden.Check("trace", matrix.diag().sum());
    }

    private static void TraceOfRegression(VectorCase golden)
    {
        Tensor weights = golden.Tensor("W").requires_grad_();
        Tensor labels = golden.Tensor("y", ScalarType.Int64);
        Tensor loss = nn.functional.cross_entropy(golden.Tensor("x").mm(weights.t()), labels);

        // The mean over all signs there are is the trace itself.
        double trace = Enumerable.Range(0, 16).Average(signs => HessianTrace.Probe(
            loss, weights, TensorData.FromDoubles([.. Enumerable.Range(0, 4).Select(i => (signs >> i & 1) == 0 ? 1.0 : -1.0)], ScalarType.Float64, 2, 2)));

        golden.Check("loss", loss);
        golden.Check("trace", trace);
    }

    private static void Bits(VectorCase golden)
    {
        double[] traces = golden.Numbers("trace");
        long[] counts = [.. golden.Numbers("num_params").Select(count => (long)count)];
        double[][] weights = golden.Rows("W");
        int[] choices = [.. golden.Numbers("choices").Select(bits => (int)bits)];
        JsonElement omega = golden.Expected("omega");
        LayerChoice[][] layers = [.. weights.Select((layer, i) => choices.Select(bits =>
            new LayerChoice(bits, Sensitivity.Hessian(traces[i], counts[i], layer, bits), counts[i] * bits)).ToArray())];
        foreach (int bits in choices)
        {
            Assert.That(
                layers.Select(layer => layer.Single(choice => choice.Bits == bits).Cost),
                Is.EqualTo(VectorCase.Flat(omega.GetProperty($"{bits}"))).Within(_file.Tolerance));
        }

        BitAllocation allocation = BitAllocation.Within(layers, golden.Whole("size_limit_bits"));
        golden.Check("bits", allocation.Bits.Select(bits => (double)bits));
        golden.Check("cost", allocation.Cost);
        golden.Check("size", allocation.Size);
    }

    private static void Distill(VectorCase golden)
    {
        Tensor student = golden.Tensor("z_student").requires_grad_();
        Tensor teacher = golden.Tensor("z_teacher");
        Tensor labels = golden.Tensor("y", ScalarType.Int64);
        (double temperature, double hard, double soft) = (golden.Number("T"), golden.Number("alpha"), golden.Number("beta"));
        Tensor loss = Distillation.Loss(student, teacher, labels, temperature, hard, soft);
        golden.Check("hard", nn.functional.cross_entropy(student, labels));
        golden.Check("soft_ce", Distillation.CrossEntropy(student, teacher, temperature));
        golden.Check("kl", Distillation.Divergence(student, teacher, temperature));
        golden.Check("loss", loss);
        loss.backward();
        golden.Check("grad", student.grad!);
        golden.Check("loss_with_T2", Distillation.Loss(student, teacher, labels, temperature, hard, soft, keepsMagnitude: true));
    }

    private static void QuantNoise(VectorCase golden)
    {
        Assert.That(golden.Element("levels").GetString(), Is.EqualTo("[-3,3]"));
        Tensor scale = golden.Tensor("scale");
        (Tensor output, Tensor received) = Backward.Through(
            weights => QuantNoiseQuantizer.Mix(weights, FakeQuantization.Apply(weights, scale, zeros_like(scale), new CodeRange(-3, 3)), golden.Tensor("mask_quantized")),
            golden.Tensor("W"), golden.Tensor("grad_out"));
        golden.Check("W_noise", output);
        golden.Check("grad_W", received);
    }
}
