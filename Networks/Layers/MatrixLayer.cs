using static TorchSharp.torch;

namespace CrossbarSim.Networks.Layers;

/// <summary>A layer computed as matrix products, sample by sample or window by window. For inference: it has no gradient.</summary>
/// <remarks>A linear layer is one product a sample, a convolution one a window and group. Whoever derives from this multiplies.</remarks>
public abstract class MatrixLayer : nn.Module<Tensor, Tensor>
{
    private readonly ConvolutionShape? _convolution;
    private readonly int _groups;
    private readonly double[] _bias;

    private protected MatrixLayer(string name, MatrixForm form)
        : base(name) => (_convolution, _groups, _bias) = form;

    /// <summary>[batch, inputs] to [batch, outputs], or [batch, channels, height, width] to [batch, outputs, height, width].</summary>
    public sealed override Tensor forward(Tensor input)
    {
        RowBlocks rows = new(_convolution, input);
        int windows = _convolution is null ? 1 : rows.OutputHeight * rows.OutputWidth;
        int outputs = _bias.Length / _groups;
        double[] results = new double[rows.Batch * _bias.Length * windows];
        double[] products = [];
        for (int group = 0; group < _groups; group++)
        {
            foreach ((int sample, int first, int count, ReadOnlyMemory<double> inputs) in rows.Of(group))
            {
                Array.Resize(ref products, Math.Max(products.Length, count * outputs));
                Multiply(group, inputs, products.AsMemory(0, count * outputs));
                for (int row = 0; row < count; row++)
                {
                    // Rows are samples of a linear layer, or windows of one sample.
                    (int owner, int window) = _convolution is null ? (row, 0) : (sample, first + row);
                    for (int output = 0; output < outputs; output++)
                    {
                        int channel = (group * outputs) + output;
                        results[(((owner * _bias.Length) + channel) * windows) + window] = products[(row * outputs) + output] + _bias[channel];
                    }
                }
            }
        }

        return _convolution is null
            ? TensorData.FromDoubles(results, rows.Batch, _bias.Length)
            : TensorData.FromDoubles(results, rows.Batch, _bias.Length, rows.OutputHeight, rows.OutputWidth);
    }

    /// <summary>Multiplies rows of inputs with the matrix of a group.</summary>
    /// <param name="group">The group.</param>
    /// <param name="inputs">[rows, inputs].</param>
    /// <param name="outputs">Receives [rows, outputs].</param>
    private protected abstract void Multiply(int group, ReadOnlyMemory<double> inputs, Memory<double> outputs);
}
