using CrossbarSim.Simulator.Mapping;
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

    private protected override void Multiply(int group, ReadOnlySpan<float> inputs, ReadOnlySpan<double> bias, Span<float> outputs)
    {
        ReadOnlySpan<double> columns = _columns[group];
        int perRow = columns.Length / _outputs;
        Span<double> sums = new double[_outputs];
        for (int row = 0; row < outputs.Length / _outputs; row++)
        {
            sums.Clear();
            for (int i = 0; i < perRow; i++)
            {
                double value = inputs[(row * perRow) + i];
                if (value != 0)
                {
                    TensorPrimitives.MultiplyAdd(columns.Slice(i * _outputs, _outputs), value, sums, sums);
                }
            }

            for (int output = 0; output < _outputs; output++)
            {
                outputs[(row * _outputs) + output] = (float)(sums[output] + bias[output]);
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
