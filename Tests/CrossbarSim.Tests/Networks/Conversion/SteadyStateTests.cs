using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Conversion;
using CrossbarSim.Networks.Models;
using CrossbarSim.Simulator.Imperfections;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CrossbarSim.Tests.Networks.Conversion;

public sealed class SteadyStateTests
{
    [Test]
    public void Call_SecondBatchOfADeepNetwork_AllocatesNoMoreThanHandles([Values] bool noisy)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable inference = torch.no_grad();
        using Sequential network = ModelCatalog.Standard.Kinds["resnet20"].Build(
            new ModelRequest { Channels = 1, Height = 16, Width = 16, Classes = 10 }, RandomKey.FromSeed(1));
        network.eval();
        Tensor images = torch.rand(8, 1, 16, 16);
        using ChipNetwork chip = new AnalogNetwork(
            network, NetworkSamples.Levels with { ReadNoise = noisy ? new ReadNoise(0.01, DeviationScale.Range, NetworkSamples.Levels.Device) : null }, [], images)
            .Program(RandomKey.FromSeed(2));
        chip.Network.call(images).Dispose();
        chip.Network.call(images).Dispose();

        long before = GC.GetAllocatedBytesForCurrentThread();
        chip.Network.call(images).Dispose();
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        // 22 layers and 9 blocks have scopes, handles and shapes; the images of one layer alone would be 32 KiB, its windows nine times as much.
        Assert.That(allocated, Is.LessThan(100_000));
        TestContext.Out.WriteLine($"{allocated} bytes");
    }

    [Test]
    public void Call_Twice_GivesTheCallerTensorsOfItsOwn()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable inference = torch.no_grad();
        using Sequential network = NetworkSamples.Mlp();
        Tensor images = torch.rand(8, 1, 28, 28);
        using ChipNetwork chip = new AnalogNetwork(network, NetworkSamples.Levels, [], images).Program(RandomKey.FromSeed(2));
        Tensor first = chip.Network.call(images);
        float[] kept = first.data<float>().ToArray();

        Tensor second = chip.Network.call(torch.rand(8, 1, 28, 28));

        Assert.That(first.data<float>().ToArray(), Is.EqualTo(kept));
        Assert.That(second.data<float>().ToArray(), Is.Not.EqualTo(kept));
    }
}
