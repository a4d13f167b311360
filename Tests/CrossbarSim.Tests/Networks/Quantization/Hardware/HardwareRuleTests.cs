using CrossbarSim.Devices.Models;
using CrossbarSim.Devices.Quantities;
using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Conversion;
using CrossbarSim.Networks.Layers;
using CrossbarSim.Networks.Quantization.Hardware;
using CrossbarSim.Networks.Quantization.Perturbation;
using CrossbarSim.Networks.Training;
using CrossbarSim.Simulator.Converters;
using CrossbarSim.Simulator.Imperfections;
using CrossbarSim.Simulator.Mapping;
using CrossbarSim.Simulator.Tiles;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CrossbarSim.Tests.Networks.Quantization.Hardware;

public sealed class HardwareRuleTests
{
    private static readonly RandomKey _key = RandomKey.FromSeed(2);

    /// <summary>Everything is random but no range is looked for, so that training and inference have the same converters.</summary>
    private static readonly CrossbarSettings _harsh = NetworkSamples.Ideal with
    {
        Device = new GaussianDevice(Conductance.Zero, Conductance.FromMicrosiemens(50), Conductance.FromMicrosiemens(2), 0),
        Imperfections = [new StuckCells(0.01, 0.01), new Deviation(DeviationReach.Column, 0.05, DeviationScale.Level, DeviationLaw.Gaussian, 0)],
        ReadNoise = new ReadNoise(0.02, DeviationScale.Range, new IdealDevice(Conductance.Zero, Conductance.FromMicrosiemens(50))),
        Dac = new DacSettings { Bits = 6, Range = RangeRule.Fixed, Low = -4, High = 4 },
        Adc = new AdcSettings { Bits = 5, Range = RangeRule.Fixed, Fixed = new AdcRange(-1e-4, 1e-4), Errors = new AdcErrors { Gain = 0.02, Offset = 0.5 } },
        Tile = new TileShape(100, 64),
    };

    /// <summary>Cells of 0 to 50 uS stand for weights of -1 to 1, inputs of 1 for 0.2 V: a product of 1 is 10 uA.</summary>
    private static readonly CrossbarSettings _plain = NetworkSamples.Ideal with
    {
        Device = new IdealDevice(Conductance.Zero, Conductance.FromMicrosiemens(50)),
        Scale = new WeightScale(ScaleReach.Fixed, Conductance.FromMicrosiemens(50)),
        Dac = new DacSettings { Bits = 8, Range = RangeRule.Fixed, Low = -1, High = 1 },
        Tile = new TileShape(2, 128),
    };

    [OneTimeSetUp]
    public void OneThread() => torch.set_num_threads(1);

    [Test]
    public void Through_ABatch_IsWhatTheChipMakesOfItToTheLastBit()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using Sequential network = NetworkSamples.Mlp();
        Tensor images = Images(12);
        LayerEffects effects = new() { Outputs = [new OutputEffect { Layers = ["fc2"], Noise = 0.3, NoiseRelativeTo = NoiseScale.Absolute }, new OutputEffect { Limit = (-0.3, 0.25) }] };
        AnalogNetwork analog = new(network, _harsh, [], images, effects: effects);
        using ChipNetwork chip = analog.Program(_key.For("pass", 0).Approximate());

        Tensor outputs = new HardwareRule(_harsh, new HardwareTraining(), _key) { Effects = effects }.Through(network).call(images);

