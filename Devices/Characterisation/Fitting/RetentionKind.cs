using System.Text;
using CrossbarSim.Devices.Characterisation.Measurements;
using CrossbarSim.Devices.Characterisation.Sections;
using CrossbarSim.Devices.Documents;

namespace CrossbarSim.Devices.Characterisation.Fitting;

/// <summary><c>device fit --kind retention</c>: conductances over time become a section <c>drift</c>.</summary>
internal static class RetentionKind
{
    private const double LargestMisfit = 0.25;
    private const double SmallestProbability = 1e-3;
    private const int CellsPerBin = 100;

    public static FittedPart Fit(MeasurementSettings settings)
    {
        DocumentReader reader = settings.Reader;
        DriftLaw? wanted = reader.Has("--model") ? reader.Choice<DriftLaw>("--model") : null;
        int? bins = reader.Has("--bins") ? reader.Integer("--bins", 1, 1000) : null;
        RetentionMeasurement measured = RetentionMeasurement.Read(settings);
        IReadOnlyList<RetentionTrace> traces = measured.Traces;
        if (traces.Count < 3)
        {
            throw Refusal(settings, ExactText.Of($"{traces.Count} cells have two readings or more; the spread from cell to cell needs three"));
        }

        int dark = traces.Sum(trace => trace.Siemens.Count(siemens => siemens <= 0));
        int readings = traces.Sum(trace => trace.Siemens.Length);
        Dictionary<DriftLaw, string> refused = [];
        if (dark > 0)
        {
            refused[DriftLaw.Power] = ExactText.Of($"power: {dark} of {readings} readings are not above zero and have no logarithm");
        }

        Dictionary<DriftLaw, RetentionFit> fits = [];
        foreach (DriftLaw law in Enum.GetValues<DriftLaw>().Where(law => !refused.ContainsKey(law)))
        {
            RetentionFit fit = fits[law] = Of(law, traces, measured.Reference);
            if (fit.LackOfFit.Share > LargestMisfit && fit.LackOfFit.Probability < SmallestProbability && fit.Law.Mean is { } mean && (mean.Lower > 0 || mean.Upper < 0))
            {
                refused[law] = ExactText.Of($"{KebabCase.Of(law)}: mean changes differ from the law by up to {fit.LackOfFit.Share * 100:G2} % of the whole change (by chance: p = {fit.LackOfFit.Probability:G2})");
            }
        }

        DriftLaw chosen = wanted ?? fits.Where(fit => !refused.ContainsKey(fit.Key)).OrderBy(fit => traces.All(trace => trace.Siemens.Length == 2) ? 0 : fit.Value.Residual).Select(fit => fit.Key).FirstOrDefault(DriftLaw.Power);
        if (refused.TryGetValue(chosen, out string? why))
        {
            throw Refusal(settings, wanted is null ? string.Join("; ", refused.Values) : why);
        }

        RetentionFit all = fits[chosen];
        (Estimate dependence, bool depends) = Dependence(all);
        int count = bins ?? (depends ? Math.Clamp(traces.Count / CellsPerBin, 1, 16) : 1);
        (DriftPoint Point, RetentionFit Fit)[] points = [.. Points(chosen, traces, all, measured.Reference, count)];
        DriftSection section = new()
        {
            Law = chosen,
            ReferenceTime = TimeSpan.FromSeconds(measured.Reference),
            ValidTo = TimeSpan.FromSeconds(Math.Floor(traces.Max(trace => trace.Ages[^1]) * 1e6) / 1e6),
            Points = points.Length > 1 ? [.. points.Select(point => point.Point)] : [points[0].Point with { Conductance = double.NaN }],
        };
        double[] starts = [.. traces.Select(trace => trace.Siemens[0]).Order()];
        string prefix = chosen == DriftLaw.Power ? "nu-" : "";
        return new FittedPart
        {
            Section = "drift",
            Write = section.Write,
            Window = (Math.Max(0, Sample.Quantile(starts, 0.005)), Sample.Quantile(starts, 0.995)),
            Files = points.Length > 1 ? [(".csv", Table(chosen, points)), (".points.csv", Times(section, traces, all, measured.Reference))] : [(".points.csv", Times(section, traces, all, measured.Reference))],
            Fit = new FitProvenance
            {
                Kind = "retention",
                Files = [.. settings.Files],
                Rows = settings.Rows,
                RowsUsed = settings.RowsUsed,
                Unit = measured.Unit,
                Range = ExactText.Of($"{traces.Min(trace => trace.Ages[0]):G4} to {traces.Max(trace => trace.Ages[^1]):G4} s, {starts[0] * 1e6:G4} to {starts[^1] * 1e6:G4} uS, {traces.Count} cells"),
                LeftOut = [.. settings.LeftOut],
                Refused = [.. refused.Values],
                Parameters = [.. Parameters(prefix, all)],
                Goodness = [("scatter", all.Scatter), ("misfit-of-means", double.IsFinite(all.LackOfFit.Share) ? all.LackOfFit.Share : 1), ("slope-with-log-conductance", dependence.Value)],
            },
            Report = [.. Report(chosen, all, measured, dependence, depends, points.Length, readings)],
        };
    }

