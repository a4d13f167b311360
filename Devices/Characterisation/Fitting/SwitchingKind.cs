using System.Text;
using CrossbarSim.Devices.Characterisation.Measurements;
using CrossbarSim.Devices.Characterisation.Sections;
using CrossbarSim.Devices.Documents;
using CrossbarSim.Devices.Quantities;

namespace CrossbarSim.Devices.Characterisation.Fitting;

/// <summary><c>device fit --kind switching</c>: voltages at which cells switched become a section <c>switching</c>.</summary>
internal static class SwitchingKind
{
    public static FittedPart Fit(MeasurementSettings settings)
    {
        (double, double)? window = settings.Reader.Has("--lowest")
            ? (settings.Reader.Conductance("--lowest").Siemens, settings.Reader.Conductance("--highest").Siemens)
            : null;
        SwitchingMeasurement measured = SwitchingMeasurement.Read(settings);
        List<(string Name, SwitchingEvents Events, SwitchingFit Fit)> fits = [];
        foreach (SwitchingEvents events in measured.Directions)
        {
            string name = events.Set ? "set" : "reset";
            if (events.Volts.Length < 3)
            {
                throw new InputException(SourceLocation.WholeFile(settings.Files[0].Name), "", ExactText.Of($"{events.Volts.Length} {name} events are too few for a mean and a spread; three are the least."));
            }

            fits.Add((name, events, SwitchingFit.Of(events.Volts, events.Cells)));
        }

        SwitchingVoltage? Voltage(string name) => fits.FirstOrDefault(fit => fit.Name == name).Fit is { } fit
            ? new SwitchingVoltage(Volts(fit.Mean.Value), Volts(fit.Std.Value), fit.DeviceToDevice is { } between ? Volts(between) : null)
            : null;
        SwitchingSection section = new() { Set = Voltage("set"), Reset = Voltage("reset") };
        return new FittedPart
        {
            Section = "switching",
            Write = section.Write,
            Window = window,
            Files = [(".events.csv", Events(fits))],
            Fit = new FitProvenance
            {
                Kind = "switching",
                Files = [.. settings.Files],
                Rows = settings.Rows,
                RowsUsed = settings.RowsUsed,
                Unit = "V",
                Range = string.Join("; ", fits.Select(fit => ExactText.Of($"{fit.Name} {fit.Events.Volts.Min():G4} to {fit.Events.Volts.Max():G4} V, {fit.Events.Volts.Length} events"))),
                LeftOut = [.. settings.LeftOut],
                Parameters = [.. fits.SelectMany(fit => new[] { ($"{fit.Name}-mean", fit.Fit.Mean), ($"{fit.Name}-std", fit.Fit.Std) })],
                Goodness = [.. fits.Select(fit => ($"{fit.Name}-skewness", fit.Fit.Skewness))],
            },
            Report = [.. fits.SelectMany(fit => Report(fit.Name, fit.Events, fit.Fit))],
        };
    }

    private static Voltage Volts(double value) => Voltage.FromVolts(value);

    private static string Events(List<(string Name, SwitchingEvents Events, SwitchingFit Fit)> fits)
    {
        StringBuilder text = new("# Switching voltages: quantiles of the events, 1 for set and -1 for reset, and those of the fitted normal distribution.\ndirection,quantile,voltage,normal\n");
        foreach ((string name, SwitchingEvents events, SwitchingFit fit) in fits)
        {
            double[] sorted = [.. events.Volts.Order()];
            int points = Math.Min(sorted.Length, 200);
            for (int i = 0; i < points; i++)
            {
                double part = (i + 0.5) / points;
                double normal = MathNet.Numerics.Distributions.Normal.InvCDF(fit.Mean.Value, Math.Max(fit.Std.Value, 1e-12), part);
                text.AppendJoin(',', new[] { name == "set" ? 1 : -1, part, Sample.Quantile(sorted, part), normal }.Select(ExactText.Number)).Append('\n');
            }
        }

        return text.ToString();
    }

    private static IEnumerable<string> Report(string name, SwitchingEvents events, SwitchingFit fit)
    {
        yield return ExactText.Of($"{name}: {events.Volts.Length} events, mean {fit.Mean.Value:G4} V ({fit.Mean.Lower:G4} to {fit.Mean.Upper:G4}), standard deviation {fit.Std.Value:G3} V ({fit.Std.Lower:G3} to {fit.Std.Upper:G3}){(fit.DeviceToDevice is { } between ? ExactText.Of($", of which {between:G3} V from device to device") : "")}.");
        if (Math.Abs(fit.Skewness) > 2.58 * Sample.SkewnessError(events.Volts.Length))
        {
            yield return ExactText.Of($"{name}: skewed by {fit.Skewness:G3} beyond chance; a normal distribution does not have its tail.");
        }
    }
}

/// <summary>Switching voltages of one direction.</summary>
/// <param name="Mean">Their mean, in volts.</param>
/// <param name="Std">Their standard deviation over cycles and devices; the interval allows for events of one device being alike.</param>
/// <param name="DeviceToDevice">The part between devices, in volts; null for one device.</param>
/// <param name="Skewness">G1.</param>
internal sealed record SwitchingFit(Estimate Mean, Estimate Std, double? DeviceToDevice, double Skewness)
{
    public static SwitchingFit Of(double[] volts, int[] cells)
    {
        VarianceComponents parts = VarianceComponents.Of(volts, cells);
        return new SwitchingFit(parts.Mean, parts.Total, parts.Between, Sample.Skewness(volts));
    }
}