        Assert.That(Floats(outputs), Is.EqualTo(Floats(chip.Network.call(images))));
        Assert.That(Floats(outputs).Max(), Is.EqualTo(0.25f), "some outputs reach the limit");
    }

    [Test]
    public void Threads_HoweverMany_LeaveNoTrace()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using Sequential network = NetworkSamples.Mlp();
        Tensor images = Images(20);
        (float[] Outputs, float[] Gradients)[] found = [.. new[] { 1, 4 }.Select(threads =>
        {
            network.zero_grad();
            Tensor outputs = new HardwareRule(_harsh, new HardwareTraining(), _key) { Threads = threads }.Through(network).call(images);
            outputs.square().sum().backward();
            return (Floats(outputs), Gradients(network));
        })];

        Assert.That(found[1].Outputs, Is.EqualTo(found[0].Outputs));
        Assert.That(found[1].Gradients, Is.EqualTo(found[0].Gradients));
    }

    [TestCase(HardwareGradient.StraightThrough)]
    [TestCase(null)]
    public void Gradient_HardwareIsIdeal_IsThatOfTheNetwork(HardwareGradient? gradient)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using Sequential network = NetworkSamples.Mlp();
        using Sequential plain = NetworkSamples.Mlp();
        Tensor images = Images(20);

        new HardwareRule(NetworkSamples.Ideal, new HardwareTraining { Gradient = gradient }, _key).Through(network).call(images).square().sum().backward();
        plain.call(images).square().sum().backward();

        float[] expected = Gradients(plain);
        Assert.That(Gradients(network), Is.EqualTo(expected).Within(1e-5 * expected.Max(Math.Abs)));
    }

    /// <summary>No partial sum is clipped: what tiles add up to is the whole product, wherever channels are cut.</summary>
    [TestCase(TileSplit.FillFirst)]
    [TestCase(TileSplit.WholeChannels)]
    [TestCase(TileSplit.Balanced)]
    public void Gradient_ConvolutionOnSeveralTiles_IsThatOfTheConvolution(TileSplit split)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Sequential Make() => nn.Sequential(("conv", FirstWeights(nn.Conv2d(6, 4, 3, stride: 2, padding: 1, groups: 2))), ("flat", nn.Flatten()));
        using Sequential network = Make();
        using Sequential plain = Make();
        double[] pixels = new double[3 * 6 * 7 * 7];
        _key.For("pixels").FillNormal(pixels);
        Tensor images = torch.tensor(Array.ConvertAll(pixels, pixel => (float)pixel)).reshape(3, 6, 7, 7);
        CrossbarSettings hardware = _plain with
        {
            Scale = new WeightScale(ScaleReach.Layer), Tile = new TileShape(10, 64), Split = split,
            Dac = new DacSettings { Bits = null }, Adc = new AdcSettings { Bits = 12, Range = RangeRule.FullScale },
        };

        new HardwareRule(hardware, new HardwareTraining { Gradient = HardwareGradient.Clipped }, _key).Through(network).call(images).sum().backward();
        plain.call(images).sum().backward();

        float[] expected = Gradients(plain);
        Assert.That(Gradients(network), Is.EqualTo(expected).Within(1e-5 * expected.Max(Math.Abs)));
    }

    /// <summary>A linear layer is differentiated by hand, a convolution by torch. Of 1 x 1 pixels they are the same layer, on the same chip.</summary>
    [TestCase(0.5e-5, 0.05, 0.6)]
    [TestCase(1e-5, 0.0005, 0.05)]
    public void Gradient_Linear_IsThatOfTheConvolutionOfOnePixel(double range, double leastClipped, double mostClipped)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        CrossbarSettings hardware = _plain with
        {
            Device = new GaussianDevice(Conductance.Zero, Conductance.FromMicrosiemens(50), Conductance.FromMicrosiemens(1), 0),
            Adc = new AdcSettings { Bits = 8, Range = RangeRule.Fixed, Fixed = new AdcRange(-range, range) },
            Tile = new TileShape(16, 16),
        };
        Conv2d convolution = FirstWeights(nn.Conv2d(50, 20, 1));
        Linear linear = nn.Linear(50, 20);
        double[] numbers = new double[30 * 50];
        _key.For("inputs").FillNormal(numbers);
        using (torch.no_grad())
        {
            convolution.weight.mul_(0.2f);
            linear.weight.copy_(convolution.weight.reshape(20, 50));
            linear.bias!.zero_();
        }

        Tensor flat = torch.tensor(Array.ConvertAll(numbers, number => 0.5f * (float)number)).reshape(30, 50).requires_grad_();
        Tensor image = flat.detach().reshape(30, 50, 1, 1).requires_grad_();
        Tensor given = torch.tensor(Array.ConvertAll(numbers[..600], number => (float)number)).reshape(30, 20);
        using Sequential first = nn.Sequential(("fc", linear));
        using Sequential second = nn.Sequential(("fc", convolution));

        Tensor outputs = new HardwareRule(hardware, new HardwareTraining(), _key).Through(first).call(flat);
        (outputs * given).sum().backward();
        Tensor same = new HardwareRule(hardware, new HardwareTraining(), _key).Through(second).call(image);
        (same.reshape(30, 20) * given).sum().backward();

        Assert.That(Floats(outputs), Is.EqualTo(Floats(same)));
        foreach ((Tensor found, Tensor wanted) in new[] { (linear.weight.grad!, convolution.weight.grad!), (linear.bias!.grad!, convolution.bias!.grad!), (flat.grad!, image.grad!) })
        {
            float[] expected = Floats(wanted);
            Assert.That(Floats(found), Is.EqualTo(expected).Within(1e-5 * expected.Max(Math.Abs)));
        }

        using ChipNetwork chip = new AnalogNetwork(first, hardware, []).Program(_key.For("pass", 0).Approximate());
        chip.Network.call(flat);
        ConversionCounts counts = chip.Counts;
        Assert.That((double)counts.ClippedConversions / counts.Conversions, Is.InRange(leastClipped, mostClipped));
    }

    /// <summary>Two tiles of two rows; ADCs of ±5 uA hold sums of ±0.5.</summary>
    [Test]
    public void Gradient_Clipped_VanishesForTilesWhoseSumIsClippedAndInputsThatAreClipped()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using Linear linear = nn.Linear(4, 1, hasBias: true);
        Fill(linear, [0.5f, 0.5f, 0.25f, -0.5f], 0.1f);
        using Sequential network = nn.Sequential(("fc", linear));
        CrossbarSettings hardware = _plain with { Adc = new AdcSettings { Bits = 8, Range = RangeRule.Fixed, Fixed = new AdcRange(-5e-6, 5e-6) } };
        Tensor inputs = torch.tensor(new float[] { 1, 1, 2, 0.5f }).reshape(1, 4).requires_grad_();

        Tensor output = new HardwareRule(hardware, new HardwareTraining(), _key).Through(network).call(inputs);
        output.backward();

        // The first tile adds 1, which is clipped to 0.5; of the second the third input counts as 1: 0.25 - 0.25 = 0.
        Assert.That(output.item<float>(), Is.EqualTo(0.5 + 0.0 + 0.1).Within(0.005));
        Assert.That(Floats(linear.weight.grad!), Is.EqualTo(new float[] { 0, 0, 1, 0.5f }).Within(0.005)); // codes of 1/127
        Assert.That(Floats(inputs.grad!), Is.EqualTo(new float[] { 0, 0, 0, -0.5f }).Within(1e-6));
        Assert.That(linear.bias!.grad!.item<float>(), Is.EqualTo(1));
    }

    /// <summary>A sense amplifier of ±20 uA, so ±2: one step of 4 whose threshold is at 0.</summary>
    [TestCase(null, 6.0 / 256)] // σ in steps, usual for one bit
    [TestCase(0.1, 0.1)]
    public void Gradient_Gaussian_IsTheDensityAtTheDistanceFromTheThreshold(double? sigma, double expectedSigma)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using Linear linear = nn.Linear(2, 1, hasBias: false);
        Fill(linear, [0.5f, -0.3f], 0);
        using Sequential network = nn.Sequential(("fc", linear));
        CrossbarSettings hardware = _plain with
        {
            Adc = new AdcSettings { Bits = 1, Kind = ConverterCatalog.Standard.Kinds["sense-amplifier"], Range = RangeRule.Fixed, Fixed = new AdcRange(-2e-5, 2e-5) },
        };
        Tensor inputs = torch.tensor(new float[] { 1, 1 }).reshape(1, 2);

        Tensor output = new HardwareRule(hardware, new HardwareTraining { Gradient = HardwareGradient.Gaussian, Sigma = sigma }, _key).Through(network).call(inputs);
        output.backward();

        double steps = (0.5 - 0.3) / 4;
        double density = Math.Exp(-steps * steps / (2 * expectedSigma * expectedSigma)) / (expectedSigma * Math.Sqrt(2 * Math.PI));
        Assert.That(output.item<float>(), Is.EqualTo(2).Within(1e-5));
        Assert.That(Floats(linear.weight.grad!), Is.EqualTo(new[] { density, density }).Within(1).Percent); // inputs are codes of 1/127, weights exact
    }

    [Test]
    public void Gradient_BinaryInputs_AreWhatTheDacDrives()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using Linear linear = nn.Linear(2, 1, hasBias: false);
        Fill(linear, [0.5f, 0.25f], 0);
        using Sequential network = nn.Sequential(("fc", linear));
        CrossbarSettings hardware = _plain with { Dac = new DacSettings { Bits = 1, Range = RangeRule.Fixed, Low = -1, High = 1 } };

        Tensor output = new HardwareRule(hardware, new HardwareTraining(), _key).Through(network).call(torch.tensor(new float[] { 0.3f, -0.2f }).reshape(1, 2));
        output.backward();

        Assert.That(output.item<float>(), Is.EqualTo(0.25).Within(1e-6));
        Assert.That(Floats(linear.weight.grad!), Is.EqualTo(new float[] { 1, -1 }));
    }

    [TestCase(ChipRedraw.Batch, false, false)]
    [TestCase(ChipRedraw.Epoch, true, false)]
    [TestCase(ChipRedraw.Never, true, true)]
    public void Redraw_SaysHowLongAChipStays(ChipRedraw redraw, bool sameInEpoch, bool sameAfterwards)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using Sequential network = NetworkSamples.Mlp();
        CrossbarSettings quiet = _harsh with { ReadNoise = null };
        HardwareRule rule = new(quiet, new HardwareTraining { Redraw = redraw }, _key);
        nn.Module<Tensor, Tensor> through = rule.Through(network);
        Tensor images = Images(5);

        float[] first = Floats(through.call(images));
        float[] second = Floats(through.call(images));
        rule.AfterStep(network, new TrainingStep(10, 10, 10, Last: false));
        float[] nextEpoch = Floats(through.call(images));

        Assert.That(second.SequenceEqual(first), Is.EqualTo(sameInEpoch));
        Assert.That(nextEpoch.SequenceEqual(first), Is.EqualTo(sameAfterwards));
    }

    [Test]
    public void ReadNoise_OneChipThroughout_IsDrawnAnewForEveryBatch()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using Sequential network = NetworkSamples.Mlp();
        nn.Module<Tensor, Tensor> through = new HardwareRule(_harsh, new HardwareTraining { Redraw = ChipRedraw.Never }, _key).Through(network);
        Tensor images = Images(5);

        float[] first = Floats(through.call(images));

        Assert.That(Floats(through.call(images)), Is.Not.EqualTo(first));
    }

    /// <summary>Ranges are found on the first batch, and again after so many; images twice as bright then have a range of their own.</summary>
    [Test]
    public void Ranges_AreFoundAnewAfterSoManyBatches()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using Linear linear = nn.Linear(2, 1, hasBias: false);
        Fill(linear, [1, 0], 0);
        using Sequential network = nn.Sequential(("fc", linear));
        CrossbarSettings hardware = _plain with { Dac = new DacSettings { Bits = 8 } };
        nn.Module<Tensor, Tensor> through = new HardwareRule(hardware, new HardwareTraining { RecalibrateEvery = 2 }, _key).Through(network);
        Tensor dim = torch.tensor(new float[] { 1, 0 }).reshape(1, 2);
        Tensor bright = torch.tensor(new float[] { 2, 0 }).reshape(1, 2);

        float[] seen = [Floats(through.call(dim))[0], Floats(through.call(bright))[0], Floats(through.call(bright))[0]];

        Assert.That(seen, Is.EqualTo(new float[] { 1, 1, 2 }).Within(1e-6));
    }

    [Test]
    public void AfterStep_ScaleIsFixed_HoldsLatentWeightsWithinConductances()
    {
        using Linear linear = nn.Linear(2, 1, hasBias: false);
        Fill(linear, [3, -3], 0);
        using Sequential network = nn.Sequential(("fc", linear));

        new HardwareRule(_plain, new HardwareTraining(), _key).AfterStep(network, new TrainingStep(1, 1, 10, false));

        Assert.That(Floats(linear.weight), Is.EqualTo(new float[] { 1, -1 }));
    }

    [Test]
    public void Effects_OnSomeLayers_LeaveTheOthersAlone()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using Sequential network = NetworkSamples.Mlp();
        StuckCells stuck = new(0.2, 0.2);
        CrossbarSettings exact = NetworkSamples.Ideal with { Imperfections = [stuck] };
        LayerEffects onFirst = new() { OnlyOn = new Dictionary<ICellImperfection, IReadOnlyList<string>> { [stuck] = ["fc1"] } };
        AnalogNetwork analog = new(network, exact, [], Images(5), effects: onFirst);
        using ChipNetwork chip = analog.Program(_key);

        Assert.That(chip.Matrices("fc1")[0].ProgrammingError(), Is.GreaterThan(1e-6));
        Assert.That(chip.Matrices("fc2")[0].ProgrammingError(), Is.Zero);
    }

    [Test]
    public void Refusal_WhatCannotBe_SaysWhy()
    {
        CrossbarSettings afterAdc = _plain with { Mapping = new DifferentialMapping(PairBalance.OneSided, Subtraction.AfterAdc), Adc = new AdcSettings { Bits = 8 } };
        const string several = "needs one conversion for every output and tile: pairs subtracted before the ADC, no slices, no offset, inputs in one pass.";

        Assert.That(HardwareRule.Refusal(afterAdc, new HardwareTraining()), Is.Null, "straight through");
        Assert.That(HardwareRule.Refusal(afterAdc, new HardwareTraining { Gradient = HardwareGradient.Clipped }), Is.EqualTo($"'clipped' {several}"));
        Assert.That(HardwareRule.Refusal(NetworkSamples.Ideal, new HardwareTraining { Gradient = HardwareGradient.Gaussian }),
            Is.EqualTo("An ideal ADC neither clips nor rounds: 'gaussian' would be 'straight-through'."));
        Assert.That(HardwareRule.Refusal(_harsh, new HardwareTraining { Gradient = HardwareGradient.Gaussian }),
            Is.EqualTo("Gaussians of an ADC of 5 bits need their sigma said, in steps of the ADC."));
        Assert.That(HardwareRule.Refusal(_harsh, new HardwareTraining { Sigma = 1 }), Is.EqualTo("Only Gaussians have a sigma."));
        Assert.That(() => new HardwareRule(afterAdc, new HardwareTraining { Gradient = HardwareGradient.Clipped }, _key), Throws.ArgumentException.With.Message.StartsWith("'clipped'"));
    }

    private static Tensor Images(int count) => ImageTensors.Of(NetworkSamples.Test, NetworkSamples.First(count));

    private static float[] Floats(Tensor tensor) => tensor.data<float>().ToArray();

    private static float[] Gradients(Sequential network) => [.. network.parameters().SelectMany(parameter => Floats(parameter.grad!))];

    private static void Fill(Linear linear, float[] weights, float bias)
    {
        using IDisposable frozen = torch.no_grad();
        linear.weight.copy_(torch.tensor(weights).reshape(linear.weight.shape));
        linear.bias?.fill_(bias);
    }

    private static Conv2d FirstWeights(Conv2d layer)
    {
        using IDisposable frozen = torch.no_grad();
        double[] weights = new double[layer.weight.numel()];
        _key.For("weights").FillNormal(weights);
        layer.weight.copy_(torch.tensor(Array.ConvertAll(weights, weight => (float)weight)).reshape(layer.weight.shape));
        layer.bias?.zero_();
        return layer;
    }
}
