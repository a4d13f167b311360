using CrossbarSim.Benchmarks;
using CrossbarSim.Tests.Scenarios;

namespace CrossbarSim.Tests.Benchmarks;

public sealed class BenchmarkProgramTests
{
    private const string Usage = """
        Options: [--only CASE] [--threads N] [--csv FILE]. Without --threads: 1 and 2 threads.
          compared             two sides
          timed                one side

        """;

    private static readonly BenchmarkTiming _short = new(0, 0, 3, 0.001);

    [TestCase(new[] { "--only" }, "--only: a value is missing.")]
    [TestCase(new[] { "--only", "linear" }, "--only: no case is called 'linear'.")]
    [TestCase(new[] { "--threads", "0" }, "--threads: '0' is not a whole number of 1 or more.")]
    [TestCase(new[] { "--threads", "-1" }, "--threads: '-1' is not a whole number of 1 or more.")]
    [TestCase(new[] { "--threads", "2.5" }, "--threads: '2.5' is not a whole number of 1 or more.")]
    [TestCase(new[] { "--csv" }, "--csv: a value is missing.")]
    [TestCase(new[] { "--onyl", "timed" }, "Unknown option '--onyl'.")]
    [TestCase(new[] { "timed" }, "Unknown option 'timed'.")]
    public void Run_OptionsThatMakeNoSense_SaysSoAndRunsNothing(string[] arguments, string complaint)
    {
        (int code, string output, string complaints, SampleCase[] cases) = Run(arguments);

        Assert.That(code, Is.EqualTo(2));
        Assert.That(complaints, Is.EqualTo($"{complaint}\n{Usage}"));
        Assert.That(output, Is.Empty);
        Assert.That(cases.Select(each => each.Prepared), Has.All.Empty);
    }

    [Test]
    public void Run_CsvThatCannotBeWritten_SaysSoBeforeAnythingIsMeasured()
    {
        using TemporaryFolder folder = new();

        (int code, string output, string complaints, SampleCase[] cases) = Run("--csv", folder.Path);

        Assert.That((code, output), Is.EqualTo((2, "")));
        Assert.That(complaints, Does.StartWith($"--csv: '{folder.Path}' cannot be written: "));
        Assert.That(cases.Select(each => each.Prepared), Has.All.Empty);
    }

    [Test]
    public void Run_Help_ListsOptionsAndCases()
    {
        (int code, string output, _, SampleCase[] cases) = Run("--help");

        Assert.That((code, output), Is.EqualTo((0, Usage)));
        Assert.That(cases.Select(each => each.Prepared), Has.All.Empty);
    }

    [Test]
    public void Run_Everything_MeasuresEachCaseOnOneAndTwoThreadsAndReleasesIt()
    {
        (int code, string output, _, SampleCase[] cases) = Run();

        Assert.That(code, Is.Zero);
        Assert.That(cases.Select(each => each.Prepared), Has.All.EqualTo(new[] { 1, 2 }));
        Assert.That(cases.Select(each => each.Released), Has.All.EqualTo(2));
        Assert.That(cases[0].PlainRuns, Is.GreaterThan(2 * 3));
        Assert.That(output.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault()), Is.EqualTo(
            new[] { "case", "compared", "compared", "timed", "timed", null }));
    }

    [Test]
    public void Run_WithCsv_WritesRatiosOfPairsAndTimesOfSingleSides()
    {
        using TemporaryFolder folder = new();
        string file = folder.File("results.csv");

        (int code, _, string complaints, _) = Run("--threads", "3", "--csv", file);

        Assert.That((code, complaints), Is.EqualTo((0, "")));
        string[][] lines = [.. File.ReadAllLines(file).Select(line => line.Split(','))];
        Assert.That(string.Join(',', lines[0]), Is.EqualTo("case,threads,unit,median,min,max"));
        Assert.That(lines.Skip(1).Select(line => string.Join(',', line[..3])), Is.EqualTo(new[] { "compared,3,ratio", "timed,3,ms" }));
        double[][] values = [.. lines.Skip(1).Select(line => line[3..].Select(text => double.Parse(text, System.Globalization.CultureInfo.InvariantCulture)).ToArray())];
        Assert.That(values, Has.All.Matches<double[]>(each => each[1] <= each[0] && each[0] <= each[2]));
        Assert.That(values[1][1], Is.InRange(0.5, 1000), "in ms: it sleeps for one");
    }

    [Test]
    public void Run_OneCaseAskedFor_RunsThatAlone()
    {
        (int code, _, _, SampleCase[] cases) = Run("--only", "timed", "--threads", "1");

        Assert.That(code, Is.Zero);
        Assert.That(cases.Select(each => each.Prepared.Count), Is.EqualTo(new[] { 0, 1 }));
    }

    [Test]
    public void ToCsv_RatiosAndTimes_SayWhichTheyAre()
    {
        BenchmarkResult ratio = BenchmarkResult.OfRatio("a", 1, [0.5, 1, 1.25, 4], [2, 4], [3]);
        BenchmarkResult time = BenchmarkResult.OfTime("b", 2, [1.5, 2, 1234.5678]);

        Assert.That(ratio.ToCsv(), Is.EqualTo("a,1,ratio,1.125,0.5,4"));
        Assert.That(time.ToCsv(), Is.EqualTo("b,2,ms,2,1.5,1234.568"));
        Assert.That((ratio.SimulatedMilliseconds, ratio.PlainMilliseconds), Is.EqualTo((3.0, (double?)3.0)));
        Assert.That((time.SimulatedMilliseconds, time.PlainMilliseconds), Is.EqualTo((2.0, (double?)null)));
        Assert.That(new[] { ratio.ToRow().Length, time.ToRow().Length }, Has.All.EqualTo(BenchmarkResult.TableHeader.Length));
    }

    private static (int Code, string Output, string Complaints, SampleCase[] Cases) Run(params string[] arguments)
    {
        SampleCase[] cases = [new("compared", "two sides", true), new("timed", "one side", false)];
        using StringWriter output = new() { NewLine = "\n" };
        using StringWriter complaints = new() { NewLine = "\n" };
        int code = new BenchmarkProgram(cases, _short).Run(arguments, output, complaints);
        return (code, output.ToString(), complaints.ToString(), cases);
    }

    private sealed class SampleCase(string name, string description, bool compared) : BenchmarkCase
    {
        public override string Name => name;

        public override string Description => description;

        public List<int> Prepared { get; } = [];

        public int PlainRuns { get; private set; }

        public int Released { get; private set; }

        public override BenchmarkWork Prepare(int threads)
        {
            Prepared.Add(threads);
            return new BenchmarkWork(() => Thread.Sleep(1), compared ? Plain : null, () => Released++);
        }

        private void Plain()
        {
            PlainRuns++;
            Thread.Sleep(1);
        }
    }
}
