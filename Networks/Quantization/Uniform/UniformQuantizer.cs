using CrossbarSim.Networks.Layers;
using CrossbarSim.Networks.Quantization.Ranges;
using TorchSharp;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Quantization.Uniform;

/// <summary>When the range of a uniform quantizer is found.</summary>
public enum RangeTime
{
    /// <summary>Once, on what is seen first or in a calibration, then frozen.</summary>
    Static,

    /// <summary>Anew on every tensor, for weights that train; of activations for every sample, at a cost in hardware.</summary>
    Dynamic,
}

/// <summary>A uniform quantizer whose range follows from what passes.</summary>
/// <remarks>
/// x̂ = S·(clamp(round(x/S) + z) - z). The gradient is 1 where the code before clamping is one of the codes, else 0; with a range of the tensor's own it is 1 within
/// that. Nothing is learned.
/// Static: call <see cref="BeginCalibration"/>, pass the calibration set through the network, call <see cref="EndCalibration"/>; without, the first
/// tensor is the calibration set.
/// </remarks>
public sealed class UniformQuantizer : Quantizer
{
    private readonly UniformScheme _scheme;
    private readonly int _bits;
    private readonly bool _negatives;
    private readonly RangeTime _time;
    private readonly Grouping _grouping;
    private readonly bool _forWeights;
    private readonly RangeRule _rule;

    [ComponentName(Name = "scale")]
    private readonly Tensor _scale; // [groups of outputs, groups of inputs]

    [ComponentName(Name = "zero_point")]
    private readonly Tensor _zeroPoint;
    private IRangeObserver[]? _observers;

    /// <summary>A uniform quantizer.</summary>
    /// <param name="scheme">How a range becomes a scale.</param>
    /// <param name="request">Bits, signs, granularity, precision.</param>
    /// <param name="time">When the range is found; null: dynamic for weights, static for activations.</param>
    /// <param name="rule">How; null: from the lowest to the highest.</param>
    public UniformQuantizer(UniformScheme scheme, QuantizerRequest request, RangeTime? time = null, RangeRule? rule = null)
        : base(nameof(UniformQuantizer))
    {
        (_scheme, _bits, _negatives, _forWeights) = (scheme, request.Bits, request.HasNegatives, request.IsForWeights);
        _time = time ?? (request.IsForWeights ? RangeTime.Dynamic : RangeTime.Static);
        _rule = rule ?? RangeRule.MinMax;
        _grouping = request.Grouping;
        Codes = UniformGrid.Of(ValueRange.Empty, scheme, _bits, _negatives).Codes;
        _scale = Frozen(1, request.Type, _grouping.Shape);
        _zeroPoint = Frozen(0, request.Type, _grouping.Shape);
        RegisterComponents();
    }

    /// <summary>The codes.</summary>
    public CodeRange Codes { get; }

    /// <summary>Whether its range is found once and then frozen.</summary>
    public bool IsStatic => _time == RangeTime.Static;

    /// <summary>Whether its values lie about zero, which is one of them.</summary>
    public bool IsSymmetric => _scheme != UniformScheme.Asymmetric;

    /// <inheritdoc/>
    public override int? Levels => Codes.Count;

    /// <summary>From here on tensors pass as they are and count for the range.</summary>
    /// <exception cref="InvalidOperationException">The range is found anew on every tensor.</exception>
    public void BeginCalibration()
    {
        if (_time == RangeTime.Dynamic)
        {
            throw new InvalidOperationException("A quantizer that finds its range on every tensor has nothing to calibrate.");
        }

        _observers = NewObservers(_grouping);
    }

    /// <summary>Freezes the range of what passed since <see cref="BeginCalibration"/>.</summary>
    /// <exception cref="InvalidOperationException">No calibration has begun.</exception>
    public void EndCalibration()
    {
        Freeze(_observers ?? throw new InvalidOperationException("No calibration has begun."));
        _observers = null;
    }

