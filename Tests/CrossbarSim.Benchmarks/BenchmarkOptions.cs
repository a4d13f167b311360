using System.Globalization;

namespace CrossbarSim.Benchmarks;

/// <summary>What a command line asks for.</summary>
/// <param name="Only">The one case to run; null: all.</param>
/// <param name="Threads">Numbers of threads to run each case on.</param>
/// <param name="Csv">File for the results; null: none.</param>
internal sealed record BenchmarkOptions(string? Only, IReadOnlyList<int> Threads, string? Csv)
{
    /// <summary>The options in one line.</summary>
    public const string Usage = "Options: [--only CASE] [--threads N] [--csv FILE]. Without --threads: 1 and 2 threads.";

    /// <summary>Reads a command line.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="cases">Names of the cases there are.</param>
    /// <param name="complaint">What is wrong; null: nothing.</param>
    public static BenchmarkOptions Read(IReadOnlyList<string> arguments, IReadOnlyCollection<string> cases, out string? complaint)
    {
        BenchmarkOptions options = new(null, [1, 2], null);
        complaint = null;
        for (int i = 0; i < arguments.Count && complaint is null; i += 2)
        {
            string option = arguments[i];
            string? value = i + 1 < arguments.Count ? arguments[i + 1] : null;
            switch (option)
            {
                case "--only" or "--threads" or "--csv" when value is null:
                    complaint = $"{option}: a value is missing.";
                    break;
                case "--only" when !cases.Contains(value):
                    complaint = $"--only: no case is called '{value}'.";
                    break;
                case "--only":
                    options = options with { Only = value };
                    break;
                case "--threads" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count > 0:
                    options = options with { Threads = [count] };
                    break;
                case "--threads":
                    complaint = $"--threads: '{value}' is not a whole number of 1 or more.";
                    break;
                case "--csv":
                    options = options with { Csv = value };
                    break;
                default:
                    complaint = $"Unknown option '{option}'.";
                    break;
            }
        }

        return options;
    }
}
