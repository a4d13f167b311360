using CrossbarSim.Devices.Quantities;

namespace CrossbarSim.Simulator.Converters;

/// <summary>Turns inputs of a layer into row voltages: scales, clips and rounds them.</summary>
/// <remarks>
/// The largest input of the range stands for the read voltage V. Unsigned range [0, h]: 2^b voltages 0..V. Signed range
/// [-h, h]: 2^b - 1 voltages -V..V, zero among them (bipolar drive). Rounds half to even. An ideal converter (no bits)
/// neither rounds nor clips.
/// </remarks>
public sealed class Dac
{
    /// <summary>A converter of given resolution and range.</summary>
    /// <param name="bits">1 to 16; a signed range needs 2 or more. Null: ideal.</param>
    /// <param name="low">Lowest input: 0, or minus the highest.</param>
    /// <param name="high">Highest input; above 0, finite.</param>
    /// <param name="readVoltage">Row voltage of the highest input; above 0.</param>
    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    public Dac(int? bits, double low, double high, Voltage readVoltage)
    {
        if (!double.IsFinite(high) || high <= 0)
        {
            throw new ArgumentOutOfRangeException(nameof(high), high, "The highest input of a converter is finite and above 0.");
        }

        if (low != 0 && low != -high)
        {
            throw new ArgumentOutOfRangeException(nameof(low), low, $"The lowest input is 0 or {-high}, minus the highest.");
        }

        if (bits is < 1 or > 16 || (bits == 1 && low < 0))
        {
            throw new ArgumentOutOfRangeException(nameof(bits), bits, "A converter has 1 to 16 bits, 2 or more when inputs are signed.");
        }

        if (!double.IsFinite(readVoltage.Volts) || readVoltage.Volts <= 0)
        {
            throw new ArgumentOutOfRangeException(nameof(readVoltage), readVoltage, "A read voltage is finite and above 0.");
        }

        (Bits, Low, High, ReadVoltage) = (bits, low, high, readVoltage);
        Steps = bits is int b ? (1 << (low < 0 ? b - 1 : b)) - 1 : null;
    }

    /// <summary>Resolution; null when ideal.</summary>
    public int? Bits { get; }

    /// <summary>Lowest input: 0, or -<see cref="High"/>.</summary>
    public double Low { get; }

    /// <summary>Highest input.</summary>
    public double High { get; }

    /// <summary>Row voltage of the highest input.</summary>
    public Voltage ReadVoltage { get; }

    /// <summary>Steps from 0 to the highest input; null when ideal.</summary>
    public int? Steps { get; }

    /// <summary>Row voltage for an input of 1, in volts.</summary>
    public double VoltsPerUnit => ReadVoltage.Volts / High;

    /// <summary>Converts inputs to row voltages.</summary>
    /// <param name="inputs">Dimensionless, finite.</param>
    /// <param name="voltages">Receives volts; as long as the inputs.</param>
    /// <returns>How many inputs lay outside the range and were clipped.</returns>
    /// <exception cref="ArgumentException">An input is not finite, or the lengths differ.</exception>
    public int Convert(ReadOnlySpan<double> inputs, Span<double> voltages)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(voltages.Length, inputs.Length);
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
                voltages[i] = input / High * volts;
                continue;
            }

            clipped += input > High || input < Low ? 1 : 0;
            double part = Math.Clamp(input, Low, High) / High;
            voltages[i] = Math.Round(part * steps) * (volts / steps);
        }

        return clipped;
    }
}
