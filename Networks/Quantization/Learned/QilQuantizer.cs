using CrossbarSim.Networks.Quantization.Uniform;
using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Quantization.Learned;

/// <summary>QIL: the interval of magnitudes that is quantized is learned; what is below it is pruned, what is above it clipped.</summary>
/// <remarks>
/// Interval of centre c and half width d: a = 0.5/d, b = -0.5c/d + 0.5. ŵ = 0 for |w| &lt; c - d, sign(w) for |w| &gt; c + d, else
/// (a|w| + b)^γ·sign(w); then round(ŵ·L)/L with L = 2^(b-1) - 1 for weights, 2^b - 1 for activations, which have neither signs nor γ.
/// Rounding hands the gradient on; the rest is differentiated as it is: nothing outside the interval has a gradient.
/// Source: S. Jung et al., CVPR 2019, arXiv:1808.05779.
/// </remarks>
public sealed class QilQuantizer : Quantizer
{
    private readonly bool _weights;
    private readonly int _levels;
    private readonly Grouping _grouping;
    private readonly bool _given;

    [ComponentName(Name = "centre")]
    private readonly Parameter _centre;

    [ComponentName(Name = "half_width")]
    private readonly Parameter _halfWidth;

    [ComponentName(Name = "power")]
    private readonly Parameter? _power;

    /// <summary>A quantizer of weights, of two bits or more, or of activations, of one or more.</summary>
    /// <param name="request">Role, bits, granularity, precision.</param>
    /// <param name="first">First centre, half width and power; null: the interval from zero to the largest magnitude seen first, power 1.</param>
    public QilQuantizer(QuantizerRequest request, (double Centre, double HalfWidth, double Power)? first = null)
        : base(nameof(QilQuantizer))
    {
        _weights = request.IsForWeights;
        _levels = (_weights ? CodeRange.Restricted(request.Bits) : CodeRange.FromZero(request.Bits)).Highest;
        (_grouping, _given) = (request.Grouping, first is not null);
        _centre = Learned(first?.Centre ?? 0.5, request.Type, _grouping.Shape);
        _halfWidth = Learned(first?.HalfWidth ?? 0.5, request.Type, _grouping.Shape);
        _power = _weights ? Learned(first?.Power ?? 1, request.Type, _grouping.Shape) : null;
        RegisterComponents();
    }

    /// <summary>Centre c of the interval.</summary>
    public Parameter Centre => _centre;

    /// <summary>Half width d of the interval.</summary>
    public Parameter HalfWidth => _halfWidth;

    /// <summary>Power γ; null for activations.</summary>
    public Parameter? Power => _power;

    /// <inheritdoc/>
    public override int? Levels => _weights ? (2 * _levels) + 1 : _levels + 1;

    /// <summary>What is rounded: -1 to 1, or 0 to 1 for activations.</summary>
    public Tensor Transform(Tensor input)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Tensor centre = _grouping.Spread(_centre);
        Tensor half = _grouping.Spread(StraightThrough.Of(_halfWidth.clamp_min(UniformGrid.LeastScale), _halfWidth));
        Tensor magnitude = _weights ? input.abs() : input;
        Tensor position = (magnitude - centre) / (half * 2) + 0.5; // a|w| + b: 0 to 1 in the interval
        Tensor below = magnitude.detach() < (centre - half).detach();
        Tensor above = magnitude.detach() > (centre + half).detach();
        Tensor outside = below.logical_or(above);
        // Where it is not taken, 1 stands in its place, and at the edge a little more than 0: the power of 0 has no slope.
        Tensor taken = torch.where(outside, torch.ones_like(position), position.clamp_min(1e-12));
        Tensor inside = _power is null ? taken : taken.pow(_grouping.Spread(_power));
        Tensor transformed = torch.where(outside, StraightThrough.Mask(above, input), inside);
        return (_weights ? transformed * input.detach().sign() : transformed).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override void Initialise(Tensor first)
    {
        if (!_given)
        {
            Tensor half = (_grouping.Largest(first.abs()) / 2).clamp_min(UniformGrid.LeastScale);
            _centre.copy_(half);
            _halfWidth.copy_(half);
        }
    }

    /// <inheritdoc/>
    protected override Tensor Quantize(Tensor input) => StraightThrough.Round(Transform(input) * _levels) / _levels;
}
