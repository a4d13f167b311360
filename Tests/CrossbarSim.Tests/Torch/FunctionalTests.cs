using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace CrossbarSim.Tests.Torch;

[TestFixture]
public sealed class FunctionalTests
{
    private DisposeScope _scope = null!;

    [SetUp]
    public void OpenScope()
    {
        _scope = NewDisposeScope();
        manual_seed(11);
    }

    [TearDown]
    public void CloseScope() => _scope.Dispose();

    [Test]
    public void Linear_IsInputTimesTransposedWeightPlusBias()
    {
        Tensor y = F.linear(
            tensor(new float[,] { { 1, 2 } }),
            tensor(new float[,] { { 3, 4 }, { 5, 6 }, { 7, 8 } }),
            tensor(new float[] { 0.5f, 0, -0.5f }));

        Assert.That(Values(y), Is.EqualTo(new float[] { 11.5f, 17, 22.5f }));
    }

    [Test]
    public void Conv2d_OfASmallImage_IsTheHandComputedSum()
    {
        Tensor image = arange(9, dtype: float32).reshape(1, 1, 3, 3);
        Tensor kernel = tensor(new float[] { 1, 2, 3, 4 }).reshape(1, 1, 2, 2);

        Tensor y = F.conv2d(image, kernel, tensor(new float[] { 1 }));

        // First: 0·1 + 1·2 + 3·3 + 4·4 + 1 = 28; one to the right adds 1 + 2 + 3 + 4.
        Assert.That(Values(y), Is.EqualTo(new float[] { 28, 38, 58, 68 }));
    }

    [Test]
    public void Conv2d_WithStridePaddingDilationGroups_HasTheExpectedShape()
    {
        Tensor image = zeros(2, 4, 9, 9);

        Assert.That(
            F.conv2d(image, zeros(6, 2, 3, 3), strides: [2, 2], padding: [1, 1], groups: 2).shape,
            Is.EqualTo(new long[] { 2, 6, 5, 5 }));
        Assert.That(F.conv2d(image, zeros(6, 4, 3, 3), dilation: [2, 2]).shape, Is.EqualTo(new long[] { 2, 6, 5, 5 }));
    }

    [Test]
    public void Conv2d_Gradients_AgreeWithDifferences()
    {
        Tensor image = randn(1, 2, 4, 4, dtype: float64);
        Tensor kernel = randn(3, 2, 3, 3, dtype: float64);

        NumericalGradient.Check(x => F.conv2d(x, kernel, padding: [1, 1]), image);
        NumericalGradient.Check(k => F.conv2d(image, k, strides: [2, 2], padding: [1, 1]), kernel);
    }

    [Test]
    public void Activations_Gradients_AgreeWithDifferences()
    {
        Tensor x = randn(7, dtype: float64) * 2;

        NumericalGradient.Check(t => F.relu(t), x);
        NumericalGradient.Check(t => F.hardtanh(t, -0.7, 0.9), x);
        NumericalGradient.Check(t => t.sigmoid(), x);
        NumericalGradient.Check(t => t.tanh(), x);
        NumericalGradient.Check(t => F.softmax(t, 0), x);
        NumericalGradient.Check(t => F.log_softmax(t, 0), x);
    }

    [Test]
    public void Activations_OfKnownInputs_GiveKnownOutputs()
    {
        Tensor x = tensor(new float[] { -2, 0, 2 });

        Assert.That(Values(F.relu(x)), Is.EqualTo(new float[] { 0, 0, 2 }));
        Assert.That(Values(F.hardtanh(x)), Is.EqualTo(new float[] { -1, 0, 1 }));

        // e^-2 : 1 : e^2
        double sum = Math.Exp(-2) + 1 + Math.Exp(2);
        float[] shares = [(float)(Math.Exp(-2) / sum), (float)(1 / sum), (float)(Math.Exp(2) / sum)];
        Assert.That(Values(F.softmax(x, 0)), Is.EqualTo(shares).Within(1e-6f));
        Assert.That(Values(F.log_softmax(x, 0)), Is.EqualTo(shares.Select(share => MathF.Log(share))).Within(1e-5f));
    }

