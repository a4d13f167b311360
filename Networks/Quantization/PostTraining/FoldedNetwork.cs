using CrossbarSim.Networks.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Quantization.PostTraining;

/// <summary>A network with its batch normalizations worked into the layers before them.</summary>
internal static class FoldedNetwork
{
    /// <summary>A network of the same structure, every linear layer and convolution of which is new and has a bias; all else is shared.</summary>
    /// <remarks>A normalization is folded where it follows a layer with weights in the same Sequential; any other stays.</remarks>
    public static Sequential Of(Sequential network) => (Sequential)Folded(network);

    private static nn.Module<Tensor, Tensor> Folded(nn.Module<Tensor, Tensor> module) => module switch
    {
        Sequential => nn.Sequential([.. Children(module)]),
        ResidualBlock block => new ResidualBlock(
            Folded(block.Main), block.Shortcut is null ? null : Folded(block.Shortcut), block.Activation is null ? null : Folded(block.Activation)),
        _ => WeightLayer.Of(module) is WeightLayer weights ? Copy(module, weights) : module,
    };

    private static IEnumerable<(string, nn.Module<Tensor, Tensor>)> Children(nn.Module<Tensor, Tensor> sequential)
    {
        (string Name, nn.Module<Tensor, Tensor> Module)[] children =
            [.. sequential.named_children().Select(child => (child.name, (nn.Module<Tensor, Tensor>)child.module))];
        for (int i = 0; i < children.Length; i++)
        {
            if (WeightLayer.Of(children[i].Module) is WeightLayer weights && i + 1 < children.Length && children[i + 1].Module is BatchNorm norm)
            {
                using DisposeScope scope = torch.NewDisposeScope();
                yield return (children[i].Name, Copy(children[i].Module, weights.FoldedWith(norm)));
                i++;
            }
            else
            {
                yield return (children[i].Name, Folded(children[i].Module));
            }
        }
    }

    /// <summary>A layer of the same kind with given weights, and a bias in any case.</summary>
    private static nn.Module<Tensor, Tensor> Copy(nn.Module<Tensor, Tensor> layer, WeightLayer weights)
    {
        using IDisposable frozen = torch.no_grad();
        (nn.Module<Tensor, Tensor> made, Parameter weight, Parameter bias) = Make(layer, weights);
        weight.copy_(weights.Weight);
        bias.zero_();
        if (weights.Bias is Tensor given)
        {
            bias.copy_(given);
        }

        return made;
    }

    private static (nn.Module<Tensor, Tensor>, Parameter, Parameter) Make(nn.Module<Tensor, Tensor> layer, WeightLayer weights)
    {
        if (layer is Conv2d convolution)
        {
            Conv2d made = nn.Conv2d(
                convolution.in_channels, convolution.out_channels, Pair(convolution.kernel_size), Pair(convolution.stride), Pair(convolution.padding!),
                Pair(convolution.dilation), PaddingModes.Zeros, convolution.groups);
            return (made, made.weight, made.bias!);
        }

        Linear linear = nn.Linear(weights.Weight.shape[1], weights.Weight.shape[0]);
        return (linear, linear.weight, linear.bias!);
    }

    private static (long, long) Pair(long[] both) => (both[0], both[1]);
}
