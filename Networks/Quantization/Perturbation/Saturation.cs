using TorchSharp;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Quantization.Perturbation;

/// <summary>Holds what passes within what hardware can represent; the gradient is 1 inside and on the limits, 0 outside.</summary>
/// <param name="low">Lowest value.</param>
/// <param name="high">Highest value, above the lowest.</param>
/// <param name="rounds">Whether values become whole numbers as well, which the gradient does not see.</param>
public sealed class Saturation(double low, double high, bool rounds = false) : nn.Module<Tensor, Tensor>(nameof(Saturation))
{
    private readonly (double Low, double High) _limits = high > low
        ? (low, high) : throw new ArgumentOutOfRangeException(nameof(high), high, $"The highest value is above the lowest, {low}.");

    /// <summary>Any shape.</summary>
    public override Tensor forward(Tensor input)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Tensor held = input.clamp((Scalar)_limits.Low, (Scalar)_limits.High);
        return (rounds ? StraightThrough.Round(held) : held).MoveToOuterDisposeScope();
    }

    /// <summary>What an accumulator of so many bits that does not saturate makes of whole numbers: from the highest it goes on at the lowest. For stress tests; without gradient.</summary>
    /// <param name="input">Rounded first, half to even.</param>
    /// <param name="bits">1 to 31.</param>
    /// <param name="negatives">Whether half of the numbers are below zero.</param>
    public static Tensor WrapAround(Tensor input, int bits, bool negatives)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable frozen = torch.no_grad();
        double count = Math.ScaleB(1, bits);
        double shift = negatives ? count / 2 : 0;
        return ((input.round() + shift).remainder((Scalar)count) - shift).MoveToOuterDisposeScope();
    }
}
