using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>A convolution over images, [batch, channels, height, width].</summary>
public sealed class Conv2d : Convolution
{
    internal Conv2d(
        long in_channels,
        long out_channels,
        (long, long) kernel_size,
        (long, long) stride,
        (long, long)? padding,
        Padding? padding_type,
        (long, long) dilation,
        PaddingModes padding_mode,
        long groups,
        bool bias,
        Device? device,
        ScalarType? dtype)
        : base(nameof(Conv2d))
    {
        if (padding_type == TorchSharp.Padding.Same && stride != (1, 1))
        {
            throw new ArgumentException("padding='same' is not supported for strided convolutions", nameof(stride));
        }

        this.in_channels = in_channels;
        this.out_channels = out_channels;
        this.kernel_size = [kernel_size.Item1, kernel_size.Item2];
        this.stride = [stride.Item1, stride.Item2];
        this.padding = padding is { } amount ? [amount.Item1, amount.Item2] : null;
        this.padding_type = padding_type;
        this.padding_mode = padding_mode;
        this.dilation = [dilation.Item1, dilation.Item2];
        this.groups = groups;
        weight = new Parameter(
            empty([out_channels, in_channels / groups, kernel_size.Item1, kernel_size.Item2], dtype, device));
        if (bias)
        {
            this.bias = new Parameter(empty(out_channels, dtype, device));
        }

        reset_parameters();
    }

    public override Tensor forward(Tensor input)
    {
        long[] shape = input.shape;
        if (shape.Length is not (3 or 4) || shape[^3] != in_channels)
        {
            throw new ArgumentException(
                $"Expected 3D (unbatched) or 4D (batched) input with {in_channels} channels to Conv2d.");
        }

        if (padding_mode != PaddingModes.Zeros)
        {
            (long top, long bottom, long left, long right) = Border();
            using Tensor padded = nn.functional.pad(input, [left, right, top, bottom], padding_mode);
            return nn.functional.conv2d(padded, weight, bias, stride, [0, 0], dilation, groups);
        }

        return padding_type is { } kind
            ? nn.functional.conv2d_padding(input, weight, bias, stride, kind, dilation, groups)
            : nn.functional.conv2d(input, weight, bias, stride, padding, dilation, groups);
    }

    private (long Top, long Bottom, long Left, long Right) Border()
    {
        if (padding is not null)
        {
            return (padding[0], padding[0], padding[1], padding[1]);
        }

        if (padding_type != TorchSharp.Padding.Same)
        {
            return (0, 0, 0, 0);
        }

        long height = dilation[0] * (kernel_size[0] - 1);
        long width = dilation[1] * (kernel_size[1] - 1);
        return (height / 2, height - (height / 2), width / 2, width - (width / 2));
    }
}
