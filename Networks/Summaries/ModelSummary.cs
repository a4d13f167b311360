using CrossbarSim.Networks.Conversion;
using CrossbarSim.Networks.Datasets;
using CrossbarSim.Networks.Layers;
using CrossbarSim.Simulator.Mapping;
using CrossbarSim.Simulator.Tiles;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Summaries;

/// <summary>A network, layer by layer: shapes, parameters, multiplications, memory by precision, and the tiles it takes.</summary>
/// <remarks>
/// Counting follows the summary of Larq: L. Geiger, P. Team, JOSS 5 (2020) 1746, <see href="https://doi.org/10.21105/joss.01746"/>. A multiplication has
/// the precision of its finer factor, weights have theirs, all other numbers 32 bits.
/// </remarks>
/// <param name="Layers">The layers in the order in which they are called.</param>
public sealed record ModelSummary(IReadOnlyList<LayerFacts> Layers)
{
    /// <summary>Numbers that the network keeps.</summary>
    public long Parameters => Layers.Sum(layer => layer.Parameters);

    /// <summary>How many of them training changes.</summary>
    public long Trainable => Layers.Sum(layer => layer.Trainable);

    /// <summary>Multiplications for one image.</summary>
    public long MultiplyAdds => Layers.Sum(layer => layer.MultiplyAdds);

    /// <summary>Bytes that the network takes.</summary>
    public double Bytes => Layers.Sum(layer => layer.MemoryBits) / 8.0;

    /// <summary>Bytes that it would take if all that is not quantized had 8 bits.</summary>
    public double BytesWithFloatsInOne => ParametersByBits.Sum(each => each.Count * Math.Min(each.Bits, 8)) / 8.0;

    /// <summary>Bytes that it would take with all numbers in 32 bits.</summary>
    public double FloatBytes => Parameters * 4.0;

    /// <summary>Numbers of each precision, the fewest bits first.</summary>
    public IReadOnlyList<(int Bits, long Count)> ParametersByBits => ByBits(Layers.SelectMany(
        layer => new[] { (layer.Precision.WeightBits, layer.Weights), (LayerPrecision.Float, layer.Others) }));

    /// <summary>Multiplications of each precision, the fewest bits first.</summary>
    public IReadOnlyList<(int Bits, long Count)> MultiplyAddsByBits => ByBits(Layers.Select(layer => (layer.Precision.Bits, layer.MultiplyAdds)));

    /// <summary>Looks at a network.</summary>
    /// <param name="network">The network; its weights decide nothing.</param>
    /// <param name="images">What it is given.</param>
    /// <param name="hardware">The hardware it would be put on.</param>
    /// <param name="keepDigital">Names of layers that are not to go on tiles.</param>
    /// <param name="precision">How finely a layer of a name computes.</param>
    /// <param name="effects">What of the hardware is not the same for all layers; null: nothing.</param>
    /// <exception cref="ArgumentException">The mapping cannot use the device, or the network does not take such images.</exception>
    public static ModelSummary Of(
        Sequential network,
        ImageShape images,
        CrossbarSettings hardware,
        IReadOnlyCollection<string> keepDigital,
        Func<string, LayerPrecision> precision,
        LayerEffects? effects = null)
    {
        using IDisposable scope = torch.NewDisposeScope();
        using IDisposable inference = torch.no_grad();
        bool training = network.training;
        network.eval(); // statistics of normalizations are to stay
        List<LayerFacts> layers = [];
        NetworkTrace.Through(network, torch.zeros(1, images.Channels, images.Height, images.Width), (step, before, input, output) =>
            layers.Add(Facts(step, before, input, output, (effects ?? LayerEffects.None).Of(hardware, step.Name), keepDigital, precision)));
        network.train(training);
        return new ModelSummary(layers);
    }

    private static LayerFacts Facts(
        NetworkStep step,
        NetworkStep? before,
        Tensor input,
        Tensor output,
        CrossbarSettings hardware,
        IReadOnlyCollection<string> keepDigital,
        Func<string, LayerPrecision> precision)
    {
        LayerFacts facts = new()
        {
            Name = step.Name,
            Kind = step.Module.GetType().Name,
            Input = [.. input.shape.Skip(1)],
            Output = [.. output.shape.Skip(1)],
            Trainable = step.Module.parameters().Sum(parameter => parameter.numel()),
            StaysDigital = "has no weights",
        };
        return (step.Module, WeightLayer.Of(step.Module)) switch
        {
            (_, WeightLayer weights) => WithWeights(facts, weights, hardware, keepDigital.Contains(step.Name), precision),
            (BatchNorm, _) => facts with
            {
                Others = 2 * facts.Output[0],
                StaysDigital = before is not null && WeightLayer.Of(before.Module) is not null ? $"folded into {before.Name}" : "has no analog form",
            },
            _ => facts with { Others = facts.Trainable, StaysDigital = facts.Trainable > 0 ? "has no analog form" : facts.StaysDigital },
        };
    }

    private static LayerFacts WithWeights(
        LayerFacts facts, WeightLayer layer, CrossbarSettings hardware, bool isDigital, Func<string, LayerPrecision> precision)
    {
        long weights = layer.Weight.numel();
        facts = facts with
        {
            Kernel = layer.Convolution is ConvolutionShape shape ? (shape.KernelHeight, shape.KernelWidth) : null,
            Weights = weights,
            Others = layer.Bias?.numel() ?? 0,
            MultiplyAdds = weights * (layer.Convolution is null ? 1 : facts.Output[1] * facts.Output[2]),
            Precision = precision(facts.Name),
            StaysDigital = isDigital ? "asked for" : null,
        };
        if (isDigital)
        {
            return facts;
        }

        MappedMatrix[] matrices = [.. layer.Matrices().Select(matrix => new MappedMatrix(matrix, hardware))];
        MappedTile[] tiles = [.. matrices.SelectMany(matrix => matrix.Tiles)];
        int arrays = matrices.Sum(matrix => matrix.Arrays);
        return facts with
        {
            Tiles = tiles.Length,
            Arrays = arrays,
            CellsUsed = tiles.Sum(tile => (long)tile.Region.Inputs * tile.Columns * tile.ColumnsPerCell),
            Cells = (long)arrays * hardware.Tile.Rows * hardware.Tile.Columns,
        };
    }

    private static IReadOnlyList<(int Bits, long Count)> ByBits(IEnumerable<(int Bits, long Count)> parts) =>
        [.. parts.GroupBy(part => part.Bits).Select(same => (same.Key, same.Sum(part => part.Count))).Where(each => each.Item2 > 0).OrderBy(each => each.Key)];
}
