using System.Text;
using CrossbarSim.Devices.Characterisation.Measurements;
using CrossbarSim.Devices.Characterisation.Sections;
using CrossbarSim.Devices.Documents;
using CrossbarSim.Devices.Quantities;

namespace CrossbarSim.Devices.Characterisation.Fitting;

/// <summary><c>device fit --kind pulses</c>: traces of potentiation and depression become a section <c>pulses</c>.</summary>
internal static class PulsesKind
{
    /// <summary>Mean steps farther from a line than this share of the steps are not a line's.</summary>
    private const double LargestMisfit = 0.1;

    private const double SmallestProbability = 1e-3;
    private const int MostPoints = 200;

    public static FittedPart Fit(MeasurementSettings settings)
    {
        DocumentReader reader = settings.Reader;
        PulseModel? wanted = reader.Has("--model") ? reader.Choice<PulseModel>("--model") : null;
        PulseMeasurement measured = PulseMeasurement.Read(settings);
        PulseTrace[] up = [.. measured.Traces.Where(trace => trace.Up)];
        PulseTrace[] down = [.. measured.Traces.Where(trace => !trace.Up)];
        (double Lowest, double Highest) window = Window(measured.Traces);
        List<(string Name, PulsesFit Fit)> fits = [];
        foreach ((string name, PulseTrace[] traces) in new[] { ("up", up), ("down", down) })
        {
            if (traces.Length > 0)
            {
                (PulsesFit? fit, string? problem) = PulsesFit.Of([.. traces.Select(trace => trace.Siemens)], [.. traces.Select(trace => trace.Cell)], window);
                fits.Add((name, fit ?? throw Refusal(settings, $"{name}: {problem}.")));
            }
        }

        Dictionary<PulseModel, string> refused = [];
        foreach ((string name, PulsesFit fit) in fits)
        {
            foreach (PulseModel model in Enum.GetValues<PulseModel>())
            {
                if (Problem(model, fit) is { } problem)
                {
                    refused.TryAdd(model, $"{KebabCase.Of(model)}: {name}: {problem}");
                }
            }
        }

        PulseModel chosen = wanted ?? Chosen(fits, refused);
        if (refused.TryGetValue(chosen, out string? why))
        {
            throw Refusal(settings, why + ".");
        }

        PulsesSection section = Section(chosen, fits, window);
        string[] reasons = [.. refused.OrderBy(pair => pair.Key).Select(pair => pair.Value)];
        return new FittedPart
        {
            Section = "pulses",
            Write = section.Write,
            Fit = Provenance(settings, measured, fits, window, chosen, reasons),
            Files = chosen == PulseModel.Table ? [(".csv", StepTableFile.Text(section.Up as TabulatedPulses, section.Down as TabulatedPulses)), (".traces.csv", Traces(fits, up, down))] : [(".traces.csv", Traces(fits, up, down))],
            Window = window,
            Sigma = fits.Max(fit => fit.Fit.OpenLoopSigma),
            Report = [.. Report(measured, fits, window, chosen)],
        };
    }

    /// <summary>The mean of the ends of the traces: where the cells are before and after all pulses.</summary>
    private static (double Lowest, double Highest) Window(IReadOnlyList<PulseTrace> traces)
    {
        double low = traces.Average(trace => Math.Min(trace.Siemens[0], trace.Siemens[^1]));
        double high = traces.Average(trace => Math.Max(trace.Siemens[0], trace.Siemens[^1]));
        return (Math.Max(0, low), high);
    }

    private static InputException Refusal(MeasurementSettings settings, string why) =>
        new(SourceLocation.WholeFile(settings.Files[0].Name), "", $"no such fit can be trusted: {why}");

    private static string? Problem(PulseModel model, PulsesFit fit)
    {
        string misfit = ExactText.Of($"mean steps differ from the formula by {fit.LackOfFit.Share * 100:G2} % of the steps (by chance: p = {fit.LackOfFit.Probability:G2})");
        bool line = fit.LackOfFit.Share <= LargestMisfit || fit.LackOfFit.Probability >= SmallestProbability;
        return model switch
        {
            PulseModel.Table => fit.Table is null ? "fewer than 100 steps, or all at one conductance" : null,
            _ when !line => misfit,
            PulseModel.Exponential => null,
            PulseModel.SoftBounds when fit.SoftBounds.Rate.Lower <= 0 => ExactText.Of($"the steps do not shrink towards a bound (rate {fit.SoftBounds.Rate.Value:G3}, at least {fit.SoftBounds.Rate.Lower:G3})"),
            PulseModel.SoftBounds when fit.SoftBounds.Rate.Value >= 1 => "a pulse closes more than the distance to the bound",
            PulseModel.LinearStep when Math.Sign(fit.LinearStep.Step.Lower) != Math.Sign(fit.LinearStep.Step.Upper) => "the step in the middle of the window is not known to be other than zero",
            _ => null,
        };
    }

