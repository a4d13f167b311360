using CrossbarSim.Networks.Layers;
using CrossbarSim.Networks.Quantization.Uniform;
using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Quantization.Learned;

/// <summary>When LSQ counts a value as clipped. The two differ within half a step beyond the outermost codes.</summary>
public enum LsqClipping
{
    /// <summary>Where v/s reaches a limit: the article.</summary>
    OnValue,

    /// <summary>Where the rounded code is beyond a limit: the kernels of frameworks.</summary>
    OnCode,
}

/// <summary>LSQ: the step is learned.</summary>
/// <remarks>
/// v̂ = s·round(clamp(v/s, -Qn, Qp)). dv̂/dv = 1 where -Qn &lt; v/s &lt; Qp, else 0. dv̂/ds = round(v/s) - v/s inside, -Qn below, Qp above; the sum is
/// multiplied by 1/√(N·Qp), N being the weights that share the step, or the features of one sample. First step: 2·mean|v|/√Qp. Optionally a zero
/// point is learned, as frameworks have it: v̂ = s·(clamp(round(v/s) + z) - z), dv̂/dz = -s where clipped.
/// Source: S. Esser et al., ICLR 2020, arXiv:1902.08153.
/// </remarks>
public sealed class LsqQuantizer : Quantizer
{
    private readonly CodeRange _codes;
    private readonly LsqClipping _clipping;
    private readonly Grouping _grouping;
    private readonly bool _weights;
    private readonly bool _given;
    private readonly double? _gradientFactor;

    [ComponentName(Name = "step")]
    private readonly Parameter _step; // [groups of outputs, groups of inputs]

    [ComponentName(Name = "zero_point")]
    private readonly Parameter? _zeroPoint;

    /// <summary>A quantizer of two bits or more, of one or more without negative values.</summary>
    /// <param name="request">Bits, signs, granularity, precision.</param>
    /// <param name="clipping">What counts as clipped.</param>
    /// <param name="learnsZeroPoint">Whether a zero point is learned as well; then the rounded code decides what is clipped.</param>
    /// <param name="step">First step; null: from what is seen first.</param>
    /// <param name="gradientFactor">What gradients of the step are multiplied by; null: 1/√(N·Qp).</param>
    public LsqQuantizer(
        QuantizerRequest request, LsqClipping clipping = LsqClipping.OnValue, bool learnsZeroPoint = false, double? step = null, double? gradientFactor = null)
        : base(nameof(LsqQuantizer))
    {
        _codes = request.HasNegatives ? CodeRange.TwosComplement(request.Bits) : CodeRange.FromZero(request.Bits);
        if (_codes.Highest == 0)
        {
            throw new ArgumentOutOfRangeException(nameof(request), request.Bits, "LSQ with negative values needs 2 bits or more.");
        }

        _clipping = learnsZeroPoint ? LsqClipping.OnCode : clipping;
        (_weights, _grouping, _given, _gradientFactor) = (request.IsForWeights, request.Grouping, step is not null, gradientFactor);
        _step = Learned(step ?? 1, request.Type, _grouping.Shape);
        _zeroPoint = learnsZeroPoint ? Learned(0, request.Type, _grouping.Shape) : null;
        RegisterComponents();
    }

    /// <summary>The steps, [groups of outputs, groups of inputs].</summary>
    public Parameter Step => _step;

    /// <summary>The zero points, as many; null where none is learned.</summary>
    public Parameter? ZeroPoint => _zeroPoint;

    /// <inheritdoc/>
    public override int? Levels => _codes.Count;

    /// <summary>What a step starts from: 2·mean|v|/√Qp.</summary>
    public static double FirstStep(ReadOnlySpan<double> values, int highestCode)
    {
        double sum = 0;
        foreach (double value in values)
        {
            sum += Math.Abs(value);
        }

        return 2 * sum / values.Length / Math.Sqrt(highestCode);
    }

    /// <inheritdoc/>
    protected override void Initialise(Tensor first)
    {
        if (!_given)
        {
            _step.copy_((_grouping.Mean(first.abs()) * (2 / Math.Sqrt(_codes.Highest))).clamp_min(UniformGrid.LeastScale));
        }
    }

    /// <inheritdoc/>
    protected override Tensor Quantize(Tensor input)
    {
        Tensor step = _grouping.Spread(StraightThrough.Of(_step.clamp_min(UniformGrid.LeastScale), _step));
        Tensor? zeroPoint = _zeroPoint is null ? null : _grouping.Spread(_zeroPoint);
        (Tensor value, Tensor inside, Tensor byStep, Tensor byZeroPoint) = Slopes(input, step, zeroPoint);
        return zeroPoint is null
            ? StraightThrough.Of(value, (input, inside), (step, byStep))
            : StraightThrough.Of(value, (input, inside), (step, byStep), (zeroPoint, byZeroPoint));
    }

    /// <summary>The values, and their derivatives by input, step and zero point.</summary>
    private (Tensor Value, Tensor Inside, Tensor ByStep, Tensor ByZeroPoint) Slopes(Tensor input, Tensor step, Tensor? zeroPoint)
    {
        using IDisposable frozen = torch.no_grad();
        Tensor position = input / step;
        Tensor zero = zeroPoint?.round() ?? torch.zeros_like(step);
        Tensor code = position.round() + zero;
        Tensor held = code.clamp((Scalar)_codes.Lowest, (Scalar)_codes.Highest) - zero;
        Tensor below = StraightThrough.Mask(_clipping == LsqClipping.OnCode ? code < _codes.Lowest : position <= _codes.Lowest, input);
        Tensor above = StraightThrough.Mask(_clipping == LsqClipping.OnCode ? code > _codes.Highest : position >= _codes.Highest, input);
        Tensor inside = 1 - below - above;
        Tensor factor = Factor(input);
        Tensor byStep = (inside * (held - position)) + (below * (_codes.Lowest - zero)) + (above * (_codes.Highest - zero));
        return (held * step, inside, byStep * factor, (below + above) * -step * factor);
    }

    private Tensor Factor(Tensor input) => _gradientFactor is double factor
        ? TensorData.FromDoubles([factor], input.dtype)
        : (SharingStep(input) * _codes.Highest).rsqrt();

    /// <summary>N: weights that share a step, or features of a sample.</summary>
    private Tensor SharingStep(Tensor input) => _weights
        ? _grouping.Spread(_grouping.Sizes(input))
        : TensorData.FromDoubles([(double)input.numel() / input.shape[0]], input.dtype);
}
