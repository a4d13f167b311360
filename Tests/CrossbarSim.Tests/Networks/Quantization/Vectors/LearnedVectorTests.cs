using CrossbarSim.Networks.Layers;
using CrossbarSim.Networks.Quantization;
using CrossbarSim.Networks.Quantization.Learned;
using CrossbarSim.Networks.Quantization.Uniform;
using TorchSharp;
using static TorchSharp.torch;

namespace CrossbarSim.Tests.Networks.Quantization.Vectors;

/// <summary>Golden/methods 04 and 09: LSQ, LSQ+, PACT, QIL, DoReFa.</summary>
public sealed class LearnedVectorTests
{
    private static readonly VectorFile _lsq = new("04_lsq");
    private static readonly VectorFile _others = new("09_pact_lsqplus_qil_dorefa");

    private static string[] LsqCases => _lsq.Names;

    private static string[] OtherCases => _others.Names;

    [Test]
    public void Files_Cases_AreAsManyAsTheyShouldBe() =>
        Assert.That(new[] { _lsq.Names.Length, _others.Names.Length }, Is.EqualTo(new[] { 6, 9 }));

    [TestCaseSource(nameof(LsqCases))]
    public void Lsq_GoldenInputs_HasTheGoldenValuesAndGradients(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        VectorCase golden = _lsq.Case(name);
        if (name.StartsWith("lsq_init", StringComparison.Ordinal))
        {
            double[] values = golden.Numbers("v");
            golden.Check("step_init", LsqQuantizer.FirstStep(values, golden.Whole("Qp")));
            using LsqQuantizer started = new(new QuantizerRequest { Bits = golden.Whole("Qp") switch { 1 => 2, 3 => 3, _ => 4 }, Type = ScalarType.Float64 });
            started.call(golden.Tensor("v"));
            golden.Check("step_init", started.Step);
            golden.AllRead();
            return;
        }

        bool fromZero = golden.Number("Qn") == 0;
        QuantizerRequest request = new()
        {
            Role = fromZero ? QuantizerRoles.Activations : QuantizerRoles.Weights,
            Bits = (int)Math.Log2(golden.Number("Qp") + golden.Number("Qn") + 1),
            HasNegatives = !fromZero,
            Type = ScalarType.Float64,
        };

        // The gradient factor is 1/√(N·Qp) of these inputs where it is not 1: left to the quantizer, which takes a row to be one sample.
        double? factor = golden.Number("grad_factor") == 1 ? 1 : null;
        Tensor input = golden.Tensor("x").reshape(1, -1);
        Tensor gradient = golden.Tensor("grad_out").reshape(1, -1);

        using LsqQuantizer kernel = new(request, learnsZeroPoint: true, step: golden.Number("step"), gradientFactor: factor);
        (Tensor output, Tensor received) = Backward.Through(kernel.call, input, gradient);
        golden.Check("y", output);
        golden.Check("grad_x", received);
        golden.Check("grad_step", kernel.Step.grad!);
        golden.Check("grad_zero_point", kernel.ZeroPoint!.grad!);

        using LsqQuantizer plain = new(request, LsqClipping.OnCode, step: golden.Number("step"), gradientFactor: factor);
        golden.Check("grad_x", Backward.Through(plain.call, input, gradient).Gradient);
        golden.Check("grad_step", plain.Step.grad!);

        using LsqQuantizer article = new(request, step: golden.Number("step"), gradientFactor: factor);
        (output, received) = Backward.Through(article.call, input, gradient);
        golden.Check("y", output);
        golden.Check("grad_x_paper", received);
        golden.Check("grad_step_paper", article.Step.grad!);
        golden.AllRead();
    }

    [TestCaseSource(nameof(OtherCases))]
    public void Quantizer_GoldenInputs_HasTheGoldenValuesAndGradients(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        VectorCase golden = _others.Case(name);
        switch (name.Split('_')[0])
        {
            case "pact":
                Pact(golden);
                break;
            case "lsqplus":
                LsqPlus(golden);
                break;
            case "qil":
                Qil(golden);
                break;
            case "dorefa":
                DoReFa(golden);
                break;
            default:
                Assert.Fail("Nothing reads this case.");
                break;
        }

        golden.AllRead();
    }

