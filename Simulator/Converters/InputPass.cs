namespace CrossbarSim.Simulator.Converters;

/// <summary>How signed inputs drive rows, where the converter has fewer bits than the inputs.</summary>
public enum SignedInputs
{
    /// <summary>Sign and magnitude, slice by slice: a negative input drives its row with negative voltages.</summary>
    Bipolar,

    /// <summary>Sign and magnitude, positive voltages only: positive inputs in one pass, negative ones in another, subtracted digitally.</summary>
    TwoPasses,

    /// <summary>Inputs raised by the highest one, positive voltages only; what that adds is subtracted digitally, from the target weights.</summary>
    Offset,

    /// <summary>Two's complement, positive voltages only: the bit of the sign in a pass of its own, with a negative weight.</summary>
    TwosComplement,
}

/// <summary>One of the passes in which a code is driven.</summary>
/// <remarks>The row voltage is digit·V/most. Codes and digits are whole numbers.</remarks>
public sealed class InputPass
{
    private readonly double[] _volts;
    private readonly double[] _squares;
    private readonly float[] _digits;
    private readonly int _lowestCode;
    private readonly int _mostDigit;

    internal InputPass(
        double weight, int mostDigit, double readVolts, int lowestCode, int highestCode, Func<int, int> digit, Func<int, double>? square = null)
    {
        (Weight, VoltsPerDigit, _mostDigit, _lowestCode) = (weight, readVolts / mostDigit, mostDigit, lowestCode);
        _squares = new double[highestCode - lowestCode + 1];
        _digits = new float[highestCode - lowestCode + 1];
        _volts = new double[_digits.Length];
        for (int i = 0; i < _digits.Length; i++)
        {
            int value = digit(lowestCode + i);
            _digits[i] = value;
            _volts[i] = value * VoltsPerDigit;
            _squares[i] = square?.Invoke(lowestCode + i) ?? _volts[i] * _volts[i];
            IsBit &= value is 0 or 1;
        }
    }

    private InputPass() => (Weight, VoltsPerDigit, IsIdeal, IsBit, _volts, _squares, _digits) = (1.0, 1.0, true, false, [], [], []);

    /// <summary>What a read of this pass is multiplied with before all passes are added.</summary>
    public double Weight { get; }

    /// <summary>Row voltage of a digit of 1, in volts.</summary>
    public double VoltsPerDigit { get; }

    /// <summary>Whether all digits are 0 or 1.</summary>
    public bool IsBit { get; } = true;

    /// <summary>The only pass of an ideal converter, whose codes are voltages.</summary>
    internal static InputPass Ideal { get; } = new();

    internal bool IsIdeal { get; }

    /// <summary>Largest digit of either sign; 0 where there are none.</summary>
    internal float MostDigit => _digits.Length == 0 ? 0 : _digits.Max(Math.Abs);

    /// <summary>The digit of every code, from the lowest code's on.</summary>
    internal ReadOnlySpan<float> Digits => _digits;

    internal int LowestCode => _lowestCode;

    /// <summary>The row voltage of a code, in volts.</summary>
    public double Volts(double code) => IsIdeal ? code : _volts[(int)code - _lowestCode];

    /// <summary>What a code contributes to read noise: its row voltage squared, in V²; where passes are added in the analog domain, the sum of theirs.</summary>
    public double SquareVolts(double code) => IsIdeal ? code * code : _squares[(int)code - _lowestCode];

    /// <summary>Lowest and highest row voltage that it can drive.</summary>
    internal (double Low, double High) VoltRange(Dac dac)
    {
        double most = dac.ReadVoltage.Volts;
        return IsIdeal
            ? (dac.Low < 0 ? -most : 0.0, most)
            : (Volts(_digits.Min()), Volts(_digits.Max()));

        double Volts(float digit) => Math.Abs(digit) == _mostDigit ? Math.Sign(digit) * most : digit * VoltsPerDigit;
    }

    /// <summary>The digit of a code.</summary>
    public float Digit(double code) => IsIdeal ? (float)code : _digits[(int)code - _lowestCode];
}

/// <summary>Makes the passes of a converter.</summary>
internal static class InputPasses
{
    /// <summary>What several passes amount to when their currents are weighted and added before one conversion.</summary>
    /// <remarks>Σ weightₖ·voltsₖ is the voltage of the whole code; noise is independent from pass to pass: its squares are Σ weightₖ²·voltsₖ².</remarks>
    public static InputPass Accumulated(Dac dac)
    {
        int steps = dac.Steps!.Value;
        int raised = dac.HasOffset ? steps : 0;
        return new InputPass(
            1.0, steps, dac.ReadVoltage.Volts, dac.Low < 0 ? -steps : 0, steps, code => code + raised,
            code => dac.Passes.Sum(pass => pass.Weight * pass.Weight * pass.SquareVolts(code)));
    }

    /// <remarks>Digit k of weight B^k is driven up to V for the largest digit D, a code of <c>steps</c> up to V as well: the weight is B^k·D/steps.</remarks>
    public static IReadOnlyList<InputPass> Of(Dac dac, SignedInputs signed)
    {
        if (dac.Steps is not int steps)
        {
            return [InputPass.Ideal];
        }

        double volts = dac.ReadVoltage.Volts;
        bool isSigned = dac.Low < 0;
        int slice = dac.Bits!.Value;
        if (dac.IsBinary || (slice >= dac.InputBits && (!isSigned || signed == SignedInputs.Bipolar)))
        {
            return [new InputPass(1.0, steps, volts, isSigned ? -steps : 0, steps, code => code)];
        }

        List<InputPass> passes = [];
        int lowest = isSigned ? -steps : 0;
        int bits = isSigned && signed != SignedInputs.Offset ? dac.InputBits!.Value - 1 : dac.InputBits!.Value;
        slice = Math.Min(slice, bits);
        int mask = (1 << slice) - 1;
        for (int shift = 0; shift < bits; shift += slice)
        {
            int at = shift;
            if (!isSigned)
            {
                Add(1 << at, mask, code => (code >> at) & mask);
                continue;
            }

            switch (signed)
            {
                case SignedInputs.Bipolar:
                    Add(1 << at, mask, code => Math.Sign(code) * ((Math.Abs(code) >> at) & mask));
                    break;
                case SignedInputs.TwoPasses:
                    Add(1 << at, mask, code => (Math.Max(code, 0) >> at) & mask);
                    Add(-(1 << at), mask, code => (Math.Max(-code, 0) >> at) & mask);
                    break;
                case SignedInputs.Offset:
                    Add(1 << at, mask, code => ((code + steps) >> at) & mask);
                    break;
                default:
                    Add(1 << at, mask, code => ((code & ((1 << bits) - 1)) >> at) & mask);
                    break;
            }
        }

        if (isSigned && signed == SignedInputs.TwosComplement)
        {
            Add(-(1 << bits), 1, code => code < 0 ? 1 : 0);
        }

        return passes;

        void Add(double place, int most, Func<int, int> digit) =>
            passes.Add(new InputPass(place * most / steps, most, volts, lowest, steps, digit));
    }
}
