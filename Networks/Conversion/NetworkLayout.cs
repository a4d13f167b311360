using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Layers;
using CrossbarSim.Networks.Quantization;
using CrossbarSim.Networks.Quantization.Perturbation;
using CrossbarSim.Networks.Quantization.Plans;
using CrossbarSim.Simulator.Converters;
using CrossbarSim.Simulator.Imperfections;
using CrossbarSim.Simulator.Kernels;
using CrossbarSim.Simulator.Mapping;
using CrossbarSim.Simulator.Tiles;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Conversion;

/// <summary>Lays out a network step by step: maps its layers, calibrates them on what flows through, and notes what became of each.</summary>
/// <param name="hardware">The hardware.</param>
/// <param name="keepDigital">Names of layers that are not to go on tiles.</param>
/// <param name="threads">Most threads to use; results do not depend on it.</param>
/// <param name="product">What computes the products.</param>
/// <param name="effects">What of the hardware is not the same for all layers.</param>
/// <param name="foldsNorms">Whether batch normalizations are worked into the weights before them.</param>
internal sealed class NetworkLayout(CrossbarSettings hardware, IReadOnlyCollection<string> keepDigital, int threads, ProductFactory product, LayerEffects effects, bool foldsNorms)
{
    private readonly List<LayerPlan> _plans = [];
    private readonly Dictionary<string, (int Index, MappedMatrix[] Matrices)> _mapped = [];

    /// <summary>Layers so far; a normalization that is folded into the one before it is none.</summary>
    private int _layers;

    /// <summary>What became of each layer so far, in the order in which they are called.</summary>
    public IReadOnlyList<LayerPlan> Plans => _plans;

    /// <summary>The matrices of each layer on tiles, and the index in the address of its draws.</summary>
    public IReadOnlyDictionary<string, (int Index, MappedMatrix[] Matrices)> Mapped => _mapped;

    /// <summary>Lays out steps that are called one after another.</summary>
    /// <param name="name">Name of the whole.</param>
    /// <param name="steps">The steps.</param>
    /// <param name="inputs">Calibration inputs of the first step, which stay the caller's; null: there are none.</param>
    /// <returns>The whole, and what it makes of the inputs when programmed ideally.</returns>
    public (ChipPart Part, Tensor? Outputs) LayOut(string name, IReadOnlyList<NetworkStep> steps, Tensor? inputs)
    {
        List<ChipPart> parts = [];
        Tensor? values = inputs?.alias();
        foreach ((NetworkStep step, NetworkStep? norm) in WithNorms(steps))
        {
            (ChipPart part, Tensor? next) = step is ResidualStep block ? LayOut(block, values) : LayOut(step, norm, values);
            parts.Add(part);
            if (!ReferenceEquals(next, values))
            {
                values?.Dispose(); // of a deep network, all activations would not fit
            }

            values = next;
        }

        return (chip => new LayerChain(name, [.. parts.Select(part => part(chip))], chip.Pool), values);
    }

    /// <summary>Steps, and with a layer that has weights the batch normalization that follows it.</summary>
    private IEnumerable<(NetworkStep Step, NetworkStep? Norm)> WithNorms(IReadOnlyList<NetworkStep> steps)
    {
        for (int i = 0; i < steps.Count; i++)
        {
            bool folds = foldsNorms && WeightLayer.Of(steps[i].Module) is not null && steps.ElementAtOrDefault(i + 1)?.Module is BatchNorm
                && steps[i].Module is not FakeQuantizedLayer { Weights: not NoQuantizer } // folded weights would be off their grid
                && Befalling(steps[i]).Count == 0; // what befalls outputs does so before they are normalized
            yield return (steps[i], folds ? steps[i + 1] : null);
            i += folds ? 1 : 0;
        }
    }