    [Test]
    public void BatchNorm_InTraining_NormalizesAndUpdatesTheStatistics()
    {
        Tensor x = tensor(new float[,] { { 1 }, { 2 }, { 3 }, { 6 } });
        Tensor mean = zeros(1);
        Tensor var = ones(1);

        Tensor y = F.batch_norm(x, mean, var, training: true, momentum: 0.1, eps: 0);

        // Mean 3, squared deviations 4 1 0 9: variance 3.5 for the batch, 14/3 for the running one.
        float sigma = MathF.Sqrt(3.5f);
        Assert.That(Values(y), Is.EqualTo(new[] { -2 / sigma, -1 / sigma, 0, 3 / sigma }).Within(1e-5f));
        Assert.That(mean.ToSingle(), Is.EqualTo(0.3f).Within(1e-6f));
        Assert.That(var.ToSingle(), Is.EqualTo((0.9f * 1) + (0.1f * 14 / 3)).Within(1e-6f));
    }

    [Test]
    public void BatchNorm_InEvaluation_UsesTheStatistics()
    {
        Tensor y = F.batch_norm(
            tensor(new float[,] { { 5 }, { 9 } }), tensor(new float[] { 1 }), tensor(new float[] { 4 }),
            tensor(new float[] { 3 }), tensor(new float[] { 0.5f }), eps: 0);

        // 3 · (x − 1) / 2 + 0.5
        Assert.That(Values(y), Is.EqualTo(new float[] { 6.5f, 12.5f }).Within(1e-5f));
    }

    [Test]
    public void BatchNorm_Gradient_AgreesWithDifferences()
    {
        Tensor weight = randn(2, dtype: float64);
        Tensor bias = randn(2, dtype: float64);

        NumericalGradient.Check(
            x => F.batch_norm(x, null, null, weight, bias, training: true), randn(5, 2, dtype: float64));
    }

    [Test]
    public void Pooling_OfASmallImage_IsTheHandComputedOne()
    {
        Tensor image = arange(16, dtype: float32).reshape(1, 1, 4, 4);

        Assert.That(Values(F.max_pool2d(image, 2)), Is.EqualTo(new float[] { 5, 7, 13, 15 }));
        Assert.That(Values(F.avg_pool2d(image, 2)), Is.EqualTo(new float[] { 2.5f, 4.5f, 10.5f, 12.5f }));
        Assert.That(Values(F.adaptive_avg_pool2d(image, 1)), Is.EqualTo(new float[] { 7.5f }));
        Assert.That(F.max_pool2d(image, 3, stride: 1).shape, Is.EqualTo(new long[] { 1, 1, 2, 2 }));
        Assert.That(F.avg_pool2d(image, (2, 4)).shape, Is.EqualTo(new long[] { 1, 1, 2, 1 }));
        Assert.That(F.adaptive_avg_pool2d(image, (2, 1)).shape, Is.EqualTo(new long[] { 1, 1, 2, 1 }));
    }

    [Test]
    public void Pooling_Gradients_AgreeWithDifferences()
    {
        Tensor image = randn(1, 2, 4, 4, dtype: float64);

        NumericalGradient.Check(x => F.max_pool2d(x, 2), image);
        NumericalGradient.Check(x => F.avg_pool2d(x, 3, stride: 1, padding: 1), image);
        NumericalGradient.Check(x => F.adaptive_avg_pool2d(x, 2), image);
    }

    [Test]
    public void Unfold_TimesTheKernel_IsTheConvolution()
    {
        Tensor image = randn(2, 3, 5, 6, dtype: float64);
        Tensor kernel = randn(4, 3, 3, 3, dtype: float64);

        Tensor columns = F.unfold(image, 3, padding: 1, stride: 2); // [batch, 27, positions]
        Tensor product = kernel.reshape(4, 27).matmul(columns);

        Tensor expected = F.conv2d(image, kernel, strides: [2, 2], padding: [1, 1]).flatten(2);
        Assert.That(columns.shape, Is.EqualTo(new long[] { 2, 27, 9 }));
        Assert.That(product.allclose(expected, rtol: 0, atol: 1e-12), Is.True);
    }

    [Test]
    public void Fold_OfDisjointPatches_GivesTheImageBack()
    {
        Tensor image = randn(1, 2, 4, 6);

        Tensor back = F.fold(F.unfold(image, 2, stride: 2), (4, 6), (2, 2), stride: (2, 2));

        Assert.That(back.Equals(image), Is.True);
    }

    [Test]
    public void Pad_PutsValuesAround()
    {
        Tensor image = tensor(new float[] { 1, 2, 3 }).reshape(1, 1, 3);

        Assert.That(Values(F.pad(image, [1, 2], value: 9)), Is.EqualTo(new float[] { 9, 1, 2, 3, 9, 9 }));
        Assert.That(Values(F.pad(image, [2, 1], PaddingModes.Reflect)), Is.EqualTo(new float[] { 3, 2, 1, 2, 3, 2 }));
        Assert.That(Values(F.pad(image, [1, 1], PaddingModes.Circular)), Is.EqualTo(new float[] { 3, 1, 2, 3, 1 }));
    }

