using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Layers;
using CrossbarSim.Networks.Models;
using CrossbarSim.Networks.Quantization.PartialSums;
using CrossbarSim.Networks.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CrossbarSim.Tests.Networks.Quantization;

public sealed class ArrayRuleTests
{
    private static readonly ArrayNumbers s_twoRows = new() { Rows = 2 };

    /// <summary>
    /// By hand: inputs +,-,-,- and weights +,-,+,- give sums 2 and 0 of two rows each. Without ADC 2; with one bit 2 - 2 (0 goes down); with two, of levels
    /// ±2/3 and ±2, 2 + 2/3 (0 goes up). The bias is added as it is.
    /// </summary>
    [TestCase(null, 2.25)]
    [TestCase(1, 0.25)]
    [TestCase(2, 2 + (2.0 / 3) + 0.25)]
    public void Through_OneLinearLayer_ConvertsTheSumOfEachTile(int? bits, double expected)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using Sequential network = Network();

        Tensor output = new ArrayRule(s_twoRows with { AdcBits = bits }).Through(network).call(TensorData.FromDoubles([0.3, -0.2, -5, 0], 1, 4));

        Assert.That(output.item<float>(), Is.EqualTo(expected).Within(1e-6));
    }

    [Test]
    public void Through_LayerWithoutAdc_HasSignsAndExactSums()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using Sequential network = Network();

        Tensor output = new ArrayRule(s_twoRows with { WithoutAdc = ["fc"] }).Through(network).call(TensorData.FromDoubles([0.3, -0.2, -5, 0], 1, 4));

        Assert.That(output.item<float>(), Is.EqualTo(2.25));
    }

    [Test]
    public void Through_LayerThatStaysDigital_ComputesInFloatingPoint()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using Sequential network = Network();

        Tensor output = new ArrayRule(s_twoRows, name => name == "fc").Through(network).call(TensorData.FromDoubles([0.3, -0.2, -5, 0], 1, 4));

        // 0.3·0.5 + 0.2·0.25 - 5·0.125 - 0·1 + 0.25
        Assert.That(output.item<float>(), Is.EqualTo(-0.175).Within(1e-6));
    }

    [Test]
    public void Through_NameThatIsOnNoArray_IsRefused()
    {
        using Sequential network = Network();

        ArgumentException? fault = Assert.Throws<ArgumentException>(() => new ArrayRule(s_twoRows with { WithoutAdc = ["fc9"] }).Through(network));

        Assert.That(fault!.Message, Is.EqualTo("No layer on arrays is called 'fc9'. Those are: fc. (Parameter 'network')"));
    }

    [TestCase(5.0, 1)]
    [TestCase(1.0, 33)]
    [TestCase(1.0, 0)]
    public void Constructor_NumbersThatCannotBe_AreRefused(double bits, int adcBits) => Assert.That(
        () => new ArrayRule(new ArrayNumbers { ActivationBits = bits == 5 ? 2.5 : bits, AdcBits = adcBits }), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public void AfterStep_WeightsBeyondOne_AreHeldOnArraysAlone()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using Sequential network = nn.Sequential(("fc", nn.Linear(2, 1)), ("norm", nn.BatchNorm1d(1)), ("last", nn.Linear(1, 1)));
        using (torch.no_grad())
        {
            foreach (Parameter parameter in network.parameters())
            {
                parameter.fill_(-3.0f);
            }
        }

        new ArrayRule(s_twoRows, name => name == "last").AfterStep(network, new TrainingStep(1, 1, 1, Last: false));

        Assert.That(
            network.named_parameters().Select(each => (each.name, TensorData.ToFloats(each.parameter)[0])),
            Is.EqualTo(new[] { ("fc.weight", -1f), ("fc.bias", -1f), ("norm.weight", -3f), ("norm.bias", -3f), ("last.weight", -3f), ("last.bias", -3f) }));
    }

    /// <summary>
    /// Two tiles of four rows, against the definitions written out element by element: 1 bit +1 above zero, else -1; 1.5 bits ±1 from ±0.2 on; k bits -1 + δ·⌊(x + δ/2 + 1)/δ⌋, δ = 2/(2^k - 1);
    /// ADCs of one bit ±R, R above zero, of more -R + Δ·⌊(s + Δ/2 + R)/Δ⌋, Δ = 2R/(2^k - 1), from -R to R. No value is on a threshold but by sums of levels, which 1e-4 of a step decides upwards.
    /// </summary>
    [Test]
    public void Through_AnyNumbers_ComputesInTheirLevels(
        [Values(1, 1.5, 2, 3, 4)] double activationBits, [Values(1, 1.5, 2, 3, 4)] double weightBits, [Values(1, 2, 3, 4)] int adcBits)
    {
        const int Rows = 4;
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable inference = torch.no_grad();
        double[] inputs = new double[5 * 2 * Rows];
        double[] weights = new double[3 * 2 * Rows];
        RandomKey.FromSeed(4).FillNormal(inputs);
        RandomKey.FromSeed(5).FillUniform(weights);
        weights = Array.ConvertAll(weights, each => (2 * each) - 1);
        Linear layer = nn.Linear(2 * Rows, 3, hasBias: false);
        layer.weight.copy_(TensorData.FromDoubles(weights, 3, 2 * Rows));
        using Sequential network = nn.Sequential(("fc", layer));
        ArrayRule rule = new(new ArrayNumbers { ActivationBits = activationBits, WeightBits = weightBits, AdcBits = adcBits, Rows = Rows });

        float[] outputs = TensorData.ToFloats(rule.Through(network).call(TensorData.FromDoubles(inputs, 5, 2 * Rows)));

        double[] expected = [.. Enumerable.Range(0, 5 * 3).Select(place => Enumerable.Range(0, 2).Sum(tile => Adc(Enumerable.Range(tile * Rows, Rows).Sum(i =>
            Level(Math.Clamp(inputs[(place / 3 * 2 * Rows) + i], -1, 1), activationBits) * Level(weights[(place % 3 * 2 * Rows) + i], weightBits)))))];
        Assert.That(outputs, Is.EqualTo(expected).Within(1e-5));

        double Adc(double sum)
        {
            double step = 2.0 * Rows / (Math.Pow(2, adcBits) - 1);
            return adcBits == 1 ? (sum > 1e-4 * step ? Rows : -Rows)
                : Math.Clamp(-Rows + (step * Math.Floor((sum + (step / 2) + Rows) / step + 1e-4)), -Rows, Rows);
        }
    }

    /// <summary>First weights as networks have them are all zero in 1.5 bits: nothing moves. With a third in each level the layer's own rms does not matter.</summary>
    [Test]
    public void WidenFirstWeights_Ternary_LeavesAThirdInEachLevel()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using Sequential network = Mlp();
        ArrayRule rule = new(new ArrayNumbers { WeightBits = 1.5 }, name => name == "fc3");
        float[] last = Weights(network, "fc3");
        Assert.That(Weights(network, "fc2").All(weight => Math.Abs(weight) < 0.2), Is.True);

        rule.WidenFirstWeights(network);

        float[] widened = Weights(network, "fc2");
        // 20,000 draws: a share of 1/3 has a standard error of 0.0033; allow five. Held at ±1, which is 2.15σ, no level changes.
        Assert.That((double)widened.Count(weight => weight >= 0.2) / widened.Length, Is.EqualTo(1 / 3.0).Within(0.017));
        Assert.That((double)widened.Count(weight => weight <= -0.2) / widened.Length, Is.EqualTo(1 / 3.0).Within(0.017));
        Assert.That(widened.Max(Math.Abs), Is.EqualTo(1f));
        Assert.That(Weights(network, "fc3"), Is.EqualTo(last), "it is on no array");
        rule.WidenFirstWeights(network);
        Assert.That(Weights(network, "fc2"), Is.EqualTo(widened).Within(0.05), "what is wide stays nearly so: holding at ±1 takes 3 % of the rms");
    }

    [TestCase(1.0)]
    [TestCase(2.0)]
    [TestCase(32.0)]
    public void WidenFirstWeights_OtherWeights_StayWhatTheyAre(double bits)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using Sequential network = Mlp();
        float[] before = Weights(network, "fc1");

        new ArrayRule(new ArrayNumbers { WeightBits = bits }).WidenFirstWeights(network);

        Assert.That(Weights(network, "fc1"), Is.EqualTo(before));
    }

    /// <summary>From the first weights that networks have, ternary ones get off the ground: without widening, the loss stays that of a guess, ln 10.</summary>
    [Test]
    public void Train_TernaryWeights_LearnsOnceTheyAreWidened()
    {
        double narrow = LossAfterTraining(widened: false);
        double wide = LossAfterTraining(widened: true);

        Assert.That(narrow, Is.GreaterThan(2.2));
        Assert.That(wide, Is.LessThan(narrow - 0.6));
    }

    private static double LossAfterTraining(bool widened)
    {
        using Sequential network = Mlp();
        ArrayRule rule = new(new ArrayNumbers { ActivationBits = 1.5, WeightBits = 1.5, AdcBits = 4 });
        if (widened)
        {
            rule.WidenFirstWeights(network);
        }

        return Trainer.Train(
            network, NetworkSamples.Train, new TrainingSettings { Epochs = 6, Batch = 50, LearningRate = 5e-3 }, rule, RandomKey.FromSeed(8))[^1].Loss;
    }

    private static Sequential Mlp() => ModelCatalog.Standard.Kinds["cim-mlp-norm"].Build(
        new ModelRequest { Channels = 1, Height = 28, Width = 28, Classes = 10, Hidden = [200, 100], InitialSigma = 0.02 }, RandomKey.FromSeed(3));

    private static float[] Weights(Sequential network, string layer) => TensorData.ToFloats(((Linear)network.named_children().Single(child => child.name == layer).module).weight);

    private static double Level(double value, double bits)
    {
        double step = 2 / (Math.Pow(2, bits) - 1);
        return bits switch
        {
            1 => value > 0 ? 1 : -1,
            1.5 => value >= 0.2 ? 1 : value <= -0.2 ? -1 : 0,
            _ => -1 + (step * Math.Floor(((value + (step / 2) + 1) / step) + 1e-9)),
        };
    }

    private static Sequential Network()
    {
        Linear layer = nn.Linear(4, 1);
        using IDisposable frozen = torch.no_grad();
        layer.weight.copy_(TensorData.FromDoubles([0.5, -0.25, 0.125, -1], 1, 4));
        layer.bias!.fill_(0.25f);
        return nn.Sequential(("fc", layer));
    }
}
