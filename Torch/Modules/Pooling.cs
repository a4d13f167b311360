using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>The largest value of each window.</summary>
public sealed class MaxPool2d : nn.Module<Tensor, Tensor>
{
    private readonly (long, long) _kernel;
    private readonly (long, long)? _stride;
    private readonly (long, long)? _padding;
    private readonly (long, long)? _dilation;
    private readonly bool _ceilMode;

    internal MaxPool2d(
        (long, long) kernel, (long, long)? stride, (long, long)? padding, (long, long)? dilation, bool ceilMode)
        : base(nameof(MaxPool2d))
    {
        _kernel = kernel;
        _stride = stride;
        _padding = padding;
        _dilation = dilation;
        _ceilMode = ceilMode;
    }

    public override Tensor forward(Tensor input) =>
        nn.functional.max_pool2d(input, _kernel, _stride, _padding, _dilation, _ceilMode);
}

/// <summary>The mean of each window.</summary>
public sealed class AvgPool2d : nn.Module<Tensor, Tensor>
{
    private readonly (long, long) _kernel;
    private readonly (long, long)? _stride;
    private readonly (long, long)? _padding;
    private readonly bool _ceilMode;
    private readonly bool _countIncludePad;
    private readonly long? _divisor;

    internal AvgPool2d(
        (long, long) kernel, (long, long)? stride, (long, long)? padding, bool ceilMode, bool countIncludePad, long? divisor)
        : base(nameof(AvgPool2d))
    {
        _kernel = kernel;
        _stride = stride;
        _padding = padding;
        _ceilMode = ceilMode;
        _countIncludePad = countIncludePad;
        _divisor = divisor;
    }

    public override Tensor forward(Tensor input) =>
        nn.functional.AvgPool2d(input, _kernel, _stride, _padding, _ceilMode, _countIncludePad, _divisor);
}

/// <summary>The mean of as many windows as wanted.</summary>
public sealed class AdaptiveAvgPool2d : nn.Module<Tensor, Tensor>
{
    private readonly (long, long) _output;

    internal AdaptiveAvgPool2d((long, long) output)
        : base(nameof(AdaptiveAvgPool2d)) => _output = output;

    public override Tensor forward(Tensor input) => nn.functional.adaptive_avg_pool2d(input, _output);
}
