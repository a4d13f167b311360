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
    public static ICrossbarProduct Fastest(ProgrammedMatrix matrix, FrozenConverters converters) => Fastest(matrix, converters, threads: 1);

    /// <summary>The same, made on several threads.</summary>
    public static ICrossbarProduct Fastest(ProgrammedMatrix matrix, FrozenConverters converters, int threads) =>
        FusedProduct.Supports(matrix, converters) ? new FusedProduct(matrix, converters, threads) : Reference(matrix, converters);

    /// <summary>The plain one, conversion by conversion, that the others are held to.</summary>
    public static ICrossbarProduct Reference(ProgrammedMatrix matrix, FrozenConverters converters) => new CrossbarProduct(matrix, converters);

    /// <summary>Shows an observer the currents of samples, [samples, inputs], before conversion.</summary>
    internal static void Observe(
        ProgrammedMatrix matrix, FrozenConverters converters, ReadOnlyMemory<double> inputs, CurrentObserver observer, int threads) =>
        Observe(matrix, converters, fused => fused.Observe(inputs.Span, observer, threads), plain => plain.Observe(inputs, observer));

    /// <summary>Shows an observer the currents of windows before conversion.</summary>
    internal static void Observe(
        ProgrammedMatrix matrix, FrozenConverters converters, ReadOnlyMemory<float> images, ImageWindows windows, CurrentObserver observer, int threads) =>
        Observe(
            matrix, converters, fused => fused.Observe(images.Span, windows, observer, threads), plain => plain.Observe(images.Span, windows, observer));

    private static void Observe(
        ProgrammedMatrix matrix, FrozenConverters converters, Action<FusedProduct> fast, Action<CrossbarProduct> plain)
    {
        if (FusedProduct.Supports(matrix, converters))
        {
            fast(new FusedProduct(matrix, converters));
        }
        else
        {
            plain(new CrossbarProduct(matrix, converters));
        }
    }

    /// <summary>Checks the lengths of a convolution.</summary>
    /// <returns>How many images there are.</returns>
    internal static int CheckImages(ICrossbarProduct product, int pixels, ImageWindows windows, int outputs)
    {
        (int rows, int columns) = (product.Matrix.Mapped.Weights.Inputs, product.Matrix.Mapped.Weights.Outputs);
        if (windows.Inputs != rows || windows.Shape.GroupOutputs != columns)
        {
            throw new ArgumentException(
                $"A convolution of {windows.Inputs} inputs to {windows.Shape.GroupOutputs} outputs does not fit a {columns}x{rows} matrix.", nameof(windows));
        }

        int images = pixels % windows.PixelsPerImage == 0
            ? pixels / windows.PixelsPerImage
            : throw new ArgumentException($"Expected images of {windows.PixelsPerImage} numbers, got {pixels}.", nameof(pixels));
        ArgumentOutOfRangeException.ThrowIfNotEqual(outputs, images * windows.OutputsPerImage);
        return images;
    }
}
