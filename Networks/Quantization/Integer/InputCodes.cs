using CrossbarSim.Networks.Quantization.Uniform;
using TorchSharp;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Quantization.Integer;

/// <summary>Inputs of a network as codes: clamp(round(x/S)), whole numbers held by a floating-point tensor.</summary>
public sealed class InputCodes : nn.Module<Tensor, Tensor>
{
    private readonly double _scale;
    private readonly CodeRange _codes;

    /// <summary>A step from inputs to codes.</summary>
    /// <param name="scale">S, above zero.</param>
    /// <param name="codes">The codes.</param>
    public InputCodes(double scale, CodeRange codes)
        : base(nameof(InputCodes)) => (_scale, _codes) = (scale, codes);

    /// <summary>The codes.</summary>
    public override Tensor forward(Tensor input)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        return (input / _scale).round_().clamp_((Scalar)(double)_codes.Lowest, (Scalar)(double)_codes.Highest).MoveToOuterDisposeScope();
    }
}
