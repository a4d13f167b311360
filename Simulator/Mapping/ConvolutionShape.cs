namespace CrossbarSim.Simulator.Mapping;

/// <summary>The geometry of a two-dimensional convolution with zero padding.</summary>
/// <param name="Channels">Input channels.</param>
/// <param name="Outputs">Output channels.</param>
/// <param name="KernelHeight">Height of the window.</param>
/// <param name="KernelWidth">Width of the window.</param>
/// <param name="StrideY">Rows between windows.</param>
/// <param name="StrideX">Columns between windows.</param>
/// <param name="PaddingY">Rows of zeros above and below.</param>
/// <param name="PaddingX">Columns of zeros left and right.</param>
/// <param name="DilationY">Rows between taps of a window.</param>
/// <param name="DilationX">Columns between taps of a window.</param>
/// <param name="Groups">Groups of channels that are convolved by themselves; divides channels and outputs.</param>
public sealed record ConvolutionShape(
    int Channels, int Outputs, int KernelHeight, int KernelWidth, int StrideY, int StrideX,
    int PaddingY, int PaddingX, int DilationY, int DilationX, int Groups)
{
    /// <summary>Inputs of a window within one group: channel, row, column.</summary>
    public int WindowInputs => Channels / Groups * KernelHeight * KernelWidth;

    /// <summary>Output channels of one group.</summary>
    public int GroupOutputs => Outputs / Groups;

    /// <summary>Inputs that one channel adds to a window.</summary>
    public int InputsPerChannel => KernelHeight * KernelWidth;

    /// <summary>Rows and columns of the output for an input of the given size.</summary>
    /// <exception cref="ArgumentException">The window is larger than the padded input.</exception>
    public (int Height, int Width) OutputSize(int height, int width)
    {
        int rows = height + (2 * PaddingY) - (DilationY * (KernelHeight - 1)) - 1;
        int columns = width + (2 * PaddingX) - (DilationX * (KernelWidth - 1)) - 1;
        return rows < 0 || columns < 0
            ? throw new ArgumentException($"A window of {KernelHeight}x{KernelWidth} does not fit on an input of {height}x{width}.")
            : ((rows / StrideY) + 1, (columns / StrideX) + 1);
    }
}
