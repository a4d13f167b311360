using TorchSharp;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Quantization;

/// <summary>Where a number between two integers goes.</summary>
public enum RoundingRule
{
    /// <summary>To the nearest; from the middle to the even one. The usual rule, and torch's.</summary>
    HalfToEven,

    /// <summary>To the nearest; from the middle away from zero.</summary>
    HalfAwayFromZero,

    /// <summary>To the nearest; from the middle upwards: what adding half a step before a shift does.</summary>
    HalfUp,

    /// <summary>Down: what an arithmetic shift does.</summary>
    Floor,

    /// <summary>Up.</summary>
    Ceiling,

    /// <summary>Towards zero.</summary>
    TowardsZero,
}

/// <summary>Rounding by rule, of numbers and of tensors alike.</summary>
public static class Rounding
{
    /// <summary>A number, rounded.</summary>
    public static double Round(double value, RoundingRule rule = RoundingRule.HalfToEven) => rule switch
    {
        RoundingRule.HalfToEven => Math.Round(value, MidpointRounding.ToEven),
        RoundingRule.HalfAwayFromZero => Math.Round(value, MidpointRounding.AwayFromZero),
        RoundingRule.HalfUp => Math.Floor(value) is double floor && value - floor >= 0.5 ? floor + 1 : Math.Floor(value),
        RoundingRule.Floor => Math.Floor(value),
        RoundingRule.Ceiling => Math.Ceiling(value),
        _ => Math.Truncate(value),
    };

    /// <summary>A tensor, rounded element by element. It has no gradient: see <see cref="StraightThrough.Round"/>.</summary>
    /// <remarks>Half a step is compared with what is left above the integer below: adding it first would round 0.49999997 up in single precision.</remarks>
    public static Tensor Round(Tensor values, RoundingRule rule = RoundingRule.HalfToEven)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable frozen = torch.no_grad();
        return Of().MoveToOuterDisposeScope();

        Tensor Of()
        {
            switch (rule)
            {
                case RoundingRule.HalfToEven:
                    return values.round();
                case RoundingRule.HalfUp:
                    Tensor floor = values.floor();
                    return floor + StraightThrough.Mask((values - floor) >= 0.5, values);
                case RoundingRule.HalfAwayFromZero:
                    Tensor whole = values.trunc();
                    return whole + (values.sign() * StraightThrough.Mask((values - whole).abs() >= 0.5, values));
                case RoundingRule.Floor:
                    return values.floor();
                case RoundingRule.Ceiling:
                    return values.ceil();
                default:
                    return values.trunc();
            }
        }
    }
}
