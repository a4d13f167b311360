using CrossbarSim.Devices.Documents;
using CrossbarSim.Devices.Quantities;

namespace CrossbarSim.Devices.Characterisation.Sections;

/// <summary>The formula of a pulse response.</summary>
public enum PulseModel
{
    /// <summary><see cref="ExponentialPulses"/>.</summary>
    Exponential,

    /// <summary><see cref="SoftBoundsPulses"/>.</summary>
    SoftBounds,

    /// <summary><see cref="LinearStepPulses"/>.</summary>
    LinearStep,

    /// <summary><see cref="TabulatedPulses"/>.</summary>
    Table,
}

/// <summary>What programming pulses do: the section <c>pulses</c> of a device file.</summary>
public sealed record PulsesSection
{
    /// <summary>The formula of both directions.</summary>
    public required PulseModel Model { get; init; }

    /// <summary>Lower end of the window of conductances.</summary>
    public required Conductance Lowest { get; init; }

    /// <summary>Upper end.</summary>
    public required Conductance Highest { get; init; }

    /// <summary>Pulses that raise the conductance (potentiation); null where they were not measured.</summary>
    public PulseResponse? Up { get; init; }

    /// <summary>Pulses that lower it (depression); null where they were not measured.</summary>
    public PulseResponse? Down { get; init; }

    /// <summary>Standard deviation of a step from pulse to pulse, relative to the mean size of steps. A table has it in itself: 0.</summary>
    public double CycleToCycle { get; init; }

    /// <summary>Standard deviation of the mean size of steps from device to device, relative to it; null where one was measured.</summary>
    public double? DeviceToDevice { get; init; }

    /// <summary>Where it was fitted.</summary>
    public FitProvenance? Fit { get; init; }

    internal static PulsesSection? Read(DocumentReader parent)
    {
        if (parent.OptionalSection("pulses") is not { } reader)
        {
            return null;
        }

        PulseModel model = reader.Choice<PulseModel>("model");
        Conductance lowest = reader.Conductance("lowest");
        Conductance highest = reader.Conductance("highest", max: Conductance.FromSiemens(1));
        if (reader.Has("lowest") && reader.Has("highest") && !(highest > lowest))
        {
            reader.Complain("highest", $"{highest} is not above the lowest, {lowest}.");
        }

        (PulseResponse? up, PulseResponse? down) = model == PulseModel.Table
            ? StepTableFile.Read(reader)
            : (Response(reader, "up", model, lowest, highest), Response(reader, "down", model, lowest, highest));
        if (model != PulseModel.Table && !reader.Has("up") && !reader.Has("down"))
        {
            reader.Complain("", "has neither 'up' nor 'down'.");
        }

        return new PulsesSection
        {
            Model = model,
            Lowest = lowest,
            Highest = highest,
            Up = up,
            Down = down,
            CycleToCycle = model == PulseModel.Table ? 0 : reader.Percentage("cycle-to-cycle", 0, double.PositiveInfinity, 0),
            DeviceToDevice = reader.Has("device-to-device") ? reader.Percentage("device-to-device", 0, double.PositiveInfinity) : null,
            Fit = FitProvenance.Read(reader),
        };
    }

    internal void Write(YamlText yaml)
    {
        yaml.Plain("model", KebabCase.Of(Model));
        yaml.Plain("lowest", ExactText.Siemens(Lowest.Siemens));
        yaml.Plain("highest", ExactText.Siemens(Highest.Siemens));
        Write(yaml, "up", Up);
        Write(yaml, "down", Down);
        if (Model == PulseModel.Table)
        {
            yaml.Plain("steps", "$NAME.csv");
        }
        else
        {
            yaml.Plain("cycle-to-cycle", ExactText.Percent(CycleToCycle));
        }

        if (DeviceToDevice is { } spread)
        {
            yaml.Plain("device-to-device", ExactText.Percent(spread));
        }
    }

    private static void Write(YamlText yaml, string key, PulseResponse? response)
    {
        string? text = response switch
        {
            ExponentialPulses curve => $"{{ from: {ExactText.Siemens(curve.From)}, to: {ExactText.Siemens(curve.To)}, nonlinearity: {ExactText.Number(curve.Nonlinearity)}, pulses: {curve.Pulses} }}",
            SoftBoundsPulses soft => $"{{ rate: {ExactText.Number(soft.Rate)}, bound: {ExactText.Siemens(soft.Bound)} }}",
            LinearStepPulses line => $"{{ step: {ExactText.Siemens(line.Step)}, slope: {ExactText.Number(line.Slope)} }}",
            _ => null,
        };
        if (text is not null)
        {
            yaml.Plain(key, text);
        }
    }

    private static PulseResponse? Response(DocumentReader parent, string key, PulseModel model, Conductance lowest, Conductance highest)
    {
        if (parent.OptionalSection(key) is not { } reader)
        {
            return null;
        }

        Conductance any = Conductance.FromSiemens(-1);
        return model switch
        {
            PulseModel.Exponential => new ExponentialPulses(
                reader.Conductance("from", min: any).Siemens, reader.Conductance("to", min: any).Siemens,
                reader.Number("nonlinearity", -100, 100), reader.Integer("pulses", 1, int.MaxValue)),
            PulseModel.SoftBounds => new SoftBoundsPulses(reader.Number("rate", double.Epsilon, 1), reader.Conductance("bound", min: any).Siemens),
            _ => new LinearStepPulses(
                reader.Conductance("step", min: any).Siemens, reader.Number("slope", -100, 100), lowest.Siemens, highest.Siemens),
        };
    }
}