    /// <inheritdoc/>
    protected override void Initialise(Tensor first)
    {
        if (_time == RangeTime.Static && _observers is null)
        {
            IRangeObserver[] observers = NewObservers(_grouping);
            See(first, observers, _grouping);
            Freeze(observers);
        }
    }

    /// <inheritdoc/>
    protected override Tensor Quantize(Tensor input)
    {
        if (_observers is not null)
        {
            See(input, _observers, _grouping);
            return input;
        }

        if (_time == RangeTime.Static)
        {
            return FakeQuantization.Apply(input, _grouping.Spread(_scale), _grouping.Spread(_zeroPoint), Codes);
        }

        (Tensor value, Tensor inside) = WithItsOwnRange(input, _forWeights ? _grouping : Granularity.Channel.Of(input.shape));
        return StraightThrough.Of(value, input, inside);
    }

    /// <summary>Quantizes in the range that the tensor itself has; inside is all that lies in it, its ends included, which a code may miss by half a step.</summary>
    private (Tensor Value, Tensor Inside) WithItsOwnRange(Tensor input, Grouping grouping)
    {
        using IDisposable frozen = torch.no_grad();
        ValueRange[] ranges = Ranges(input, grouping);
        UniformGrid[] grids = Grids(ranges);
        (Tensor value, _) = FakeQuantization.Quantize(
            input, Spread(grids.Select(grid => grid.Scale)), Spread(grids.Select(grid => (double)grid.ZeroPoint)), Codes, RoundingRule.HalfToEven);
        bool symmetric = _scheme != UniformScheme.Asymmetric;
        Tensor low = Spread(ranges.Select(range => symmetric ? -range.Magnitude : range.Low));
        Tensor high = Spread(ranges.Select(range => symmetric ? range.Magnitude : range.High));
        return (value, StraightThrough.Mask((input >= low).logical_and(input <= high), input));

        Tensor Spread(IEnumerable<double> perGroup) => grouping.Spread(TensorData.FromDoubles([.. perGroup], input.dtype, grouping.Shape));
    }

    /// <summary>S of weights with the ranges that they have themselves, broadcast to them.</summary>
    internal Tensor StepsOf(Tensor weights) => _grouping.Spread(TensorData.FromDoubles(
        [.. Grids(Ranges(weights, _grouping)).Select(grid => grid.Scale)], weights.dtype, _grouping.Shape));

    private ValueRange[] Ranges(Tensor input, Grouping grouping)
    {
        if (_rule != RangeRule.MinMax)
        {
            IRangeObserver[] observers = NewObservers(grouping);
            See(input, observers, grouping);
            return [.. observers.Select(observer => observer.Find())];
        }

        double[] lowest = TensorData.ToDoubles(grouping.Smallest(input));
        return [.. TensorData.ToDoubles(grouping.Largest(input)).Select((high, group) => new ValueRange(lowest[group], high))];
    }

    private static void See(Tensor input, IRangeObserver[] observers, Grouping grouping)
    {
        foreach ((double[] values, IRangeObserver observer) in grouping.Gather(input).Zip(observers))
        {
            observer.See(values);
        }
    }

    private void Freeze(IRangeObserver[] observers)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable frozen = torch.no_grad();
        UniformGrid[] grids = Grids(observers.Select(observer => observer.Find()));
        _scale.copy_(TensorData.FromDoubles([.. grids.Select(grid => grid.Scale)], _scale.dtype, _grouping.Shape));
        _zeroPoint.copy_(TensorData.FromDoubles([.. grids.Select(grid => (double)grid.ZeroPoint)], _scale.dtype, _grouping.Shape));
    }

    private UniformGrid[] Grids(IEnumerable<ValueRange> ranges) => [.. ranges.Select(range => UniformGrid.Of(range, _scheme, _bits, _negatives))];

    private IRangeObserver[] NewObservers(Grouping grouping) => [.. Enumerable.Range(0, grouping.Count).Select(_ => _rule.Create(_scheme, _bits, _negatives))];
}
