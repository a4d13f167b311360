using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Layers;
using CrossbarSim.Simulator.Converters;
using CrossbarSim.Simulator.Imperfections;
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
/// was made from must stay alive: layers without weights are borrowed from it. Its weights are copied. A batch normalization that follows a
/// layer with weights is folded into it, with its running statistics, and <see cref="Layers"/> says so.
/// </remarks>
public sealed class AnalogNetwork
{
    private readonly List<Stage> _stages = [];
    private readonly ProductFactory _product;
    private readonly Dictionary<string, (int Index, MappedMatrix[] Matrices)> _mapped = [];

    /// <summary>Lays out a network.</summary>
    /// <param name="network">The trained network: a Sequential of layers, nested at will; anything else stays digital.</param>
    /// <param name="hardware">The hardware.</param>
    /// <param name="keepDigital">Names of layers that are not to go on tiles.</param>
    /// <param name="calibration">Calibration images, [samples, ...], float. Needed where a range is calibrated.</param>
    /// <param name="threads">Most threads to use; results do not depend on it.</param>
    /// <param name="product">What computes the products; null: the fastest. The choice changes the time taken and nothing else.</param>
    /// <exception cref="ArgumentException">A name in <paramref name="keepDigital"/> is no layer, or the mapping cannot use the device.</exception>
    public AnalogNetwork(
        nn.Module<Tensor, Tensor> network,
        CrossbarSettings hardware,
        IReadOnlyCollection<string> keepDigital,
        Tensor? calibration = null,
        int threads = 1,
        ProductFactory? product = null)
    {
        _product = product ?? CrossbarProducts.Fastest;
        using IDisposable scope = torch.NewDisposeScope();
        using IDisposable inference = torch.no_grad();
        List<LayerPlan> plans = [];
        Tensor? values = calibration?.alias();
        (string Name, nn.Module<Tensor, Tensor> Layer)[] leaves = [.. NetworkLayers.Of(network)];
        string[] names = [.. leaves.Select(leaf => leaf.Name)];
        if (keepDigital.Except(names).FirstOrDefault() is string unknown)
        {
            throw new ArgumentException($"The network has no layer '{unknown}'. It has: {string.Join(", ", names)}.", nameof(keepDigital));
        }

        for (int i = 0; i < leaves.Length; i++)
        {
            (string name, nn.Module<Tensor, Tensor> layer) = leaves[i];
            string kind = layer.GetType().Name;
            if (WeightLayer.Of(layer) is not WeightLayer weights)
            {
                Add(Borrowed(name, kind, layer));
                continue;
            }

            BatchNorm? norm = i + 1 < leaves.Length ? leaves[i + 1].Layer as BatchNorm : null;
            weights = norm is null ? weights : weights.FoldedWith(norm);
            (Stage stage, LayerPlan plan) = keepDigital.Contains(name)
                ? Digitally(name, kind, weights)
                : OnTiles(name, kind, weights, hardware, values, threads);
            if (norm is null)
            {
                Add((stage, plan));
                continue;
            }

            string normName = leaves[++i].Name;
            Add((stage, plan with { FoldedNorm = normName }));
            plans.Add(new LayerPlan { Name = normName, Kind = norm.GetType().Name, StaysDigital = $"folded into {name}" });
        }

        void Add((Stage Stage, LayerPlan Plan) layer)
        {
            _stages.Add(layer.Stage);
            plans.Add(layer.Plan);
            values = values is null ? null : layer.Stage.Ideal(threads).call(values);
        }

        Layers = plans;
    }

    /// <summary>What became of each layer, in order.</summary>
    public IReadOnlyList<LayerPlan> Layers { get; }

    /// <summary>What became of each layer, with what each imperfection does to it on one chip.</summary>
    /// <param name="chip">Address of the chip.</param>
    public IReadOnlyList<LayerPlan> LayersOn(RandomKey chip) =>
        [.. Layers.Select(plan => _mapped.TryGetValue(plan.Name, out (int Index, MappedMatrix[] Matrices) layer)
            ? plan with { Effects = [.. layer.Matrices.SelectMany((matrix, group) => matrix.Effects(
                WeightLayer.GroupAddress(LayerAddress.Of(chip, layer.Index), group, layer.Matrices.Length)))] }
            : plan)];

    /// <summary>A digital twin of a network in which every sum has a fixed order: the baseline.</summary>
    public static AnalogNetwork Baseline(nn.Module<Tensor, Tensor> network, CrossbarSettings hardware) =>
        new(network, hardware, [.. WeightLayer.AllOf(network).Select(layer => layer.Name)]);

