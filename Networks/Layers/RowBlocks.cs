using static TorchSharp.torch;

namespace CrossbarSim.Networks.Layers;

/// <summary>The inputs of a layer as the rows that its matrices are multiplied with, a block at a time.</summary>
/// <remarks>
/// A linear layer has a row a sample, all in one block. A convolution has one a window: windows are copied into a block of at most
/// 8 MiB that is used again and again, so that the windows of a layer never stand in memory whole.
/// </remarks>
internal sealed class RowBlocks
{
    private const int BlockBytes = 1 << 23;

    private readonly ConvolutionShape? _convolution;
    private readonly float[] _inputs;
    private readonly WindowReader? _windows;

    /// <summary>The rows of an input.</summary>
    /// <param name="convolution">The geometry; null: linear.</param>
    /// <param name="input">[batch, inputs], or [batch, channels, height, width].</param>
    public RowBlocks(ConvolutionShape? convolution, Tensor input)
    {
        (_convolution, _inputs, Batch) = (convolution, TensorData.ToFloats(input), (int)input.shape[0]);
        if (convolution is not null)
        {
            _windows = new WindowReader(convolution, (int)input.shape[2], (int)input.shape[3]);
            (OutputHeight, OutputWidth) = convolution.OutputSize((int)input.shape[2], (int)input.shape[3]);
        }
    }

    /// <summary>Samples.</summary>
    public int Batch { get; }

    /// <summary>Rows of a convolution's output.</summary>
    public int OutputHeight { get; }

    /// <summary>Columns of a convolution's output.</summary>
    public int OutputWidth { get; }

    /// <summary>The blocks of a group, in order. A block is valid until the next one is asked for.</summary>
    public IEnumerable<RowBlock> Of(int group)
    {
        if (_convolution is null || _windows is null)
        {
            yield return new RowBlock(0, 0, Batch, _inputs);
            yield break;
        }

        int most = Math.Clamp(BlockBytes / (sizeof(float) * _convolution.WindowInputs), 1, _windows.Windows);
        float[] rows = new float[most * _convolution.WindowInputs];
        int pixels = _inputs.Length / Batch;
        for (int sample = 0; sample < Batch; sample++)
        {
            for (int first = 0; first < _windows.Windows; first += most)
            {
                int count = Math.Min(most, _windows.Windows - first);
                Memory<float> block = rows.AsMemory(0, count * _convolution.WindowInputs);
                _windows.Read(_inputs.AsSpan(sample * pixels, pixels), group, first, block.Span);
                yield return new RowBlock(sample, first, count, block);
            }
        }
    }
}

/// <summary>Some rows of a layer's inputs.</summary>
/// <param name="Sample">The sample they belong to, or the first of them.</param>
/// <param name="First">The first window of that sample; 0 for a linear layer.</param>
/// <param name="Count">How many rows.</param>
/// <param name="Rows">[rows, inputs].</param>
internal readonly record struct RowBlock(int Sample, int First, int Count, ReadOnlyMemory<float> Rows);
