namespace TorchSharp.Modules;

/// <summary>A tensor that a module owns and an optimizer changes. Made from a tensor, which it uses up.</summary>
public sealed class Parameter : torch.Tensor
{
    public Parameter(torch.Tensor data, bool requires_grad = true)
        : base(data.with_requires_grad(requires_grad).MoveHandle())
    {
        DisposeScope.ReplaceWith(data, this);
    }
}
