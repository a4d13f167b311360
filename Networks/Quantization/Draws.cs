using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Layers;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Quantization;

/// <summary>Tensors of addressed random numbers: those of one pass after another, under a key of their own.</summary>
/// <remarks>Equal keys and equal numbers of passes give equal numbers, whatever else draws: torch's global generator is never asked.</remarks>
/// <param name="key">The key.</param>
/// <param name="passes">How many passes there were, [1], whole: whose state it is part of goes on where it was; null: nobody's.</param>
internal sealed class Draws(RandomKey key, Tensor? passes = null)
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

    private RandomKey Next()
    {
        if (passes is null)
        {
            return key.For("pass", _passes++);
        }

        long pass = passes.item<long>();
        passes.fill_(pass + 1);
        return key.For("pass", pass);
    }
}
