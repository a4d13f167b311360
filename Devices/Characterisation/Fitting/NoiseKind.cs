using System.Text;
using CrossbarSim.Devices.Characterisation.Measurements;
using CrossbarSim.Devices.Characterisation.Sections;
using CrossbarSim.Devices.Documents;

namespace CrossbarSim.Devices.Characterisation.Fitting;

/// <summary><c>device fit --kind read-noise</c>: repeated reads become a section <c>read-noise</c>.</summary>
internal static class NoiseKind
{
    private const int MostPoints = 32;
    private const double LargestBend = 0.3;
    private const double SmallestProbability = 1e-3;

    public static FittedPart Fit(MeasurementSettings settings)
    {
        DocumentReader reader = settings.Reader;
        ReadNoiseLaw? wanted = reader.Has("--model") ? reader.Choice<ReadNoiseLaw>("--model") : null;
        double? rate = reader.Has("--sample-rate") ? reader.Frequency("--sample-rate") : null;
        NoiseMeasurement measured = NoiseMeasurement.Read(settings);
        int longest = measured.Traces.Max(trace => trace.Siemens.Length);
        (double From, double To) band = rate is { } known ? Band(reader, known, longest) : default;
        NoiseFit fit = NoiseFit.Of([.. measured.Traces.Select(trace => trace.Siemens)], rate, band);
        List<string> refused = [];
        ReadNoiseLaw law = wanted ?? fit.Law;
        if (fit.Exponent is { } exponent && law != ReadNoiseLaw.Table && fit.Chance(law == ReadNoiseLaw.Constant ? 0 : 1) < SmallestProbability)
        {
            throw Refusal(settings, ExactText.Of($"{KebabCase.Of(law)}: the noise goes as G^{exponent.Value:G3} ({exponent.Lower:G3} to {exponent.Upper:G3})"));
        }

        if (law == ReadNoiseLaw.Proportional && fit.Proportional is null)
        {
            throw Refusal(settings, "proportional: a trace has a mean that is not above zero");
        }

        FlickerNoise? flicker = null;
        if (fit.OneOverF is { } slope)
        {
            if (Math.Abs(fit.Halves.Lower - fit.Halves.Upper) > Math.Max(LargestBend, 4 * fit.Halves.Error))
            {
                refused.Add(ExactText.Of($"1/f: the slope is {fit.Halves.Lower:G3} in the lower and {fit.Halves.Upper:G3} in the upper half of {band.From:G3} to {band.To:G3} Hz; --band narrows it"));
            }
            else
            {
                flicker = new FlickerNoise(slope.Value, band.From, band.To);
            }
        }

        (double Conductance, double Sigma)[] table = law == ReadNoiseLaw.Table ? Table(fit) : [];
        ReadNoiseSection section = new()
        {
            Law = law,
            Sigma = law == ReadNoiseLaw.Constant ? fit.Constant.Value : law == ReadNoiseLaw.Proportional ? fit.Proportional!.Value.Value : 0,
            Table = [.. table],
            OneOverF = flicker,
        };
        List<(string, string)> files = [(".traces.csv", Traces(section, fit))];
        if (law == ReadNoiseLaw.Table)
        {
            files.Insert(0, (".csv", TableText(table)));
        }

        if (rate is { } sampled)
        {
            files.Add((".spectrum.csv", Spectra(measured, sampled)));
        }

        return new FittedPart
        {
            Section = "read-noise",
            Write = section.Write,
            Files = [.. files],
            Window = fit.Traces.Length > 1 ? (Math.Max(0, fit.Traces[0].Mean), fit.Traces[^1].Mean) : null,
            Fit = new FitProvenance
            {
                Kind = "read-noise",
                Files = [.. settings.Files],
                Rows = settings.Rows,
                RowsUsed = settings.RowsUsed,
                Unit = measured.Unit,
                Range = ExactText.Of($"{fit.Traces[0].Mean * 1e6:G4} to {fit.Traces[^1].Mean * 1e6:G4} uS, {fit.Traces.Length} traces of up to {longest} reads{(rate is null ? "" : ExactText.Of($" at {rate:G4} Hz"))}"),
                LeftOut = [.. settings.LeftOut],
                Refused = [.. refused],
                Parameters = [.. Parameters(law, fit, flicker)],
                Goodness = [("least-freedom-of-a-trace", fit.Traces.Min(trace => trace.Freedom)), .. fit.Exponent is { } b ? [("power-of-conductance", b.Value)] : Array.Empty<(string, double)>()],
            },
            Report = [.. Report(law, fit, flicker, band)],
        };
    }

    private static InputException Refusal(MeasurementSettings settings, string why) =>
        new(SourceLocation.WholeFile(settings.Files[0].Name), "", $"no such fit can be trusted: {why}.");

