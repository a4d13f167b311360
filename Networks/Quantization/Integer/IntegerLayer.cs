using CrossbarSim.Networks.Layers;
using CrossbarSim.Simulator.Mapping;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Quantization.Integer;

/// <summary>A linear layer, or a convolution of one group, computed in integers, window by window: codes in, codes or sums out, held by floating-point tensors.</summary>
internal sealed class IntegerLayer : nn.Module<Tensor, Tensor>
{
    private readonly IntegerProduct _product;
    private readonly ConvolutionShape? _shape;
    private readonly bool _givesSums;

    /// <summary>A layer.</summary>
    /// <param name="product">Its product, of a window.</param>
    /// <param name="shape">The geometry of a convolution; null: linear.</param>
    /// <param name="givesSums">Whether it gives its sums as they are, not output codes.</param>
    public IntegerLayer(IntegerProduct product, ConvolutionShape? shape, bool givesSums)
        : base(nameof(IntegerLayer)) => (_product, _shape, _givesSums) = (product, shape, givesSums);

    public override Tensor forward(Tensor input)
    {
        int[] codes = Array.ConvertAll(TensorData.ToFloats(input), value => (int)value);
        return _shape is ConvolutionShape shape ? Images(codes, input.shape, shape) : Rows(codes, (int)input.shape[0]);
    }

    private Tensor Rows(int[] codes, int count)
    {
        int inputs = codes.Length / count;
        double[] outputs = new double[count * _product.Outputs];
        int[] row = new int[_product.Outputs];
        for (int i = 0; i < count; i++)
        {
            Multiply(codes.AsSpan(i * inputs, inputs), row);
            Array.ConvertAll(row, code => (double)code).CopyTo(outputs, i * row.Length);
        }

        return TensorData.FromDoubles(outputs, count, _product.Outputs);
    }

    private Tensor Images(int[] codes, long[] size, ConvolutionShape shape)
    {
        (int count, int channels, int height, int width) = ((int)size[0], (int)size[1], (int)size[2], (int)size[3]);
        (int rows, int columns) = shape.OutputSize(height, width);
        double[] outputs = new double[count * shape.Outputs * rows * columns];
        int[] window = new int[shape.WindowInputs];
        int[] values = new int[shape.Outputs];
        for (int place = 0; place < count * rows * columns; place++)
        {
            (int image, int row, int column) = (place / (rows * columns), place / columns % rows, place % columns);
            Fill(window, codes.AsSpan(image * channels * height * width, channels * height * width), shape, height, width, row, column);
            Multiply(window, values);
            for (int output = 0; output < values.Length; output++)
            {
                outputs[(((image * values.Length) + output) * rows * columns) + (row * columns) + column] = values[output];
            }
        }

        return TensorData.FromDoubles(outputs, count, shape.Outputs, rows, columns);
    }

    /// <summary>The window of an output; what lies outside the image is zero.</summary>
    private static void Fill(int[] window, ReadOnlySpan<int> image, ConvolutionShape shape, int height, int width, int row, int column)
    {
        int taps = shape.KernelHeight * shape.KernelWidth;
        for (int i = 0; i < window.Length; i++)
        {
            int y = (row * shape.StrideY) - shape.PaddingY + (i % taps / shape.KernelWidth * shape.DilationY);
            int x = (column * shape.StrideX) - shape.PaddingX + (i % shape.KernelWidth * shape.DilationX);
            window[i] = (uint)y < (uint)height && (uint)x < (uint)width ? image[(((i / taps) * height) + y) * width + x] : 0;
        }
    }

    private void Multiply(ReadOnlySpan<int> inputs, int[] outputs)
    {
        if (_givesSums)
        {
            _product.Accumulate(inputs, outputs);
        }
        else
        {
            _product.Multiply(inputs, outputs);
        }
    }
}
