using CrossbarSim.Simulator.Converters;
using CrossbarSim.Simulator.Tiles;

namespace CrossbarSim.Networks.Conversion;

/// <summary>What one image brings to a layer on tiles: to the matrix of one of its groups.</summary>
public sealed class LayerInput
{
    private readonly FrozenConverters _converters;
    private readonly double[] _codes;
    private readonly ImageWindows? _windows;

    /// <summary>An input.</summary>
    /// <param name="converters">The converters of the group.</param>
    /// <param name="values">Inputs of a linear layer, or an image with all its channels.</param>
    /// <param name="windows">The windows of the group; null: the layer is linear.</param>
    internal LayerInput(FrozenConverters converters, ReadOnlySpan<float> values, ImageWindows? windows)
    {
        (_converters, _windows) = (converters, windows);
        ReadOnlySpan<float> own = windows is null ? values : values.Slice(windows.FirstPixel, windows.PixelsPerGroup);
        double[] inputs = new double[own.Length];
        for (int i = 0; i < inputs.Length; i++)
        {
            inputs[i] = own[i];
        }

        _codes = new double[inputs.Length];
        converters.Dac.Convert(inputs, _codes);
    }

    /// <summary>How many reads it takes, one after the other.</summary>
    public int Passes => _converters.Passes.Count;

    /// <summary>Windows of a convolution, [rows, columns] of the output; null: the layer is linear.</summary>
    public (int Rows, int Columns)? Windows => _windows is null ? null : (_windows.OutputHeight, _windows.OutputWidth);

    /// <summary>What its converters drive the rows of the matrix with.</summary>
    /// <param name="pass">Which read.</param>
    /// <param name="window">Row and column of a window in the output of a convolution.</param>
    /// <returns>In volts, one per input of the matrix: those of a tile are its region's.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such pass or window.</exception>
    public double[] RowVoltages(int pass = 0, (int Row, int Column) window = default)
    {
        double[] codes = _codes;
        (int rows, int columns) = Windows ?? (1, 1);
        if (window.Row < 0 || window.Row >= rows || window.Column < 0 || window.Column >= columns)
        {
            throw new ArgumentOutOfRangeException(nameof(window), window, $"Windows are [{rows}, {columns}].");
        }

        if (_windows is not null)
        {
            codes = new double[_windows.Inputs];
            _windows.Gather(_codes, (window.Row * columns) + window.Column, codes);
        }

        InputPass read = _converters.Passes[pass];
        return [.. codes.Select(read.Volts)];
    }
}
