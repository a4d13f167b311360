using TorchSharp;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Layers;

/// <summary>A network whose layers share a pool, and which takes a batch of images a few at a time: what layers pass on stays in a core's caches.</summary>
/// <remarks>A sample's output does not depend on the batch it stands in, so neither do the results.</remarks>
/// <param name="network">The network.</param>
/// <param name="pool">The pool.</param>
/// <param name="atATime">Samples at a time; null: all.</param>
internal sealed class PooledNetwork(nn.Module<Tensor, Tensor> network, ActivationPool pool, int? atATime) : nn.Module<Tensor, Tensor>(network.GetName())
{
    public override Tensor forward(Tensor input)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        long samples = input.shape[0];
        if (atATime is not int few || samples <= few)
        {
            return Forward(input, scope).MoveToOuterDisposeScope();
        }

        List<Tensor> outputs = [];
        for (long first = 0; first < samples; first += few)
        {
            using Tensor some = input.narrow(0, first, Math.Min(few, samples - first));
            outputs.Add(Forward(some, scope));
        }

        return torch.cat([.. outputs], 0).MoveToOuterDisposeScope();
    }

    /// <summary>What leaves the network is let go.</summary>
    private Tensor Forward(Tensor input, DisposeScope scope)
    {
        Tensor output = network.call(input);
        if (pool.LetGo(output))
        {
            scope.Attach(output);
        }

        return output;
    }
}
