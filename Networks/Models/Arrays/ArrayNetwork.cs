using CrossbarSim.Devices.Randomness;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Models.Arrays;

/// <summary>Makes the layers of networks meant for sense-amplifier arrays, each with first weights from an address of its own.</summary>
/// <remarks>
/// What comes into a layer is the output of a hardtanh, so that ±1 holds it. First weights are normal, with sigma √(2/(k²·outputs)) of a convolution
/// of kxk and 1/√(3·inputs) of a linear layer, biases zero.
/// </remarks>
internal sealed class ArrayNetwork(RandomKey key)
{
    private int _made;

    /// <summary>A convolution that keeps the size of its input up to the stride.</summary>
    public Conv2d Convolution(int inputs, int outputs, int kernel = 3, int stride = 1, bool bias = true)
    {
        Conv2d layer = nn.Conv2d(inputs, outputs, kernel, stride, padding: kernel / 2, bias: bias);
        FirstWeights.Draw(layer.weight, layer.bias, Math.Sqrt(2.0 / (kernel * kernel * outputs)), Next());
        return layer;
    }

    /// <summary>A linear layer.</summary>
    /// <param name="inputs">Inputs.</param>
    /// <param name="outputs">Outputs.</param>
    /// <param name="sigma">Standard deviation of the first weights; null: as said above.</param>
    public Linear Linear(int inputs, int outputs, double? sigma = null)
    {
        Linear layer = nn.Linear(inputs, outputs);
        FirstWeights.Draw(layer.weight, layer.bias, sigma ?? 1 / Math.Sqrt(3.0 * inputs), Next());
        return layer;
    }

    private RandomKey Next() => key.For("layer", ++_made);
}
