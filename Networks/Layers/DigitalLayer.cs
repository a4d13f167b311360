using CrossbarSim.Simulator.Kernels;
using CrossbarSim.Simulator.Mapping;
using CrossbarSim.Simulator.Tiles;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace CrossbarSim.Networks.Layers;

/// <summary>A linear layer or convolution computed digitally in double precision, inputs summed in order.</summary>
/// <remarks>
/// A library's product may change its order of summation with batch size or threads, and so the last bit of a result. This one
/// never does: digital baselines and layers kept off the tiles are the same bytes however they are evaluated.
/// </remarks>
public sealed class DigitalLayer : MatrixLayer
{
    private readonly IReadOnlyList<double[]> _columns; // [inputs, outputs] of each group
    private readonly int _outputs;

    /// <summary>A layer with the given weights.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="form">How it is made of matrix products.</param>
    /// <param name="matrices">Its weights, one matrix a group.</param>
    internal DigitalLayer(string name, MatrixForm form, IReadOnlyList<WeightMatrix> matrices)
        : base(name, form)
    {
        _outputs = matrices[0].Outputs;
        _columns = [.. matrices.Select(Transposed)];
    }

    private protected override void Multiply(ReadOnlySpan<float> inputs, Epilogue epilogue, Span<float> outputs)
    {
        int perRow = _columns[0].Length / _outputs;
        double[] row = new double[perRow];
        double[] sums = new double[_outputs];
        for (int sample = 0; sample < outputs.Length / _outputs; sample++)
        {
            TensorPrimitives.ConvertChecked(inputs.Slice(sample * perRow, perRow), row);
            Sum(_columns[0], row, sums);
            for (int output = 0; output < _outputs; output++)
            {
                int at = (sample * _outputs) + output;
                outputs[at] = epilogue.Finish(sums[output], output, at);
            }
        }
    }

    private protected override void Convolve(ReadOnlySpan<float> images, ImageWindows windows, Epilogue epilogue, Span<float> outputs)
    {
        double[] channels = new double[windows.PixelsPerGroup];
        double[] row = new double[windows.Inputs];
        double[] sums = new double[_outputs];
        for (int image = 0; image < images.Length / windows.PixelsPerImage; image++)
        {
            TensorPrimitives.ConvertChecked(images.Slice((image * windows.PixelsPerImage) + windows.FirstPixel, channels.Length), channels);
            int first = (image * windows.OutputsPerImage) + windows.FirstOutput;
            for (int window = 0; window < windows.Count; window++)
            {
                windows.Gather(channels, window, row);
                Sum(_columns[windows.Group], row, sums);
                for (int output = 0; output < _outputs; output++)
                {
                    int at = first + (output * windows.Count) + window;
                    outputs[at] = epilogue.Finish(sums[output], output, at);
                }
            }
        }
    }

    private void Sum(double[] columns, double[] row, Span<double> sums)
    {
        sums.Clear();
        for (int i = 0; i < row.Length; i++)
        {
            if (row[i] != 0)
            {
                TensorPrimitives.MultiplyAdd(columns.AsSpan(i * _outputs, _outputs), row[i], sums, sums);
            }
        }
    }

    private static double[] Transposed(WeightMatrix matrix)
    {
        double[] columns = new double[matrix.Values.Length];
        for (int i = 0; i < columns.Length; i++)
        {
            columns[(i % matrix.Inputs * matrix.Outputs) + (i / matrix.Inputs)] = matrix.Values[i];
        }

        return columns;
    }
}
