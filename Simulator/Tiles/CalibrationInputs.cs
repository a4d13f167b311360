using CrossbarSim.Simulator.Converters;
using CrossbarSim.Simulator.Kernels;

namespace CrossbarSim.Simulator.Tiles;

/// <summary>What ranges of converters are found on: inputs of one layer, as samples or as images with windows.</summary>
public abstract class CalibrationInputs
{
    /// <summary>Whether there are none.</summary>
    public abstract bool IsEmpty { get; }

    /// <summary>Whether any input is negative, and the largest magnitude.</summary>
    public abstract (bool Signed, double Highest) Extremes();

    /// <summary>Counts the magnitude of every input, zeros or not.</summary>
    internal abstract void Count(Histogram magnitudes, bool zeros);

    /// <summary>Shows an observer the currents that they cause.</summary>
    /// <param name="matrix">The layer.</param>
    /// <param name="converters">Its converters; ADCs are not looked at.</param>
    /// <param name="observer">Sees every current.</param>
    /// <param name="threads">Most threads to use.</param>
    internal abstract void Observe(ProgrammedMatrix matrix, FrozenConverters converters, CurrentObserver observer, int threads);
}

/// <summary>Samples.</summary>
/// <param name="inputs">[samples, inputs].</param>
public sealed class MatrixInputs(ReadOnlyMemory<double> inputs) : CalibrationInputs
{
    /// <inheritdoc/>
    public override bool IsEmpty => inputs.IsEmpty;

    /// <inheritdoc/>
    public override (bool Signed, double Highest) Extremes()
    {
        (bool signed, double highest) = (false, 0.0);
        foreach (double input in inputs.Span)
        {
            highest = Math.Max(highest, Math.Abs(input));
            signed |= input < 0;
        }

        return (signed, highest);
    }

    internal override void Count(Histogram magnitudes, bool zeros)
    {
        foreach (double input in inputs.Span)
        {
            if (zeros || input != 0)
            {
                if (zeros || input != 0)
                {
                    magnitudes.Add(Math.Abs(input));
                }
            }
        }
    }

    internal override void Observe(ProgrammedMatrix matrix, FrozenConverters converters, CurrentObserver observer, int threads) =>
        CrossbarProducts.Observe(matrix, converters, inputs, observer, threads);
}

/// <summary>Images and the windows over them.</summary>
/// <param name="images">[images, channels, height, width].</param>
/// <param name="windows">The windows of one group.</param>
public sealed class WindowInputs(ReadOnlyMemory<float> images, ImageWindows windows) : CalibrationInputs
{
    /// <inheritdoc/>
    public override bool IsEmpty => images.IsEmpty;

    /// <inheritdoc/>
    public override (bool Signed, double Highest) Extremes()
    {
        (bool signed, float highest) = (false, 0f);
        for (int first = windows.FirstPixel; first < images.Length; first += windows.PixelsPerImage)
        {
            foreach (float input in images.Span.Slice(first, windows.PixelsPerGroup))
            {
                highest = Math.Max(highest, Math.Abs(input));
                signed |= input < 0;
            }
        }

        return (signed, highest);
    }

    internal override void Count(Histogram magnitudes, bool zeros)
    {
        for (int first = windows.FirstPixel; first < images.Length; first += windows.PixelsPerImage)
        {
            foreach (float input in images.Span.Slice(first, windows.PixelsPerGroup))
            {
                if (zeros || input != 0)
                {
                    magnitudes.Add(Math.Abs(input));
                }
            }
        }
    }

    internal override void Observe(ProgrammedMatrix matrix, FrozenConverters converters, CurrentObserver observer, int threads) =>
        CrossbarProducts.Observe(matrix, converters, images, windows, observer, threads);
}
