using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Layers;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Quantization;

/// <summary>Tensors of addressed random numbers: those of one pass after another, under a key of their own.</summary>
/// <remarks>Equal keys and equal numbers of passes give equal numbers, whatever else draws: torch's global generator is never asked.</remarks>
internal sealed class Draws(RandomKey key)
{
    private long _passes;

    /// <summary>Uniform numbers in [0, 1), as many as the tensor has elements, of its shape and precision.</summary>
    public Tensor Uniform(Tensor like)
    {
        double[] numbers = new double[like.numel()];
        Next().FillUniform(numbers);
        return TensorData.FromDoubles(numbers, like.dtype, like.shape);
    }

    /// <summary>Standard normal numbers, as many as the tensor has elements, of its shape and precision.</summary>
    public Tensor Normal(Tensor like)
    {
        double[] numbers = new double[like.numel()];
        Next().FillNormal(numbers);
        return TensorData.FromDoubles(numbers, like.dtype, like.shape);
    }

    private RandomKey Next() => key.For("pass", _passes++);
}
