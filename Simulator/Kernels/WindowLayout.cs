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

    /// <summary>Numbers that an image takes, and some more that may be read.</summary>
    public int Length => (Windows.Channels * _rows * Windows.Shape.StrideX * _pitch) + 32;

    /// <summary>Where each input stands, from the window's place on.</summary>
    public int[] Offsets { get; }

    /// <summary>The place of each window.</summary>
    public int[] Places { get; }

    private int Place(int window) =>
        (window / Windows.OutputWidth * Windows.Shape.StrideY * Windows.Shape.StrideX * _pitch) + (window % Windows.OutputWidth);

    /// <summary>Writes an image.</summary>
    /// <param name="channels">[channels, height, width].</param>
    /// <param name="padding">What stands around it.</param>
    /// <param name="image">Receives it.</param>
    public void Write<T>(ReadOnlySpan<T> channels, T padding, Span<T> image)
    {
        var shape = Windows.Shape;
        if (shape.PaddingX > 0 || shape.PaddingY > 0 || shape.StrideX > 1)
        {
            image.Fill(padding);
        }

        for (int channel = 0; channel < Windows.Channels; channel++)
        {
            for (int y = 0; y < Windows.Height; y++)
            {
                ReadOnlySpan<T> from = channels.Slice(((channel * Windows.Height) + y) * Windows.Width, Windows.Width);
                Span<T> to = image[Row(channel, y + shape.PaddingY)..];
                if (shape.StrideX == 1)
                {
                    from.CopyTo(to[shape.PaddingX..]);
                    continue;
                }

                for (int x = 0; x < from.Length; x++)
                {
                    int padded = x + shape.PaddingX;
                    to[(padded % shape.StrideX * _pitch) + (padded / shape.StrideX)] = from[x];
                }
            }
        }
    }

    private int Row(int channel, int row) => ((channel * _rows) + row) * Windows.Shape.StrideX * _pitch;
}
