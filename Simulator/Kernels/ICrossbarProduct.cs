using CrossbarSim.Simulator.Tiles;

namespace CrossbarSim.Simulator.Kernels;

/// <summary>The product of inputs with a matrix on programmed tiles.</summary>
/// <remarks>
/// Whatever computes it, the results are the same to the last bit, and so are the counts: <see cref="CrossbarProduct"/> says what they are,
/// the others say it sooner. A sample's result depends on that sample, and where reads are noisy on its number, alone.
/// </remarks>
public interface ICrossbarProduct
{
    /// <summary>What is multiplied with.</summary>
    ProgrammedMatrix Matrix { get; }

    /// <summary>The converters in use.</summary>
    FrozenConverters Converters { get; }

    /// <summary>Hears of every conversion that is clipped when samples are multiplied, pass by pass; null: nobody does. Windows of images are not told of.</summary>
    ClipRecord? Clips { get; set; }

    /// <summary>Multiplies.</summary>
    /// <param name="inputs">[samples, inputs], dimensionless, finite.</param>
    /// <param name="outputs">Receives [samples, outputs], in input times weight units.</param>
    /// <param name="threads">Most threads to use; the result does not depend on it.</param>
    /// <param name="firstRead">How many samples this matrix was read with before: the address of the noise of reads.</param>
    /// <returns>What the converters did.</returns>
    /// <exception cref="ArgumentException">An input is not finite, or a length does not fit.</exception>
    ConversionCounts Multiply(ReadOnlyMemory<double> inputs, Memory<double> outputs, int threads = 1, long firstRead = 0);

    /// <summary>Multiplies, from single precision to single precision; double precision in between.</summary>
    /// <param name="inputs">[samples, inputs], dimensionless, finite.</param>
    /// <param name="epilogue">What happens to outputs after all tiles.</param>
    /// <param name="outputs">Receives [samples, outputs], in input times weight units.</param>
    /// <param name="threads">Most threads to use; the result does not depend on it.</param>
    /// <param name="firstRead">How many samples this matrix was read with before: the address of the noise of reads.</param>
    /// <returns>What the converters did.</returns>
    /// <exception cref="ArgumentException">An input is not finite, or a length does not fit.</exception>
    ConversionCounts Multiply(ReadOnlySpan<float> inputs, Epilogue epilogue, Span<float> outputs, int threads = 1, long firstRead = 0);

    /// <summary>Multiplies every window of images: a convolution, or one group of it. Inputs are converted once each, however many windows they are in.</summary>
    /// <param name="images">[images, channels, height, width], dimensionless, finite; all groups' channels.</param>
    /// <param name="windows">The windows.</param>
    /// <param name="epilogue">What happens to outputs after all tiles; its bias is the group's.</param>
    /// <param name="outputs">Receives the group's part of [images, outputs, output height, output width].</param>
    /// <param name="threads">Most threads to use; the result does not depend on it.</param>
    /// <param name="firstRead">How many images this matrix was read with before: the address of the noise of reads.</param>
    /// <returns>What the converters did.</returns>
    /// <exception cref="ArgumentException">An input is not finite, or a length does not fit.</exception>
    ConversionCounts Convolve(
        ReadOnlySpan<float> images, ImageWindows windows, Epilogue epilogue, Span<float> outputs, int threads = 1, long firstRead = 0);
}
