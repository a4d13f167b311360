using CrossbarSim.Networks.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CrossbarSim.Benchmarks;

/// <summary>A network as libtorch runs it fastest: batch normalization worked into the weights of the convolutions.</summary>
internal static class FoldedNetwork
{
    /// <summary>Takes a network over: layers that stay as they are now belong to what is returned.</summary>
    /// <param name="network">Sequentials and residual blocks; its running statistics are used.</param>
    public static Sequential Of(Sequential network)
    {
        using IDisposable frozen = torch.no_grad();
        return Chain(network);
    }

    /// <summary>Rounds the weights of every layer to whole steps, the largest weight being that many.</summary>
    /// <param name="network">A network without batch normalization.</param>
    /// <param name="steps">Steps from 0 to the largest weight, as 127 with 8 bits.</param>
    public static void RoundWeights(Sequential network, int steps)
    {
        using IDisposable frozen = torch.no_grad();
        foreach ((string name, Parameter weight) in network.named_parameters())
        {
            if (name.EndsWith(".weight", StringComparison.Ordinal))
            {
                using DisposeScope scope = torch.NewDisposeScope();
                Tensor step = weight.abs().max() / (double)steps;
                weight.copy_((weight / step).round() * step);
            }
        }
    }

    private static Sequential Chain(Sequential network)
    {
        (string Name, nn.Module<Tensor, Tensor> Module)[] children =
            [.. network.named_children().Select(child => (child.name, (nn.Module<Tensor, Tensor>)child.module))];
        List<(string, nn.Module<Tensor, Tensor>)> folded = [];
        for (int i = 0; i < children.Length; i++)
        {
            if (children[i].Module is Conv2d convolution && children.ElementAtOrDefault(i + 1).Module is BatchNorm2d norm)
            {
                folded.Add((children[i].Name, Folded(convolution, norm)));
                i++;
            }
            else
            {
                folded.Add((children[i].Name, Taken(children[i].Module)));
            }
        }

        return nn.Sequential(folded);
    }

    private static nn.Module<Tensor, Tensor> Taken(nn.Module<Tensor, Tensor> module) => module switch
    {
        Sequential chain => Chain(chain),
        ResidualBlock block => new ResidualBlock(Taken(block.Main), block.Shortcut is null ? null : Taken(block.Shortcut), block.Activation),
        _ => module,
    };

    /// <summary>W' = W·γ/√(σ² + ε), b' = β - μ·γ/√(σ² + ε), for convolutions without a bias.</summary>
    private static Conv2d Folded(Conv2d convolution, BatchNorm2d norm)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Tensor factor = norm.weight / (norm.running_var! + norm.eps).sqrt();
        Conv2d folded = nn.Conv2d(
            convolution.in_channels, convolution.out_channels, (convolution.kernel_size[0], convolution.kernel_size[1]),
            (convolution.stride[0], convolution.stride[1]), (convolution.padding![0], convolution.padding[1]));
        folded.weight.copy_(convolution.weight * factor.reshape(-1, 1, 1, 1));
        folded.bias!.copy_(norm.bias! - (norm.running_mean! * factor));
        return folded;
    }
}
