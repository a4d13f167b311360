using TorchSharp;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Quantization.NonUniform;

/// <summary>How a magnitude finds its power of two.</summary>
public enum PowerOfTwoRule
{
    /// <summary>The exponent is rounded, half to even: thresholds are √2·2^n.</summary>
    RoundExponent,

    /// <summary>The nearest of 0 and the powers, from the middle to the smaller: thresholds are 1.5·2^n.</summary>
    NearestLevel,
}

/// <summary>Zero and ± powers of two: products become shifts.</summary>
/// <remarks>
/// x̂ = sign(x)·2^clamp(round(log2|x|), n_min, n_max), 0 where the exponent is below n_min. b bits: n_min = n_max - 2^(b-1) + 2. n_max is that of the
/// largest magnitude: of each tensor for weights, of the first one for activations, or given. The gradient is 1 up to 2^n_max, else 0.
/// Sources: D. Miyashita, E. Lee, B. Murmann, arXiv:1603.01025; A. Zhou et al., ICLR 2017, arXiv:1702.03044.
/// </remarks>
public sealed class PowerOfTwoQuantizer : Quantizer
{
    private readonly int _exponents;
    private readonly PowerOfTwoRule _rule;
    private readonly Grouping _grouping;
    private readonly int? _given;
    private readonly bool _dynamic;

    [ComponentName(Name = "highest_exponent")]
    private readonly Tensor _highest;

    /// <summary>A quantizer of two bits or more.</summary>
    /// <param name="request">Role, bits, granularity, precision.</param>
    /// <param name="rule">How a magnitude finds its power.</param>
    /// <param name="highestExponent">n_max; null: that of the largest magnitude.</param>
    /// <param name="lowestExponent">n_min; null: as bits allow.</param>
    public PowerOfTwoQuantizer(QuantizerRequest request, PowerOfTwoRule rule, int? highestExponent = null, int? lowestExponent = null)
        : base(nameof(PowerOfTwoQuantizer))
    {
        _exponents = (highestExponent, lowestExponent) is (int high, int low)
            ? high - low + 1
            : request.Bits is >= 2 and <= 8
                ? (1 << (request.Bits - 1)) - 1
                : throw new ArgumentOutOfRangeException(nameof(request), request.Bits, "Powers of two need 2 to 8 bits.");
        (_rule, _grouping, _given) = (rule, request.Grouping, highestExponent);
        _dynamic = request.IsForWeights && highestExponent is null;
        _highest = Frozen(highestExponent ?? 0, request.Type, _grouping.Shape);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override int? Levels => (2 * _exponents) + 1;

    /// <inheritdoc/>
    protected override void Initialise(Tensor first)
    {
        if (_given is null)
        {
            _highest.copy_(HighestExponent(first));
        }
    }

    /// <inheritdoc/>
    protected override Tensor Quantize(Tensor input)
    {
        (Tensor value, Tensor inside) = Values(input);
        return StraightThrough.Of(value, input, inside);
    }

    private (Tensor Value, Tensor Inside) Values(Tensor input)
    {
        using IDisposable frozen = torch.no_grad();
        Tensor highest = _grouping.Spread(_dynamic ? HighestExponent(input) : _highest);
        Tensor lowest = highest - (_exponents - 1);
        Tensor magnitude = input.abs();
        Tensor exponent = _rule == PowerOfTwoRule.RoundExponent ? magnitude.log2().round() : NearestExponent(magnitude, lowest);
        Tensor kept = StraightThrough.Mask(exponent >= lowest, input);
        Tensor power = exponent.maximum(lowest).minimum(highest).exp2();
        return (input.sign() * power * kept, StraightThrough.Mask(magnitude <= highest.exp2(), input));
    }

    /// <summary>The exponent of the nearest power, from the middle down; below the lowest where 0 is nearer.</summary>
    private static Tensor NearestExponent(Tensor magnitude, Tensor lowest)
    {
        Tensor below = magnitude.log2().floor().maximum(lowest - 1);
        Tensor middle = torch.where(below < lowest, below.exp2(), below.exp2() * 1.5); // 0 and 2^n_min meet at 2^(n_min - 1)
        return below + StraightThrough.Mask(magnitude > middle, magnitude);
    }

    private Tensor HighestExponent(Tensor input) => _grouping.Largest(input.abs()).clamp_min(1e-30).log2().round();
}
