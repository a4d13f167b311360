using CrossbarSim.Devices.Documents;
using CrossbarSim.Devices.Quantities;
using CrossbarSim.Simulator.Converters;

namespace CrossbarSim.Scenarios.Schema;

/// <summary>Reads the section <c>hardware.dac</c>.</summary>
internal static class DacReader
{
    public static DacSettings Read(DocumentReader? section)
    {
        if (section is null)
        {
            return new DacSettings();
        }

        (RangeRule rule, double low, double high) = Range(section);
        bool isIdeal = section.Is("bits", "ideal");
        if (isIdeal)
        {
            section.ComplainIfPresent("input-bits", "means nothing to an ideal DAC.");
            section.ComplainIfPresent("signed", "means nothing to an ideal DAC.");
        }

        int? bits = isIdeal ? null : section.Integer("bits", 1, 16, 8);
        int? inputBits = isIdeal || !section.Has("input-bits") ? null : section.Integer("input-bits", 1, 16);
        if (inputBits < bits)
        {
            section.Complain("input-bits", $"{inputBits} is less than the {bits} bits of the DAC, of which some would never be used.");
        }

        return new DacSettings
        {
            Bits = bits,
            InputBits = inputBits,
            SignedInputs = isIdeal ? SignedInputs.Bipolar : section.Choice("signed", SignedInputs.Bipolar),
            Range = rule,
            Low = low,
            High = high,
            ReadVoltage = section.Voltage("read-voltage", Voltage.FromVolts(0.2), Voltage.FromVolts(1e-6), Voltage.FromVolts(10)),
        };
    }

    /// <summary>Whether signed inputs are driven one way or another, as far as is known before calibration.</summary>
    public static bool UsesSignedInputs(DacSettings dac) =>
        (dac.InputBits ?? dac.Bits) > 1 && (dac.Range != RangeRule.Fixed || dac.Low < 0);

    /// <summary>Whether inputs are driven in several passes, as far as is known before calibration.</summary>
    public static bool UsesPasses(DacSettings dac) =>
        dac.InputBits > dac.Bits
        || (UsesSignedInputs(dac) && dac.SignedInputs is SignedInputs.TwoPasses or SignedInputs.TwosComplement);

    private static (RangeRule Rule, double Low, double High) Range(DocumentReader section)
    {
        if (!section.Has("range") || section.Is("range", "calibrated"))
        {
            return (RangeRule.Calibrated, 0.0, 1.0);
        }

        IReadOnlyList<double> ends = section.Items("range", (list, item) => list.Number(item));
        (double low, double high) = (ends.ElementAtOrDefault(0), ends.ElementAtOrDefault(1));
        if (ends.Count == 2 && high > 0 && (low == 0 || low == -high))
        {
            return (RangeRule.Fixed, low, high);
        }

        section.Complain("range", "wanted is 'calibrated', [0, high] or [-high, high] with high above 0.");
        return (RangeRule.Fixed, 0.0, 1.0);
    }
}
