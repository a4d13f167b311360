using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Layers;

/// <summary>A layer computed as matrix products, sample by sample or window by window. For inference: it has no gradient.</summary>
/// <remarks>
/// A linear layer is one product a sample, a convolution one a window and group. Whoever derives from this multiplies. A sample's output does
/// not depend on the batch it stands in.
/// </remarks>
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
        using IDisposable scope = torch.NewDisposeScope();
        return (_convolution is null ? Linear(input) : Convolve(new RowBlocks(_convolution, input))).MoveToOuterDisposeScope();
    }

    /// <summary>Multiplies rows of inputs with the matrix of a group and adds a bias, in double precision rounded once.</summary>
    /// <param name="group">The group.</param>
    /// <param name="inputs">[rows, inputs].</param>
    /// <param name="bias">[outputs] of the group.</param>
    /// <param name="outputs">Receives [rows, outputs].</param>
    private protected abstract void Multiply(int group, ReadOnlySpan<float> inputs, ReadOnlySpan<double> bias, Span<float> outputs);

    /// <summary>From tensor to tensor, without a copy of either.</summary>
    private Tensor Linear(Tensor input)
    {
        Tensor values = input.detach().cpu().to(ScalarType.Float32).contiguous();
        Tensor results = torch.empty(input.shape[0], _bias.Length, ScalarType.Float32);
        Multiply(0, MemoryMarshal.Cast<byte, float>(values.bytes), _bias, MemoryMarshal.Cast<byte, float>(results.bytes));
        return results;
    }

    private Tensor Convolve(RowBlocks rows)
    {
        Tensor tensor = torch.empty(rows.Batch, _bias.Length, rows.OutputHeight, rows.OutputWidth, ScalarType.Float32);
        Span<float> results = MemoryMarshal.Cast<byte, float>(tensor.bytes);
        int outputs = _bias.Length / _groups;
        int windows = rows.OutputHeight * rows.OutputWidth;
        float[] products = [];
        for (int group = 0; group < _groups; group++)
        {
            foreach ((int sample, int first, int count, ReadOnlyMemory<float> inputs) in rows.Of(group))
            {
                Array.Resize(ref products, Math.Max(products.Length, count * outputs));
                Multiply(group, inputs.Span, _bias.AsSpan(group * outputs, outputs), products.AsSpan(0, count * outputs));
                for (int output = 0; output < outputs; output++)
                {
                    Span<float> places = results.Slice((((sample * _bias.Length) + (group * outputs) + output) * windows) + first, count);
                    for (int window = 0; window < count; window++)
                    {
                        places[window] = products[(window * outputs) + output];
                    }
                }
            }
        }

        return tensor;
    }
}
