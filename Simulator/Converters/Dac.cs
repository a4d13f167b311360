using CrossbarSim.Devices.Quantities;

namespace CrossbarSim.Simulator.Converters;

/// <summary>Turns inputs of a layer into codes, and codes into row voltages: scales, clips and rounds them.</summary>
/// <remarks>
/// <para>
/// The largest input of the range stands for the read voltage V. Unsigned range [0, h]: codes 0..2^b - 1. Signed range
/// [-h, h]: codes -(2^(b-1) - 1)..2^(b-1) - 1, zero among them. Rounds half to even. One bit and a signed range: codes -1 and +1, +1 for inputs
/// above zero; a padding of zeros around an image is not driven. An ideal converter (no bits) neither rounds nor clips.
/// </para>
/// <para>
/// A code is driven in one pass, or in several where the converter has fewer bits than the inputs: see <see cref="Passes"/>. What the passes
/// read, times their weights, adds up to what one pass with the whole code would have read.
/// </para>
/// </remarks>
public sealed class Dac
{
    /// <summary>A converter that drives inputs in one pass.</summary>
    /// <param name="bits">1 to 16. Null: ideal.</param>
    /// <param name="low">Lowest input: 0, or minus the highest.</param>
    /// <param name="high">Highest input; above 0, finite.</param>
    /// <param name="readVoltage">Row voltage of the highest input; above 0.</param>
    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    public Dac(int? bits, double low, double high, Voltage readVoltage)
        : this(new DacSettings { Bits = bits, ReadVoltage = readVoltage }, low, high)
    {
    }

    /// <summary>A converter as the settings want it, over a given range.</summary>
    /// <param name="settings">Resolutions, encoding and read voltage; their range is not looked at.</param>
    /// <param name="low">Lowest input: 0, or minus the highest.</param>
    /// <param name="high">Highest input; above 0, finite.</param>
    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    public Dac(DacSettings settings, double low, double high)
    {
        if (!double.IsFinite(high) || high <= 0)
        {
            throw new ArgumentOutOfRangeException(nameof(high), high, "The highest input of a converter is finite and above 0.");
        }

        if (low != 0 && low != -high)
        {
            throw new ArgumentOutOfRangeException(nameof(low), low, $"The lowest input is 0 or {-high}, minus the highest.");
        }

        int? resolution = settings.InputBits ?? settings.Bits;
        if (settings.Bits is < 1 or > 16 || resolution is < 1 or > 16 || (settings.Bits is null && settings.InputBits is not null))
        {
            throw new ArgumentOutOfRangeException(nameof(settings), $"A converter has 1 to 16 bits, not {settings.Bits} of {resolution}.");
        }

        if (!double.IsFinite(settings.ReadVoltage.Volts) || settings.ReadVoltage.Volts <= 0)
        {
            throw new ArgumentOutOfRangeException(nameof(settings), settings.ReadVoltage, "A read voltage is finite and above 0.");
        }

        (Bits, InputBits, Low, High, ReadVoltage) = (settings.Bits, resolution, low, high, settings.ReadVoltage);
        IsBinary = resolution == 1 && low < 0;
        Steps = resolution is int b ? IsBinary ? 1 : (1 << (low < 0 ? b - 1 : b)) - 1 : null;
        Passes = InputPasses.Of(this, settings.SignedInputs);
        HasOffset = Steps is not null && low < 0 && !IsBinary && settings.SignedInputs == SignedInputs.Offset;
    }

    /// <summary>Resolution of one pass; null when ideal.</summary>
    public int? Bits { get; }

    /// <summary>Resolution of the inputs; null when ideal.</summary>
    public int? InputBits { get; }

    /// <summary>Lowest input: 0, or -<see cref="High"/>.</summary>
    public double Low { get; }

    /// <summary>Highest input.</summary>
    public double High { get; }

    /// <summary>Row voltage of the highest input.</summary>
    public Voltage ReadVoltage { get; }

    /// <summary>Code of the highest input; null when ideal.</summary>
    public int? Steps { get; }

    /// <summary>Whether inputs are -1 and +1, and nothing in between.</summary>
    public bool IsBinary { get; }

    /// <summary>Whether rows are driven with inputs raised by the highest one, so that what that adds has to be subtracted digitally.</summary>
    public bool HasOffset { get; }

    /// <summary>What is driven, one after the other. One or more.</summary>
    public IReadOnlyList<InputPass> Passes { get; }

    /// <summary>Row voltage for an input of 1, in volts.</summary>
    public double VoltsPerUnit => ReadVoltage.Volts / High;

    /// <summary>Row voltage that one step of the code stands for, in volts; 1 when ideal, where codes are voltages.</summary>
    public double VoltsPerCode => Steps is int steps ? ReadVoltage.Volts / steps : 1.0;

    /// <summary>Converts inputs to codes.</summary>
    /// <param name="inputs">Dimensionless, finite.</param>
    /// <param name="codes">Receives whole numbers, or volts when the converter is ideal; as long as the inputs.</param>
    /// <returns>How many inputs lay outside the range and were clipped.</returns>
    /// <exception cref="ArgumentException">An input is not finite, or the lengths differ.</exception>
    public int Convert(ReadOnlySpan<double> inputs, Span<double> codes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(codes.Length, inputs.Length);
        double volts = ReadVoltage.Volts;
        int clipped = 0;
        for (int i = 0; i < inputs.Length; i++)
        {
            double input = inputs[i];
            if (!double.IsFinite(input))
            {
                throw new ArgumentException($"Input {i} is {input}; only finite inputs can be converted.", nameof(inputs));
            }

            if (Steps is not int steps)
            {
                codes[i] = input / High * volts;
                continue;
            }

            clipped += input > High || input < Low ? 1 : 0;
            codes[i] = Code(input, steps);
        }

        return clipped;
    }

    private double Code(double input, int steps) => IsBinary
        ? input > 0 ? 1 : -1
        : Math.Round(Math.Clamp(input, Low, High) / High * steps);
}
