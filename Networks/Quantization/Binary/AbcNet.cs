using CrossbarSim.Networks.Quantization.NonUniform;
using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Quantization.Binary;

/// <summary>ABC-Net's weights: W ≈ Σ α_i·B_i, with B_i = sign(W - mean + u_i·σ) and the factors of least squares.</summary>
/// <remarks>
/// u_i = -1 + 2(i - 1)/(M - 1), one base: 0; mean and σ (of a population) of each group. The gradient is Σ α_i: each B_i hands it on unchanged, factors being
/// constants. Source: X. Lin, C. Zhao, W. Pan, NeurIPS 2017, arXiv:1711.11294.
/// </remarks>
/// <param name="request">Bits: M, the number of bases, 1 to 8. Granularity.</param>
public sealed class AbcNetWeightQuantizer(QuantizerRequest request) : Quantizer(nameof(AbcNetWeightQuantizer))
{
    private readonly Grouping _grouping = request.Grouping;
    private readonly int _bases = BinaryCode.Checked(request.Bits);

    /// <inheritdoc/>
    public override int? Levels => 1 << _bases;

    /// <summary>The shifts u_i of so many bases.</summary>
    public static double[] Shifts(int bases) => bases == 1 ? [0] : [.. Enumerable.Range(0, bases).Select(i => -1 + (2.0 * i / (bases - 1)))];

    /// <summary>Bases and factors of some weights.</summary>
    public static BinaryCode Fit(ReadOnlySpan<double> weights, int bases)
    {
        (double mean, double sigma) = Ranges.ThreeSigma.Moments(weights);
        double[] all = weights.ToArray();
        double[][] signs = [.. Shifts(bases).Select(shift => all.Select(weight => weight - mean + (shift * sigma) >= 0 ? 1.0 : -1.0).ToArray())];
        return BinaryCode.LeastSquares(all, signs);
    }

    /// <inheritdoc/>
    protected override Tensor Quantize(Tensor input)
    {
        BinaryCode[] codes = [.. _grouping.Gather(input).Select(weights => Fit(weights, _bases))];
        Tensor slopes = _grouping.Spread(Layers.TensorData.FromDoubles([.. codes.Select(code => code.Factors.Sum())], input.dtype, _grouping.Shape));
        return StraightThrough.Of(_grouping.Scatter([.. codes.Select(code => code.Values())], input), input, slopes);
    }
}

/// <summary>ABC-Net's activations: A ≈ Σ β_n·H_n, with H_n = 2·1[clip(x + v_n, 0, 1) ≥ ½] - 1; shifts v and factors β are learned.</summary>
/// <remarks>dH_n/dx = dH_n/dv_n = 1[0 ≤ x + v_n ≤ 1]; dA/dβ_n = H_n. Source: as of <see cref="AbcNetWeightQuantizer"/>.</remarks>
public sealed class AbcNetActivationQuantizer : Quantizer
{
    private readonly int _bases;

    [ComponentName(Name = "shifts")]
    private readonly Parameter _shifts;

    [ComponentName(Name = "factors")]
    private readonly Parameter _factors;

    /// <summary>A quantizer of activations.</summary>
    /// <param name="request">Bits: the number of bases, 1 to 8. Precision.</param>
    /// <param name="shifts">First v; null: evenly over the activations, so that thresholds ½ - v divide 0 to 1 into equal parts.</param>
    /// <param name="factors">First β; null: equal ones, of sum 1.</param>
    public AbcNetActivationQuantizer(QuantizerRequest request, IReadOnlyList<double>? shifts = null, IReadOnlyList<double>? factors = null)
        : base(nameof(AbcNetActivationQuantizer))
    {
        _bases = BinaryCode.Checked(request.Bits);
        shifts ??= [.. Enumerable.Range(1, _bases).Select(n => 0.5 - ((double)n / (_bases + 1)))];
        factors ??= [.. Enumerable.Repeat(1.0 / _bases, _bases)];
        _shifts = Of(shifts, request.Type);
        _factors = Of(factors, request.Type);
        RegisterComponents();
    }

    /// <summary>The shifts v.</summary>
    public Parameter Shifts => _shifts;

    /// <summary>The factors β.</summary>
    public Parameter Factors => _factors;

    /// <inheritdoc/>
    public override int? Levels => 1 << _bases;

    /// <summary>The signs H_n of activations.</summary>
    public Tensor Signs(Tensor input, int n)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Tensor shift = _shifts[n];
        Tensor moved = input.detach() + shift.detach();
        Tensor signs = (StraightThrough.Mask(moved >= 0.5, input) * 2) - 1;
        Tensor inside = StraightThrough.Mask((moved >= 0.0).logical_and(moved <= 1.0), input);
        return StraightThrough.Of(signs, (input, inside), (shift, inside)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override Tensor Quantize(Tensor input) =>
        Enumerable.Range(0, _bases).Select(n => Signs(input, n) * _factors[n]).Aggregate((sum, term) => sum + term);

    private static Parameter Of(IReadOnlyList<double> values, ScalarType type) =>
        (Parameter)nn.Parameter(Layers.TensorData.FromDoubles([.. values], type, values.Count)).DetachFromDisposeScope();
}
