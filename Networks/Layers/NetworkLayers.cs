using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Layers;

/// <summary>The layers of a network in the order in which they are called.</summary>
internal static class NetworkLayers
{
    /// <summary>The leaves of nested Sequentials with their dotted names; any other module is a leaf.</summary>
    public static IEnumerable<(string Name, nn.Module<Tensor, Tensor> Layer)> Of(nn.Module<Tensor, Tensor> network, string prefix = "")
    {
        if (network is not Sequential)
        {
            yield return (prefix.Length == 0 ? network.GetName() : prefix, network);
            yield break;
        }

        foreach ((string name, nn.Module child) in network.named_children())
        {
            string path = prefix.Length == 0 ? name : $"{prefix}.{name}";
            foreach ((string Name, nn.Module<Tensor, Tensor> Layer) leaf in Of((nn.Module<Tensor, Tensor>)child, path))
            {
                yield return leaf;
            }
        }
    }
}