    private (ChipPart, Tensor?) LayOut(ResidualStep block, Tensor? inputs)
    {
        (ChipPart main, Tensor? fromMain) = LayOut("main", block.Main, inputs);
        (ChipPart shortcut, Tensor? fromShortcut) = LayOut("shortcut", block.Shortcut, inputs);
        using Tensor? sum = fromMain is null || fromShortcut is null ? null : ResidualBlock.Sum(fromMain, fromShortcut);
        fromMain?.Dispose();
        fromShortcut?.Dispose();
        (ChipPart activation, Tensor? outputs) = LayOut("activation", block.Activation, sum);
        return (chip => ResidualBlock.Borrowing(main(chip), shortcut(chip), activation(chip)), outputs);
    }

    private (ChipPart, Tensor?) LayOut(NetworkStep step, NetworkStep? norm, Tensor? inputs)
    {
        ChipPart part = WeightLayer.Of(step.Module) is WeightLayer weights ? Converted(step, weights, norm, inputs) : Borrowed(step);
        IReadOnlyList<OutputEffect> befall = Befalling(step);
        int index = _layers++;
        Tensor? outputs = inputs is null ? null : part(new ChipDraft(null, threads)).call(inputs);
        return befall.Count == 0 ? (part, outputs) : WithEffects(part, befall, index, outputs);
    }

    /// <summary>What befalls the outputs of a step: of a layer on tiles.</summary>
    private IReadOnlyList<OutputEffect> Befalling(NetworkStep step) =>
        effects.Outputs.Count == 0 || keepDigital.Contains(step.Name) || WeightLayer.Of(step.Module) is null ? [] : effects.OutputsOf(step.Name);

    /// <summary>A layer, and what befalls its outputs.</summary>
    private static (ChipPart, Tensor?) WithEffects(ChipPart part, IReadOnlyList<OutputEffect> befall, int index, Tensor? outputs)
    {
        if (outputs is null && befall.Any(effect => effect.LimitShare is not null || (effect.IsRandom && effect.NoiseRelativeTo == NoiseScale.Largest)))
        {
            throw new ArgumentException("What is relative to the largest output needs calibration inputs.");
        }

        double largest = outputs is null ? 0 : OutputStage.Largest(outputs);
        using Tensor? before = outputs;
        using OutputStage ideal = new(befall, largest, null);
        return (Affected, before is null ? null : ideal.call(before));

        nn.Module<Tensor, Tensor> Affected(ChipDraft chip)
        {
            OutputStage stage = new(befall, largest, chip.Address?.For("layer", index));
            chip.Outputs.Add(stage);
            return new LayerChain("affected", [part(chip), stage], chip.Pool);
        }
    }

    private ChipPart Converted(NetworkStep step, WeightLayer weights, NetworkStep? norm, Tensor? inputs)
    {
        weights = norm is null ? weights : weights.FoldedWith((BatchNorm)norm.Module);
        (ChipPart part, LayerPlan plan) = keepDigital.Contains(step.Name) ? Digitally(step, weights) : OnTiles(step, weights, inputs);
        _plans.Add(plan with { FoldedNorm = norm?.Name });
        if (norm is not null)
        {
            _plans.Add(new LayerPlan { Name = norm.Name, Kind = Kind(norm), StaysDigital = $"folded into {step.Name}" });
        }

        return part;
    }

    private (ChipPart, LayerPlan) OnTiles(NetworkStep step, WeightLayer layer, Tensor? inputs)
    {
        int index = _layers;
        MappedMatrix[] mapped = [.. layer.Matrices().Select(matrix => new MappedMatrix(matrix, effects.Of(hardware, step.Name)))];
        ProgrammedMatrix[] exact = [.. mapped.Select(matrix => matrix.ProgramIdeally(threads))];
        _mapped[step.Name] = (index, mapped);
        MatrixForm form = layer.Form();
        FrozenConverters[] converters = [.. exact.Select((matrix, group) =>
            Calibration.Freeze(matrix, layer.CalibrationInputs(inputs, group), threads))];
        return (chip =>
        {
            ICrossbarProduct[] groups = chip.Address is RandomKey key
                ? [.. mapped.Select((matrix, group) => OnChip(
                    matrix, converters[group], WeightLayer.GroupAddress(LayerAddress.Of(key, index), group, form.Groups), chip.Threads))]
                : [.. exact.Select((matrix, group) => product(matrix, converters[group]))];
            AnalogLayer made = new(step.Name, form, groups, chip.Threads) { Pool = chip.Pool };
            chip.Analog.Add(made);
            return made;
        }, Plan(step, exact, converters) with { CodesUsed = inputs is null ? null : CodesUsed(exact, converters, group => layer.CalibrationInputs(inputs, group)) });
    }

