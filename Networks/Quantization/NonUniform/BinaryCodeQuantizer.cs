using static TorchSharp.torch;

namespace CrossbarSim.Networks.Quantization.NonUniform;

/// <summary>Weights as a sum of signs with factors (<see cref="BinaryCode"/>), found anew for the weights of every pass; the gradient is 1.</summary>
/// <remarks>Source: with <see cref="BinaryCode"/>.</remarks>
/// <param name="request">Bits: the number of bases, 1 to 8. Granularity.</param>
/// <param name="rounds">Turns of refinement; 0: the greedy code.</param>
public sealed class BinaryCodeQuantizer(QuantizerRequest request, int rounds = 3) : Quantizer(nameof(BinaryCodeQuantizer))
{
    private readonly Grouping _grouping = request.Grouping;
    private readonly int _bases = BinaryCode.Checked(request.Bits);

    /// <inheritdoc/>
    public override int? Levels => 1 << _bases;

    /// <inheritdoc/>
    protected override Tensor Quantize(Tensor input) => StraightThrough.Of(
        _grouping.Scatter([.. _grouping.Gather(input).Select(values => BinaryCode.Alternating(values, _bases, rounds).Values())], input), input);
}
