using System.Runtime.InteropServices;
using CrossbarSim.Networks.Layers;
using CrossbarSim.Simulator.Imperfections;
using CrossbarSim.Simulator.Tiles;
using CrossbarSim.Simulator.Wires;
using TorchSharp;
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
        return Of([.. layer.Matrices().Select((matrix, group) => new PassingMatrix(cells).Program(matrix, WeightLayer.GroupAddress(address, group, layer.Groups)))], layer.Weight.shape);
    }

    /// <summary>The weights that programmed matrices amount to.</summary>
    /// <param name="groups">One a group.</param>
    /// <param name="shape">The layer's own shape.</param>
    /// <param name="threads">Most threads to use.</param>
    public static Tensor Of(ProgrammedMatrix[] groups, long[] shape, int threads = 1)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Tensor held = torch.empty(shape, ScalarType.Float32);
        Span<float> weights = MemoryMarshal.Cast<byte, float>(held.bytes);
        int each = weights.Length / groups.Length;
        for (int group = 0; group < groups.Length; group++)
        {
            groups[group].EffectiveWeights(weights.Slice(group * each, each), threads);
        }

        return held.MoveToOuterDisposeScope();
    }
}
