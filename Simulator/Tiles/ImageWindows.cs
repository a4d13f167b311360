using CrossbarSim.Simulator.Mapping;

namespace CrossbarSim.Simulator.Tiles;

/// <summary>The windows of one group of a convolution over images of one size: each is a sample of a matrix product.</summary>
public sealed class ImageWindows
{
    /// <summary>The windows of a group.</summary>
    /// <param name="shape">The convolution.</param>
    /// <param name="height">Rows of an image.</param>
    /// <param name="width">Columns of an image.</param>
    /// <param name="group">Which group of channels.</param>
    /// <exception cref="ArgumentException">The window is larger than the padded image.</exception>
    public ImageWindows(ConvolutionShape shape, int height, int width, int group = 0)
    {
        (Shape, Height, Width, Group) = (shape, height, width, group);
        (OutputHeight, OutputWidth) = shape.OutputSize(height, width);
    }

    /// <summary>The convolution.</summary>
    public ConvolutionShape Shape { get; }

    /// <summary>Rows of an image.</summary>
    public int Height { get; }

    /// <summary>Columns of an image.</summary>
    public int Width { get; }

    /// <summary>Which group of channels.</summary>
    public int Group { get; }

    /// <summary>Rows of the output.</summary>
    public int OutputHeight { get; }

    /// <summary>Columns of the output.</summary>
    public int OutputWidth { get; }

    /// <summary>Windows of an image.</summary>
    public int Count => OutputHeight * OutputWidth;

    /// <summary>Inputs of a window: channel, row, column.</summary>
    public int Inputs => Shape.WindowInputs;

    /// <summary>Channels of the group.</summary>
    public int Channels => Shape.Channels / Shape.Groups;

    /// <summary>Numbers in an image, all its channels.</summary>
    public int PixelsPerImage => Shape.Channels * Height * Width;

    /// <summary>The first number of the group's channels in an image.</summary>
    public int FirstPixel => Group * Channels * Height * Width;

    /// <summary>Numbers in the group's channels.</summary>
    public int PixelsPerGroup => Channels * Height * Width;

    /// <summary>Numbers in an output image, all its channels.</summary>
    public int OutputsPerImage => Shape.Outputs * Count;

    /// <summary>The first number of the group's outputs in an output image.</summary>
    public int FirstOutput => Group * Shape.GroupOutputs * Count;

    /// <summary>Copies one window.</summary>
    /// <param name="channels">The group's channels, [channels, height, width].</param>
    /// <param name="window">Which window, counted row by row over the output.</param>
    /// <param name="destination">Receives [channel · row · column]; padding as zeros.</param>
    public void Gather(ReadOnlySpan<double> channels, int window, Span<double> destination)
    {
        int top = (window / OutputWidth * Shape.StrideY) - Shape.PaddingY;
        int left = (window % OutputWidth * Shape.StrideX) - Shape.PaddingX;
        int at = 0;
        for (int channel = 0; channel < Channels; channel++)
        {
            for (int tapY = 0; tapY < Shape.KernelHeight; tapY++)
            {
                int y = top + (tapY * Shape.DilationY);
                for (int tapX = 0; tapX < Shape.KernelWidth; tapX++)
                {
                    int x = left + (tapX * Shape.DilationX);
                    bool inside = (uint)y < (uint)Height && (uint)x < (uint)Width;
                    destination[at++] = inside ? channels[(((channel * Height) + y) * Width) + x] : 0.0;
                }
            }
        }
    }
}
