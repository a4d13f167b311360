using CrossbarSim.Networks.Conversion;
using static TorchSharp.torch;

namespace CrossbarSim.Benchmarks;

/// <summary>A layer of a binary network on tiles against libtorch's own in float, tensor to tensor, bias included.</summary>
internal sealed class BinaryCase(string name, string description, Func<BinaryProblem> problem) : BenchmarkCase
{
    /// <inheritdoc/>
    public override string Name => name;

    /// <inheritdoc/>
    public override string Description => description;

    /// <inheritdoc/>
    public override BenchmarkWork Prepare(int threads)
    {
        BinaryProblem layer = problem();
        ChipNetwork chip = layer.OnTiles(threads);
        return new BenchmarkWork(() => Call(chip.Network, layer.Inputs), () => Call(layer.Plain, layer.Inputs), () =>
        {
            chip.Dispose();
            layer.Dispose();
        });
    }

    private static void Call(nn.Module<Tensor, Tensor> network, Tensor inputs)
    {
        using IDisposable inference = no_grad();
        using Tensor result = network.call(inputs);
    }
}
