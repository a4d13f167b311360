using System.Text;
using CrossbarSim.Devices.Characterisation.Measurements;
using CrossbarSim.Devices.Characterisation.Sections;
using CrossbarSim.Devices.Documents;
using CrossbarSim.Devices.Quantities;

namespace CrossbarSim.Devices.Characterisation.Fitting;

/// <summary><c>device fit --kind iv</c>: currents against voltages become a section <c>current</c>.</summary>
internal static class IvKind
{
    private const double LargestMisfit = 0.02;
    private const double SmallestProbability = 1e-3;

    public static FittedPart Fit(MeasurementSettings settings)
    {
        DocumentReader reader = settings.Reader;
        CurrentLaw? wanted = reader.Has("--model") ? reader.Choice<CurrentLaw>("--model") : null;
        int degree = wanted == CurrentLaw.Polynomial ? reader.Integer("--degree", 2, 7, 3) : 3;
        double? at = wanted == CurrentLaw.Table || reader.Has("--conductance-at") ? reader.Voltage("--conductance-at").Volts : null;
        IvMeasurement measured = IvMeasurement.Read(settings);
        double[][] volts = [.. measured.Curves.Select(curve => curve.Volts)];
        double[][] amperes = [.. measured.Curves.Select(curve => curve.Amperes)];
        double largest = volts.Max(v => v.Max(Math.Abs));
        Dictionary<CurrentLaw, IvFit> fits = [];
        Dictionary<CurrentLaw, string> refused = [];
        foreach ((CurrentLaw law, IvShape shape) in new[] { (CurrentLaw.Sinh, IvShape.Sinh), (CurrentLaw.Polynomial, IvShape.Polynomial(degree)) })
        {
            if (IvFit.Of(shape, volts, amperes) is not { } fit)
            {
                refused[law] = $"{KebabCase.Of(law)}: does not converge";
                continue;
            }

            fits[law] = fit;
            if (Problem(law, fit, largest) is { } problem)
            {
                refused[law] = $"{KebabCase.Of(law)}: {problem}";
            }
        }

        CurrentLaw? found = wanted ?? fits.Where(fit => !refused.ContainsKey(fit.Key)).Select(fit => (CurrentLaw?)fit.Key).FirstOrDefault(at is null ? null : CurrentLaw.Table);
        if (found is not { } chosen)
        {
            throw Refusal(settings, $"{string.Join("; ", refused.Values)}. A table, with --model table and --conductance-at, takes any shape");
        }

        if (refused.TryGetValue(chosen, out string? why))
        {
            throw Refusal(settings, why);
        }

        if (chosen != CurrentLaw.Table && at is not null)
        {
            reader.Complain("--conductance-at", $"has no effect: the law is {KebabCase.Of(chosen)}, whose conductance is that at 0 V.");
        }

        IvFit used = fits.GetValueOrDefault(chosen) ?? fits.Values.First();
        (double Volts, double Amperes)[] table = chosen == CurrentLaw.Table ? Table(settings, used, volts, amperes, at!.Value) : [];
        CurrentSection section = new()
        {
            Law = chosen,
            V0 = Voltage.FromVolts(chosen == CurrentLaw.Sinh ? 1 / Math.Sqrt(used.Parameters[0].Value) : 0),
            Coefficients = chosen == CurrentLaw.Polynomial ? [.. used.Parameters.Select(parameter => parameter.Value)] : [],
            ValidTo = Voltage.FromVolts(largest),
            ConductanceAt = Voltage.FromVolts(at ?? 0),
            Table = [.. table],
        };
        double[] conductances = [.. used.Conductances.Order()];
        List<(string, string)> files = [(".points.csv", Points(chosen, used, volts, amperes, degree))];
        if (chosen == CurrentLaw.Table)
        {
            files.Insert(0, (".csv", "# Current of a cell of 1 S, in amperes, by voltage.\nvoltage_V,current_A\n" + string.Concat(table.Select(point => $"{ExactText.Number(point.Volts)},{ExactText.Number(point.Amperes)}\n"))));
        }

        double offset = Sample.Quantile([.. used.Offsets.Order()], 0.5);
        if (Math.Abs(offset) > 1e-3 * conductances[conductances.Length / 2] * largest)
        {
            settings.LeaveOut(ExactText.Of($"a current at 0 V, of {offset * 1e6:G3} uA in the middle cell"));
        }

        return new FittedPart
        {
            Section = "current",
            Write = section.Write,
            Files = [.. files],
            Window = conductances.Length > 1 ? (Math.Max(0, Sample.Quantile(conductances, 0.005)), Sample.Quantile(conductances, 0.995)) : null,
            Fit = new FitProvenance
            {
                Kind = "iv",
                Files = [.. settings.Files],
                Rows = settings.Rows,
                RowsUsed = settings.RowsUsed,
                Unit = "A and V",
                Range = ExactText.Of($"{volts.Min(v => v.Min()):G4} to {volts.Max(v => v.Max()):G4} V, {conductances[0] * 1e6:G4} to {conductances[^1] * 1e6:G4} uS, {conductances.Length} {(conductances.Length == 1 ? "cell" : "cells")}"),
                LeftOut = [.. settings.LeftOut],
                Refused = [.. refused.Values],
                Parameters = [.. Parameters(chosen, used)],
                Goodness = [("r-squared", used.RSquared), ("residual-sigma", used.ResidualSigma), ("misfit-of-means", used.LackOfFit.Share)],
            },
            Report = [.. Report(chosen, used, conductances, largest)],
        };
    }