    [Test]
    public void OneHot_PutsAOneWhereTheClassIs() =>
        Assert.That(
            F.one_hot(tensor(new long[] { 1, 0 }), 3).data<long>().ToArray(),
            Is.EqualTo(new long[] { 0, 1, 0, 1, 0, 0 }));

    [Test]
    public void Dropout_InTraining_DropsAndScales()
    {
        Tensor y = F.dropout(ones(10_000), 0.25, training: true);

        float[] values = Values(y);
        Assert.That(values.Distinct().Order(), Is.EqualTo(new float[] { 0, 4f / 3 }).Within(1e-6f));

        // Standard error √(p(1−p)/N); allow five.
        Assert.That(values.Count(v => v == 0) / 10_000.0, Is.EqualTo(0.25).Within(5 * Math.Sqrt(0.25 * 0.75 / 10_000)));
        Assert.That(F.dropout(ones(5), 0.25, training: false).Equals(ones(5)), Is.True);
    }

    [Test]
    public void CrossEntropy_OfKnownLogits_IsTheHandComputedLoss()
    {
        Tensor logits = tensor(new float[,] { { 0, 0, 0 }, { 1, 2, 3 } });
        Tensor labels = tensor(new long[] { 1, 2 });

        // ln 3, and ln(e⁻² + e⁻¹ + 1).
        double first = Math.Log(3);
        double second = Math.Log(Math.Exp(-2) + Math.Exp(-1) + 1);
        Assert.That(F.cross_entropy(logits, labels).ToDouble(), Is.EqualTo((first + second) / 2).Within(1e-6));
        Assert.That(
            F.cross_entropy(logits, labels, reduction: nn.Reduction.Sum).ToDouble(),
            Is.EqualTo(first + second).Within(1e-6));
        Assert.That(
            Values(F.cross_entropy(logits, labels, reduction: nn.Reduction.None)),
            Is.EqualTo(new[] { (float)first, (float)second }).Within(1e-6f));
        Assert.That(
            F.nll_loss(F.log_softmax(logits, 1), labels).ToDouble(), Is.EqualTo((first + second) / 2).Within(1e-6));
    }

    [Test]
    public void CrossEntropy_WithLabelSmoothing_MixesInAllClasses()
    {
        Tensor logits = tensor(new double[,] { { 1, 2 } });
        Tensor labels = tensor(new long[] { 0 });

        // −ln softmax = ln(1 + e) for class 0, ln(1 + e⁻¹) for class 1; smoothing 0.2 gives weights 0.9 and 0.1.
        double expected = (0.9 * Math.Log(1 + Math.E)) + (0.1 * Math.Log(1 + Math.Exp(-1)));
        Assert.That(
            F.cross_entropy(logits, labels, label_smoothing: 0.2).ToDouble(), Is.EqualTo(expected).Within(1e-12));
    }

    [Test]
    public void CrossEntropy_WithWeightsAndIgnoredLabels_LeavesThemOut()
    {
        Tensor logits = zeros(3, 2, dtype: float64);
        Tensor labels = tensor(new long[] { 0, 1, -100 });

        // Both counted losses are ln 2, so any weighted mean is ln 2; the sum weighs 1 and 3.
        Tensor weight = tensor(new double[] { 1, 3 });
        Assert.That(F.cross_entropy(logits, labels, weight).ToDouble(), Is.EqualTo(Math.Log(2)).Within(1e-12));
        Assert.That(
            F.cross_entropy(logits, labels, weight, reduction: nn.Reduction.Sum).ToDouble(),
            Is.EqualTo(4 * Math.Log(2)).Within(1e-12));
    }

    [Test]
    public void CrossEntropy_Gradient_AgreesWithDifferences()
    {
        Tensor labels = tensor(new long[] { 0, 2, 1 });

        NumericalGradient.Check(x => F.cross_entropy(x, labels), randn(3, 4, dtype: float64));
    }

    [Test]
    public void MseAndL1_AreTheHandComputedLosses()
    {
        Tensor x = tensor(new float[] { 1, 2, 4 });
        Tensor target = tensor(new float[] { 0, 4, 4 });

        Assert.That(F.mse_loss(x, target).ToSingle(), Is.EqualTo(5f / 3).Within(1e-6f));
        Assert.That(F.mse_loss(x, target, nn.Reduction.Sum).ToSingle(), Is.EqualTo(5f));
        Assert.That(F.l1_loss(x, target).ToSingle(), Is.EqualTo(1f));
    }

    private static float[] Values(Tensor tensor) => tensor.data<float>().ToArray();
}
