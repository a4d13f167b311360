using System.Globalization;

namespace CrossbarSim.Benchmarks;

/// <summary>What was measured of one case on one number of threads.</summary>
/// <param name="Case">Name of the case.</param>
/// <param name="Threads">Threads in use.</param>
/// <param name="Ratios">Simulated over plain, one for each pair of runs, ascending.</param>
/// <param name="SimulatedMilliseconds">Median time of the simulated run.</param>
/// <param name="PlainMilliseconds">Median time of the plain run.</param>
public sealed record BenchmarkResult(
    string Case, int Threads, IReadOnlyList<double> Ratios, double SimulatedMilliseconds, double PlainMilliseconds)
{
    /// <summary>First line of the CSV file.</summary>
    public const string CsvHeader = "case,threads,unit,median,min,max";

    /// <summary>First line of the table.</summary>
    public const string TableHeader = "case               threads   ratio to plain (min - max)   simulated ms   plain ms";

    /// <summary>Median of the ratios.</summary>
    public double Median => MedianOf(Ratios);

    /// <summary>The line of the CSV file.</summary>
    public string ToCsv() => string.Create(
        CultureInfo.InvariantCulture, $"{Case},{Threads},ratio,{Median:0.###},{Ratios[0]:0.###},{Ratios[^1]:0.###}");

    /// <summary>The line of the table.</summary>
    public string ToRow() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Case,-18} {Threads,7}   {Median,6:0.00}   ({Ratios[0]:0.00} - {Ratios[^1]:0.00})        {SimulatedMilliseconds,12:0.000}   {PlainMilliseconds,8:0.000}");

    /// <summary>The middle of ascending numbers.</summary>
    internal static double MedianOf(IReadOnlyList<double> ascending) =>
        (ascending[(ascending.Count - 1) / 2] + ascending[ascending.Count / 2]) / 2;
}
