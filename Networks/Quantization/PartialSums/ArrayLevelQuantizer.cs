using TorchSharp;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Quantization.PartialSums;

/// <summary>Activations and weights as a sense-amplifier array holds them: levels from -1 to 1, both ends among them.</summary>
/// <remarks>
/// 1 bit: +1 above zero, else -1, zero being -1. 1.5 bits: ±1 from ±0.2 on, else 0. k bits, 2 to 4: δ = 2/(2^k - 1), -1 + δ·⌊(x + δ/2 + 1)/δ⌋. More: as it is.
/// Activations are held within ±1 first, so that their gradient is 1 within (-1, 1), else 0. Weights are as they come, their gradient is 1: whoever trains holds
/// latent weights within ±1 after every step.
/// </remarks>
public sealed class ArrayLevelQuantizer : Quantizer
{
    /// <summary>Where the ternary one leaves zero.</summary>
    private const double TernaryThreshold = 0.2;

    /// <summary>σ of a normal distribution about zero with a third of its values in each of the three levels: the threshold over the quantile of 2/3, 0.430727.</summary>
    internal const double EvenTernarySigma = TernaryThreshold / 0.430727299295457;

    private readonly double _bits;
    private readonly bool _activations;

    /// <summary>A quantizer of 1 to 4 bits, as asked.</summary>
    public ArrayLevelQuantizer(QuantizerRequest request)
        : this(request.Bits, request.Role == QuantizerRoles.Activations)
    {
    }

    /// <summary>A quantizer of 1, 1.5, 2, 3 or 4 bits; more than 4: none.</summary>
    /// <param name="bits">Resolution.</param>
    /// <param name="activations">Whether inputs are held within ±1 first.</param>
    /// <exception cref="ArgumentOutOfRangeException">Any other number of bits up to 4.</exception>
    public ArrayLevelQuantizer(double bits, bool activations)
        : base(nameof(ArrayLevelQuantizer))
    {
        _bits = bits is 1 or 1.5 or 2 or 3 or 4 or > 4
            ? bits : throw new ArgumentOutOfRangeException(nameof(bits), bits, "Levels of an array have 1, 1.5, 2, 3 or 4 bits, or are not quantized (more than 4).");
        _activations = activations;
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override int? Levels => _bits switch
    {
        1.5 => 3,
        > 4 => null,
        _ => 1 << (int)_bits,
    };

    /// <summary>The levels of numbers, which are not held within ±1. Without gradient.</summary>
    public static Tensor Values(Tensor input, double bits)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable frozen = torch.no_grad();
        Tensor values = input.clone();
        Quantize(values, bits);
        return values.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override Tensor Quantize(Tensor input)
    {
        if (!_activations)
        {
            return StraightThrough.Of(Values(input, _bits), input);
        }

        // The derivative of hardtanh is 1 within (-1, 1), else 0.
        return StraightThrough.Overwritten(nn.functional.hardtanh(input), held => Quantize(held, _bits));
    }

    /// <summary>Writes levels over numbers.</summary>
    private static void Quantize(Tensor numbers, double bits)
    {
        double step = 2 / (Math.Pow(2, bits) - 1);
        _ = bits switch
        {
            1 => numbers.gt_((Scalar)0.0).mul_((Scalar)2.0).sub_((Scalar)1.0),
            1.5 => numbers.copy_(StraightThrough.Mask(numbers >= TernaryThreshold, numbers) - StraightThrough.Mask(numbers <= -TernaryThreshold, numbers)),
            > 4 => numbers,
            _ => numbers.div_((Scalar)step).floor_().add_((Scalar)Math.Pow(2, bits - 1)).mul_((Scalar)step).sub_((Scalar)1.0), // thresholds are whole steps, exactly
        };
    }
}
