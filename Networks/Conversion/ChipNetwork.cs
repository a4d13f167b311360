using CrossbarSim.Networks.Layers;
using CrossbarSim.Simulator.Tiles;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Conversion;

/// <summary>A network on one programmed chip. For inference.</summary>
public sealed class ChipNetwork : IDisposable
{
    private readonly IReadOnlyList<AnalogLayer> _analog;
    private readonly ActivationPool _pool;

    internal ChipNetwork(nn.Module<Tensor, Tensor> network, ChipDraft chip) =>
        (Network, _analog, _pool) = (new PooledNetwork(network, chip.Pool!, SamplesAtATime(chip.Analog)), chip.Analog, chip.Pool!);

    /// <summary>Images that pass through convolutions together: of a few, all that layers pass on fits a second-level cache.</summary>
    private static int? SamplesAtATime(IEnumerable<AnalogLayer> layers) => layers.Any(layer => layer.IsConvolution) ? 16 : null;

    /// <summary>The network: call it as any other module, from one thread at a time.</summary>
    public nn.Module<Tensor, Tensor> Network { get; }

    /// <summary>Its layers on tiles, in the order in which they are called.</summary>
    internal IReadOnlyList<AnalogLayer> Analog => _analog;

    /// <summary>What all converters did so far.</summary>
    public ConversionCounts Counts => _analog.Aggregate(ConversionCounts.None, (sum, layer) => sum + layer.Counts);

    /// <summary>What those of each layer on tiles did so far, in the order in which they are called.</summary>
    public IReadOnlyList<LayerCounts> LayerCounts => [.. _analog.Select(layer => new LayerCounts(layer.GetName(), layer.Counts))];

    /// <summary>Root mean square distance of all cells from their targets, in siemens; 0 without analog layers.</summary>
    public double ProgrammingError
    {
        get
        {
            ProgrammedMatrix[] matrices = [.. _analog.SelectMany(layer => layer.Matrices)];
            double cells = matrices.Sum(matrix => matrix.CellCount);
            return cells == 0 ? 0 : Math.Sqrt(matrices.Sum(matrix => matrix.CellCount * Math.Pow(matrix.ProgrammingError(), 2)) / cells);
        }
    }

    /// <summary>Releases the layers made for this chip; those borrowed from the trained network stay.</summary>
    public void Dispose()
    {
        foreach (AnalogLayer layer in _analog)
        {
            layer.Dispose();
        }

        Network.Dispose();
        _pool.Dispose();
    }
}
