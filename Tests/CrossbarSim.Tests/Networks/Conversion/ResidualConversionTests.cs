using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Conversion;
using CrossbarSim.Networks.Layers;
using CrossbarSim.Networks.Models;
using CrossbarSim.Simulator.Imperfections;
using CrossbarSim.Simulator.Tiles;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CrossbarSim.Tests.Networks.Conversion;

/// <summary>Networks with residual blocks on tiles.</summary>
public sealed class ResidualConversionTests
{
    [Test]
    public void ProgramIdeally_ResNet20_GivesTheOutputsOfTheDigitalNetwork()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable inference = torch.no_grad();
        using Sequential network = ResNet(3, 12, 12);
        Tensor images = Random(4, 3, 12, 12);
        float[] digital = network.call(images).data<float>().ToArray();
        AnalogNetwork analog = new(network, NetworkSamples.Ideal, [], images);
        AnalogNetwork baseline = AnalogNetwork.Baseline(network, NetworkSamples.Ideal);

        using ChipNetwork chip = analog.ProgramIdeally();
        using ChipNetwork twin = baseline.ProgramIdeally();

        Assert.That(digital.Max(Math.Abs), Is.GreaterThan(0.5));
        Assert.That(chip.Network.call(images).data<float>().ToArray(), Is.EqualTo(digital).Within(1e-4 * digital.Max(Math.Abs)));
        Assert.That(twin.Network.call(images).data<float>().ToArray(), Is.EqualTo(digital).Within(1e-4 * digital.Max(Math.Abs)));
        Assert.That((chip.Analog.Count, twin.Analog.Count), Is.EqualTo((22, 0)));
    }

    [Test]
    public void Layers_ResidualBlocks_AreInTheOrderOfTheirCalls()
    {
        using Sequential network = Small();
        using Tensor images = Random(3, 2, 6, 6);

        AnalogNetwork analog = new(network, NetworkSamples.Levels, ["wide.shortcut.conv"], images);

        Assert.That(analog.Layers.Select(plan => (plan.Name, plan.FoldedNorm, plan.StaysDigital)), Is.EqualTo(new[]
        {
            ("stem", null, null),
            ("wide.main.conv1", "wide.main.norm1", null),
            ("wide.main.norm1", null, "folded into wide.main.conv1"),
            ("wide.main.relu", null, "has no weights"),
            ("wide.main.conv2", null, null),
            ("wide.shortcut.conv", "wide.shortcut.norm", "asked for"),
            ("wide.shortcut.norm", null, "folded into wide.shortcut.conv"),
            ("wide.activation", null, "has no weights"),
            ("plain.main", null, null),
            ("pool", null, "has no weights"),
            ("fc", (string?)null, (string?)null),
        }));
        Assert.That(NetworkLayers.Of(network).Select(layer => layer.Name), Is.EqualTo(analog.Layers.Select(plan => plan.Name)));
    }

    /// <summary>Both branches see the input of the block, the layer after it the sum: their DACs end at the largest value of that.</summary>
    [Test]
    public void Layers_CalibratedInputs_AreThoseThatFlowThroughTheBlock()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable inference = torch.no_grad();
        using Sequential network = Small();
        Tensor images = Random(3, 2, 6, 6);

        Dictionary<string, double> ranges = new AnalogNetwork(network, NetworkSamples.Ideal, [], images).Layers.ToDictionary(plan => plan.Name, plan => plan.InputRange);

        Tensor stem = ((nn.Module<Tensor, Tensor>)network[0]).call(images);
        Tensor wide = ((nn.Module<Tensor, Tensor>)network[1]).call(stem);
        Tensor plain = ((nn.Module<Tensor, Tensor>)network[2]).call(wide);
        Assert.That(ranges["stem"], Is.EqualTo(Largest(images)).Within(1e-6));
        Assert.That(ranges["wide.main.conv1"], Is.EqualTo(Largest(stem)).Within(1e-5));
        Assert.That(ranges["wide.shortcut.conv"], Is.EqualTo(Largest(stem)).Within(1e-5));
        Assert.That(ranges["plain.main"], Is.EqualTo(Largest(wide)).Within(1e-5));
        Assert.That(ranges["fc"], Is.EqualTo(Largest(plain.mean([2, 3]))).Within(1e-5));
        Assert.That(ranges.Values.Where(range => range > 0).Distinct().Count(), Is.EqualTo(5), "two of the six layers share an input");
    }

    [Test]
    public void Constructor_BothBranchesKeptDigital_LeavesTheOthersOnTiles()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable inference = torch.no_grad();
        using Sequential network = Small();
        Tensor images = Random(3, 2, 6, 6);
        string[] branches = ["wide.main.conv1", "wide.main.conv2", "wide.shortcut.conv", "plain.main"];

        using ChipNetwork chip = new AnalogNetwork(network, NetworkSamples.Levels, branches, images).Program(RandomKey.FromSeed(4));
        using ChipNetwork whole = new AnalogNetwork(network, NetworkSamples.Levels, [], images).Program(RandomKey.FromSeed(4));

        Assert.That(chip.Analog.Select(layer => layer.GetName()), Is.EqualTo(new[] { "stem", "fc" }));
        Assert.That(whole.Analog.Select(layer => layer.GetName()), Is.EqualTo(
            new[] { "stem", "wide.main.conv1", "wide.main.conv2", "wide.shortcut.conv", "plain.main", "fc" }));
        Assert.That(whole.Network.call(images).data<float>().ToArray(), Is.Not.EqualTo(chip.Network.call(images).data<float>().ToArray()));
    }

    [Test]
    public void Constructor_UnknownLayerKeptDigital_NamesThoseOfTheBranches()
    {
        using Sequential network = Small();

        ArgumentException error = Assert.Throws<ArgumentException>(() => _ = new AnalogNetwork(network, NetworkSamples.Ideal, ["wide"]))!;

        Assert.That(error.Message, Is.EqualTo(
            "The network has no layer 'wide'. It has: stem, wide.main.conv1, wide.main.norm1, wide.main.relu, wide.main.conv2, "
            + "wide.shortcut.conv, wide.shortcut.norm, wide.activation, plain.main, pool, fc. (Parameter 'keepDigital')"));
    }

    /// <summary>The index in a layer's address is its place in the order of calls; a folded normalization has none.</summary>
    [Test]
    public void Program_LayersOfBranches_DrawUnderTheirPlaceInTheOrderOfCalls()
    {
        using Sequential network = Small();
        using Tensor images = Random(3, 2, 6, 6);
        RandomKey key = RandomKey.FromSeed(4);
        int[] places = [0, 1, 3, 4, 6, 8]; // 2: wide.main.relu, 5: wide.activation, 7: pool

        using ChipNetwork chip = new AnalogNetwork(network, NetworkSamples.Levels, [], images).Program(key);

        foreach ((AnalogLayer layer, int place) in chip.Analog.Zip(places))
        {
            ProgrammedMatrix matrix = layer.Matrices.Single();
            Assert.That(
                matrix.EffectiveWeights(), Is.EqualTo(matrix.Mapped.Program(LayerAddress.Of(key, place)).EffectiveWeights()), layer.GetName());
        }

        Assert.That(chip.Analog, Has.Count.EqualTo(6));
    }

    [Test]
    public void Program_ResidualNetwork_CountsAndErrorsAreThoseOfAllBranches()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable inference = torch.no_grad();
        using Sequential network = Small();
        Tensor images = Random(3, 2, 6, 6);
        AnalogNetwork analog = new(network, NetworkSamples.Levels, [], images);
        using ChipNetwork chip = analog.Program(RandomKey.FromSeed(4));

        chip.Network.call(images).Dispose();

        // Windows x outputs, one row tile each: 36·4, then 9·6 thrice, 9·6 and 6; three images. Each input is
        // converted once: 2, 4 and 4 channels of 36, 6 and 6 of 9, and 6.
        Assert.That(chip.Counts.Conversions, Is.EqualTo(3 * ((36 * 4) + (4 * 9 * 6) + 6)));
        Assert.That(chip.Counts.Inputs, Is.EqualTo(3 * (((2 + 4 + 4) * 36) + ((6 + 6) * 9) + 6)));
        Assert.That(chip.ProgrammingError, Is.EqualTo(1e-7).Within(10).Percent); // the sigma of the samples' levels; about 1,300 cells in pairs
        Assert.That(analog.LayersOn(RandomKey.FromSeed(4)).Select(plan => plan.Name), Is.EqualTo(analog.Layers.Select(plan => plan.Name)));
    }

    [Test]
    public void Forward_OtherBatchesAndThreads_GivesTheSameBytes([Values(1, 3)] int batch, [Values(1, 2)] int threads)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable inference = torch.no_grad();
        using Sequential network = ResNet(1, 10, 10);
        Tensor images = Random(5, 1, 10, 10);
        RandomKey key = RandomKey.FromSeed(2);
        CrossbarSettings hardware = NetworkSamples.Levels with { Scale = new(CrossbarSim.Simulator.Mapping.ScaleReach.Layer) };
        using ChipNetwork whole = new AnalogNetwork(network, hardware, [], images).Program(key);
        using ChipNetwork pieces = new AnalogNetwork(network, hardware, [], images, threads).Program(key, threads);

        float[] expected = whole.Network.call(images).data<float>().ToArray();

        float[] found = [.. Enumerable.Range(0, (5 + batch - 1) / batch).SelectMany(part =>
            pieces.Network.call(images.narrow(0, part * batch, Math.Min(batch, 5 - (part * batch)))).data<float>().ToArray())];
        Assert.That(found, Is.EqualTo(expected));
        Assert.That(pieces.Counts, Is.EqualTo(whole.Counts));
    }

    [Test]
    public void Dispose_OfAChip_LeavesTheNetworkItWasMadeFromAlive()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable inference = torch.no_grad();
        using Sequential network = Small();
        Tensor images = Random(3, 2, 6, 6);
        AnalogNetwork analog = new(network, NetworkSamples.Ideal, [], images);
        float[] before = network.call(images).data<float>().ToArray();

        using (ChipNetwork chip = analog.ProgramIdeally())
        {
            chip.Network.call(images).Dispose();
        }

        using ChipNetwork next = analog.ProgramIdeally();
        Assert.That(network.call(images).data<float>().ToArray(), Is.EqualTo(before));
        Assert.That(next.Network.call(images).data<float>().ToArray(), Is.EqualTo(before).Within(1e-4 * before.Max(Math.Abs)));
    }

    [Test]
    public void Constructor_CalibrationOfADeepNetwork_LeavesNoTensorBehind()
    {
        using Sequential network = ResNet(1, 8, 8);
        using Tensor images = Random(2, 1, 8, 8);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        long before = Tensor.TotalCount;

        AnalogNetwork analog = new(network, NetworkSamples.Ideal, [], images);

        // Tensors that other tests forgot may be collected in between.
        Assert.That(Tensor.TotalCount, Is.LessThanOrEqualTo(before));
        Assert.That(analog.Layers, Is.Not.Empty);
    }

    private static Sequential Small()
    {
        using IDisposable frozen = torch.no_grad();
        Sequential network = nn.Sequential(
            ("stem", nn.Conv2d(2, 4, 3, padding: 1)),
            ("wide", new ResidualBlock(
                nn.Sequential(
                    ("conv1", nn.Conv2d(4, 6, 3, stride: 2, padding: 1, bias: false)), ("norm1", nn.BatchNorm2d(6)), ("relu", nn.ReLU()),
                    ("conv2", nn.Conv2d(6, 6, 3, padding: 1))),
                nn.Sequential(("conv", nn.Conv2d(4, 6, 1, stride: 2)), ("norm", nn.BatchNorm2d(6))),
                nn.ReLU())),
            ("plain", new ResidualBlock(nn.Conv2d(6, 6, 3, padding: 1))),
            ("pool", new GlobalAveragePool()),
            ("fc", nn.Linear(6, 6)));
        return Settled(network);
    }

    private static Sequential ResNet(int channels, int height, int width) => Settled(ModelCatalog.Standard.Kinds["resnet20"].Build(
        new ModelRequest { Channels = channels, Height = height, Width = width, Classes = 10, FirstChannels = 6 }, RandomKey.FromSeed(1)));

    /// <summary>A network whose weights come from an address and whose normalizations have statistics and factors of their own.</summary>
    private static Sequential Settled(Sequential network)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable frozen = torch.no_grad();
        foreach ((string name, Parameter parameter) in network.named_parameters())
        {
            double[] draws = new double[parameter.numel()];
            RandomKey.FromSeed(8).For(name).FillNormal(draws);
            bool factor = name.Contains("norm", StringComparison.Ordinal) && name.EndsWith("weight", StringComparison.Ordinal);
            double spread = parameter.ndim > 1 ? Math.Sqrt(2.0 * parameter.shape[0] / draws.Length) : 0.2;
            parameter.copy_(torch.tensor(Array.ConvertAll(draws, z => (float)((factor ? 1 : 0) + (spread * z)))).reshape(parameter.shape));
        }

        foreach (BatchNorm norm in NetworkLayers.Of(network).Select(layer => layer.Layer).OfType<BatchNorm>())
        {
            norm.momentum = 1.0;
        }

        int channels = (int)WeightLayer.AllOf(network).First().Layer.Weight.shape[1];
        network.train();
        network.call(Random(16, channels, 8, 8)).Dispose();
        network.eval();
        return network;
    }

    private static Tensor Random(params long[] shape)
    {
        double[] draws = new double[shape.Aggregate((a, b) => a * b)];
        RandomKey.FromSeed(9).FillNormal(draws);
        using Tensor flat = torch.tensor(Array.ConvertAll(draws, z => (float)z));
        return flat.reshape(shape);
    }

    private static double Largest(Tensor values) => TensorData.ToDoubles(values).Max(Math.Abs);
}