    private static (double From, double To) Band(DocumentReader reader, double rate, int reads)
    {
        string text = reader.Text("--band", "");
        if (text.Length == 0)
        {
            return (4 * rate / reads, rate / 4); // clear of the mean and of what folds back at the upper end
        }

        string[] ends = text.Split(',', StringSplitOptions.TrimEntries);
        double to = 0;
        if (ends.Length == 2 && QuantityKind.Frequency.Read(ends[0], out double from) is null && QuantityKind.Frequency.Read(ends[1], out to) is null && from > 0 && to > from && to <= rate / 2)
        {
            return (from, to);
        }

        reader.Complain("--band", ExactText.Of($"'{text}' is not two frequencies, as in '1 Hz, 100 Hz', the second above the first and at most {rate / 2:G4} Hz, half the sample rate."));
        MeasurementSettings.Throw();
        return default;
    }

    private static IEnumerable<(string, Estimate)> Parameters(ReadNoiseLaw law, NoiseFit fit, FlickerNoise? flicker)
    {
        if (law == ReadNoiseLaw.Constant)
        {
            yield return ("sigma", fit.Constant);
        }
        else if (law == ReadNoiseLaw.Proportional)
        {
            yield return ("relative-sigma", fit.Proportional!.Value);
        }

        if (fit.Exponent is { } exponent)
        {
            yield return ("power-of-conductance", exponent);
        }

        if (flicker is not null)
        {
            yield return ("one-over-f-slope", fit.OneOverF!.Value);
        }
    }

    /// <summary>The traces, or groups of them where they are many.</summary>
    private static (double Conductance, double Sigma)[] Table(NoiseFit fit)
    {
        int groups = Math.Min(fit.Traces.Length, MostPoints);
        List<(double Conductance, double Sigma)> table = [];
        for (int group = 0; group < groups; group++)
        {
            (double Mean, Estimate Sigma, double Freedom)[] own = fit.Traces[(group * fit.Traces.Length / groups)..((group + 1) * fit.Traces.Length / groups)];
            double at = own.Average(trace => trace.Mean);
            if (table.Count == 0 || at > table[^1].Conductance)
            {
                table.Add((at, Math.Sqrt(own.Average(trace => trace.Sigma.Value * trace.Sigma.Value))));
            }
        }

        return [.. table];
    }

    private static string TableText((double Conductance, double Sigma)[] table) =>
        "# Standard deviation of a read by conductance, in siemens.\nconductance,sigma\n"
        + string.Concat(table.Select(point => $"{ExactText.Number(point.Conductance)},{ExactText.Number(point.Sigma)}\n"));

    private static string Traces(ReadNoiseSection section, NoiseFit fit)
    {
        StringBuilder text = new("# Reads of each trace, in siemens: mean, standard deviation and its 95 % interval, and the law.\nmean,sigma,lower,upper,law\n");
        foreach ((double mean, Estimate sigma, _) in fit.Traces)
        {
            text.AppendJoin(',', new[] { mean, sigma.Value, sigma.Lower, sigma.Upper, section.SigmaAt(mean) }.Select(ExactText.Number)).Append('\n');
        }

        return text.ToString();
    }

    private static string Spectra(NoiseMeasurement measured, double rate)
    {
        StringBuilder text = new("# Spectral density of the reads of each trace, in siemens squared per hertz, mean over bands.\ntrace,frequency,density\n");
        int trace = 0;
        foreach (NoiseReadings readings in measured.Traces.Take(8))
        {
            trace++;
            foreach ((double frequency, double power) in new Spectrum(readings.Siemens, rate).Bands(40, readings.Siemens.Length))
            {
                text.AppendJoin(',', new[] { trace, frequency, power }.Select(ExactText.Number)).Append('\n');
            }
        }

        return text.ToString();
    }

    private static IEnumerable<string> Report(ReadNoiseLaw law, NoiseFit fit, FlickerNoise? flicker, (double From, double To) band)
    {
        yield return ExactText.Of($"{fit.Traces.Length} traces from {fit.Traces[0].Mean * 1e6:G4} to {fit.Traces[^1].Mean * 1e6:G4} uS. Law: {KebabCase.Of(law)}.");
        yield return law switch
        {
            ReadNoiseLaw.Constant => ExactText.Of($"A read scatters by {fit.Constant.Value * 1e6:G4} uS ({fit.Constant.Lower * 1e6:G4} to {fit.Constant.Upper * 1e6:G4})."),
            ReadNoiseLaw.Proportional => ExactText.Of($"A read scatters by {fit.Proportional!.Value.Value * 100:G4} % of its conductance ({fit.Proportional.Value.Lower * 100:G4} to {fit.Proportional.Value.Upper * 100:G4})."),
            _ => ExactText.Of($"A read scatters by {fit.Traces.Min(trace => trace.Sigma.Value) * 1e6:G4} to {fit.Traces.Max(trace => trace.Sigma.Value) * 1e6:G4} uS."),
        };
        if (fit.Exponent is { } exponent)
        {
            yield return ExactText.Of($"Over the traces it goes as G^{exponent.Value:G3} ({exponent.Lower:G3} to {exponent.Upper:G3}).");
        }

        if (flicker is not null)
        {
            Estimate slope = fit.OneOverF!.Value;
            yield return ExactText.Of($"Spectrum from {band.From:G3} to {band.To:G3} Hz: 1/f^{slope.Value:G3} ({slope.Lower:G3} to {slope.Upper:G3}).");
        }
    }
}
