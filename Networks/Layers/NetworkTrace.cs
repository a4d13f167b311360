using static TorchSharp.torch;

namespace CrossbarSim.Networks.Layers;

/// <summary>A network called step by step, with a look at what comes into each layer and what it gives.</summary>
internal static class NetworkTrace
{
    /// <summary>Sees a layer called.</summary>
    /// <param name="step">The layer.</param>
    /// <param name="before">What its input comes from in the same sequence; null: from elsewhere.</param>
    /// <param name="input">What it is given.</param>
    /// <param name="output">What it gives.</param>
    public delegate void Visitor(NetworkStep step, NetworkStep? before, Tensor input, Tensor output);

    /// <summary>Calls a network; all that is made on the way is left to the caller's scope.</summary>
    /// <returns>The network's output.</returns>
    public static Tensor Through(nn.Module<Tensor, Tensor> network, Tensor input, Visitor visit) => Through(NetworkLayers.Steps(network), input, visit);

    private static Tensor Through(IReadOnlyList<NetworkStep> steps, Tensor input, Visitor visit)
    {
        NetworkStep? before = null;
        foreach (NetworkStep step in steps)
        {
            Tensor output = step is ResidualStep block
                ? Through(block.Activation, ResidualBlock.Sum(Through(block.Main, input, visit), Through(block.Shortcut, input, visit)), visit)
                : step.Module.call(input.clone()); // a layer may work in place
            if (step is not ResidualStep)
            {
                visit(step, before, input, output);
            }

            (before, input) = (step, output);
        }

        return input;
    }
}
