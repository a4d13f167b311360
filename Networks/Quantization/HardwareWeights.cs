using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Layers;
using CrossbarSim.Simulator.Mapping;
using CrossbarSim.Simulator.Tiles;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Quantization;

/// <summary>The weights that hardware would hold in the place of those it is asked for.</summary>
internal static class HardwareWeights
{
    /// <summary>Maps a layer's weights onto conductances, programs them, and reads the weights back: [outputs, inputs].</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="hardware">The hardware; a noise scale of 0 gives the mapped weights alone.</param>
    /// <param name="key">Address of the programming draws.</param>
    public static Tensor Draw(Linear layer, CrossbarSettings hardware, RandomKey key)
    {
        long[] shape = layer.weight.shape;
        WeightMatrix weights = new((int)shape[0], (int)shape[1], TensorData.ToDoubles(layer.weight));
        return TensorData.FromDoubles(new MappedMatrix(weights, hardware).Program(key).EffectiveWeights(), shape);
    }
}
