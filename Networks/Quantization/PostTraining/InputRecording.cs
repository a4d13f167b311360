using TorchSharp;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Quantization.PostTraining;

/// <summary>What comes into one layer of a network.</summary>
internal static class InputRecording
{
    /// <summary>Lets batches through a network and keeps what comes into a layer.</summary>
    /// <param name="network">The network.</param>
    /// <param name="layer">The layer; it is called once a batch.</param>
    /// <param name="batches">The batches.</param>
    /// <returns>One tensor a batch, in the current dispose scope.</returns>
    public static IReadOnlyList<Tensor> Of(nn.Module<Tensor, Tensor> network, nn.Module<Tensor, Tensor> layer, IReadOnlyList<Tensor> batches)
    {
        List<Tensor> seen = [];
        nn.Module<Tensor, Tensor>.HookRemover hook = layer.register_forward_pre_hook((_, input) =>
        {
            seen.Add(input.detach().clone().DetachFromDisposeScope()); // modules dispose of what is made while they are called
            return input;
        });
        try
        {
            using IDisposable frozen = torch.no_grad();
            foreach (Tensor batch in batches)
            {
                using DisposeScope scope = torch.NewDisposeScope();
                _ = network.call(batch);
            }
        }
        finally
        {
            hook.remove();
        }

        return [.. seen.Select(tensor => tensor.AttachToScope())];
    }

    private static Tensor AttachToScope(this Tensor tensor)
    {
        using Tensor apart = tensor;
        return apart.alias();
    }
}
