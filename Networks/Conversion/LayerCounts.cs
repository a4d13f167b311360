using CrossbarSim.Simulator.Tiles;

namespace CrossbarSim.Networks.Conversion;

/// <summary>What the converters of one layer did.</summary>
/// <param name="Layer">Dotted name of the layer in its network.</param>
/// <param name="Counts">What they did.</param>
public sealed record LayerCounts(string Layer, ConversionCounts Counts);
