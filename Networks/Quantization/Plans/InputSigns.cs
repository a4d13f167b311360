using CrossbarSim.Networks.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Quantization.Plans;

/// <summary>Which layers have inputs below zero, as the structure of a network tells: none after a rectifier.</summary>
internal static class InputSigns
{
    /// <summary>For each linear layer or convolution, whether there may be anything below zero in what comes in.</summary>
    /// <param name="network">The network.</param>
    /// <param name="negatives">Whether its own inputs have.</param>
    public static IReadOnlyDictionary<string, bool> Of(nn.Module<Tensor, Tensor> network, bool negatives)
    {
        Dictionary<string, bool> signs = [];
        Follow(NetworkLayers.Steps(network), negatives, signs);
        return signs;
    }

    private static bool Follow(IEnumerable<NetworkStep> steps, bool negatives, Dictionary<string, bool> signs)
    {
        foreach (NetworkStep step in steps)
        {
            if (step is ResidualStep block)
            {
                bool main = Follow(block.Main, negatives, signs);
                bool shortcut = Follow(block.Shortcut, negatives, signs);
                negatives = Follow(block.Activation, main || shortcut, signs);
            }
            else if (WeightLayer.Of(step.Module) is not null)
            {
                signs[step.Name] = negatives;
                negatives = true;
            }
            else
            {
                negatives = step.Module is not ReLU && (negatives || !KeepsSigns(step.Module));
            }
        }

        return negatives;
    }

    /// <summary>Whether nothing below zero comes out where nothing below zero goes in.</summary>
    private static bool KeepsSigns(nn.Module<Tensor, Tensor> module) =>
        module is Flatten or MaxPool2d or AvgPool2d or AdaptiveAvgPool2d or GlobalAveragePool;
}