    /// <summary>Programs a chip: draws, for every tile, what the device leaves of the targets.</summary>
    /// <param name="chip">Address of the chip, as in <c>key.For("trial", 3)</c>.</param>
    /// <param name="threads">Most threads a layer may use; results do not depend on it.</param>
    public ChipNetwork Program(RandomKey chip, int threads = 1) =>
        new([.. _stages.Select((stage, i) => stage.Programmed(LayerAddress.Of(chip, i), threads))]);

    /// <summary>The chip of an ideal programmer: every cell at its target.</summary>
    public ChipNetwork ProgramIdeally(int threads = 1) => new([.. _stages.Select(stage => stage.Ideal(threads))]);

    private (Stage, LayerPlan) OnTiles(string name, string kind, WeightLayer layer, CrossbarSettings hardware, Tensor? inputs, int threads)
    {
        MappedMatrix[] mapped = [.. layer.Matrices().Select(matrix => new MappedMatrix(matrix, hardware))];
        ProgrammedMatrix[] exact = [.. mapped.Select(matrix => matrix.ProgramIdeally())];
        _mapped[name] = (_stages.Count, mapped);
        MatrixForm form = layer.Form();
        FrozenConverters[] converters = [.. exact.Select((matrix, group) =>
            Calibration.Freeze(matrix, Inputs(group), threads))];
        return (new Stage(
            (address, degree) => Layer(mapped.Select((matrix, group) => matrix.Program(WeightLayer.GroupAddress(address, group, form.Groups))), degree),
            degree => Layer(exact, degree)), Plan(name, kind, exact, converters));

        CalibrationInputs Inputs(int group) => (inputs, layer.Convolution) switch
        {
            (null, _) => new MatrixInputs(default),
            (_, null) => new MatrixInputs(TensorData.ToDoubles(inputs)),
            (_, ConvolutionShape shape) => new WindowInputs(
                TensorData.ToFloats(inputs), new ImageWindows(shape, (int)inputs.shape[2], (int)inputs.shape[3], group)),
        };

        AnalogLayer Layer(IEnumerable<ProgrammedMatrix> chip, int degree) =>
            new(name, form, [.. chip.Select((matrix, group) => _product(matrix, converters[group]))], degree);
    }

    private static LayerPlan Plan(string name, string kind, ProgrammedMatrix[] exact, FrozenConverters[] converters)
    {
        CrossbarSettings hardware = exact[0].Mapped.Settings;
        double[] steps = [.. exact.SelectMany((matrix, group) => matrix.Tiles.SelectMany((tile, t) =>
            Enumerable.Range(0, tile.Mapped.Lines.Length).Select(line => converters[group].Adc(t, line)))).OfType<IAdc>().Select(adc => adc.Lsb)];
        int tiles = exact.Sum(matrix => matrix.Tiles.Count);
        long weights = exact.Sum(matrix => (long)matrix.Mapped.Weights.Values.Length);
        long capacity = (long)hardware.Tile.Rows * hardware.Mapping.OutputsPerTile(hardware.Tile.Columns) * tiles;
        return new LayerPlan
        {
            Name = name,
            Kind = kind,
            Tiles = tiles,
            Utilisation = (double)weights / capacity,
            ClippedWeights = exact.Sum(matrix => matrix.Mapped.Tiles.Sum(tile => tile.ClippedWeights)),
            MappingError = Math.Sqrt(exact.Average(matrix => matrix.WeightError() * matrix.WeightError())),
            InputRange = converters.Max(each => each.Dac.High),
            SmallestLsbMicroamperes = steps.DefaultIfEmpty(0).Min() * 1e6,
            LargestLsbMicroamperes = steps.DefaultIfEmpty(0).Max() * 1e6,
        };
    }

    private static (Stage, LayerPlan) Digitally(string name, string kind, WeightLayer layer) =>
        (Stage.Same(new DigitalLayer(name, layer.Form(), layer.Matrices())), new LayerPlan { Name = name, Kind = kind, StaysDigital = "asked for" });

    private static (Stage, LayerPlan) Borrowed(string name, string kind, nn.Module<Tensor, Tensor> layer)
    {
        bool hasWeights = layer.parameters().Any();
        return (Stage.Same(layer), new LayerPlan
        {
            Name = name,
            Kind = kind,
            StaysDigital = hasWeights ? "has no analog form" : "has no weights",
        });
    }

    /// <summary>One layer, and how it comes about on a chip.</summary>
    private sealed record Stage(
        Func<LayerAddress, int, nn.Module<Tensor, Tensor>> Programmed, Func<int, nn.Module<Tensor, Tensor>> Ideal)
    {
        public static Stage Same(nn.Module<Tensor, Tensor> layer) => new((_, _) => layer, _ => layer);
    }
}
