using CrossbarSim.Networks.Layers;
using CrossbarSim.Simulator.Tiles;
using TorchSharp;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Conversion;

/// <summary>A network on one programmed chip. For inference.</summary>
public sealed class ChipNetwork : IDisposable
{
    private readonly IReadOnlyList<AnalogLayer> _analog;
    private readonly IReadOnlyList<OutputStage> _outputs;
    private readonly ActivationPool _pool;

    internal ChipNetwork(nn.Module<Tensor, Tensor> network, ChipDraft chip) =>
        (Network, _analog, _outputs, _pool) = (new PooledNetwork(network, chip.Pool!, SamplesAtATime(chip.Analog)), chip.Analog, chip.Outputs, chip.Pool!);

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

    /// <summary>A layer's programmed matrices, one a group.</summary>
    /// <param name="layer">Dotted name of a layer on tiles.</param>
    /// <exception cref="ArgumentException">No layer on tiles has that name.</exception>
    public IReadOnlyList<ProgrammedMatrix> Matrices(string layer) => [.. Layer(layer).Matrices];

    /// <summary>Lets an image through the chip, and says what it brought to a layer.</summary>
    /// <remarks>Afterwards the chip is where it is after that image: the next one reads with the noise of the next.</remarks>
    /// <param name="layer">Dotted name of a layer on tiles.</param>
    /// <param name="group">Number of the group.</param>
    /// <param name="image">One image, [1, ...].</param>
    /// <param name="number">Its number among all that the chip sees: which noise it is read with.</param>
    /// <exception cref="ArgumentException">No layer on tiles has that name, or it has no such group.</exception>
    public LayerInput InputOf(string layer, int group, Tensor image, int number)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(image.shape[0], 1);
        AnalogLayer listening = Layer(layer);
        FrozenConverters[] converters = [.. listening.Converters];
        ArgumentOutOfRangeException.ThrowIfNegative(group);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(group, converters.Length);
        foreach (AnalogLayer each in _analog)
        {
            each.StartAt(number);
        }

        foreach (OutputStage each in _outputs)
        {
            each.StartAt(number);
        }

        LayerInput? heard = null;
        listening.Listener = (values, windows) => heard = (windows?.Group ?? 0) == group ? new LayerInput(converters[group], values, windows) : heard;
        try
        {
            using IDisposable scope = torch.NewDisposeScope();
            using IDisposable inference = torch.no_grad();
            _ = Network.call(image);
        }
        finally
        {
            listening.Listener = null;
        }

        return heard!;
    }

    private AnalogLayer Layer(string name) => _analog.FirstOrDefault(layer => layer.GetName() == name)
        ?? throw new ArgumentException($"No layer on tiles is called '{name}'. On tiles: {string.Join(", ", _analog.Select(layer => layer.GetName()))}.");

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
