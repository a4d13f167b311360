using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Layers;
using CrossbarSim.Networks.Quantization;
using CrossbarSim.Networks.Quantization.Binary;
using TorchSharp;
using static TorchSharp.torch;

namespace CrossbarSim.Tests.Networks.Quantization.Vectors;

/// <summary>Golden/methods 08: binary and ternary quantizers.</summary>
public sealed class BinaryVectorTests
{
    private static readonly VectorFile _file = new("08_binary_ternary");

    private static string[] Cases => _file.Names;

    [Test]
    public void File_Cases_AreAsManyAsTheyShouldBe() => Assert.That(_file.Names, Has.Length.EqualTo(13));

    [TestCaseSource(nameof(Cases))]
    public void Quantizer_GoldenInputs_HasTheGoldenValuesAndGradients(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        VectorCase golden = _file.Case(name);
        Action<VectorCase> check = name switch
        {
            "bnn_sign_ste" => each => Sign(each, SignGradient.Clipped()),
            "bi_real_approxsign" => each => Sign(each, SignGradient.Parabolic),
            "bnnplus_swishsign_beta5" => Swish,
            "bwn_per_filter" => ScaledSigns,
            "xnor_conv_2x3x3_k2" => Xnor,
            "xnor_popcount" => Popcount,
            "tbn_ternary_input" => TernaryInput,
            "tbn_bitwise_dot" => TernaryDot,
            "horq_order2" => Horq,
            "abc_net_weights_M5" => AbcWeights,
            "abc_net_activation" => AbcActivations,
            "binaryconnect_stochastic" => StochasticSign,
            "bnnplus_regularisers_alpha0.7" => Regularisers,
            _ => _ => Assert.Fail("Nothing reads this case."),
        };
        check(golden);
        golden.AllRead();
    }

    private static void Sign(VectorCase golden, SignGradient gradient)
    {
        using SignQuantizer quantizer = new(gradient);
        (Tensor output, Tensor received) = Backward.Through(quantizer.call, golden.Tensor("x"), golden.Tensor("grad_out"));
        golden.Check("y", output);
        golden.Check("grad_x", received);
    }

    private static void Swish(VectorCase golden)
    {
        Sign(golden, SignGradient.Swish(golden.Number("beta")));
        golden.Check("SS", SignGradient.SwishFunction(golden.Tensor("x"), golden.Number("beta")));
    }

    private static void ScaledSigns(VectorCase golden)
    {
        Tensor weights = golden.Tensor("W");
        QuantizerRequest request = new() { Granularity = Granularity.Channel, Shape = weights.shape };
        foreach ((string name, ScaledSignGradient gradient) in new[]
        {
            ("grad_paper", ScaledSignGradient.Printed), ("grad_exact_chain", ScaledSignGradient.ProductRule),
            ("grad_ste_scaled", ScaledSignGradient.Scaled), ("grad_ste_plain", ScaledSignGradient.Plain),
        })
        {
            using ScaledSignQuantizer quantizer = new(request, gradient);
            (Tensor output, Tensor received) = Backward.Through(quantizer.call, weights, golden.Tensor("grad_out"));
            golden.Check("Wt", output);
            golden.Check(name, received);
            golden.Check("sse", (output - weights).square().sum([1]));
        }

        golden.Check("alpha", Granularity.Channel.Of(weights.shape).Mean(weights.abs()));
        golden.Check("B", SignQuantizer.Sign(weights));
    }

    private static void Xnor(VectorCase golden)
    {
        Tensor image = golden.Tensor("I").unsqueeze(0);
        Tensor kernel = golden.Tensor("W");
        golden.Check("A", image.abs().mean([1]));
        golden.Check("K", XnorConvolution.WindowScale(image, 2, 2));
        golden.Check("alpha", kernel.abs().mean());
        golden.Check("binary_conv", nn.functional.conv2d(SignQuantizer.Sign(image), SignQuantizer.Sign(kernel)));
        golden.Check("out", XnorConvolution.Apply(image, kernel));
        golden.Check("fp_conv", nn.functional.conv2d(image, kernel));
    }

    private static void Popcount(VectorCase golden)
    {
        double[] weights = golden.Numbers("w");
        double[] inputs = golden.Numbers("a");
        (ulong[] left, ulong[] right) = (BitProducts.Positive(weights), BitProducts.Positive(inputs));
        golden.Check("popcount_xnor", BitProducts.Agreements(left, right, weights.Length));
        golden.Check("dot", BitProducts.Binary(left, right, weights.Length));
        golden.Check("dot_direct", weights.Zip(inputs, (w, a) => w * a).Sum());
    }

