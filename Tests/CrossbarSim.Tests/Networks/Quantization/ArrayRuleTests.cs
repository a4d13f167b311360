using CrossbarSim.Networks.Layers;
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

    private static Sequential Network()
    {
        Linear layer = nn.Linear(4, 1);
        using IDisposable frozen = torch.no_grad();
        layer.weight.copy_(TensorData.FromDoubles([0.5, -0.25, 0.125, -1], 1, 4));
        layer.bias!.fill_(0.25f);
        return nn.Sequential(("fc", layer));
    }
}
