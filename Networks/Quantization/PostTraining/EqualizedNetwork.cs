using CrossbarSim.Networks.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Quantization.PostTraining;

/// <summary>Equalization over a whole network: of all layers that follow one another with nothing between but what is homogeneous.</summary>
/// <remarks>Between them may be rectifiers, pools and flattening. A residual block ends a chain; its branches have chains of their own.</remarks>
internal static class EqualizedNetwork
{
    /// <summary>Scales the layers of a network in place; what it computes stays.</summary>
    /// <param name="network">A network without batch normalizations, with biases.</param>
    /// <returns>Pairs of layers that were equalized.</returns>
    public static int Apply(nn.Module<Tensor, Tensor> network)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable frozen = torch.no_grad();
        int pairs = 0;
        foreach (List<Link> chain in Chains(NetworkLayers.Steps(network)))
        {
            Equalization.ApplyToChain([.. chain.Select((link, i) => (i == 0 ? link.Layer.Weight : ByChannel(link.Layer, chain[i - 1].Layer), link.Layer.Bias))]);
            pairs += chain.Count - 1;
        }

        return pairs;
    }

    /// <summary>Moves high biases before rectifiers into the layers that follow: see <see cref="Equalization.AbsorbBias"/>.</summary>
    /// <param name="network">As above.</param>
    /// <param name="images">Images that mean and deviation of each channel are measured on.</param>
    public static void AbsorbBiases(Sequential network, Tensor images)
    {
        foreach (List<Link> chain in Chains(NetworkLayers.Steps(network)))
        {
            for (int i = 0; i + 1 < chain.Count; i++)
            {
                using DisposeScope scope = torch.NewDisposeScope();
                using IDisposable frozen = torch.no_grad();
                if (!Rectified(network, chain[i].Step))
                {
                    continue; // without a rectifier in between there is nothing that would be cut off
                }

                WeightLayer first = chain[i].Layer;
                Tensor inputs = torch.cat([.. InputRecording.Of(network, chain[i].Step.Module, [images])], 0);
                (Tensor mean, Tensor sigma) = ZeroShot.Statistics(first.Forward(inputs, first.Weight));
                Equalization.AbsorbBias(first.Bias!, ByChannel(chain[i + 1].Layer, first), chain[i + 1].Layer.Bias!, mean, sigma);
            }
        }
    }

    /// <summary>Chains of two layers or more.</summary>
    private static List<List<Link>> Chains(IReadOnlyList<NetworkStep> steps)
    {
        List<List<Link>> chains = [[]];
        foreach (NetworkStep step in steps)
        {
            if (WeightLayer.Of(step.Module) is WeightLayer layer)
            {
                if (chains[^1].Count > 0 && !Follows(layer, chains[^1][^1].Layer))
                {
                    chains.Add([]);
                }

                chains[^1].Add(new Link(step, layer));
            }
            else if (!IsHomogeneous(step))
            {
                chains.AddRange(step is ResidualStep block ? [.. Chains(block.Main), .. Chains(block.Shortcut)] : []);
                chains.Add([]);
            }
        }

        return [.. chains.Where(chain => chain.Count > 1)];
    }

    private static bool IsHomogeneous(NetworkStep step) =>
        step is not ResidualStep && step.Module is ReLU or MaxPool2d or AvgPool2d or AdaptiveAvgPool2d or GlobalAveragePool or Flatten;

    private static bool Rectified(nn.Module<Tensor, Tensor> network, NetworkStep step)
    {
        (string Name, nn.Module<Tensor, Tensor> Layer)[] layers = [.. NetworkLayers.Of(network)];
        int at = Array.FindIndex(layers, layer => layer.Name == step.Name);
        return at + 1 < layers.Length && layers[at + 1].Layer is ReLU;
    }

    /// <summary>Whether a layer takes whole channels of the one before it: of a flattened image, several inputs each.</summary>
    private static bool Follows(WeightLayer layer, WeightLayer before) =>
        layer.Groups == 1 && layer.Weight.shape[1] % before.Weight.shape[0] == 0 && (layer.Convolution is null || layer.Weight.shape[1] == before.Weight.shape[0]);

    /// <summary>The weights of a layer as [outputs, channels of the layer before, ...]: the same numbers.</summary>
    private static Tensor ByChannel(WeightLayer layer, WeightLayer before) =>
        layer.Weight.shape[1] == before.Weight.shape[0] ? layer.Weight : layer.Weight.view(layer.Weight.shape[0], before.Weight.shape[0], -1);

    private sealed record Link(NetworkStep Step, WeightLayer Layer);
}
