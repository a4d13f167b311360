using System.Collections.Immutable;
using CrossbarSim.Devices.Documents;
using CrossbarSim.Devices.Pulses;

namespace CrossbarSim.Devices.Characterisation;

/// <summary>The kinds of device that are known by what a pulse does: one for each <see cref="StepLaw"/>.</summary>
internal static class PulsedKind
{
    private const int MostSteps = 1000;

    private enum Directions
    {
        Both,
        Up,
        Down,
    }

    private enum Noise
    {
        Multiplicative,
        Additive,
    }

    private enum Spread
    {
        Gaussian,
        Lognormal,
    }

    public static DeviceDefinition? Constant(DocumentReader reader, string name) => Read(reader, name, _ => new ConstantStep());

    public static DeviceDefinition? Linear(DocumentReader reader, string name) => Read(
        reader, name, spread => new LinearStep(
            reader.Number("gamma-up", 0, 100), reader.Number("gamma-down", 0, 100),
            spread?.Number("gamma-up", 0, 100, 0) ?? 0, spread?.Number("gamma-down", 0, 100, 0) ?? 0),
        needsNegative: true);

    public static DeviceDefinition? Soft(DocumentReader reader, string name) => Read(reader, name, _ => new SoftBounds(), needsNegative: true);

    public static DeviceDefinition? Exponential(DocumentReader reader, string name) => Read(
        reader, name, _ => new ExpStep(
            reader.Number("amplitude-up", -1e6, 1e6), reader.Number("amplitude-down", -1e6, 1e6),
            reader.Number("gamma-up", -100, 100), reader.Number("gamma-down", -100, 100),
            reader.Number("slope", -100, 100), reader.Number("offset", -100, 100)));

    public static DeviceDefinition? Power(DocumentReader reader, string name) => Read(
        reader, name, spread => new PowStep(
            reader.Number("gamma", 0, 100), reader.Number("gamma-up-down", -1, 1, 0), spread?.Percentage("gamma", 0, 10, 0) ?? 0));

    public static DeviceDefinition? Piecewise(DocumentReader reader, string name) => Read(
        reader, name, _ => new PiecewiseStep(Steps(reader, "steps-up"), Steps(reader, "steps-down")));

    private static DeviceDefinition? Read(DocumentReader reader, string name, Func<DocumentReader?, StepLaw> readLaw, bool needsNegative = false)
    {
        int before = reader.ComplaintCount;
        DocumentReader? spread = reader.OptionalSection("device-to-device");
        (double low, double high) = Weights(reader, needsNegative);
        Directions directions = reader.Choice("directions", Directions.Both);
        PulseNumbers numbers = new()
        {
            Low = low,
            High = high,
            Step = reader.Number("step", 1e-12, high - low),
            UpDown = reader.Number("up-down", -1, 1, 0),
            CycleToCycle = reader.Percentage("cycle-to-cycle", 0, 1000, 0),
            AdditiveNoise = reader.Choice("noise", Noise.Multiplicative) == Noise.Additive,
            NoiseOffset = reader.Number("noise-offset", 0, 1000, 0),
            NoiseSlope = reader.Number("noise-slope", 0, 1000, 0),
            WriteNoise = reader.Number("write-noise", 0, 1e6, 0),
            CanRaise = directions != Directions.Down,
            CanLower = directions != Directions.Up,
            Spread = spread is null ? new() : OfDevices(spread),
        };
        foreach (string key in numbers.CycleToCycle > 0 ? [] : new[] { "noise", "noise-offset", "noise-slope" })
        {
            Complain(reader, key, "means nothing without 'cycle-to-cycle'.");
        }

        foreach (string key in numbers.AdditiveNoise ? new[] { "noise-offset", "noise-slope" } : [])
        {
            Complain(reader, key, "means nothing to additive noise.");
        }

        StepLaw law = readLaw(spread);
        if (WindowKeys.Read(reader) is not var (lowest, highest) || reader.ComplaintCount > before)
        {
            return null;
        }

        string text = FormattableString.Invariant($"by pulses of {numbers.Step / (high - low) * 100:0.####} % of the window, cycle to cycle {numbers.CycleToCycle * 100:0.####} %");
        return new DeviceDefinition(new PulsedDevice(name, lowest, highest, law, numbers), text);
    }

    private static DeviceSpread OfDevices(DocumentReader section)
    {
        DeviceSpread spread = new()
        {
            Step = section.Percentage("step", 0, 10, 0),
            LognormalStep = section.Choice("step-law", Spread.Gaussian) == Spread.Lognormal,
            UpDown = section.Number("up-down", 0, 10, 0),
            Low = section.Percentage("lowest", 0, 10, 0),
            High = section.Percentage("highest", 0, 10, 0),
            Corrupt = section.Percentage("corrupt", fallback: 0),
            CorruptRange = section.Number("corrupt-range", 0, 100, 0),
        };
        if (spread.Step == 0)
        {
            Complain(section, "step-law", "means nothing where steps have no spread.");
        }

        if (spread.Corrupt == 0)
        {
            Complain(section, "corrupt-range", "means nothing where no cell is corrupt.");
        }

        return spread;
    }

    private static (double Low, double High) Weights(DocumentReader reader, bool needsNegative)
    {
        if (!reader.Has("weights"))
        {
            return (-1, 1);
        }

        int before = reader.ComplaintCount;
        IReadOnlyList<double> ends = reader.Items("weights", (list, item) => list.Number(item, -1000, 1000));
        if (reader.ComplaintCount > before)
        {
            return (-1, 1);
        }

        if (ends.Count == 2 && ends[1] > 0 && (needsNegative ? ends[0] < 0 : ends[0] <= 0))
        {
            return (ends[0], ends[1]);
        }

        reader.Complain("weights", needsNegative
            ? "wanted are the bounds of the state, one below and one above 0, as in [-1, 1]."
            : "wanted are the bounds of the state, the lower at most 0 and the upper above it, as in [-1, 1] or [0, 2].");
        return (-1, 1);
    }

    private static ImmutableArray<double> Steps(DocumentReader reader, string key)
    {
        int before = reader.ComplaintCount;
        ImmutableArray<double> steps = [.. reader.Items(key, (list, item) => list.Number(item, 0, 1e6))];
        if (reader.ComplaintCount == before && steps.Length is < 2 or > MostSteps)
        {
            reader.Complain(key, $"{steps.Length} numbers; wanted are 2 to {MostSteps}, from the lower bound to the upper.");
        }

        return steps;
    }

    private static void Complain(DocumentReader reader, string key, string problem)
    {
        if (reader.Has(key))
        {
            reader.Complain(key, problem);
        }
    }
}
