using TorchSharp;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Quantization.Uniform;

/// <summary>Uniform, symmetric, with rounding up as often as a number lies near the value above: right on average.</summary>
/// <remarks>
/// y = ⌊x⌋ + 1[x - ⌊x⌋ > u] in steps, u uniform in [0, 1): E[y] = x. The gradient passes within the codes. In evaluation it rounds to nearest.
/// Source: S. Gupta et al., ICML 2015, arXiv:1502.02551.
/// </remarks>
public sealed class StochasticRoundingQuantizer : Quantizer
{
    private readonly CodeRange _codes;
    private readonly Grouping _grouping;
    private readonly Draws _draws;

    /// <summary>A quantizer that draws under the request's key, pass by pass.</summary>
    public StochasticRoundingQuantizer(QuantizerRequest request)
        : base(nameof(StochasticRoundingQuantizer))
    {
        _codes = CodeRange.Restricted(request.Bits);
        _grouping = request.Grouping;
        _draws = DrawsOf(request.Key);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override int? Levels => _codes.Count;

    /// <summary>Rounds numbers up where the part above the integer below exceeds a uniform number. Without gradient.</summary>
    /// <param name="values">In steps.</param>
    /// <param name="uniforms">In [0, 1); as large as the values.</param>
    public static Tensor Round(Tensor values, Tensor uniforms)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable frozen = torch.no_grad();
        Tensor below = values.floor();
        return (below + StraightThrough.Mask((values - below) > uniforms, values)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override Tensor Quantize(Tensor input)
    {
        Tensor steps = _grouping.Spread((_grouping.Largest(input.detach().abs()) / _codes.Highest).clamp_min(UniformGrid.LeastScale));
        Tensor position = input.detach() / steps;
        Tensor rounded = training ? Round(position, _draws.Uniform(input)) : position.round();
        return StraightThrough.Of(rounded.clamp((Scalar)_codes.Lowest, (Scalar)_codes.Highest) * steps, input);
    }
}
