using TorchSharp;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Quantization.Binary;

/// <summary>XNOR-Net's convolution: (sign I ⊛ sign W) ⊙ K·α, with one factor for each filter and one for each window.</summary>
/// <remarks>
/// α = mean|W| of a filter. A = mean over channels of |I|, K = A ∗ k with k = 1/(kernel height·kernel width): the mean magnitude of a window. Signs hand
/// gradients on within ±1; factors are taken as constants. Source: M. Rastegari et al., ECCV 2016, arXiv:1603.05279, section 3.2.
/// </remarks>
public static class XnorConvolution
{
    /// <summary>The convolution.</summary>
    /// <param name="input">[batch, channels, height, width].</param>
    /// <param name="weight">[outputs, channels, kernel height, kernel width].</param>
    /// <param name="stride">Pixels between windows.</param>
    /// <param name="padding">Pixels of zeros around the image; they add nothing to the sum, being 0 and not ±1.</param>
    /// <returns>[batch, outputs, height, width].</returns>
    public static Tensor Apply(Tensor input, Tensor weight, long stride = 1, long padding = 0)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Tensor alpha = weight.detach().abs().mean([1, 2, 3]).reshape(1, -1, 1, 1);
        SignGradient within = SignGradient.Clipped();
        Tensor signs = StraightThrough.Of(SignQuantizer.Sign(input), input, within.At(input));
        Tensor kernel = StraightThrough.Of(SignQuantizer.Sign(weight), weight, within.At(weight));
        Tensor sums = nn.functional.conv2d(signs, kernel, null, [stride, stride], [padding, padding]);
        return (sums * WindowScale(input, weight.shape[2], weight.shape[3], stride, padding) * alpha).MoveToOuterDisposeScope();
    }

    /// <summary>K: the mean magnitude of every window, [batch, 1, height, width]. Without gradient.</summary>
    public static Tensor WindowScale(Tensor input, long kernelHeight, long kernelWidth, long stride = 1, long padding = 0)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable frozen = torch.no_grad();
        Tensor magnitude = input.abs().mean([1], keepdim: true);
        Tensor box = torch.ones([1, 1, kernelHeight, kernelWidth], input.dtype) / (double)(kernelHeight * kernelWidth);
        return nn.functional.conv2d(magnitude, box, null, [stride, stride], [padding, padding]).MoveToOuterDisposeScope();
    }
}
