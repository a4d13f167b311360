namespace CrossbarSim.Networks.Layers;

/// <summary>Copies the windows of a convolution out of an image: one row of inputs for every place of the output.</summary>
/// <param name="shape">The convolution.</param>
/// <param name="height">Rows of the image.</param>
/// <param name="width">Columns of the image.</param>
internal sealed class WindowReader(ConvolutionShape shape, int height, int width)
{
    private readonly int _outputWidth = shape.OutputSize(height, width).Width;

    /// <summary>Places of the output: windows of an image.</summary>
    public int Windows { get; } = shape.OutputSize(height, width).Height * shape.OutputSize(height, width).Width;

    /// <summary>Copies some windows of one group.</summary>
    /// <param name="image">[channels, height, width].</param>
    /// <param name="group">The group.</param>
    /// <param name="first">The first window, counted row by row over the output.</param>
    /// <param name="destination">Receives [windows, channel · row · column]; padding as zeros.</param>
    public void Read(ReadOnlySpan<float> image, int group, int first, Span<float> destination)
    {
        int channels = shape.Channels / shape.Groups;
        int inputs = shape.WindowInputs;
        for (int window = 0; window < destination.Length / inputs; window++)
        {
            int top = ((first + window) / _outputWidth * shape.StrideY) - shape.PaddingY;
            int left = ((first + window) % _outputWidth * shape.StrideX) - shape.PaddingX;
            int at = window * inputs;
            for (int channel = group * channels; channel < (group + 1) * channels; channel++)
            {
                for (int tapY = 0; tapY < shape.KernelHeight; tapY++)
                {
                    int y = top + (tapY * shape.DilationY);
                    for (int tapX = 0; tapX < shape.KernelWidth; tapX++)
                    {
                        int x = left + (tapX * shape.DilationX);
                        bool inside = (uint)y < (uint)height && (uint)x < (uint)width;
                        destination[at++] = inside ? image[(((channel * height) + y) * width) + x] : 0.0f;
                    }
                }
            }
        }
    }
}
