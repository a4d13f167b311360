using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Conversion;
using static TorchSharp.torch;

namespace CrossbarSim.Benchmarks;

/// <summary>A whole ResNet-20 on one chip against libtorch's own, tensor to tensor.</summary>
internal sealed class ResNetCase(string name, string description, Func<ResNetProblem> problem) : BenchmarkCase
{
    /// <inheritdoc/>
    public override string Name => name;

    /// <inheritdoc/>
    public override string Description => description;

    /// <inheritdoc/>
    public override BenchmarkWork Prepare(int threads)
    {
        ResNetProblem resnet = problem();
        ChipNetwork chip = resnet.LaidOut(threads).Program(RandomKey.FromSeed(2), threads);
        return new BenchmarkWork(() => Call(chip.Network, resnet.Images), () => Call(resnet.Plain, resnet.Images), () =>
        {
            chip.Dispose();
            resnet.Dispose();
        });
    }

    private static void Call(nn.Module<Tensor, Tensor> network, Tensor images)
    {
        using IDisposable inference = no_grad();
        using Tensor result = network.call(images);
    }
}
