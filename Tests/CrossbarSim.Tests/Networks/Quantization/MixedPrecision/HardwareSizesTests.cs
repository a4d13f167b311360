using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Conversion;
using CrossbarSim.Networks.Layers;
using CrossbarSim.Networks.Models;
using CrossbarSim.Networks.Quantization.MixedPrecision;
using CrossbarSim.Simulator.Converters;
using CrossbarSim.Simulator.Mapping;
using CrossbarSim.Simulator.Tiles;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CrossbarSim.Tests.Networks.Quantization.MixedPrecision;

/// <summary>
/// What layers of 784x40, 40x20 and 20x10 weights take on arrays of 128x128 with cells of two bits. The magnitude of a weight of b bits is cut into ceil((b - 1)/2) digits: one of 3 bits into 1, of 5
/// into 2, of 8 into 4; each stands on two columns.
/// </summary>
public sealed class HardwareSizesTests
{
    private static readonly CrossbarSettings _hardware = NetworkSamples.Ideal with
    {
        Mapping = Sliced(8),
        Dac = new DacSettings { Bits = 8 },
        Adc = new AdcSettings { Bits = 8 },
    };

    private Sequential _network = null!;
    private Tensor _images = null!;

    [OneTimeSetUp]
    public void Make()
    {
        torch.set_num_threads(1);
        _network = NetworkSamples.Mlp();
        _images = ImageTensors.Of(NetworkSamples.Train, NetworkSamples.First(20));
    }

    [OneTimeTearDown]
    public void Free()
    {
        _network.Dispose();
        _images.Dispose();
    }

    /// <summary>784 inputs on 128 rows are 7 tiles; 128 columns hold 64, 32 or 16 outputs of 2, 4 or 8 columns: 40 of them take 1, 2 or 3 tiles, 20 of them 1, 1 or 2.</summary>
    [TestCase("fc1", 3, 7)]
    [TestCase("fc1", 5, 14)]
    [TestCase("fc1", 8, 21)]
    [TestCase("fc2", 3, 1)]
    [TestCase("fc2", 5, 1)]
    [TestCase("fc2", 8, 2)]
    [TestCase("fc3", 8, 1)]
    [TestCase("fc1", null, 21)]
    public void Of_Arrays_AreThoseOfTiles(string layer, int? bits, long arrays) => Assert.That(Sizes(_hardware, HardwareResource.Arrays).Of(layer, bits), Is.EqualTo(arrays));

    /// <summary>Each side of each digit has an array, 7 by the inputs: 2·4·7.</summary>
    [Test]
    public void Of_SeparateArrays_CountsThemAll()
    {
        HardwareSizes sizes = new(_network, _hardware, [], bits => Sliced(bits, ArrayLayout.Separate), HardwareResource.Arrays, _images);

        Assert.That(sizes.Of("fc1", 8), Is.EqualTo(56));
    }

    /// <summary>One conversion a digit, output and row tile: 7·40·(1, 2, 4), 20·(1, 2, 4), 10·(1, 2, 4).</summary>
    [TestCase("fc1", 3, 280)]
    [TestCase("fc1", 5, 560)]
    [TestCase("fc1", 8, 1120)]
    [TestCase("fc2", 5, 40)]
    [TestCase("fc3", 8, 40)]
    public void Of_Conversions_AreThoseOfLines(string layer, int bits, long conversions)
    {
        Assert.That(Sizes(_hardware, HardwareResource.Conversions).Of(layer, bits), Is.EqualTo(conversions));
        CrossbarSettings serial = _hardware with { Dac = new DacSettings { Bits = 1, InputBits = 8 } };
        Assert.That(Sizes(serial, HardwareResource.Conversions).Of(layer, bits), Is.EqualTo(8 * conversions), "eight passes");
        Assert.That(
            Sizes(serial with { Adc = new AdcSettings { Bits = 8, Converts = ConversionPoint.AfterAccumulation } }, HardwareResource.Conversions).Of(layer, bits),
            Is.EqualTo(conversions), "passes are added before they are converted");
        Assert.That(Sizes(_hardware with { Adc = new AdcSettings { Bits = null } }, HardwareResource.Conversions).Of(layer, bits), Is.Zero);
    }

    [Test]
    public void Of_DigitalLayer_IsNothing([Values] HardwareResource resource) =>
        Assert.That(new HardwareSizes(_network, _hardware, ["fc2"], bits => Sliced(bits), resource, _images).Of("fc2", 8), Is.Zero);

    /// <summary>Convolutions, images with a sign and their passes, and a mapping of its own for each layer: what is counted before is what a chip does.</summary>
    [TestCase(SignedInputs.Bipolar)]
    [TestCase(SignedInputs.TwoPasses)]
    [TestCase(SignedInputs.TwosComplement)]
    public void Of_Conversions_AreThoseOfAChip(SignedInputs signed)
    {
        using Sequential network = ModelCatalog.Standard.Kinds["lenet5"].Build(
            new ModelRequest { Channels = 1, Height = 28, Width = 28, Classes = 10 }, RandomKey.FromSeed(1));
        using Tensor images = ImageTensors.Of(NetworkSamples.Train, NetworkSamples.First(3)) - 0.5;
        CrossbarSettings hardware = _hardware with { Dac = new DacSettings { Bits = 4, InputBits = 8, SignedInputs = signed } };
        Dictionary<string, int> bits = new() { ["conv1"] = 3, ["conv2"] = 5, ["fc1"] = 8, ["fc2"] = 4, ["fc3"] = 7 };
        HardwareSizes conversions = new(network, hardware, [], b => Sliced(b), HardwareResource.Conversions, images);
        HardwareSizes arrays = new(network, hardware, [], b => Sliced(b), HardwareResource.Arrays, images);
        LayerEffects effects = new() { Mappings = bits.ToDictionary(layer => layer.Key, layer => (IWeightMapping)Sliced(layer.Value)) };

        AnalogNetwork analog = new(network, hardware, [], images, effects: effects);
        using ChipNetwork chip = analog.ProgramIdeally();
        using (torch.no_grad())
        {
            chip.Network.call(images).Dispose();
        }

        Assert.That(
            chip.LayerCounts.Select(layer => (layer.Layer, layer.Counts.Conversions)),
            Is.EqualTo(bits.Select(layer => (layer.Key, 3 * conversions.Of(layer.Key, layer.Value)))));
        Assert.That(
            analog.Layers.Where(layer => layer.StaysDigital is null).Select(layer => (long)layer.Tiles), Is.EqualTo(bits.Select(layer => arrays.Of(layer.Key, layer.Value))));
    }

    private HardwareSizes Sizes(CrossbarSettings hardware, HardwareResource resource) => new(_network, hardware, [], bits => Sliced(bits), resource, _images);

    private static DifferentialMapping Sliced(int bits, ArrayLayout arrays = ArrayLayout.Shared) =>
        new DifferentialMapping(PairBalance.OneSided, Subtraction.BeforeAdc, new WeightSlices(2, bits), arrays);
}
