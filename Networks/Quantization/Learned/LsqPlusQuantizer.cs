using CrossbarSim.Networks.Layers;
using CrossbarSim.Networks.Quantization.Ranges;
using CrossbarSim.Networks.Quantization.Uniform;
using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Quantization.Learned;

/// <summary>LSQ+: the step is learned, and for activations an offset, which suits those that are not cut off at zero.</summary>
/// <remarks>
/// u = (x - β)/s, x̂ = s·round(clamp(u, n, p)) + β. dx̂/dx = 1 and dx̂/ds = round(u) - u inside; outside dx̂/dx = 0, dx̂/ds = n or p and dx̂/dβ = 1.
/// Gradients of s and β are multiplied by 1/√(N·p) as in LSQ. First values: activations s = (max - min)/(p - n), β = min - n·s; weights
/// s = max(|μ - 3σ|, |μ + 3σ|)/2^(b-1) and no offset. Source: Y. Bhalgat et al., CVPR Workshops 2020, arXiv:2004.09576.
/// </remarks>
public sealed class LsqPlusQuantizer : Quantizer
{
    private readonly CodeRange _codes;
    private readonly Grouping _grouping;
    private readonly bool _weights;
    private readonly bool _given;
    private readonly double? _gradientFactor;

    [ComponentName(Name = "step")]
    private readonly Parameter _step;

    [ComponentName(Name = "offset")]
    private readonly Parameter? _offset;

    /// <summary>A quantizer of two bits or more; of activations, one or more: their codes count from zero, the offset lies in β.</summary>
    /// <param name="request">Role, bits, granularity, precision.</param>
    /// <param name="first">First step and offset; null: from what is seen first.</param>
    /// <param name="gradientFactor">What gradients of both are multiplied by; null: 1/√(N·p).</param>
    public LsqPlusQuantizer(QuantizerRequest request, (double Step, double Offset)? first = null, double? gradientFactor = null)
        : base(nameof(LsqPlusQuantizer))
    {
        _weights = request.IsForWeights;
        _codes = _weights ? CodeRange.TwosComplement(request.Bits) : CodeRange.FromZero(request.Bits);
        if (_codes.Highest == 0)
        {
            throw new ArgumentOutOfRangeException(nameof(request), request.Bits, "LSQ+ for weights needs 2 bits or more.");
        }

        (_grouping, _given, _gradientFactor) = (request.Grouping, first is not null, gradientFactor);
        _step = Learned(first?.Step ?? 1, request.Type, _grouping.Shape);
        _offset = _weights ? null : Learned(first?.Offset ?? 0, request.Type, _grouping.Shape);
        RegisterComponents();
    }

    /// <summary>The steps, [groups of outputs, groups of inputs].</summary>
    public Parameter Step => _step;

    /// <summary>The offset β; null for weights.</summary>
    public Parameter? Offset => _offset;

    /// <inheritdoc/>
    public override int? Levels => _codes.Count;

    /// <summary>What the step of weights starts from: max(|μ - 3σ|, |μ + 3σ|)/2^(b-1).</summary>
    public static double FirstWeightStep(ReadOnlySpan<double> weights, int bits) => ThreeSigma.Of(weights).Magnitude / (1 << (bits - 1));

    /// <inheritdoc/>
    protected override void Initialise(Tensor first)
    {
        if (_given)
        {
            return;
        }

        double[][] groups = _grouping.Gather(first);
        double[] steps = [.. groups.Select(values => _weights
            ? FirstWeightStep(values, (int)Math.Log2(_codes.Count))
            : ValueRange.Of(values).Width / (_codes.Highest - _codes.Lowest))];
        _step.copy_(TensorData.FromDoubles([.. steps.Select(step => Math.Max(step, UniformGrid.LeastScale))], _step.dtype, _grouping.Shape));
        _offset?.copy_(TensorData.FromDoubles(
            [.. groups.Select((values, group) => ValueRange.Of(values).Low - (_codes.Lowest * steps[group]))], _step.dtype, _grouping.Shape));
    }

    /// <inheritdoc/>
    protected override Tensor Quantize(Tensor input)
    {
        Tensor step = _grouping.Spread(StraightThrough.Of(_step.clamp_min(UniformGrid.LeastScale), _step));
        Tensor? offset = _offset is null ? null : _grouping.Spread(_offset);
        (Tensor value, Tensor inside, Tensor byStep, Tensor byOffset) = Slopes(input, step, offset);
        return offset is null
            ? StraightThrough.Of(value, (input, inside), (step, byStep))
            : StraightThrough.Of(value, (input, inside), (step, byStep), (offset, byOffset));
    }

    private (Tensor Value, Tensor Inside, Tensor ByStep, Tensor ByOffset) Slopes(Tensor input, Tensor step, Tensor? offset)
    {
        using IDisposable frozen = torch.no_grad();
        Tensor shift = offset ?? torch.zeros_like(step);
        Tensor position = (input - shift) / step;
        Tensor code = position.round().clamp((Scalar)_codes.Lowest, (Scalar)_codes.Highest);
        Tensor below = StraightThrough.Mask(position < _codes.Lowest, input);
        Tensor above = StraightThrough.Mask(position > _codes.Highest, input);
        Tensor inside = 1 - below - above;
        Tensor count = _weights
            ? _grouping.Spread(_grouping.Sizes(input))
            : TensorData.FromDoubles([(double)input.numel() / input.shape[0]], input.dtype);
        Tensor factor = _gradientFactor is double given ? TensorData.FromDoubles([given], input.dtype) : (count * _codes.Highest).rsqrt();
        Tensor byStep = (inside * (code - position)) + (below * _codes.Lowest) + (above * _codes.Highest);
        return ((code * step) + shift, inside, byStep * factor, (below + above) * factor);
    }
}
