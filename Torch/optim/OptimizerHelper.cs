using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>What all optimizers here share: groups of parameters, and a state for each parameter.</summary>
public abstract class OptimizerHelper : optim.Optimizer
{
    private protected OptimizerHelper()
    {
    }

    /// <summary>Runs a step over all groups, recording no gradients and leaving no tensors behind.</summary>
    private protected Tensor Step<TGroup>(Action<TGroup> body, Func<Tensor>? closure)
        where TGroup : ParamGroup
    {
        Tensor? loss = null;
        if (closure is not null)
        {
            using IDisposable recording = enable_grad();
            loss = closure();
        }

        using IDisposable quiet = no_grad();
        using DisposeScope scope = NewDisposeScope();
        foreach (ParamGroup group in _parameter_groups)
        {
            body((TGroup)group);
        }

        return loss!;
    }
}