    /// <summary>The plainest formula that fits: the curve where reads scatter, the soft bounds where steps do; else the line; else the table.</summary>
    private static PulseModel Chosen(List<(string Name, PulsesFit Fit)> fits, Dictionary<PulseModel, string> refused)
    {
        bool reads = fits.Average(fit => fit.Fit.Neighbours) < -0.25;
        PulseModel[] order = reads
            ? [PulseModel.Exponential, PulseModel.SoftBounds, PulseModel.LinearStep, PulseModel.Table]
            : [PulseModel.SoftBounds, PulseModel.LinearStep, PulseModel.Table, PulseModel.Exponential];
        return order.FirstOrDefault(model => !refused.ContainsKey(model), PulseModel.Table);
    }

    private static PulsesSection Section(PulseModel model, List<(string Name, PulsesFit Fit)> fits, (double Lowest, double Highest) window)
    {
        PulseResponse? Response(string name) => fits.FirstOrDefault(fit => fit.Name == name).Fit is not { } fit ? null : model switch
        {
            PulseModel.Exponential => new ExponentialPulses(fit.Curve.From.Value, fit.Curve.To.Value, fit.Curve.Nonlinearity.Value, fit.Pulses),
            PulseModel.SoftBounds => new SoftBoundsPulses(fit.SoftBounds.Rate.Value, fit.SoftBounds.Bound.Value),
            PulseModel.LinearStep => new LinearStepPulses(fit.LinearStep.Step.Value, fit.LinearStep.Slope.Value, window.Lowest, window.Highest),
            _ => fit.Table,
        };
        return new PulsesSection
        {
            Model = model,
            Lowest = Conductance.FromSiemens(window.Lowest),
            Highest = Conductance.FromSiemens(window.Highest),
            Up = Response("up"),
            Down = Response("down"),
            CycleToCycle = fits.Average(fit => fit.Fit.StepSigma.Value / Math.Abs(fit.Fit.MeanStep)),
            DeviceToDevice = DeviceToDevice(fits),
        };
    }

    private static double? DeviceToDevice(List<(string Name, PulsesFit Fit)> fits)
    {
        double[] spreads = [.. fits.Where(fit => fit.Fit.StepSize?.Between is not null).Select(fit => fit.Fit.StepSize!.Between!.Value / Math.Abs(fit.Fit.MeanStep))];
        return spreads.Length > 0 ? spreads.Average() : null;
    }

    private static FitProvenance Provenance(
        MeasurementSettings settings, PulseMeasurement measured, List<(string Name, PulsesFit Fit)> fits,
        (double Lowest, double Highest) window, PulseModel chosen, string[] refused) => new()
    {
        Kind = "pulses",
        Files = [.. settings.Files],
        Rows = settings.Rows,
        RowsUsed = settings.RowsUsed,
        Unit = measured.Unit,
        Range = ExactText.Of($"{window.Lowest * 1e6:G6} to {window.Highest * 1e6:G6} uS, {measured.Traces.Count} traces of up to {fits.Max(fit => fit.Fit.Pulses)} pulses on {measured.Cells} {(measured.Cells == 1 ? "device" : "devices")}"),
        LeftOut = [.. settings.LeftOut],
        Refused = [.. refused],
        Parameters = [.. fits.SelectMany(fit => Parameters(fit.Name, fit.Fit, chosen))],
        Goodness = [.. fits.SelectMany(fit => Goodness(fit.Name, fit.Fit)), ("on-off-ratio", window.Highest / Math.Max(window.Lowest, 1e-15))],
    };

    private static IEnumerable<(string, Estimate)> Parameters(string name, PulsesFit fit, PulseModel chosen) => chosen switch
    {
        PulseModel.Exponential => [($"{name}-from", fit.Curve.From), ($"{name}-to", fit.Curve.To), ($"{name}-nonlinearity", fit.Curve.Nonlinearity)],
        PulseModel.SoftBounds => [($"{name}-rate", fit.SoftBounds.Rate), ($"{name}-bound", fit.SoftBounds.Bound), ($"{name}-step-sigma", fit.StepSigma)],
        PulseModel.LinearStep => [($"{name}-step", fit.LinearStep.Step), ($"{name}-slope", fit.LinearStep.Slope), ($"{name}-step-sigma", fit.StepSigma)],
        _ => [],
    };

