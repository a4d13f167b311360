using System.Diagnostics;
using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Conversion;
using static TorchSharp.torch;

namespace CrossbarSim.Benchmarks;

/// <summary>The most memory that the process takes while a whole ResNet-20 on one chip works on many images at once.</summary>
/// <remarks>Of the process, from its start: it is to be asked for by itself, or first.</remarks>
internal sealed class ResNetMemoryCase(string name, string description, int batch) : BenchmarkCase
{
    /// <inheritdoc/>
    public override string Name => name;

    /// <inheritdoc/>
    public override string Description => description;

    /// <inheritdoc/>
    public override BenchmarkWork Prepare(int threads)
    {
        ResNetProblem resnet = ResNetProblem.Ordinary();
        ChipNetwork chip = resnet.LaidOut(threads).Program(RandomKey.FromSeed(2), threads);
        Tensor images = resnet.Images.repeat(batch / resnet.Images.shape[0], 1, 1, 1);
        return new BenchmarkWork(() => Call(chip.Network, images), null, () =>
        {
            images.Dispose();
            chip.Dispose();
            resnet.Dispose();
        })
        {
            Memory = () =>
            {
                using Process me = Process.GetCurrentProcess();
                return me.PeakWorkingSet64 / (double)(1 << 20);
            },
        };
    }

    private static void Call(nn.Module<Tensor, Tensor> network, Tensor images)
    {
        using IDisposable inference = no_grad();
        using Tensor result = network.call(images);
    }
}
