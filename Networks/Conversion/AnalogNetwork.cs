using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Layers;
using CrossbarSim.Simulator.Converters;
using CrossbarSim.Simulator.Kernels;
using CrossbarSim.Simulator.Mapping;
using CrossbarSim.Simulator.Tiles;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Conversion;

/// <summary>A trained network laid out on hardware: mapped onto tiles, converter ranges frozen, ready to be programmed.</summary>
/// <remarks>
/// Mapping and calibration are done once, on target conductances; each chip is then one <see cref="Program"/>. The network it
/// was made from must stay alive: layers without weights are borrowed from it. Its weights are copied.
/// </remarks>
public sealed class AnalogNetwork
{
    private readonly List<Stage> _stages = [];

    /// <summary>Lays out a network.</summary>
    /// <param name="network">The trained network: a Sequential of layers, nested at will; anything else stays digital.</param>
    /// <param name="hardware">The hardware.</param>
    /// <param name="keepDigital">Names of layers that are not to go on tiles.</param>
    /// <param name="calibration">Calibration images, [samples, ...], float. Needed where a range is calibrated.</param>
    /// <param name="threads">Most threads to use; results do not depend on it.</param>
    /// <param name="product">What computes the products of tiles; null: the fastest. Results do not depend on it.</param>
    /// <exception cref="ArgumentException">A name in <paramref name="keepDigital"/> is no layer, or the mapping cannot use the device.</exception>
    public AnalogNetwork(
        nn.Module<Tensor, Tensor> network,
        CrossbarSettings hardware,
        IReadOnlyCollection<string> keepDigital,
        Tensor? calibration = null,
        int threads = 1,
        Func<ProgrammedMatrix, FrozenConverters, ICrossbarProduct>? product = null)
    {
        product ??= CrossbarProducts.Fastest;
        using IDisposable scope = torch.NewDisposeScope();
        using IDisposable inference = torch.no_grad();
        List<LayerPlan> plans = [];
        Tensor? values = calibration?.alias();
        string[] names = [.. NetworkLayers.Of(network).Select(leaf => leaf.Name)];
        if (keepDigital.Except(names).FirstOrDefault() is string unknown)
        {
            throw new ArgumentException($"The network has no layer '{unknown}'. It has: {string.Join(", ", names)}.", nameof(keepDigital));
        }

        foreach ((string name, nn.Module<Tensor, Tensor> layer) in NetworkLayers.Of(network))
        {
            (Stage stage, LayerPlan plan) = layer is Linear linear
                ? keepDigital.Contains(name)
                    ? Digitally(name, linear)
                    : OnTiles(name, linear, hardware, values, threads, product)
                : Borrowed(name, layer);
            _stages.Add(stage);
            plans.Add(plan);
            values = values is null ? null : stage.Ideal(threads).call(values);
        }

        Layers = plans;
    }

    /// <summary>What became of each layer, in order.</summary>
    public IReadOnlyList<LayerPlan> Layers { get; }

    /// <summary>A digital twin of a network in which every sum has a fixed order: the baseline.</summary>
    public static AnalogNetwork Baseline(nn.Module<Tensor, Tensor> network, CrossbarSettings hardware) =>
        new(network, hardware, [.. NetworkLayers.Of(network).Where(leaf => leaf.Layer is Linear).Select(leaf => leaf.Name)]);

    /// <summary>Programs a chip: draws, for every tile, what the device leaves of the targets.</summary>
    /// <param name="chip">Address of the chip, as in <c>key.For("trial", 3)</c>.</param>
    /// <param name="threads">Most threads a layer may use; results do not depend on it.</param>
    public ChipNetwork Program(RandomKey chip, int threads = 1) =>
        new([.. _stages.Select((stage, i) => stage.Programmed(chip.For("layer", i), threads))]);

    /// <summary>The chip of an ideal programmer: every cell at its target.</summary>
    public ChipNetwork ProgramIdeally(int threads = 1) => new([.. _stages.Select(stage => stage.Ideal(threads))]);

    private static (Stage, LayerPlan) OnTiles(
        string name,
        Linear linear,
        CrossbarSettings hardware,
        Tensor? inputs,
        int threads,
        Func<ProgrammedMatrix, FrozenConverters, ICrossbarProduct> product)
    {
        WeightMatrix weights = Weights(linear);
        MappedMatrix mapped = new(weights, hardware);
        ProgrammedMatrix exact = mapped.ProgramIdeally();
        FrozenConverters converters = Calibration.Freeze(exact, inputs is null ? [] : TensorData.ToDoubles(inputs), threads);
        double[]? bias = linear.bias is null ? null : TensorData.ToDoubles(linear.bias);
        double[] steps = [.. Enumerable.Range(0, mapped.Tiles.Count)
            .SelectMany(tile => Enumerable.Range(0, mapped.Tiles[tile].Lines.Length).Select(line => converters.Adc(tile, line)))
            .OfType<IAdc>().Select(adc => adc.Lsb)];
        int capacity = hardware.Tile.Rows * hardware.Mapping.OutputsPerTile(hardware.Tile.Columns);
        LayerPlan plan = new()
        {
            Name = name,
            Kind = nameof(Linear),
            Tiles = mapped.Tiles.Count,
            Utilisation = (double)weights.Values.Length / ((long)capacity * mapped.Tiles.Count),
            ClippedWeights = mapped.Tiles.Sum(tile => tile.ClippedWeights),
            MappingError = exact.WeightError(),
            InputRange = converters.Dac.High,
            AdcLsb = steps.Length == 0 ? (0, 0) : (steps.Min(), steps.Max()),
        };
        return (new Stage(
            (key, degree) => new AnalogLinear(name, product(mapped.Program(key), converters), bias, degree),
            degree => new AnalogLinear(name, product(exact, converters), bias, degree)), plan);
    }

    private static (Stage, LayerPlan) Digitally(string name, Linear linear)
    {
        WeightMatrix weights = Weights(linear);
        double[] bias = linear.bias is null ? new double[weights.Outputs] : TensorData.ToDoubles(linear.bias);
        DigitalLinear digital = new(name, weights.Values.ToArray(), bias);
        return (Stage.Same(digital), new LayerPlan { Name = name, Kind = nameof(Linear), StaysDigital = "asked for" });
    }

    private static (Stage, LayerPlan) Borrowed(string name, nn.Module<Tensor, Tensor> layer)
    {
        bool hasWeights = layer.parameters().Any();
        return (Stage.Same(layer), new LayerPlan
        {
            Name = name,
            Kind = layer.GetType().Name,
            StaysDigital = hasWeights ? "has no analog form" : "has no weights",
        });
    }

    private static WeightMatrix Weights(Linear linear) =>
        new((int)linear.weight.shape[0], (int)linear.weight.shape[1], TensorData.ToDoubles(linear.weight));

    /// <summary>One layer, and how it comes about on a chip.</summary>
    private sealed record Stage(
        Func<RandomKey, int, nn.Module<Tensor, Tensor>> Programmed, Func<int, nn.Module<Tensor, Tensor>> Ideal)
    {
        public static Stage Same(nn.Module<Tensor, Tensor> layer) => new((_, _) => layer, _ => layer);
    }
}
