using System.Runtime.InteropServices;
using CrossbarSim.Simulator.Kernels;
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
    public sealed override Tensor forward(Tensor input) => ForwardThen(input, null, rectifies: false);

    /// <summary>The same, with what follows done on the way: another tensor is added, and what is below zero becomes zero.</summary>
    /// <param name="input">As in <see cref="forward"/>.</param>
    /// <param name="added">As large as the output; null: nothing.</param>
    /// <param name="rectifies">Whether what is below zero becomes zero.</param>
    internal Tensor ForwardThen(Tensor input, Tensor? added, bool rectifies)
    {
        using IDisposable scope = torch.NewDisposeScope();
        Tensor values = input.detach().cpu().to(ScalarType.Float32).contiguous();
        ReadOnlySpan<float> inputs = MemoryMarshal.Cast<byte, float>(values.bytes);
        int outputs = _form.Bias.Length;
        ReadOnlySpan<float> more = added is null
            ? [] : MemoryMarshal.Cast<byte, float>(added.detach().cpu().to(ScalarType.Float32).contiguous().bytes);
        Tensor results;
        if (_form.Convolution is null)
        {
            results = Room(added, input.shape[0], outputs);
            Multiply(inputs, new Epilogue { Bias = _form.Bias, Added = more, Rectifies = rectifies }, MemoryMarshal.Cast<byte, float>(results.bytes));
        }
        else
        {
            ImageWindows[] windows = Windows((int)input.shape[2], (int)input.shape[3]);
            results = Room(added, input.shape[0], outputs, windows[0].OutputHeight, windows[0].OutputWidth);
            Span<float> places = MemoryMarshal.Cast<byte, float>(results.bytes);
            int perGroup = outputs / _form.Groups;
            foreach (ImageWindows group in windows)
            {
                ReadOnlySpan<double> bias = _form.Bias.AsSpan(group.Group * perGroup, perGroup);
                Convolve(inputs, group, new Epilogue { Bias = bias, Added = more, Rectifies = rectifies }, places);
            }
        }

        Advance((int)input.shape[0]);
        return results.MoveToOuterDisposeScope();
    }

    /// <summary>Multiplies rows of inputs with the matrix.</summary>
    /// <param name="inputs">[rows, inputs].</param>
    /// <param name="epilogue">What happens to outputs on the way.</param>
    /// <param name="outputs">Receives [rows, outputs].</param>
    private protected abstract void Multiply(ReadOnlySpan<float> inputs, Epilogue epilogue, Span<float> outputs);

    /// <summary>Multiplies the windows of one group with its matrix.</summary>
    /// <param name="images">[images, channels, height, width].</param>
    /// <param name="windows">The windows of the group.</param>
    /// <param name="epilogue">What happens to outputs on the way; its bias is the group's.</param>
    /// <param name="outputs">Receives the group's part of [images, outputs, output height, output width].</param>
    private protected abstract void Convolve(ReadOnlySpan<float> images, ImageWindows windows, Epilogue epilogue, Span<float> outputs);

    /// <summary>Hears that a batch is done.</summary>
    private protected virtual void Advance(int samples)
    {
    }

    /// <summary>Whether it multiplies windows of images.</summary>
    internal bool IsConvolution => _form.Convolution is not null;

    /// <summary>Where outputs go; null: into new tensors.</summary>
    internal ActivationPool? Pool { get; init; }

    private Tensor Room(Tensor? added, params long[] shape)
    {
        if (added is not null)
        {
            ResidualBlock.CheckShapes(shape, added.shape);
        }

        return Pool?.Rent(shape) ?? torch.empty(shape, ScalarType.Float32);
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
