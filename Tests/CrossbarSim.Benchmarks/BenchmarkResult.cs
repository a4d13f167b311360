using System.Globalization;

namespace CrossbarSim.Benchmarks;

/// <summary>What was measured of one case on one number of threads.</summary>
/// <param name="Case">Name of the case.</param>
/// <param name="Threads">Threads in use.</param>
/// <param name="Unit">What the values are: <c>ratio</c>, simulated over plain for each pair of runs, <c>ms</c>, the time of each run, or <c>MiB</c>.</param>
/// <param name="Values">The values, ascending.</param>
/// <param name="SimulatedMilliseconds">Median time of the simulated run.</param>
/// <param name="PlainMilliseconds">Median time of the plain run; null: there is none.</param>
public sealed record BenchmarkResult(
    string Case, int Threads, string Unit, IReadOnlyList<double> Values, double SimulatedMilliseconds, double? PlainMilliseconds)
{
    /// <summary>First line of the CSV file.</summary>
    public const string CsvHeader = "case,threads,unit,median,min,max";

    /// <summary>First line of the table.</summary>
    public const string TableHeader = "case                 threads   unit       median  (     min -      max)   simulated ms     plain ms";

    /// <summary>Median of the values.</summary>
    public double Median => MedianOf(Values);

    /// <summary>The result of a case with two sides.</summary>
    /// <param name="name">Name of the case.</param>
    /// <param name="threads">Threads in use.</param>
    /// <param name="ratios">Simulated over plain, ascending.</param>
    /// <param name="simulated">Times of the simulated run in ms, ascending.</param>
    /// <param name="plain">Times of the plain run in ms, ascending.</param>
    public static BenchmarkResult OfRatio(
        string name, int threads, IReadOnlyList<double> ratios, IReadOnlyList<double> simulated, IReadOnlyList<double> plain) =>
        new(name, threads, "ratio", ratios, MedianOf(simulated), MedianOf(plain));

    /// <summary>The result of a case with one side.</summary>
    /// <param name="name">Name of the case.</param>
    /// <param name="threads">Threads in use.</param>
    /// <param name="simulated">Times in ms, ascending.</param>
    public static BenchmarkResult OfTime(string name, int threads, IReadOnlyList<double> simulated) =>
        new(name, threads, "ms", simulated, MedianOf(simulated), null);

    /// <summary>The result of a case whose memory is read.</summary>
    /// <param name="name">Name of the case.</param>
    /// <param name="threads">Threads in use.</param>
    /// <param name="mebibytes">The most it took, in MiB.</param>
    /// <param name="simulated">Times in ms, ascending.</param>
    public static BenchmarkResult OfMemory(string name, int threads, double mebibytes, IReadOnlyList<double> simulated) =>
        new(name, threads, "MiB", [mebibytes], MedianOf(simulated), null);

    /// <summary>The line of the CSV file.</summary>
    public string ToCsv() => string.Create(
        CultureInfo.InvariantCulture, $"{Case},{Threads},{Unit},{Median:0.###},{Values[0]:0.###},{Values[^1]:0.###}");

    /// <summary>The line of the table.</summary>
    public string ToRow()
    {
        string plain = PlainMilliseconds?.ToString("0.000", CultureInfo.InvariantCulture) ?? "-";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Case,-20} {Threads,7}   {Unit,-6} {Median,10:0.00}  ({Values[0],8:0.00} - {Values[^1],8:0.00})   {SimulatedMilliseconds,12:0.000} {plain,12}");
    }

    /// <summary>The middle of ascending numbers.</summary>
    private static double MedianOf(IReadOnlyList<double> ascending) =>
        (ascending[(ascending.Count - 1) / 2] + ascending[ascending.Count / 2]) / 2;
}
