using System.Numerics;
using MathNet.Numerics.IntegralTransforms;

namespace CrossbarSim.Devices.Characterisation.Fitting;

/// <summary>The periodogram of a trace of reads.</summary>
internal sealed class Spectrum
{
    /// <summary>Variance of the logarithm of a periodogram ordinate, which is exponential: π²/6.</summary>
    private const double LogVariance = Math.PI * Math.PI / 6;

    private readonly double[] _power;
    private readonly double _step;

    /// <summary>The spectrum of a trace, its mean taken off.</summary>
    /// <param name="reads">Reads at equal distances of time; sixteen or more.</param>
    /// <param name="rate">How many of them a second, in hertz; 1 where it does not matter.</param>
    public Spectrum(double[] reads, double rate)
    {
        double mean = Sample.Mean(reads);
        Complex[] wave = [.. reads.Select(read => new Complex(read - mean, 0))];
        Fourier.Forward(wave, FourierOptions.NoScaling);
        _step = rate / reads.Length;
        _power = [.. wave.Skip(1).Take((reads.Length - 1) / 2).Select(each => (each.Real * each.Real) + (each.Imaginary * each.Imaginary))];
    }

    /// <summary>
    /// Degrees of freedom of the variance of the trace: 4(ΣI)²/ΣI² over the ordinates I, which is the number of reads where they are
    /// independent and fewer where they are not (Satterthwaite; E I² = 2S²).
    /// </summary>
    public double Freedom
    {
        get
        {
            double sum = _power.Sum();
            double squares = _power.Sum(power => power * power);
            return squares > 0 ? Math.Max(2, 4 * sum * sum / squares) : _power.Length;
        }
    }

    /// <summary>Frequency of ordinate i, in hertz.</summary>
    public double Frequency(int i) => (i + 1) * _step;

    /// <summary>
    /// The exponent α of 1/f^α in a band, by least squares through the logarithms of the ordinates, whose scatter is known (J. Geweke and
    /// S. Porter-Hudak, J. Time Series Analysis 4, 221 (1983)).
    /// </summary>
    /// <returns>The estimate and its standard error; null where the band has fewer than ten ordinates.</returns>
    public (double Slope, double Error)? Slope(double from, double to)
    {
        (double X, double Y)[] points = [.. Enumerable.Range(0, _power.Length)
            .Where(i => Frequency(i) >= from && Frequency(i) <= to && _power[i] > 0)
            .Select(i => (Math.Log(Frequency(i)), Math.Log(_power[i])))];
        if (points.Length < 10)
        {
            return null;
        }

        double meanX = points.Average(point => point.X);
        double xx = points.Sum(point => (point.X - meanX) * (point.X - meanX));
        return (-points.Sum(point => (point.X - meanX) * point.Y) / xx, Math.Sqrt(LogVariance / xx));
    }

    /// <summary>Mean power in some bands of equal width on a logarithmic scale, for looking at: siemens² per hertz, relative to nothing.</summary>
    public IEnumerable<(double Frequency, double Power)> Bands(int bands, int reads) => Enumerable.Range(0, _power.Length)
        .GroupBy(i => (int)(bands * Math.Log(i + 1) / Math.Log(_power.Length + 1)))
        .Select(group => (group.Average(Frequency), 2 * group.Average(i => _power[i]) / (reads * _step * reads)));
}
