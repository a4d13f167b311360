using TorchSharp;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Layers;

/// <summary>A network whose layers share a pool: what leaves it is let go.</summary>
internal sealed class PooledNetwork(nn.Module<Tensor, Tensor> network, ActivationPool pool) : nn.Module<Tensor, Tensor>(network.GetName())
{
    public override Tensor forward(Tensor input)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Tensor output = network.call(input);
        if (pool.LetGo(output))
        {
            scope.Attach(output);
        }

        return output.MoveToOuterDisposeScope();
    }
}
