using CrossbarSim.Simulator.Tiles;

namespace CrossbarSim.Simulator.Kernels;

/// <summary>Makes what computes a product.</summary>
/// <param name="matrix">What is multiplied with.</param>
/// <param name="converters">The converters in use.</param>
public delegate ICrossbarProduct ProductFactory(ProgrammedMatrix matrix, FrozenConverters converters);

/// <summary>Chooses what computes a product.</summary>
public static class CrossbarProducts
{
    /// <summary>The fastest one for the converters at hand. The choice changes the time taken and nothing else.</summary>
    public static ICrossbarProduct Fastest(ProgrammedMatrix matrix, FrozenConverters converters) =>
        FusedProduct.Supports(matrix, converters) ? new FusedProduct(matrix, converters) : Reference(matrix, converters);

    /// <summary>The plain one, conversion by conversion, that the others are held to.</summary>
    public static ICrossbarProduct Reference(ProgrammedMatrix matrix, FrozenConverters converters) => new CrossbarProduct(matrix, converters);
}
