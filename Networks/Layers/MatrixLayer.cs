using System.Runtime.InteropServices;
using CrossbarSim.Simulator.Tiles;
using TorchSharp;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Layers;

/// <summary>A layer computed as matrix products, sample by sample or window by window. For inference: it has no gradient.</summary>
/// <remarks>
/// A linear layer is one product a sample, a convolution one a window and group. Whoever derives from this multiplies, from tensor to tensor
/// without a copy of either. A sample's output does not depend on the batch it stands in.
/// </remarks>
public abstract class MatrixLayer : nn.Module<Tensor, Tensor>
{
    private readonly MatrixForm _form;
    private ImageWindows[] _windows = [];

    private protected MatrixLayer(string name, MatrixForm form)
        : base(name) => _form = form;

    /// <summary>[batch, inputs] to [batch, outputs], or [batch, channels, height, width] to [batch, outputs, height, width].</summary>
    public sealed override Tensor forward(Tensor input)
    {
        using IDisposable scope = torch.NewDisposeScope();
        Tensor values = input.detach().cpu().to(ScalarType.Float32).contiguous();
        ReadOnlySpan<float> inputs = MemoryMarshal.Cast<byte, float>(values.bytes);
        int outputs = _form.Bias.Length;
        Tensor results;
        if (_form.Convolution is null)
        {
            results = torch.empty(input.shape[0], outputs, ScalarType.Float32);
            Multiply(inputs, _form.Bias, MemoryMarshal.Cast<byte, float>(results.bytes));
        }
        else
        {
            ImageWindows[] windows = Windows((int)input.shape[2], (int)input.shape[3]);
            results = torch.empty(input.shape[0], outputs, windows[0].OutputHeight, windows[0].OutputWidth, ScalarType.Float32);
            Span<float> places = MemoryMarshal.Cast<byte, float>(results.bytes);
            int perGroup = outputs / _form.Groups;
            foreach (ImageWindows group in windows)
            {
                Convolve(inputs, group, _form.Bias.AsSpan(group.Group * perGroup, perGroup), places);
            }
        }

        Advance((int)input.shape[0]);
        return results.MoveToOuterDisposeScope();
    }

    /// <summary>Multiplies rows of inputs with the matrix and adds a bias, in double precision rounded once.</summary>
    /// <param name="inputs">[rows, inputs].</param>
    /// <param name="bias">[outputs].</param>
    /// <param name="outputs">Receives [rows, outputs].</param>
    private protected abstract void Multiply(ReadOnlySpan<float> inputs, ReadOnlySpan<double> bias, Span<float> outputs);

    /// <summary>Multiplies the windows of one group with its matrix and adds a bias, in double precision rounded once.</summary>
    /// <param name="images">[images, channels, height, width].</param>
    /// <param name="windows">The windows of the group.</param>
    /// <param name="bias">[outputs] of the group.</param>
    /// <param name="outputs">Receives the group's part of [images, outputs, output height, output width].</param>
    private protected abstract void Convolve(ReadOnlySpan<float> images, ImageWindows windows, ReadOnlySpan<double> bias, Span<float> outputs);

    /// <summary>Hears that a batch is done.</summary>
    private protected virtual void Advance(int samples)
    {
    }

    private ImageWindows[] Windows(int height, int width)
    {
        if (_windows.Length == 0 || _windows[0].Height != height || _windows[0].Width != width)
        {
            _windows = [.. Enumerable.Range(0, _form.Groups).Select(group => new ImageWindows(_form.Convolution!, height, width, group))];
        }

        return _windows;
    }
}
