namespace CrossbarSim.Benchmarks;

/// <summary>The benchmarks as a command: what a command line asks for is run, printed and written.</summary>
/// <param name="cases">The cases there are.</param>
/// <param name="timing">How long each is measured.</param>
public sealed class BenchmarkProgram(IReadOnlyList<BenchmarkCase> cases, BenchmarkTiming timing)
{
    /// <summary>Runs the benchmarks.</summary>
    /// <param name="arguments">As in <see cref="BenchmarkOptions.Usage"/>.</param>
    /// <param name="output">Receives the table, line by line.</param>
    /// <param name="complaints">Receives what is wrong with the arguments.</param>
    /// <returns>0, or 2 when something in the arguments is wrong; nothing was run then.</returns>
    public int Run(IReadOnlyList<string> arguments, TextWriter output, TextWriter complaints)
    {
        if (arguments is ["--help" or "-h"])
        {
            Describe(output);
            return 0;
        }

        BenchmarkOptions options = BenchmarkOptions.Read(arguments, [.. cases.Select(benchmark => benchmark.Name)], out string? complaint);
        if (complaint is not null)
        {
            complaints.WriteLine(complaint);
            Describe(complaints);
            return 2;
        }

        TextWriter csv = TextWriter.Null;
        try
        {
            // Before the first measurement: they take minutes.
            csv = options.Csv is null ? TextWriter.Null : new StreamWriter(options.Csv) { AutoFlush = true, NewLine = "\n" };
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            complaints.WriteLine($"--csv: '{options.Csv}' cannot be written: {fault.Message}");
            return 2;
        }

        using (csv)
        {
            Measure(options, output, csv);
        }

        return 0;
    }

    private void Measure(BenchmarkOptions options, TextWriter output, TextWriter csv)
    {
        output.WriteLine(BenchmarkResult.TableHeader);
        csv.WriteLine(BenchmarkResult.CsvHeader);
        foreach (BenchmarkCase benchmark in cases.Where(benchmark => options.Only is null || benchmark.Name == options.Only))
        {
            foreach (int threads in options.Threads)
            {
                BenchmarkResult result = BenchmarkRunner.Run(benchmark, threads, timing);
                output.WriteLine(result.ToRow());
                csv.WriteLine(result.ToCsv());
            }
        }
    }

    private void Describe(TextWriter writer)
    {
        writer.WriteLine(BenchmarkOptions.Usage);
        foreach (BenchmarkCase benchmark in cases)
        {
            writer.WriteLine($"  {benchmark.Name,-20} {benchmark.Description}");
        }
    }
}
