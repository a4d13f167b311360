using CrossbarSim.Networks.Layers;
using CrossbarSim.Simulator.Tiles;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Conversion;

/// <summary>A network on one programmed chip. For inference.</summary>
public sealed class ChipNetwork : IDisposable
{
    private readonly IReadOnlyList<nn.Module<Tensor, Tensor>> _layers;

    internal ChipNetwork(IReadOnlyList<nn.Module<Tensor, Tensor>> layers)
    {
        _layers = layers;
        Network = new LayerChain("chip", layers);
    }

    /// <summary>The network: call it as any other module.</summary>
    public nn.Module<Tensor, Tensor> Network { get; }

    /// <summary>What all converters did so far.</summary>
    public ConversionCounts Counts => _layers.OfType<AnalogLayer>().Aggregate(ConversionCounts.None, (sum, layer) => sum + layer.Counts);

    /// <summary>Root mean square distance of all cells from their targets, in siemens; 0 without analog layers.</summary>
    public double ProgrammingError
    {
        get
        {
            ProgrammedMatrix[] matrices = [.. _layers.OfType<AnalogLayer>().SelectMany(layer => layer.Matrices)];
            double cells = matrices.Sum(matrix => matrix.CellCount);
            return cells == 0 ? 0 : Math.Sqrt(matrices.Sum(matrix => matrix.CellCount * Math.Pow(matrix.ProgrammingError(), 2)) / cells);
        }
    }

    /// <summary>Releases the layers made for this chip; those borrowed from the trained network stay.</summary>
    public void Dispose()
    {
        foreach (AnalogLayer layer in _layers.OfType<AnalogLayer>())
        {
            layer.Dispose();
        }

        Network.Dispose();
    }
}