    private static IEnumerable<(string, Estimate)> Parameters(string prefix, RetentionFit fit)
    {
        yield return ($"{prefix}mean", fit.Law.Mean);
        if (double.IsFinite(fit.Law.Std.Lower))
        {
            yield return ($"{prefix}std", fit.Law.Std);
        }

        if (fit.Law.StdAtReference is { } start && double.IsFinite(start.Lower))
        {
            yield return ("std-at-reference", start);
        }
    }

    private static RetentionFit Of(DriftLaw law, IEnumerable<RetentionTrace> traces, double reference) =>
        RetentionFit.Of(law, [.. traces.Select(trace => trace.Ages)], [.. traces.Select(trace => trace.Siemens)], reference);

    private static InputException Refusal(MeasurementSettings settings, string why) =>
        new(SourceLocation.WholeFile(settings.Files[0].Name), "", $"no such fit can be trusted: {why}.");

    /// <summary>How slopes change with the logarithm of the conductance, and whether beyond chance (p below 0.001).</summary>
    private static (Estimate Slope, bool Beyond) Dependence(RetentionFit fit)
    {
        (double X, double Y)[] points = [.. fit.Starts.Zip(fit.Slopes).Where(point => point.First > 0).Select(point => (Math.Log(point.First), point.Second))];
        if (points.Length < 10)
        {
            return (default, false);
        }

        double meanX = points.Average(point => point.X);
        double meanY = points.Average(point => point.Y);
        double xx = points.Sum(point => (point.X - meanX) * (point.X - meanX));
        double slope = points.Sum(point => (point.X - meanX) * (point.Y - meanY)) / xx;
        double error = Math.Sqrt(points.Sum(point => Math.Pow((point.X - meanX) * (point.Y - meanY - (slope * (point.X - meanX))), 2))) / xx;
        return double.IsFinite(slope) ? (Estimate.Student(slope, error, points.Length - 2), Math.Abs(slope) > 3.3 * error) : (default, false);
    }

    private static IEnumerable<(DriftPoint, RetentionFit)> Points(DriftLaw law, IReadOnlyList<RetentionTrace> traces, RetentionFit all, double reference, int bins)
    {
        RetentionTrace[] ordered = [.. traces.OrderBy(trace => trace.Siemens[0])];
        for (int bin = 0; bin < bins; bin++)
        {
            RetentionTrace[] own = ordered[(int)((long)bin * ordered.Length / bins)..(int)((long)(bin + 1) * ordered.Length / bins)];
            if (own.Length > 2)
            {
                RetentionFit fit = bins == 1 ? all : Of(law, own, reference);
                yield return (
                    new DriftPoint(own.Average(trace => trace.Siemens[0]), fit.Law.Mean.Value, fit.Law.Std.Value, Math.Max(0, fit.Law.StdAtReference?.Value ?? 0)), fit);
            }
        }
    }

