using TorchSharp;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Quantization.Binary;

/// <summary>A slope in the place of that of a step function.</summary>
/// <remarks>The step has the slope zero everywhere but at the step, where it has none; what stands in its place tells the methods apart.</remarks>
public sealed class SignGradient
{
    private readonly Func<Tensor, Tensor> _slope;

    private SignGradient(string name, Func<Tensor, Tensor> slope) => (Name, _slope) = (name, slope);

    /// <summary>What it is called.</summary>
    public string Name { get; }

    /// <summary>1 everywhere.</summary>
    public static SignGradient Identity { get; } = new("identity", input => torch.ones_like(input));

    /// <summary>2 - 2|x| on |x| ≤ 1, else 0: the derivative of a parabola on either side. Z. Liu et al., ECCV 2018, arXiv:1808.00278 (Bi-Real).</summary>
    public static SignGradient Parabolic { get; } = new("approx-sign", input => (2 - (input.abs() * 2)).clamp_min(0));

    /// <summary>1 on |x| ≤ clip, else 0. M. Courbariaux et al., arXiv:1602.02830 (BNN).</summary>
    public static SignGradient Clipped(double clip = 1) => new("clipped", input => StraightThrough.Mask(input.abs() <= clip, input));

    /// <summary>
    /// β·(2 - βx·tanh(βx/2))/(1 + cosh βx): the derivative of 2σ(βx)·(1 + βx·(1 - σ(βx))) - 1. S. Darabi et al., arXiv:1812.11800 (BNN+).
    /// </summary>
    public static SignGradient Swish(double beta = 5) => new("swish", input =>
    {
        // 1/(1 + cosh z) = 2e/(1 + e)² with e = exp(-|z|), which does not overflow.
        Tensor scaled = input * beta;
        Tensor small = (-scaled.abs()).exp();
        return (2 - (scaled * (scaled / 2).tanh())) * beta * (small * 2) / (1 + small).square();
    });

    /// <summary>The slope at each element. Without gradient.</summary>
    public Tensor At(Tensor input)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable frozen = torch.no_grad();
        return _slope(input.detach()).MoveToOuterDisposeScope();
    }

    /// <summary>The function whose derivative <see cref="Swish"/> is.</summary>
    public static Tensor SwishFunction(Tensor input, double beta = 5)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Tensor sigmoid = (input * beta).sigmoid();
        return ((sigmoid * 2 * (1 + (input * beta * (1 - sigmoid)))) - 1).MoveToOuterDisposeScope();
    }
}
