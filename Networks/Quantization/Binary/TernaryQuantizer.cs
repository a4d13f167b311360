using TorchSharp;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Quantization.Binary;

/// <summary>-1, 0 and 1: zero where the magnitude is below a threshold.</summary>
/// <remarks>
/// The threshold is a number, or a part of the mean magnitude: of the group for weights, of the tensor for activations. The gradient is 1[|x| ≤ clip].
/// Sources: D. Wan et al., ECCV 2018 (TBN: 0.4·mean|x| for inputs); L. Geiger and P. Team, JOSS 5 (2020) 1746 (Larq: 0.05, or 0.7·mean|w|).
/// </remarks>
public sealed class TernaryQuantizer : Quantizer
{
    private readonly Grouping _grouping;
    private readonly double? _threshold;
    private readonly double _part;
    private readonly SignGradient _gradient;

    /// <summary>A ternary quantizer.</summary>
    /// <param name="request">Granularity of the mean.</param>
    /// <param name="threshold">The threshold; null: a part of the mean magnitude.</param>
    /// <param name="part">Part of the mean magnitude.</param>
    /// <param name="clip">Beyond it there is no gradient.</param>
    public TernaryQuantizer(QuantizerRequest request, double? threshold = null, double part = 0.7, double clip = 1)
        : base(nameof(TernaryQuantizer))
    {
        (_grouping, _threshold, _part, _gradient) = (request.Grouping, threshold, part, SignGradient.Clipped(clip));
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override int? Levels => 3;

    /// <summary>The threshold of each group.</summary>
    public Tensor Threshold(Tensor input)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable frozen = torch.no_grad();
        Tensor mean = _grouping.Mean(input.abs());
        return (_threshold is double given ? torch.full_like(mean, given) : mean * _part).MoveToOuterDisposeScope();
    }

    /// <summary>-1 up to -threshold, 1 from the threshold on, 0 between them. Without gradient.</summary>
    internal static Tensor Values(Tensor input, Tensor threshold)
    {
        using IDisposable frozen = torch.no_grad();
        return StraightThrough.Mask(input >= threshold, input) - StraightThrough.Mask(input <= -threshold, input);
    }

    /// <inheritdoc/>
    protected override Tensor Quantize(Tensor input) =>
        StraightThrough.Of(Values(input, _grouping.Spread(Threshold(input))), input, _gradient.At(input));
}
