using CrossbarSim.Networks.Layers;
using CrossbarSim.Networks.Quantization.Ranges;
using CrossbarSim.Networks.Quantization.Uniform;
using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Quantization.Learned;

/// <summary>PACT: activations are clipped at a learned level, then rounded.</summary>
/// <remarks>
/// y = clamp(x, 0, α), ŷ = round(y·n/α)·α/n, n = 2^k - 1. dŷ/dx = 1 on 0 ≤ x &lt; α, else 0; dŷ/dα = 1 where x ≥ α, else 0, and 2λα of the
/// regularisation λα². In the article α starts at 8 to 10, which suits what batch normalizations give; of activations that are all below 1 two bits would leave
/// nothing, and no gradient either. λ is as large as the weight decay, 2·10^-4 to 5·10^-3. Weights beside it: DoReFa.
/// Source: J. Choi et al., arXiv:1805.06085.
/// </remarks>
public sealed class PactQuantizer : Quantizer
{
    private readonly int _bits;
    private readonly int _steps;
    private readonly bool _given;

    [ComponentName(Name = "alpha")]
    private readonly Parameter _alpha;

    /// <summary>A quantizer of activations, of 1 to 16 bits.</summary>
    /// <param name="request">Bits and precision.</param>
    /// <param name="alpha">First clipping level, above zero; null: that of least squared error on what is seen first.</param>
    public PactQuantizer(QuantizerRequest request, double? alpha = null)
        : base(nameof(PactQuantizer))
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(alpha ?? 1, nameof(alpha));
        (_bits, _given) = (request.Bits, alpha is not null);
        _steps = (1 << request.Bits) - 1;
        _alpha = Learned(alpha ?? 1, request.Type, 1);
        RegisterComponents();
    }

    /// <summary>The clipping level.</summary>
    public Parameter Alpha => _alpha;

    /// <inheritdoc/>
    public override int? Levels => _steps + 1;

    /// <summary>λα², to be added to the loss.</summary>
    public Tensor Regularisation(double lambda)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        return (_alpha.square() * lambda).sum().MoveToOuterDisposeScope();
    }

    /// <summary>The clipped activations before rounding, with the same gradients.</summary>
    public Tensor Clip(Tensor input)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        return With(input, input.detach().clamp_min(0).minimum(_alpha.detach())).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override void Initialise(Tensor first)
    {
        if (!_given)
        {
            double[] rectified = Array.ConvertAll(TensorData.ToDoubles(first), value => Math.Max(value, 0));
            _alpha.fill_(Math.Max(LeastError.Asymmetric(rectified, CodeRange.FromZero(_bits)).High, UniformGrid.LeastScale));
        }
    }

    /// <inheritdoc/>
    protected override Tensor Quantize(Tensor input)
    {
        Tensor alpha = _alpha.detach().clamp_min(UniformGrid.LeastScale);
        Tensor clipped = input.detach().clamp_min(0).minimum(alpha);
        return With(input, (clipped * _steps / alpha).round() * alpha / _steps);
    }

    private Tensor With(Tensor input, Tensor value)
    {
        Tensor above = input.detach() >= _alpha.detach();
        Tensor inside = (input.detach() >= 0.0).logical_and(above.logical_not());
        return StraightThrough.Of(value, (input, StraightThrough.Mask(inside, input)), (_alpha, StraightThrough.Mask(above, input)));
    }
}
