using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Conversion;
using CrossbarSim.Networks.Layers;
using CrossbarSim.Simulator.Converters;
using CrossbarSim.Simulator.Imperfections;
using CrossbarSim.Simulator.Mapping;
using CrossbarSim.Simulator.Tiles;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CrossbarSim.Tests.Networks.Conversion;

public sealed class LayerInputTests
{
    private static readonly DacSettings s_fourBits = new() { Bits = 4, Range = RangeRule.Fixed, Low = 0, High = 1 };

    /// <summary>By hand: 15 steps of 0.2 V / 15 from 0 to 1, so that 0.5 is 7.5 steps, which rounds to 8, and 2 is clipped.</summary>
    [Test]
    public void RowVoltages_LinearLayer_AreThoseOfItsConverters()
    {
        using Sequential network = nn.Sequential(("flatten", nn.Flatten()), ("fc", nn.Linear(4, 2)));
        using Tensor image = torch.tensor(new float[] { 0f, 0.5f, 0.4f, 2f }).reshape(1, 1, 2, 2);
        using ChipNetwork chip = new AnalogNetwork(network, NetworkSamples.Ideal with { Dac = s_fourBits }, []).ProgramIdeally();

        LayerInput input = chip.InputOf("fc", 0, image, 0);

        Assert.That((input.Passes, input.Windows), Is.EqualTo((1, ((int, int)?)null)));
        Assert.That(input.RowVoltages(), Is.EqualTo(new[] { 0, 8 * 0.2 / 15, 6 * 0.2 / 15, 0.2 }).Within(1e-16));
    }