    private static IEnumerable<(string, double)> Goodness(string name, PulsesFit fit)
    {
        yield return ($"{name}-r-squared", fit.RSquared);
        yield return ($"{name}-residual-sigma", fit.ResidualSigma);
        yield return ($"{name}-read-sigma", fit.ReadSigma);
        yield return ($"{name}-neighbour-correlation", fit.Neighbours);
        yield return ($"{name}-misfit-of-steps", fit.LackOfFit.Share);
    }

    private static IEnumerable<string> Report(
        PulseMeasurement measured, List<(string Name, PulsesFit Fit)> fits, (double Lowest, double Highest) window, PulseModel chosen)
    {
        yield return ExactText.Of($"{measured.Traces.Count} traces on {measured.Cells} {(measured.Cells == 1 ? "device" : "devices")}, {window.Lowest * 1e6:G5} to {window.Highest * 1e6:G5} uS: an on/off ratio of {window.Highest / Math.Max(window.Lowest, 1e-15):G4}.");
        yield return $"Model: {KebabCase.Of(chosen)}.";
        foreach ((string name, PulsesFit fit) in fits)
        {
            yield return ExactText.Of($"{name}: {fit.Traces} traces, up to {fit.Pulses} pulses; nonlinearity {Interval(fit.Curve.Nonlinearity)}; the curve explains {fit.RSquared * 100:G5} %, {fit.ResidualSigma * 1e6:G3} uS are left.");
            yield return ExactText.Of($"{name}: mean step {fit.MeanStep * 1e9:G4} nS; a step scatters by {Math.Abs(fit.StepSigma.Value / fit.MeanStep) * 100:G3} % of it, a read by {fit.ReadSigma * 1e6:G3} uS.");
            if (fit.StepSize is { } size)
            {
                yield return ExactText.Of($"{name}: the mean step of a trace varies by {Math.Abs(size.Within / fit.MeanStep) * 100:G3} % from cycle to cycle{(size.Between is { } between ? ExactText.Of($" and {Math.Abs(between / fit.MeanStep) * 100:G3} % from device to device") : "")}.");
            }
        }

        if (fits.Count == 2)
        {
            double rise = fits[0].Fit.LinearStep.Step.Value;
            double fall = -fits[1].Fit.LinearStep.Step.Value;
            yield return ExactText.Of($"Asymmetry: in the middle of the window a step up is {rise / fall:G3} times a step down ((up - down)/(up + down) = {(rise - fall) / (rise + fall):G3}).");
        }
    }

    private static string Interval(Estimate estimate) => ExactText.Of($"{estimate.Value:G4} ({estimate.Lower:G4} to {estimate.Upper:G4})");

    /// <summary>The mean trace of each direction, its spread, and the fitted curve.</summary>
    private static string Traces(List<(string Name, PulsesFit Fit)> fits, PulseTrace[] up, PulseTrace[] down)
    {
        StringBuilder text = new("# Conductance after some pulses, in siemens: mean over the traces (and over neighbouring pulses where there are many), standard deviation, number of readings, and the fitted curve.\ndirection,pulse,mean,sigma,n,curve\n");
        foreach ((string name, PulsesFit fit) in fits)
        {
            PulseTrace[] traces = name == "up" ? up : down;
            ExponentialPulses curve = new(fit.Curve.From.Value, fit.Curve.To.Value, fit.Curve.Nonlinearity.Value, fit.Pulses);
            int together = ((fit.Pulses + 1) / MostPoints) + 1;
            for (int first = 0; first <= fit.Pulses; first += together)
            {
                int[] pulses = [.. Enumerable.Range(first, Math.Min(together, fit.Pulses + 1 - first))];
                double[] values = [.. traces.SelectMany(trace => pulses.Where(pulse => pulse < trace.Siemens.Length).Select(pulse => trace.Siemens[pulse]))];
                double middle = pulses.Average();
                text.AppendJoin(',', new[] { name == "up" ? 1 : -1, middle, Sample.Mean(values), Sample.Sigma(values), values.Length, curve.After(middle) }.Select(ExactText.Number)).Append('\n');
            }
        }

        return text.ToString();
    }
}
