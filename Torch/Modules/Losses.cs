using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Softmax and negative logarithm of the target class's share.</summary>
public sealed class CrossEntropyLoss : WeightedLoss<Tensor, Tensor, Tensor>
{
    internal CrossEntropyLoss(Tensor? weight, long? ignore_index, nn.Reduction reduction)
        : base(weight, reduction) => this.ignore_index = ignore_index;

    public long? ignore_index { get; }

    public override Tensor forward(Tensor input1, Tensor input2) =>
        nn.functional.cross_entropy(input1, input2, weight, ignore_index ?? -100, reduction);
}

/// <summary>The squared difference.</summary>
public sealed class MSELoss : Loss<Tensor, Tensor, Tensor>
{
    internal MSELoss(nn.Reduction reduction)
        : base(reduction)
    {
    }

    public override Tensor forward(Tensor input1, Tensor input2) => nn.functional.mse_loss(input1, input2, reduction);
}