    /// <summary>By hand: 10 = 1010b, the least significant bit first.</summary>
    [Test]
    public void RowVoltages_BitSerialInputs_AreThoseOfThePass()
    {
        using Sequential network = nn.Sequential(("flatten", nn.Flatten()), ("fc", nn.Linear(1, 2)));
        using Tensor image = torch.tensor(new float[] { 10f / 15 }).reshape(1, 1, 1, 1);
        using ChipNetwork chip = new AnalogNetwork(network, NetworkSamples.Ideal with { Dac = s_fourBits with { Bits = 1, InputBits = 4 } }, []).ProgramIdeally();

        LayerInput input = chip.InputOf("fc", 0, image, 0);

        Assert.That(input.Passes, Is.EqualTo(4));
        Assert.That(Enumerable.Range(0, 4).Select(pass => input.RowVoltages(pass)[0]), Is.EqualTo(new[] { 0, 0.2, 0, 0.2 }));
        Assert.That(() => input.RowVoltages(4), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    /// <summary>By hand: a 3x3 image of two channels, pixel k of channel c is (9c + k)/30, padded by one; windows of 2x2 at every second place.</summary>
    [Test]
    public void RowVoltages_GroupOfAConvolution_AreThoseOfTheWindow()
    {
        using Sequential network = nn.Sequential(("conv", nn.Conv2d(2, 4, 2, 2, 1, 1, PaddingModes.Zeros, 2)));
        using Tensor image = torch.tensor([.. Enumerable.Range(0, 18).Select(i => i / 30f)]).reshape(1, 2, 3, 3);
        CrossbarSettings hardware = NetworkSamples.Ideal with { Dac = s_fourBits with { High = 0.5 } };
        using ChipNetwork chip = new AnalogNetwork(network, hardware, []).ProgramIdeally();

        LayerInput input = chip.InputOf("conv", 1, image, 0);

        // 15 steps for 0.5: pixel 9 + k is step 9 + k, and the last of them are clipped.
        Assert.That(input.Windows, Is.EqualTo((2, 2)));
        Assert.That(input.RowVoltages().Select(Steps), Is.EqualTo(new[] { 0, 0, 0, 9 }));
        Assert.That(input.RowVoltages(0, (0, 1)).Select(Steps), Is.EqualTo(new[] { 0, 0, 10, 11 }));
        Assert.That(input.RowVoltages(0, (1, 0)).Select(Steps), Is.EqualTo(new[] { 0, 12, 0, 15 }));
        Assert.That(chip.InputOf("conv", 0, image, 0).RowVoltages(0, (0, 1)).Select(Steps), Is.EqualTo(new[] { 0, 0, 1, 2 }));
        Assert.That(() => input.RowVoltages(0, (2, 0)), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => chip.InputOf("conv", 2, image, 0), Throws.InstanceOf<ArgumentOutOfRangeException>());

        static double Steps(double volts) => Math.Round(volts / 0.2 * 15, 9);
    }

    /// <summary>With ideal converters, what tiles read at these voltages, scaled back and with the bias, is what the layer gives.</summary>
    [Test]
    public void RowVoltages_LastLayer_ReadItsOutputs()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable inference = torch.no_grad();
        using Sequential network = NetworkSamples.Mlp();
        Tensor images = ImageTensors.Of(NetworkSamples.Test, NetworkSamples.First(3));
        using ChipNetwork chip = new AnalogNetwork(network, NetworkSamples.Ideal, [], images).Program(RandomKey.FromSeed(1));

        double[] volts = chip.InputOf("fc3", 0, images.narrow(0, 2, 1), 2).RowVoltages();

        ProgrammedMatrix matrix = chip.Matrices("fc3").Single();
        ProgrammedTile tile = matrix.Tiles.Single();
        double[] currents = new double[tile.Mapped.Lines.Length];
        tile.Read(volts, currents);
        double range = chip.Analog[^1].Converters.Single().Dac.VoltsPerUnit;
        double[] bias = TensorData.ToDoubles(((Linear)network.named_children().Last().module).bias!);
        double[] expected = TensorData.ToDoubles(chip.Network.call(images))[20..];
        for (int output = 0; output < 10; output++)
        {
            double found = (MappedTile.Weight(tile.Mapped.Outputs[output], currents) / range) + bias[output];
            Assert.That(found, Is.EqualTo(expected[output]).Within(1e-6));
        }
    }

    /// <summary>An image alone brings what it brings among others: noise goes by its number.</summary>
    [Test]
    public void InputOf_NoisyReads_IsThatOfTheImageInARun()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable inference = torch.no_grad();
        using Sequential network = NetworkSamples.Mlp();
        Tensor images = ImageTensors.Of(NetworkSamples.Test, NetworkSamples.First(5));
        IDeviceModel device = NetworkSamples.Ideal.Device;
        CrossbarSettings noisy = NetworkSamples.Ideal with { ReadNoise = new ReadNoise(0.05, DeviationScale.Level, device) };
        AnalogNetwork analog = new(network, noisy, [], images);
        using ChipNetwork run = analog.Program(RandomKey.FromSeed(1));
        using ChipNetwork alone = analog.Program(RandomKey.FromSeed(1));
        float[] seen = [];
        run.Analog[^1].Listener = (values, _) => seen = values;
        _ = run.Network.call(images);

        double[] volts = alone.InputOf("fc3", 0, images.narrow(0, 3, 1), 3).RowVoltages();

        Assert.That(volts, Is.EqualTo(new LayerInput(run.Analog[^1].Converters.Single(), seen.AsSpan(3 * 20, 20), null).RowVoltages()));
        Assert.That(alone.InputOf("fc3", 0, images.narrow(0, 3, 1), 2).RowVoltages(), Is.Not.EqualTo(volts));
        Assert.That(alone.InputOf("fc3", 0, images.narrow(0, 3, 1), 3).RowVoltages(), Is.EqualTo(volts));
    }

    [Test]
    public void InputOf_UnknownLayer_NamesThoseOnTiles()
    {
        using Sequential network = NetworkSamples.Mlp();
        using Tensor images = ImageTensors.Of(NetworkSamples.Test, NetworkSamples.First(1));
        using ChipNetwork chip = new AnalogNetwork(network, NetworkSamples.Ideal, ["fc2"], images).ProgramIdeally();

        Assert.That(
            () => chip.InputOf("fc2", 0, images, 0),
            Throws.ArgumentException.With.Message.EqualTo("No layer on tiles is called 'fc2'. On tiles: fc1, fc3."));
        Assert.That(
            () => chip.Matrices("fc4"),
            Throws.ArgumentException.With.Message.EqualTo("No layer on tiles is called 'fc4'. On tiles: fc1, fc3."));
        Assert.That(AnalogNetwork.LayersOf(network), Is.EqualTo(new[]
        {
            ("flatten", false), ("fc1", true), ("relu1", false), ("fc2", true), ("relu2", false), ("fc3", true),
        }));
    }
}