    private ICrossbarProduct OnChip(MappedMatrix matrix, FrozenConverters converters, LayerAddress address, int threads) =>
        product(matrix.Program(address, threads), converters.OnChip(address));

    private double? CodesUsed(ProgrammedMatrix[] exact, FrozenConverters[] converters, Func<int, CalibrationInputs> inputs)
    {
        (int used, int codes) = exact.Select((matrix, group) => Calibration.CountCodes(matrix, converters[group], inputs(group), threads))
            .Aggregate((Used: 0, Codes: 0), (sum, group) => (sum.Used + group.Used, sum.Codes + group.Codes));
        return codes == 0 ? null : (double)used / codes;
    }

    private static (ChipPart, LayerPlan) Digitally(NetworkStep step, WeightLayer layer)
    {
        DigitalLayer digital = new(step.Name, layer.Form(), layer.Matrices());
        return (_ => digital, new LayerPlan { Name = step.Name, Kind = Kind(step), StaysDigital = "asked for" });
    }

    private ChipPart Borrowed(NetworkStep step)
    {
        string reason = step.Module is not Quantizer && step.Module.parameters().Any() ? "has no analog form" : "has no weights";
        _plans.Add(new LayerPlan { Name = step.Name, Kind = Kind(step), StaysDigital = reason });
        return _ => step.Module;
    }

    private static LayerPlan Plan(NetworkStep step, ProgrammedMatrix[] exact, FrozenConverters[] converters)
    {
        CrossbarSettings hardware = exact[0].Mapped.Settings;
        double[] steps = [.. exact.SelectMany((matrix, group) => matrix.Tiles.SelectMany((tile, t) =>
            Enumerable.Range(0, tile.Mapped.Lines.Length).Select(line => converters[group].Adc(t, line)))).OfType<IAdc>().Select(adc => adc.Lsb)];
        int tiles = exact.Sum(matrix => matrix.Tiles.Count);
        long weights = exact.Sum(matrix => (long)matrix.Mapped.Weights.Values.Length);
        long capacity = (long)hardware.Tile.Rows * hardware.Mapping.OutputsPerTile(hardware.Tile.Columns) * tiles;
        return new LayerPlan
        {
            Name = step.Name,
            Kind = Kind(step),
            Tiles = tiles,
            Weights = weights,
            WeightBits = hardware is { Device: IConductanceLevels, Wires.ArePerfect: true, Scale.Reach: ScaleReach.Layer or ScaleReach.Fixed }
                ? Math.Log2(exact.SelectMany(matrix => matrix.EffectiveWeights()).Select(weight => (float)weight).Distinct().Count())
                : null,
            Utilisation = (double)weights / capacity,
            ClippedWeights = exact.Sum(matrix => matrix.Mapped.Tiles.Sum(tile => tile.ClippedWeights)),
            MappingError = Math.Sqrt(exact.Select(matrix => matrix.Mapped.MappingError()).Average(error => error * error)),
            InputRange = converters.Max(each => each.Dac.High),
            SmallestLsbMicroamperes = steps.DefaultIfEmpty(0).Min() * 1e6,
            LargestLsbMicroamperes = steps.DefaultIfEmpty(0).Max() * 1e6,
            Converters = converters,
        };
    }

    private static string Kind(NetworkStep step) => (step.Module is FakeQuantizedLayer quantized ? quantized.Layer : step.Module).GetType().Name;
}
