using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Conversion;
using CrossbarSim.Networks.Layers;
using CrossbarSim.Simulator.Converters;
using CrossbarSim.Simulator.Kernels;
using CrossbarSim.Simulator.Tiles;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CrossbarSim.Tests.Networks.Conversion;

public sealed class AnalogNetworkTests
{
    [Test]
    public void ProgramIdeally_EveryStageIdeal_GivesTheOutputsOfTheDigitalNetwork()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable inference = torch.no_grad();
        using Sequential network = NetworkSamples.Mlp();
        Tensor images = ImageTensors.Of(NetworkSamples.Test, NetworkSamples.First(50));
        using ChipNetwork chip = new AnalogNetwork(network, NetworkSamples.Ideal, [], images).ProgramIdeally();

        float[] analog = chip.Network.call(images).data<float>().ToArray();

        float[] digital = network.call(images).data<float>().ToArray();
        Assert.That(analog, Is.EqualTo(digital).Within(1e-5 * digital.Max(Math.Abs)));
        Assert.That(digital.Max(Math.Abs), Is.GreaterThan(0.01));
    }

    [Test]
    public void Baseline_AnyNetwork_GivesTheOutputsOfTheDigitalNetwork()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable inference = torch.no_grad();
        using Sequential network = NetworkSamples.Mlp();
        Tensor images = ImageTensors.Of(NetworkSamples.Test, NetworkSamples.First(50));
        AnalogNetwork baseline = AnalogNetwork.Baseline(network, NetworkSamples.Ideal);
        using ChipNetwork chip = baseline.ProgramIdeally();

        float[] digital = network.call(images).data<float>().ToArray();

        Assert.That(chip.Network.call(images).data<float>().ToArray(), Is.EqualTo(digital).Within(1e-5 * digital.Max(Math.Abs)));
        Assert.That(chip.Counts.Inputs, Is.Zero);
        Assert.That(baseline.Layers.Select(layer => layer.StaysDigital), Has.All.Not.Null);
    }

    /// <summary>The fastest product is held to the reference by tests of its own; here both go through a network.</summary>
    [Test]
    public void Program_ReferenceProductAskedFor_GivesTheSameBytes()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable inference = torch.no_grad();
        using Sequential network = NetworkSamples.Mlp();
        Tensor images = ImageTensors.Of(NetworkSamples.Test, NetworkSamples.First(50));
        RandomKey key = RandomKey.FromSeed(1);
        using ChipNetwork fast = new AnalogNetwork(network, NetworkSamples.Levels, [], images).Program(key, threads: 2);
        using ChipNetwork plain = new AnalogNetwork(
            network, NetworkSamples.Levels, [], images, product: CrossbarProducts.Reference).Program(key);

        float[] found = fast.Network.call(images).data<float>().ToArray();

        Assert.That(found, Is.EqualTo(plain.Network.call(images).data<float>().ToArray()));
        Assert.That(fast.Counts, Is.EqualTo(plain.Counts));
    }

    [Test]
    public void Layers_Mlp_SaysWhatWentWhereAndWhy()
    {
        using Sequential network = NetworkSamples.Mlp();
        using Tensor images = ImageTensors.Of(NetworkSamples.Test, NetworkSamples.First(20));

        AnalogNetwork analog = new(network, NetworkSamples.Levels, ["fc3"], images);

        // 784 inputs on 128 rows: 7 tiles, 784·40 of 7·128·64 cells in use; 40 inputs, 20 outputs: 1 tile, 800 of 8192.
        Assert.That(analog.Layers.Select(layer => (layer.Name, layer.Kind, layer.StaysDigital, layer.Tiles)), Is.EqualTo(new[]
        {
            ("flatten", "Flatten", "has no weights", 0),
            ("fc1", "Linear", null, 7),
            ("relu1", "ReLU", "has no weights", 0),
            ("fc2", "Linear", null, 1),
            ("relu2", "ReLU", "has no weights", 0),
            ("fc3", "Linear", "asked for", 0),
        }));
        Assert.That(analog.Layers[1].Utilisation, Is.EqualTo(784.0 * 40 / (7 * 128 * 64)).Within(1e-12));
        Assert.That(analog.Layers[3].Utilisation, Is.EqualTo(800.0 / 8192).Within(1e-12));
        Assert.That(analog.Layers[1].InputRange, Is.EqualTo(1).Within(0.02));
        Assert.That(analog.Layers[1].SmallestLsbMicroamperes, Is.Positive.And.LessThan(analog.Layers[1].LargestLsbMicroamperes));
        Assert.That(analog.Layers[1].MappingError, Is.Positive);
    }

    [Test]
    public void Layers_ModuleOfOnesOwn_StaysDigital()
    {
        using Sequential network = nn.Sequential(("flatten", nn.Flatten()), ("own", new Doubling()), ("out", nn.Linear(784, 10)));
        using Tensor images = ImageTensors.Of(NetworkSamples.Test, NetworkSamples.First(20));

        AnalogNetwork analog = new(network, NetworkSamples.Ideal, [], images);

        Assert.That(analog.Layers[1].StaysDigital, Is.EqualTo("has no analog form"));
        Assert.That(analog.Layers[2].StaysDigital, Is.Null);
    }

    [Test]
    public void Constructor_UnknownLayerKeptDigital_NamesThoseThereAre()
    {
        using Sequential network = NetworkSamples.Mlp();

        ArgumentException error = Assert.Throws<ArgumentException>(() => _ = new AnalogNetwork(network, NetworkSamples.Ideal, ["fc4"]))!;

        Assert.That(error.Message, Is.EqualTo(
            "The network has no layer 'fc4'. It has: flatten, fc1, relu1, fc2, relu2, fc3. (Parameter 'keepDigital')"));
    }

    [Test]
    public void Program_AnotherChip_HoldsOtherCellsAndTheSameChipTheSame()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using Sequential network = NetworkSamples.Mlp();
        Tensor images = ImageTensors.Of(NetworkSamples.Test, NetworkSamples.First(20));
        AnalogNetwork analog = new(network, NetworkSamples.Levels, [], images);
        RandomKey key = RandomKey.FromSeed(1);

        float[] first = Outputs(analog, key.For("trial", 0), images);

        Assert.That(Outputs(analog, key.For("trial", 0), images), Is.EqualTo(first));
        Assert.That(Outputs(analog, key.For("trial", 1), images), Is.Not.EqualTo(first));
    }

    /// <summary>Errors of ADCs are a chip's own: an ideal programmer's chip has none.</summary>
    [Test]
    public void Program_ErrorsOfAdcs_AreTheChipsAndNotTheIdealOnes()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using Sequential network = NetworkSamples.Mlp();
        Tensor images = ImageTensors.Of(NetworkSamples.Test, NetworkSamples.First(20));
        CrossbarSettings perfect = NetworkSamples.Levels with { NoiseScale = 0 };
        AnalogNetwork analog = new(network, perfect with { Adc = perfect.Adc with { Errors = new AdcErrors { Offset = 2 } } }, [], images);
        RandomKey key = RandomKey.FromSeed(1);
        float[] without = Outputs(new AnalogNetwork(network, perfect, [], images), key.For("trial", 0), images);

        float[] first = Outputs(analog, key.For("trial", 0), images);

        Assert.That(Outputs(analog, key.For("trial", 0), images), Is.EqualTo(first));
        Assert.That(Outputs(analog, key.For("trial", 1), images), Is.Not.EqualTo(first));
        Assert.That(first, Is.Not.EqualTo(without));
        using ChipNetwork ideal = analog.ProgramIdeally();
        Assert.That(ideal.Network.call(images).data<float>().ToArray(), Is.EqualTo(without));
    }

    [Test]
    public void Layers_CalibrationSet_SaysWhichShareOfTheCodesItUses()
    {
        using Sequential network = NetworkSamples.Mlp();
        using Tensor images = ImageTensors.Of(NetworkSamples.Test, NetworkSamples.First(20));
        CrossbarSettings fixedRanges = NetworkSamples.Levels with
        {
            Dac = NetworkSamples.Levels.Dac with { Range = RangeRule.Fixed, High = 1 },
            Adc = new AdcSettings { Bits = 4, Range = RangeRule.FullScale },
        };

        AnalogNetwork with = new(network, fixedRanges, ["fc3"], images);
        AnalogNetwork without = new(network, fixedRanges, ["fc3"]);

        Assert.That(with.Layers[1].CodesUsed, Is.InRange(1.0 / 16, 0.99), "full scale is never reached");
        Assert.That((with.Layers[0].CodesUsed, with.Layers[5].CodesUsed, without.Layers[1].CodesUsed), Is.EqualTo(((double?)null, (double?)null, (double?)null)));
        Assert.That(with.Layers[1].Converters.Single().Ranges.Count(), Is.EqualTo(7));
        Assert.That(with.Layers[5].Converters, Is.Empty);
    }

    private static float[] Outputs(AnalogNetwork analog, RandomKey chip, Tensor images)
    {
        using ChipNetwork programmed = analog.Program(chip);
        return programmed.Network.call(images).data<float>().ToArray();
    }

    private sealed class Doubling : nn.Module<Tensor, Tensor>
    {
        private readonly Parameter _factor = nn.Parameter(torch.ones(1) * 2);

        public Doubling()
            : base("doubling") => RegisterComponents();

        public override Tensor forward(Tensor input) => input * _factor;
    }
}
