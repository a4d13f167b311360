using System.Runtime.CompilerServices;
using CrossbarSim.Simulator.Tiles;

namespace CrossbarSim.Simulator.Kernels;

/// <summary>How an image stands in memory so that every input of twelve neighbouring windows is a run of neighbouring numbers.</summary>
/// <remarks>
/// Padding is written out. Where windows are s columns apart, columns are dealt out to s phases: neighbouring windows then take neighbours of one phase.
/// An input of a window stands at the window's place plus the input's offset.
/// </remarks>
internal sealed class WindowLayout
{
    private readonly int _pitch;
    private readonly int _rows;

    public WindowLayout(ImageWindows windows)
    {
        Windows = windows;
        var shape = windows.Shape;
        int columns = windows.Width + (2 * shape.PaddingX);
        _pitch = (columns + shape.StrideX - 1) / shape.StrideX;
        _rows = windows.Height + (2 * shape.PaddingY);
        Places = [.. Enumerable.Range(0, windows.Count).Select(Place)];
        Offsets = new int[windows.Inputs];
        int at = 0;
        for (int channel = 0; channel < windows.Channels; channel++)
        {
            for (int tapY = 0; tapY < shape.KernelHeight; tapY++)
            {
                for (int tapX = 0; tapX < shape.KernelWidth; tapX++)
                {
                    int x = tapX * shape.DilationX;
                    Offsets[at++] = Row(channel, tapY * shape.DilationY) + (x % shape.StrideX * _pitch) + (x / shape.StrideX);
                }
            }
        }
    }

    /// <summary>The windows.</summary>
    public ImageWindows Windows { get; }

    /// <summary>Numbers that a channel takes.</summary>
    public int Plane => _rows * Windows.Shape.StrideX * _pitch;

    /// <summary>Numbers that an image takes, and some more that may be read.</summary>
    public int Length => (Windows.Channels * Plane) + 32;

    /// <summary>Where each input stands, from the window's place on.</summary>
    public int[] Offsets { get; }

    /// <summary>The place of each window.</summary>
    public int[] Places { get; }

    private int Place(int window) =>
        (window / Windows.OutputWidth * Windows.Shape.StrideY * Windows.Shape.StrideX * _pitch) + (window % Windows.OutputWidth);

    /// <summary>Writes an image. What stands around it is not touched.</summary>
    /// <param name="channels">[channels, height, width].</param>
    /// <param name="image">Receives it.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public unsafe void Write<T>(T* channels, T* image)
        where T : unmanaged
    {
        (int height, int width, int rows) = (Windows.Height, Windows.Width, Windows.Channels * Windows.Height);
        (int stride, int paddingX, int paddingY) = (Windows.Shape.StrideX, Windows.Shape.PaddingX, Windows.Shape.PaddingY);
        int rowLength = stride * _pitch;
        T* to = image + (paddingY * rowLength);
        int y = 0;
        for (int row = 0; row < rows; row++)
        {
            if (stride == 1)
            {
                new ReadOnlySpan<T>(channels, width).CopyTo(new Span<T>(to + paddingX, width));
            }
            else
            {
                for (int phase = 0; phase < stride; phase++)
                {
                    // Columns x with (x + padding) mod stride = phase.
                    int x = (((phase - paddingX) % stride) + stride) % stride;
                    T* at = to + (phase * _pitch) + ((x + paddingX) / stride);
                    for (; x < width; x += stride)
                    {
                        *at++ = channels[x];
                    }
                }
            }

            channels += width;
            to += rowLength;
            if (++y == height)
            {
                y = 0;
                to += 2 * paddingY * rowLength;
            }
        }
    }

    private int Row(int channel, int row) => ((channel * _rows) + row) * Windows.Shape.StrideX * _pitch;
}
