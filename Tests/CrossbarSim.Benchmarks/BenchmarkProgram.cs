using System.Globalization;

namespace CrossbarSim.Benchmarks;

/// <summary>The benchmarks as a command: what a command line asks for is run, printed and written.</summary>
public static class BenchmarkProgram
{
    /// <summary>Options in one paragraph.</summary>
    public const string Usage = "Options: [--only CASE] [--threads N] [--csv FILE]. Without --threads: 1 and 2 threads.";

    /// <summary>Runs the benchmarks.</summary>
    /// <param name="arguments">As in <see cref="Usage"/>.</param>
    /// <param name="output">Receives the table.</param>
    /// <param name="complaints">Receives what is wrong with the arguments.</param>
    /// <returns>0, or 2 when the arguments cannot be understood.</returns>
    public static int Run(IReadOnlyList<string> arguments, TextWriter output, TextWriter complaints)
    {
        (string? only, string? csv, int[] threads) = (null, null, [1, 2]);
        for (int i = 0; i < arguments.Count; i += 2)
        {
            string? value = i + 1 < arguments.Count ? arguments[i + 1] : null;
            switch (arguments[i])
            {
                case "--only" when BenchmarkCatalog.All.Any(benchmark => benchmark.Name == value):
                    only = value;
                    break;
                case "--csv" when value is not null:
                    csv = value;
                    break;
                case "--threads" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count > 0:
                    threads = [count];
                    break;
                default:
                    complaints.WriteLine($"Cannot make sense of '{arguments[i]} {value}'. {Usage}");
                    foreach (BenchmarkCase benchmark in BenchmarkCatalog.All)
                    {
                        complaints.WriteLine($"  {benchmark.Name,-18} {benchmark.Description}");
                    }

                    return 2;
            }
        }

        output.WriteLine(BenchmarkResult.TableHeader);
        List<BenchmarkResult> results = [];
        foreach (BenchmarkCase benchmark in BenchmarkCatalog.All.Where(benchmark => only is null || benchmark.Name == only))
        {
            foreach (int count in threads)
            {
                results.Add(BenchmarkRunner.Run(benchmark, count));
                output.WriteLine(results[^1].ToRow());
            }
        }

        if (csv is not null)
        {
            File.WriteAllLines(csv, results.Select(result => result.ToCsv()).Prepend(BenchmarkResult.CsvHeader));
        }

        return 0;
    }
}
