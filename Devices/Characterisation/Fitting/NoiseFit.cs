using CrossbarSim.Devices.Characterisation.Sections;
using MathNet.Numerics.Distributions;

namespace CrossbarSim.Devices.Characterisation.Fitting;

/// <summary>Read noise of one trace or many: how it depends on the conductance, and its spectrum.</summary>
internal sealed record NoiseFit
{
    /// <summary>Mean and standard deviation of each trace, in siemens, by mean ascending; the interval allows for correlated reads.</summary>
    public required (double Mean, Estimate Sigma, double Freedom)[] Traces { get; init; }

    /// <summary>A standard deviation for all traces, in siemens.</summary>
    public required Estimate Constant { get; init; }

    /// <summary>A standard deviation relative to the mean for all traces; null where a mean is not above zero.</summary>
    public required Estimate? Proportional { get; init; }

    /// <summary>b of σ ~ G^b; null for fewer than three traces.</summary>
    public required Estimate? Exponent { get; init; }

    /// <summary>Probability of an exponent so far from that of a law by chance; 1 where there is no exponent.</summary>
    public double Chance(double power) => Exponent is { } b && b.Upper > b.Lower
        ? 2 * StudentT.CDF(0, 1, Traces.Length - 2, -Math.Abs(b.Value - power) / (b.Upper - b.Value) * StudentT.InvCDF(0, 1, Traces.Length - 2, 0.975))
        : 1;

    /// <summary>The exponent of 1/f in the band; null where it was not asked for or the band is too narrow.</summary>
    public required Estimate? OneOverF { get; init; }

    /// <summary>Slopes in the lower and the upper half of the band (of its logarithm), and the standard error of their difference.</summary>
    public required (double Lower, double Upper, double Error) Halves { get; init; }

    /// <summary>The law that the traces agree with.</summary>
    public ReadNoiseLaw Law => Exponent switch
    {
        null => Traces.Length == 1 ? ReadNoiseLaw.Constant : ReadNoiseLaw.Table,
        { } b when b.Covers(0) && !b.Covers(1) => ReadNoiseLaw.Constant,
        { } b when b.Covers(1) && !b.Covers(0) && Proportional is not null => ReadNoiseLaw.Proportional,
        _ => ReadNoiseLaw.Table, // neither, or too few traces to tell: then what was measured
    };

    /// <summary>Fits traces.</summary>
    /// <param name="traces">Reads in siemens; sixteen or more each.</param>
    /// <param name="rate">Reads a second, in hertz; null where it is not known.</param>
    /// <param name="band">The band of the spectrum, in hertz.</param>
    public static NoiseFit Of(IReadOnlyList<double[]> traces, double? rate, (double From, double To) band)
    {
        Spectrum[] spectra = [.. traces.Select(trace => new Spectrum(trace, rate ?? 1))];
        (double Mean, Estimate Sigma, double Freedom)[] each = [.. traces.Zip(spectra, (trace, spectrum) =>
        {
            double mean = Sample.Mean(trace);
            return (mean, Estimate.Sigma(Sample.Sigma(trace, mean), spectrum.Freedom), spectrum.Freedom);
        }).OrderBy(trace => trace.mean)];
        bool positive = each.All(trace => trace.Mean > 0);
        return new NoiseFit
        {
            Traces = each,
            Constant = Common(each, _ => 1),
            Proportional = positive ? Common(each, trace => trace.Mean) : null,
            Exponent = positive && each.Length > 2 && each.All(trace => trace.Sigma.Value > 0) ? Power(each) : null,
            OneOverF = rate is null ? null : Slope(spectra, band.From, band.To),
            Halves = rate is null ? default : Compare(spectra, band),
        };
    }

    /// <summary>exp of the mean of ln(σ/scale): traces count alike, since noise varies from cell to cell.</summary>
    private static Estimate Common((double Mean, Estimate Sigma, double Freedom)[] traces, Func<(double Mean, Estimate Sigma, double Freedom), double> scale)
    {
        if (traces.Length < 3 || traces.Any(trace => trace.Sigma.Value == 0))
        {
            double freedom = traces.Sum(trace => trace.Freedom);
            return Estimate.Sigma(Math.Sqrt(traces.Sum(trace => trace.Freedom * Math.Pow(trace.Sigma.Value / scale(trace), 2)) / freedom), freedom);
        }

        // E ln s = ln σ - 1/(2k) + O(1/k²) for k degrees of freedom.
        Estimate log = Sample.MeanOf([.. traces.Select(trace => Math.Log(trace.Sigma.Value / scale(trace)) + (0.5 / trace.Freedom))]);
        return new Estimate(Math.Exp(log.Value), Math.Exp(log.Lower), Math.Exp(log.Upper));
    }

    private static Estimate? Power((double Mean, Estimate Sigma, double Freedom)[] traces)
    {
        (double X, double Y)[] points = [.. traces.Select(trace => (Math.Log(trace.Mean), Math.Log(trace.Sigma.Value)))];
        double meanX = points.Average(point => point.X);
        double meanY = points.Average(point => point.Y);
        double xx = points.Sum(point => (point.X - meanX) * (point.X - meanX));
        if (xx < 1e-12)
        {
            return null;
        }

        double slope = points.Sum(point => (point.X - meanX) * (point.Y - meanY)) / xx;
        double left = points.Sum(point => Math.Pow(point.Y - meanY - (slope * (point.X - meanX)), 2));
        return Estimate.Student(slope, Math.Sqrt(left / (points.Length - 2) / xx), points.Length - 2);
    }

    private static Estimate? Slope(Spectrum[] spectra, double from, double to)
    {
        (double Slope, double Error)[] slopes = [.. spectra.Select(spectrum => spectrum.Slope(from, to)).OfType<(double, double)>()];
        return slopes.Length switch
        {
            0 => null,
            1 => Estimate.Student(slopes[0].Slope, slopes[0].Error, double.PositiveInfinity),
            _ => Sample.MeanOf([.. slopes.Select(slope => slope.Slope)]),
        };
    }

    private static (double, double, double) Compare(Spectrum[] spectra, (double From, double To) band)
    {
        double middle = Math.Sqrt(band.From * band.To);
        (double Slope, double Error)[] low = [.. spectra.Select(spectrum => spectrum.Slope(band.From, middle)).OfType<(double, double)>()];
        (double Slope, double Error)[] high = [.. spectra.Select(spectrum => spectrum.Slope(middle, band.To)).OfType<(double, double)>()];
        double Error((double Slope, double Error)[] slopes) => Math.Sqrt(slopes.Sum(slope => slope.Error * slope.Error)) / slopes.Length;
        return low.Length == 0 || high.Length == 0
            ? (0, 0, double.PositiveInfinity)
            : (low.Average(slope => slope.Slope), high.Average(slope => slope.Slope), Math.Sqrt(Math.Pow(Error(low), 2) + Math.Pow(Error(high), 2)));
    }
}
