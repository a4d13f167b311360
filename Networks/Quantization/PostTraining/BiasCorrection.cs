using TorchSharp;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Quantization.PostTraining;

/// <summary>Takes from a bias what the quantization of weights adds to the mean of the outputs.</summary>
/// <remarks>ε = W_q - W; the mean of an output moves by ε·E[x], b ← b - ε·E[x]. Source: M. Nagel et al., ICCV 2019, arXiv:1906.04721, section 4.2.</remarks>
public static class BiasCorrection
{
    /// <summary>By how much the mean of each output moves.</summary>
    /// <param name="weight">[outputs, inputs] or [outputs, channels / groups, height, width].</param>
    /// <param name="quantized">As large.</param>
    /// <param name="expectedInput">E[x] of each input or channel: from calibration data, or <see cref="RectifiedNormal.Mean"/>.</param>
    /// <param name="groups">Groups of a convolution.</param>
    /// <exception cref="ArgumentException">Not one number an input or channel.</exception>
    public static Tensor Shift(Tensor weight, Tensor quantized, Tensor expectedInput, int groups = 1)
    {
        if (expectedInput.numel() != weight.shape[1] * groups)
        {
            throw new ArgumentException($"{expectedInput.numel()} expected inputs for a layer of {weight.shape[1] * groups}.", nameof(expectedInput));
        }

        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable frozen = torch.no_grad();
        Tensor change = (quantized - weight).reshape(groups, weight.shape[0] / groups, weight.shape[1], -1).sum(dim: 3); // a window sees each channel at every tap
        return (change * expectedInput.reshape(groups, 1, -1)).sum(dim: 2).flatten().MoveToOuterDisposeScope();
    }

    /// <summary>The corrected bias.</summary>
    /// <param name="bias">[outputs]; null: zero.</param>
    /// <param name="shift">As <see cref="Shift"/> gives it.</param>
    public static Tensor Correct(Tensor? bias, Tensor shift) => bias is null ? -shift : bias.detach() - shift;
}
