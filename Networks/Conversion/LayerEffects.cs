using CrossbarSim.Simulator.Imperfections;
using CrossbarSim.Simulator.Mapping;
using CrossbarSim.Simulator.Tiles;

namespace CrossbarSim.Networks.Conversion;

/// <summary>What of the hardware is not the same for all layers of a network.</summary>
public sealed record LayerEffects
{
    /// <summary>All layers alike, and nothing befalls their outputs.</summary>
    public static LayerEffects None { get; } = new();

    /// <summary>Imperfections of cells that only some layers have, and which.</summary>
    public IReadOnlyDictionary<ICellImperfection, IReadOnlyList<string>> OnlyOn { get; init; } = new Dictionary<ICellImperfection, IReadOnlyList<string>>();

    /// <summary>The mappings of layers that have one of their own, by name.</summary>
    public IReadOnlyDictionary<string, IWeightMapping> Mappings { get; init; } = new Dictionary<string, IWeightMapping>();

    /// <summary>What befalls outputs, in this order.</summary>
    public IReadOnlyList<OutputEffect> Outputs { get; init; } = [];

    /// <summary>The hardware as a layer has it.</summary>
    /// <param name="hardware">That of the network.</param>
    /// <param name="layer">Dotted name.</param>
    public CrossbarSettings Of(CrossbarSettings hardware, string layer)
    {
        CrossbarSettings mapped = Mappings.TryGetValue(layer, out IWeightMapping? mapping) ? hardware with { Mapping = mapping } : hardware;
        return OnlyOn.Count == 0 ? mapped : mapped with
        {
            Imperfections = [.. hardware.Imperfections.Where(each => !OnlyOn.TryGetValue(each, out IReadOnlyList<string>? layers) || layers.Contains(layer))],
        };
    }

    /// <summary>What befalls the outputs of a layer.</summary>
    public IReadOnlyList<OutputEffect> OutputsOf(string layer) => [.. Outputs.Where(effect => effect.IsOn(layer))];
}