    private static InputException Refusal(MeasurementSettings settings, string why) =>
        new(SourceLocation.WholeFile(settings.Files[0].Name), "", $"no such fit can be trusted: {why}.");

    private static string? Problem(CurrentLaw law, IvFit fit, double largest) => fit switch
    {
        _ when fit.Conductances.Count(conductance => conductance <= 0) is > 0 and int dead =>
            ExactText.Of($"{dead} of {fit.Conductances.Length} cells have a conductance of zero or less"),
        _ when fit.LackOfFit.Share > LargestMisfit && fit.LackOfFit.Probability < SmallestProbability =>
            ExactText.Of($"mean currents differ from the law by up to {fit.LackOfFit.Share * 100:G2} % of the largest (by chance: p = {fit.LackOfFit.Probability:G2})"),
        _ when law == CurrentLaw.Sinh && fit.Parameters[0].Lower <= 0 =>
            fit.Parameters[0].Upper <= 0
                ? "the current bends down, not up"
                : ExactText.Of($"no curvature beyond chance up to {largest:G3} V: v0 is at least {1 / Math.Sqrt(fit.Parameters[0].Upper):G3} V, and a straight line will do"),
        _ => null,
    };

    /// <summary>v₀ and its interval, of 1/v₀².</summary>
    private static Estimate V0(Estimate u) => new(1 / Math.Sqrt(u.Value), 1 / Math.Sqrt(u.Upper), 1 / Math.Sqrt(u.Lower));

    private static IEnumerable<(string, Estimate)> Parameters(CurrentLaw law, IvFit fit) => law switch
    {
        CurrentLaw.Sinh => [("v0", V0(fit.Parameters[0]))],
        CurrentLaw.Polynomial => fit.Parameters.Select((parameter, i) => (ExactText.Of($"a{i + 2}"), parameter)),
        _ => [],
    };

    private static (double Volts, double Amperes)[] Table(MeasurementSettings settings, IvFit fit, double[][] volts, double[][] amperes, double at)
    {
        SortedDictionary<double, List<double>> relative = [];
        for (int cell = 0; cell < volts.Length; cell++)
        {
            (double X, double Y)[] points = [.. volts[cell].Zip(amperes[cell], (v, i) => (v, i - fit.Offsets[cell])).GroupBy(point => point.v).Select(group => (group.Key, group.Average(point => point.Item2))).OrderBy(point => point.Key)];
            int above = Array.FindIndex(points, point => point.X >= at);
            if (at == 0 || above < 0 || (above == 0 && points[0].X > at))
            {
                settings.Reader.Complain("--conductance-at", ExactText.Of($"{at:G4} V is 0 or outside the voltages of the measurement."));
                MeasurementSettings.Throw();
            }

            double current = above == 0 || points[above].X == at
                ? points[above].Y
                : points[above - 1].Y + ((at - points[above - 1].X) / (points[above].X - points[above - 1].X) * (points[above].Y - points[above - 1].Y));
            double conductance = current / at;
            foreach ((double x, double y) in points)
            {
                (relative.TryGetValue(x, out List<double>? own) ? own : relative[x] = []).Add(y / conductance);
            }
        }

        return [.. relative.Select(pair => (pair.Key, pair.Value.Order().ElementAt(pair.Value.Count / 2)))];
    }

    /// <summary>For each voltage the current relative to the conductance: mean and spread over the cells, and the law.</summary>
    private static string Points(CurrentLaw law, IvFit fit, double[][] volts, double[][] amperes, int degree)
    {
        IvShape shape = law == CurrentLaw.Sinh ? IvShape.Sinh : IvShape.Polynomial(degree);
        double[] theta = [.. fit.Parameters.Select(parameter => parameter.Value)];
        SortedDictionary<double, List<double>> relative = [];
        for (int cell = 0; cell < volts.Length; cell++)
        {
            for (int i = 0; i < volts[cell].Length; i++)
            {
                double key = Math.Round(volts[cell][i], 9);
                (relative.TryGetValue(key, out List<double>? own) ? own : relative[key] = []).Add((amperes[cell][i] - fit.Offsets[cell]) / fit.Conductances[cell]);
            }
        }

        int every = Math.Max(1, relative.Count / 500);
        StringBuilder text = new("# Current relative to the conductance, in volts: mean over the cells, standard deviation, number of readings, and the law.\nvoltage,mean,sigma,n,law\n");
        foreach ((double volt, List<double> values) in relative.Where((_, i) => i % every == 0))
        {
            double[] own = [.. values];
            text.AppendJoin(',', new[] { volt, Sample.Mean(own), Sample.Sigma(own), own.Length, shape.Value(volt, theta) }.Select(ExactText.Number)).Append('\n');
        }

        return text.ToString();
    }

    private static IEnumerable<string> Report(CurrentLaw law, IvFit fit, double[] conductances, double largest)
    {
        yield return ExactText.Of($"{conductances.Length} {(conductances.Length == 1 ? "cell" : "cells")}, {conductances[0] * 1e6:G4} to {conductances[^1] * 1e6:G4} uS, up to {largest:G4} V. Law: {KebabCase.Of(law)}.");
        foreach ((string name, Estimate parameter) in Parameters(law, fit))
        {
            yield return ExactText.Of($"{name} = {parameter.Value:G4} ({parameter.Lower:G4} to {parameter.Upper:G4}) {(name == "v0" ? "V" : $"V^-{int.Parse(name[1..], System.Globalization.CultureInfo.InvariantCulture) - 1}")}.");
        }

        yield return ExactText.Of($"It explains {fit.RSquared * 100:G5} % of a cell's currents; residuals are {fit.ResidualSigma * 100:G3} % of the largest current.");
    }
}
