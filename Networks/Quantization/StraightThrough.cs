using TorchSharp;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Quantization;

/// <summary>Values of one tensor with gradients of one's choice: what every surrogate gradient here is made of.</summary>
/// <remarks>
/// y = v + Σ s·(x - x), where v, s and the second x are detached: the values are those of v to the last bit, since x - x is an exact zero,
/// and dy/dx is s. The more usual x + (v - x) rounds where v is far from x: elements of one level then differ in their last bit,
/// so that two levels are many, and sums that should be equal are not.
/// Source of the estimator: Y. Bengio, N. Léonard, A. Courville, arXiv:1308.3432 (2013).
/// </remarks>
public static class StraightThrough
{
    /// <summary>The values of one tensor; the gradient goes to the other unchanged.</summary>
    /// <param name="value">The values. Finite.</param>
    /// <param name="input">What receives the gradient; as large as the values. Finite.</param>
    public static Tensor Of(Tensor value, Tensor input)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        return (value.detach() + (input - input.detach())).MoveToOuterDisposeScope();
    }

    /// <summary>The values of one tensor; the gradient goes to another times a slope.</summary>
    /// <param name="value">The values. Finite.</param>
    /// <param name="input">What receives the gradient; broadcast to the values. Finite.</param>
    /// <param name="slope">dy/dx; broadcast to the values.</param>
    public static Tensor Of(Tensor value, Tensor input, Tensor slope)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        return (value.detach() + (slope.detach() * (input - input.detach()))).MoveToOuterDisposeScope();
    }

    /// <summary>Values that are written over a product, whose gradient goes on to its input times the slope: fewer passes, and nothing kept but the slope.</summary>
    /// <param name="input">What receives the gradient.</param>
    /// <param name="slope">dy/dx; as large as the input.</param>
    /// <param name="write">Writes values, every one of them, over those of the tensor it is given. Runs without gradients.</param>
    internal static Tensor Of(Tensor input, Tensor slope, Action<Tensor> write)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        return Overwritten(input * slope.detach(), write).MoveToOuterDisposeScope();
    }

    /// <summary>Writes other values over a tensor, which keeps its gradient.</summary>
    /// <param name="output">The result of an operation that does not look at its result when it goes backward, as products and hardtanh do not.</param>
    /// <param name="write">Writes over the tensor it is given. Runs without gradients.</param>
    /// <returns>The same tensor.</returns>
    internal static Tensor Overwritten(Tensor output, Action<Tensor> write)
    {
        using IDisposable frozen = torch.no_grad();
        using Tensor values = output.detach();
        write(values);
        return output;
    }

    /// <summary>The values of one tensor; the gradient goes to two others, each times a slope.</summary>
    public static Tensor Of(Tensor value, (Tensor Input, Tensor Slope) first, (Tensor Input, Tensor Slope) second)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        return Of(Of(value, first.Input, first.Slope), second).MoveToOuterDisposeScope();
    }

    /// <summary>The values of one tensor; the gradient goes to three others, each times a slope.</summary>
    public static Tensor Of(
        Tensor value, (Tensor Input, Tensor Slope) first, (Tensor Input, Tensor Slope) second, (Tensor Input, Tensor Slope) third)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        return Of(Of(Of(value, first.Input, first.Slope), second), third).MoveToOuterDisposeScope();
    }

    /// <summary>Rounded values; the gradient is that of what was rounded.</summary>
    public static Tensor Round(Tensor input)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        return Of(input.round(), input).MoveToOuterDisposeScope();
    }

    /// <summary>A condition as a slope: 1 where it holds, 0 elsewhere.</summary>
    internal static Tensor Mask(Tensor condition, Tensor like) => condition.to_type(like.dtype);

    /// <summary>Adds one more gradient to values that have some already.</summary>
    private static Tensor Of(Tensor values, (Tensor Input, Tensor Slope) more) =>
        values + (more.Slope.detach() * (more.Input - more.Input.detach()));
}
