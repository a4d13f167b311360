using TorchSharp;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Quantization.PostTraining;

/// <summary>Cross-layer equalization: scales what passes between two layers so that all channels use the range of a shared scale alike.</summary>
/// <remarks>
/// s_i = √(r1_i/r2_i), r1_i and r2_i the largest magnitudes of the weights that make channel i and of those that take it; W1_i/s_i, b1_i/s_i, W2_i·s_i. The function
/// stays the same where what lies between is homogeneous: a rectifier, max pooling, nothing. A channel without weights on either side stays.
/// Source: M. Nagel et al., ICCV 2019, arXiv:1906.04721, sections 4.1 and 4.1.3.
/// </remarks>
public static class Equalization
{
    /// <summary>The factors s of channels between two layers, [channels].</summary>
    /// <param name="first">[channels, ...].</param>
    /// <param name="second">[outputs, channels, ...].</param>
    public static Tensor Factors(Tensor first, Tensor second)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable frozen = torch.no_grad();
        Tensor made = first.abs().reshape(first.shape[0], -1).amax([1]);
        Tensor taken = second.abs().transpose(0, 1).reshape(second.shape[1], -1).amax([1]);
        Tensor alive = (made > 0.0).logical_and(taken > 0.0);
        Tensor ratio = torch.where(alive, made, torch.ones_like(made)) / torch.where(alive, taken, torch.ones_like(taken));
        return ratio.sqrt().MoveToOuterDisposeScope();
    }

    /// <summary>Scales two layers in place.</summary>
    /// <param name="first">Weights that make the channels, [channels, ...].</param>
    /// <param name="firstBias">[channels]; null: none.</param>
    /// <param name="second">Weights that take them, [outputs, channels, ...].</param>
    /// <returns>The largest |log s|: 0 where they were equal already.</returns>
    /// <exception cref="ArgumentException">The layers do not fit.</exception>
    public static double Apply(Tensor first, Tensor? firstBias, Tensor second)
    {
        if (first.shape[0] != second.shape[1])
        {
            throw new ArgumentException($"A layer of {first.shape[0]} outputs is followed by one of {second.shape[1]} inputs.", nameof(second));
        }

        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable frozen = torch.no_grad();
        Tensor factors = Factors(first, second);
        first.div_(factors.reshape([-1, .. Enumerable.Repeat(1L, (int)first.ndim - 1)]));
        firstBias?.div_(factors);
        second.mul_(factors.reshape([1, -1, .. Enumerable.Repeat(1L, (int)second.ndim - 2)]));
        return factors.log().abs().max().to(ScalarType.Float64).item<double>();
    }

    /// <summary>Scales the pairs of a chain of layers in place, again and again, until nothing changes.</summary>
    /// <param name="layers">Weights and biases, in order.</param>
    /// <param name="tolerance">The largest |log s| that counts as nothing.</param>
    /// <param name="rounds">Most rounds.</param>
    /// <returns>Rounds it took.</returns>
    public static int ApplyToChain(IReadOnlyList<(Tensor Weight, Tensor? Bias)> layers, double tolerance = 1e-4, int rounds = 100)
    {
        for (int round = 1; round <= rounds; round++)
        {
            double change = 0;
            for (int i = 0; i + 1 < layers.Count; i++)
            {
                change = Math.Max(change, Apply(layers[i].Weight, layers[i].Bias, layers[i + 1].Weight));
            }

            if (change <= tolerance)
            {
                return round;
            }
        }

        return rounds;
    }

    /// <summary>Moves what a high bias adds to every output of a rectifier into the next layer's bias, in place.</summary>
    /// <remarks>c = max(0, β - 3γ): a channel of mean β and deviation γ is above c nearly always; b1 ← b1 - c, b2 ← b2 + W2·c.</remarks>
    /// <param name="firstBias">[channels].</param>
    /// <param name="second">[outputs, channels, ...].</param>
    /// <param name="secondBias">[outputs].</param>
    /// <param name="mean">β of each channel before the rectifier.</param>
    /// <param name="sigma">γ of each channel.</param>
    /// <returns>c.</returns>
    public static Tensor AbsorbBias(Tensor firstBias, Tensor second, Tensor secondBias, Tensor mean, Tensor sigma)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable frozen = torch.no_grad();
        Tensor absorbed = (mean - (sigma.abs() * 3)).clamp_min(0);
        firstBias.sub_(absorbed);
        secondBias.add_(second.reshape(second.shape[0], second.shape[1], -1).sum(dim: 2).mv(absorbed));
        return absorbed.MoveToOuterDisposeScope();
    }
}