    private static void Pact(VectorCase golden)
    {
        QuantizerRequest request = new() { Role = QuantizerRoles.Activations, Bits = golden.Whole("bits"), Type = ScalarType.Float64 };
        using PactQuantizer pact = new(request, golden.Number("alpha"));
        (Tensor output, Tensor received) = Backward.Through(pact.call, golden.Tensor("x"), golden.Tensor("grad_out"));
        golden.CheckWithOneStepAtTies("y_q", output, pact.Clip(golden.Tensor("x")), golden.Number("alpha") / ((1 << golden.Whole("bits")) - 1));
        golden.Check("grad_x", received);
        golden.Check("grad_alpha", pact.Alpha.grad!);
        golden.Check("y_clip", pact.Clip(golden.Tensor("x")));
        pact.Regularisation(golden.Number("l2_lambda")).backward();
        golden.Check("grad_alpha_with_l2", pact.Alpha.grad!);
    }

    private static void LsqPlus(VectorCase golden)
    {
        if (golden.Name == "lsqplus_weight_init_4bit")
        {
            golden.Check("s_init", LsqPlusQuantizer.FirstWeightStep(golden.Inputs, golden.Whole("bits")));
            using LsqPlusQuantizer weights = new(new QuantizerRequest { Bits = golden.Whole("bits"), Type = ScalarType.Float64 });
            weights.call(golden.InputTensor());
            golden.Check("s_init", weights.Step);
            return;
        }

        QuantizerRequest request = new() { Role = QuantizerRoles.Activations, Bits = 3, Type = ScalarType.Float64 };
        Tensor input = golden.Tensor("x").reshape(1, -1);
        Tensor gradient = golden.Tensor("grad_out").reshape(1, -1);
        Assert.That((golden.Whole("n"), golden.Whole("p")), Is.EqualTo((0, 7)), "the codes of 3 bits");

        using LsqPlusQuantizer plain = new(request, (golden.Number("s"), golden.Number("beta")), gradientFactor: 1);
        (Tensor output, Tensor received) = Backward.Through(plain.call, input, gradient);
        golden.Check("y", output);
        golden.Check("grad_x", received);
        golden.Check("grad_s", plain.Step.grad!);
        golden.Check("grad_beta", plain.Offset!.grad!);

        using LsqPlusQuantizer scaled = new(request, (golden.Number("s"), golden.Number("beta")));
        Backward.Through(scaled.call, input, gradient);
        golden.Check("grad_s_scaled", scaled.Step.grad!);
        golden.Check("grad_beta_scaled", scaled.Offset!.grad!);
    }

    private static void Qil(VectorCase golden)
    {
        Assert.That(golden.Whole("levels"), Is.EqualTo(CodeRange.Restricted(3).Highest));
        using QilQuantizer qil = new(
            new QuantizerRequest { Bits = 3, Type = ScalarType.Float64 }, (golden.Number("c"), golden.Number("d"), golden.Number("gamma")));
        (Tensor output, Tensor received) = Backward.Through(qil.call, golden.Tensor("w"), golden.Tensor("grad_out"));
        golden.Check("transformed", qil.Transform(golden.Tensor("w")));
        golden.Check("y", output);
        golden.Check("grad_w", received);
        golden.Check("grad_c", qil.Centre.grad!);
        golden.Check("grad_d", qil.HalfWidth.grad!);
        golden.Check("grad_gamma", qil.Power!.grad!);
    }

    private static void DoReFa(VectorCase golden)
    {
        if (golden.Name == "dorefa_w1")
        {
            using DoReFaQuantizer binary = new(new QuantizerRequest { Bits = 1 });
            Tensor outputGradient = arange(1, golden.Inputs.Length + 1, ScalarType.Float64);
            (Tensor y, Tensor unchanged) = Backward.Through(binary.call, golden.InputTensor(), outputGradient);
            golden.Check("y", y);
            Assert.That(TensorData.ToDoubles(unchanged), Is.EqualTo(TensorData.ToDoubles(outputGradient)), "the comment of the case: gradient identity");
            return;
        }

        QuantizerRequest request = new() { Bits = golden.Whole("k") };
        Tensor gradient = golden.Tensor("grad_out");
        using DoReFaQuantizer weights = new(request);
        (Tensor output, Tensor received) = Backward.Through(weights.call, golden.Tensor("w"), gradient);
        golden.Check("w_q", output);
        golden.Check("grad_w_stopgrad_max", received);
        using DoReFaQuantizer whole = new(request, wholeDerivative: true);
        golden.Check("grad_w_full", Backward.Through(whole.call, golden.Tensor("w"), gradient).Gradient);
        using DoReFaQuantizer activations = new(request with { Role = QuantizerRoles.Activations });
        golden.Check("x_q", activations.call(golden.Tensor("x")));
    }
}
