using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Conversion;
using CrossbarSim.Networks.Quantization;
using CrossbarSim.Networks.Quantization.Plans;
using CrossbarSim.Networks.Summaries;
using CrossbarSim.Scenarios.Schema;
using CrossbarSim.Simulator.Tiles;
using TorchSharp.Modules;

namespace CrossbarSim.Scenarios.Studies;

/// <summary>How finely the layers of a scenario compute: as its quantizers and its tiles say, whichever is coarser. Bits that a budget chooses are the most it may choose.</summary>
/// <param name="scenario">The scenario.</param>
/// <param name="hardware">Its hardware.</param>
/// <param name="environment">What names refer to.</param>
internal sealed class ScenarioPrecision(Scenario scenario, CrossbarSettings hardware, StudyEnvironment environment)
{
    private readonly LayerPrecision _tiles = TilePrecision.Of(scenario.Hardware, hardware);
    private readonly QuantizationPlan? _plan = scenario.Quantization?.Plan(environment, scenario.Hardware.Rows);

    /// <summary>The precision of a layer.</summary>
    /// <param name="layer">Its dotted name.</param>
    public LayerPrecision Of(string layer)
    {
        LayerPrecision held = scenario.Hardware.KeepDigital.Contains(layer) ? LayerPrecision.Digital
            : HardwareBudgetOf(layer) is BudgetSection budget ? _tiles with { WeightBits = budget.Bits[^1] }
            : _tiles;
        if (_plan?.Of(layer) is not LayerQuantization quantized)
        {
            return held;
        }

        QuantizerChoice? weights = scenario.Quantization!.IsBudgeted(layer) && quantized.Weights is not null
            ? quantized.Weights with { Bits = scenario.Quantization.Budget!.Bits[^1] }
            : quantized.Weights;
        return new LayerPrecision(
            Coarser(held.InputBits, quantized.Activations, choice => choice.ForActivations(negatives: true, RandomKey.FromSeed(0))),
            Coarser(held.WeightBits, weights, choice => choice.ForWeights([1, 1], RandomKey.FromSeed(0))));
    }

    /// <summary>The mappings of layers whose digits a budget chooses.</summary>
    /// <param name="network">The network.</param>
    public LayerEffects Mappings(Sequential network) => LayerEffects.None with
    {
        Mappings = AnalogNetwork.LayersOf(network).Where(layer => layer.CanGoOnTiles && HardwareBudgetOf(layer.Name) is not null)
            .ToDictionary(layer => layer.Name, layer => scenario.Hardware.MappingWith(environment, HardwareBudgetOf(layer.Name)!.Bits[^1])),
    };

    private BudgetSection? HardwareBudgetOf(string layer) =>
        scenario.Quantization is { Budget: { Resource: not null } budget } section && section.IsBudgeted(layer) ? budget : null;

    private static int Coarser(int held, QuantizerChoice? choice, Func<QuantizerChoice, Quantizer> make)
    {
        if (choice is null)
        {
            return held;
        }

        using Quantizer quantizer = make(choice with { Granularity = Granularity.Tensor });
        return Math.Min(held, quantizer.Levels is int levels ? (int)Math.Ceiling(Math.Log2(levels)) : choice.Bits);
    }
}