    private static string Table(DriftLaw law, (DriftPoint Point, RetentionFit Fit)[] points)
    {
        StringBuilder text = new(law == DriftLaw.Power
            ? "# Exponent of drift by conductance (in siemens): mean over the cells and its 95 % interval, standard deviation from cell to cell.\nconductance,mean,std,mean-lower,mean-upper,n\n"
            : "# Change for each factor e of time by conductance, in siemens: mean and its 95 % interval, standard deviation from cell to cell.\nconductance,mean,std,std-at-reference,mean-lower,mean-upper,n\n");
        foreach ((DriftPoint point, RetentionFit fit) in points)
        {
            double[] numbers = law == DriftLaw.Power ? [point.Conductance, point.Mean, point.Std] : [point.Conductance, point.Mean, point.Std, point.StdAtReference];
            text.AppendJoin(',', numbers.Append(fit.Law.Mean.Lower).Append(fit.Law.Mean.Upper).Append(fit.Slopes.Length).Select(ExactText.Number)).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>For up to four groups of cells by conductance: mean and spread at each time, and the law.</summary>
    private static string Times(DriftSection section, IReadOnlyList<RetentionTrace> traces, RetentionFit all, double reference)
    {
        StringBuilder text = new("# Mean conductance of groups of cells over time, in siemens and seconds: standard deviation, number of cells, and the law.\ngroup,age,mean,sigma,n,law\n");
        int[] ordered = [.. Enumerable.Range(0, traces.Count).OrderBy(i => traces[i].Siemens[0])];
        int groups = Math.Clamp(traces.Count / 20, 1, 4);
        for (int group = 0; group < groups; group++)
        {
            int[] own = ordered[(group * ordered.Length / groups)..((group + 1) * ordered.Length / groups)];
            double start = own.Average(i => all.Starts[i]);
            DriftPoint point = section.At(start);
            IEnumerable<IGrouping<int, (double Age, double Siemens)>> times = own
                .SelectMany(i => traces[i].Ages.Zip(traces[i].Siemens)).GroupBy(reading => (int)Math.Round(Math.Log(reading.First / reference) * 10)).OrderBy(time => time.Key);
            foreach (IGrouping<int, (double Age, double Siemens)> time in times)
            {
                double[] values = [.. time.Select(reading => reading.Siemens)];
                double age = time.Average(reading => reading.Age);
                double l = Math.Log(age / reference);
                double law = section.Law == DriftLaw.Power ? start * Math.Exp(-point.Mean * l) : start + (point.Mean * l);
                text.AppendJoin(',', new[] { group, age, Sample.Mean(values), Sample.Sigma(values), values.Length, law }.Select(ExactText.Number)).Append('\n');
            }
        }

        return text.ToString();
    }

    private static IEnumerable<string> Report(
        DriftLaw law, RetentionFit fit, RetentionMeasurement measured, Estimate dependence, bool depends, int points, int readings)
    {
        yield return ExactText.Of($"{measured.Traces.Count} cells, {readings} readings; t0 = {measured.Reference:G4} s. Law: {KebabCase.Of(law)}.");
        Estimate mean = fit.Law.Mean;
        yield return law == DriftLaw.Power
            ? ExactText.Of($"nu = {mean.Value:G4} ({mean.Lower:G4} to {mean.Upper:G4}), from cell to cell {fit.Law.Std.Value:G3} ({fit.Law.Std.Lower:G3} to {fit.Law.Std.Upper:G3}).")
            : ExactText.Of($"Change for each factor e of time: {mean.Value * 1e6:G4} uS ({mean.Lower * 1e6:G4} to {mean.Upper * 1e6:G4}); standard deviation {fit.Law.StdAtReference!.Value.Value * 1e6:G3} uS at t0 and {fit.Law.Std.Value * 1e6:G3} uS more for each factor e.");
        if (measured.Traces.All(trace => trace.Siemens.Length == 2))
        {
            yield return "Two times cannot tell a power law from a logarithmic one; how the spread grows in between is not known either.";
        }

        if (mean.Lower <= 0 && mean.Upper >= 0)
        {
            yield return "The mean drift is not known to be other than zero.";
        }

        yield return depends
            ? ExactText.Of($"It depends on the conductance (slope with ln G: {dependence.Value:G3}): a table of {points} {(points == 1 ? "group" : "groups")} of cells.")
            : "It does not depend on the conductance beyond chance.";
    }
}
