using static TorchSharp.torch;

namespace CrossbarSim.Networks.Quantization;

/// <summary>Leaves everything as it is.</summary>
public sealed class NoQuantizer() : Quantizer(nameof(NoQuantizer))
{
    /// <inheritdoc/>
    public override int? Levels => null;

    /// <inheritdoc/>
    protected override Tensor Quantize(Tensor input) => input;
}