    private static void TernaryInput(VectorCase golden)
    {
        using TernaryQuantizer quantizer = new(new QuantizerRequest { Role = QuantizerRoles.Activations }, part: golden.Number("delta_factor"));
        golden.Check("delta", quantizer.Threshold(golden.InputTensor()));
        golden.Check("T", quantizer.call(golden.InputTensor()));
    }

    private static void TernaryDot(VectorCase golden)
    {
        double[] ternary = golden.Numbers("t");
        double[] binary = golden.Numbers("b");
        (int nonZero, int negative, int dot) = BitProducts.Ternary(BitProducts.NonZero(ternary), BitProducts.Positive(ternary), BitProducts.Positive(binary));
        golden.Check("nonzero", nonZero);
        golden.Check("negative_products", negative);
        golden.Check("dot", dot);
        golden.Check("dot_direct", ternary.Zip(binary, (t, b) => t * b).Sum());
    }

    private static void Horq(VectorCase golden)
    {
        Tensor input = golden.InputTensor();
        IReadOnlyList<(Tensor Factor, Tensor Signs, Tensor Residual)> terms = HorqQuantizer.Expand(input, 2);
        golden.Check("beta", terms.Select(term => term.Factor.item<double>()));
        golden.Check("H", terms.SelectMany(term => TensorData.ToDoubles(term.Signs)));
        golden.Check("residual1", terms[0].Residual);
        golden.Check("sse1", terms[0].Residual.square().sum());
        golden.Check("sse2", terms[1].Residual.square().sum());
        using HorqQuantizer quantizer = new();
        golden.Check("recon", quantizer.call(input));
    }

    private static void AbcWeights(VectorCase golden)
    {
        int bases = golden.Whole("M");
        CrossbarSim.Networks.Quantization.NonUniform.BinaryCode code = AbcNetWeightQuantizer.Fit(golden.Inputs, bases);
        golden.Check("u", AbcNetWeightQuantizer.Shifts(bases));
        golden.Check("B", code.Bases.SelectMany(signs => signs));
        golden.Check("alpha_min_norm_lstsq", code.Factors);
        golden.Check("rank", MathNet.Numerics.LinearAlgebra.Matrix<double>.Build.DenseOfColumnArrays(code.Bases).Rank());
        golden.Check("sse", code.SquaredError(golden.Inputs));
        using AbcNetWeightQuantizer quantizer = new(new QuantizerRequest { Bits = bases });
        golden.Check("recon", quantizer.call(golden.InputTensor()));
    }

    private static void AbcActivations(VectorCase golden)
    {
        QuantizerRequest request = new() { Role = QuantizerRoles.Activations, Bits = 3, Type = ScalarType.Float64 };
        using AbcNetActivationQuantizer quantizer = new(request, golden.Numbers("v"), golden.Numbers("beta"));
        golden.Check("H", Enumerable.Range(0, 3).SelectMany(n => TensorData.ToDoubles(quantizer.Signs(golden.InputTensor(), n))));
        golden.Check("A", quantizer.call(golden.InputTensor()));
    }

    private static void StochasticSign(VectorCase golden)
    {
        golden.Check("p", StochasticSignQuantizer.Probability(golden.Tensor("w")));
        golden.Check("wb", StochasticSignQuantizer.Draw(golden.Tensor("w"), golden.Tensor("u")));
        using StochasticSignQuantizer quantizer = new(RandomKey.FromSeed(1));
        quantizer.eval();
        Assert.That(TensorData.ToDoubles(quantizer.call(golden.Tensor("w"))), Is.EqualTo(new double[] { -1, -1, 1, 1, 1 }), "in evaluation the sign");
    }

    private static void Regularisers(VectorCase golden)
    {
        Term("R1", BinaryRegularisation.Absolute);
        Term("R2", BinaryRegularisation.Squared);

        void Term(string name, Func<Tensor, Tensor, Tensor> term)
        {
            Tensor weights = golden.InputTensor().requires_grad_();
            Tensor alpha = tensor(golden.Number("alpha"), ScalarType.Float64).requires_grad_();
            Tensor value = term(weights, alpha);
            value.backward();
            golden.Check(name, value);
            golden.Check($"d{name}_dx", weights.grad!);
            golden.Check($"d{name}_dalpha", alpha.grad!);
        }
    }
}
