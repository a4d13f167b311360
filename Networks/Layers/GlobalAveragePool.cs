using TorchSharp;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Layers;

/// <summary>The mean of every channel over an image of any size.</summary>
/// <remarks>
/// Pixels are added in pairs, sums in pairs again, and so on: an order that is the same for every batch, number of threads and width of
/// vectors, which torch's own mean does not promise.
/// </remarks>
public sealed class GlobalAveragePool() : nn.Module<Tensor, Tensor>(nameof(GlobalAveragePool))
{
    /// <summary>[batch, channels, height, width] to [batch, channels].</summary>
    public override Tensor forward(Tensor input)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Tensor sums = input.flatten(2); // [batch, channels, pixels]
        long pixels = sums.shape[2];
        for (long count = pixels; count > 1; count = sums.shape[2])
        {
            long half = count / 2;
            Tensor pairs = sums.narrow(2, 0, half) + sums.narrow(2, half, half);
            sums = count % 2 == 0 ? pairs : torch.cat([pairs, sums.narrow(2, count - 1, 1)], 2);
        }

        return (sums.squeeze(2) / (double)pixels).MoveToOuterDisposeScope();
    }
}
