using CrossbarSim.Networks.Layers;
using CrossbarSim.Simulator.Imperfections;
using CrossbarSim.Simulator.Tiles;
using CrossbarSim.Simulator.Wires;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Quantization;

/// <summary>The weights that hardware would hold in the place of those it is asked for.</summary>
internal static class HardwareWeights
{
    /// <summary>Maps a layer's weights onto conductances, programs them, and reads the weights back, in the layer's own shape.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="hardware">The hardware; a noise scale of 0 gives the mapped weights alone. Its lines count as perfect.</param>
    /// <param name="address">Address of the draws.</param>
    public static Tensor Draw(WeightLayer layer, CrossbarSettings hardware, LayerAddress address)
    {
        CrossbarSettings cells = hardware with { Wires = PerfectWires.Instance };
        double[] held = [.. layer.Matrices().SelectMany(
            (matrix, group) => new MappedMatrix(matrix, cells).Program(WeightLayer.GroupAddress(address, group, layer.Groups)).EffectiveWeights())];
        return TensorData.FromDoubles(held, layer.Weight.shape);
    }
}
