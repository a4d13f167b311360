using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Characterisation;
using CrossbarSim.Devices.Characterisation.Fitting;
using CrossbarSim.Devices.Characterisation.Sections;
using CrossbarSim.Devices.Documents;
using CrossbarSim.Devices.Randomness;

namespace CrossbarSim.Tests.Devices.Characterisation.Fitting;

[TestFixture]
public sealed class DeviceFitTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void Levels_WideFile_GivesTheMomentsOfItsRows()
    {
        _folder.Write("m.csv", "pulse,a,b,c\n1,1,2,3\n2,10,10.5,11\n3,20,21,\n");

        ConductanceLevels levels = ((IConductanceLevels)Load("--kind levels --unit uS").Resolve(default)).Levels;

        // By hand: mean 2, sigma 1; mean 10.5, sigma 0.5; of the short row mean 20.5, sigma √0.5.
        Assert.That(levels.Means.ToArray(), Is.EqualTo(new[] { 2e-6, 10.5e-6, 20.5e-6 }).Within(1e-18));
        Assert.That(levels.Sigmas.ToArray(), Is.EqualTo(new[] { 1e-6, 0.5e-6, Math.Sqrt(0.5) * 1e-6 }).Within(1e-18));
    }

    [TestCase("level,value\n1,1\n2,10\n1,3\n2,11\n", "--kind levels --unit uS", Description = "long, known names")]
    [TestCase("1;1;3\n2;10;11\n", "--kind levels --unit uS --level 1", Description = "wide, semicolons")]
    [TestCase("x\ty\n\"1\"\t1000\n2\t10000\n1\t3000\n2\t11000\n", "--kind levels --unit nS --level x --value y", Description = "tabs, quotes, nS")]
    [TestCase("\uFEFF# probe station\r\nlevel,G (uS)\r\n1,1\r\n1,3 # again\r\n\r\n2,10\r\n2,11\r\n", "--kind levels --level level --value \"G (uS)\"", Description = "mark, CRLF, comments, unit in the header")]
    [TestCase("Instrument 5\nrun 3\nlevel,I\n1,0.1\n1,0.3\n2,1\n2,1.1\n", "--kind levels --unit uA --read-voltage \"0.1 V\" --skip 2 --level level --value I", Description = "currents, lines to skip")]
    [TestCase("level,R\n1,1\n1,0.333333333333333333\n2,0.1\n2,0.0909090909090909090\n", "--kind levels --unit MOhm --level level --value R", Description = "resistances")]
    [TestCase("C1,RESET,1\nC1,READ,1,9\nC1,SET,2\nC1,READ,10,9\nC1,RESET,1\nC1,READ,3,9\nC1,SET,2\nC1,READ,11,9\n", "--kind levels --unit uS --where 2=READ --value 3 --level-before 2", Description = "a log with rows of several kinds")]
    public void Levels_AnyLayout_GivesTheSame(string csv, string options)
    {
        _folder.Write("m.csv", csv);

        ConductanceLevels levels = ((IConductanceLevels)Load(options).Resolve(default)).Levels;

        // By hand: readings 1 and 3 uS, and 10 and 11 uS.
        Assert.That(levels.Means.ToArray(), Is.EqualTo(new[] { 2e-6, 10.5e-6 }).Within(1e-15));
        Assert.That(levels.Sigmas.ToArray(), Is.EqualTo(new[] { Math.Sqrt(2) * 1e-6, Math.Sqrt(0.5) * 1e-6 }).Within(1e-15));
    }

    [Test]
    public void Levels_ThatOverlap_AreCountedWhereTheyCanBeToldApart()
    {
        // Sigma 1 at every level; d' for 1 % misread is 4.65, so of levels 2 apart every third is far enough: 0, 6, 12, 18.
        LevelsFit fit = LevelsFit.Of(
            [.. Enumerable.Range(0, 10).Select(i => i.ToString(CultureInfo.InvariantCulture))],
            [.. Enumerable.Range(0, 10).Select(i => new[] { (2.0 * i) - Math.Sqrt(0.5), (2.0 * i) + Math.Sqrt(0.5) })], 0.01);

        Assert.That(fit.Separations, Is.All.EqualTo(2.0).Within(1e-12));
        Assert.That(fit.Apart, Has.Length.EqualTo(4));
    }

    [Test]
    public void Levels_WhoseReadingsAreKept_AreDrawnFromThem()
    {
        _folder.Write("m.csv", "level,a,b,c\n1,1,2,6\n2,10,20,60\n");

        IProgrammingNoise device = (IProgrammingNoise)Load("--kind levels --unit uS --keep-readings").Resolve(default);
        double[] programmed = new double[3000];
        device.Program([.. Enumerable.Repeat(3e-6, 3000)], programmed, 1, RandomKey.FromSeed(1));

        // Each of the three readings of the level of 3 uS has probability 1/3: 1000 ± 5·√(3000·2/9).
        foreach (double reading in new[] { 1e-6, 2e-6, 6e-6 })
        {
            Assert.That(programmed.Count(each => Math.Abs(each - reading) < 1e-12), Is.InRange(870, 1130));
        }
    }

    [Test]
    public void Run_EveryKind_WritesNumbersThatReadBackExactly()
    {
        foreach ((string kind, string csv, string options) in Samples())
        {
            _folder.Write("m.csv", csv);
            FitRequest request = FitSettings.Request(_folder.Path, "m.csv", $"--kind {kind} {options}") with { Force = true };
            FittedPart part = DeviceFit.Fit(request).Part;
            DeviceFit.Run(request);
            DeviceSections read = DeviceFile.Load(_folder.At("out/cell.yaml"), DeviceCatalog.Standard).Sections;
            FitProvenance? fit = read.Fit ?? read.Pulses?.Fit ?? read.Drift?.Fit ?? read.ReadNoise?.Fit ?? read.Current?.Fit ?? read.Switching?.Fit;

            Assert.That(fit, Is.Not.Null, kind);
            using (Assert.EnterMultipleScope())
            {
                Assert.That(fit!.Parameters, Is.EqualTo(part.Fit.Parameters), kind);
                Assert.That(fit.Goodness, Is.EqualTo(part.Fit.Goodness), kind);
                Assert.That(fit.Files, Is.EqualTo(part.Fit.Files), kind);
                Assert.That(fit.LeftOut, Is.EqualTo(part.Fit.LeftOut), kind);
                Assert.That(fit.Refused, Is.EqualTo(part.Fit.Refused), kind);
            }
        }
    }

    [Test]
    public void Run_Add_GathersPartsInOneDevice()
    {
        _folder.Write("m.csv", "level,a,b,c\n1,1,2,3\n2,10,20,60\n");
        DeviceFit.Run(FitSettings.Request(_folder.Path, "m.csv", "--kind levels --unit uS"));
        foreach ((string kind, string csv, string options) in Samples().Where(sample => sample.Kind != "levels"))
        {
            _folder.Write("m.csv", csv);
            FitRequest request = FitSettings.Request(_folder.Path, "m.csv", $"--kind {kind} {options}") with { Add = true };
            DeviceFit.Run(request);
            InputException fault = Assert.Throws<InputException>(() => DeviceFit.Run(request))!;
            Assert.That(fault.Message, Does.Contain("is there already; --force replaces it."));
            DeviceFit.Run(request with { Force = true });
        }

        DeviceSpec device = DeviceFile.Load(_folder.At("out/cell.yaml"), DeviceCatalog.Standard);

        Assert.That(device.LevelCount, Is.EqualTo(2));
        Assert.That(device.Sections.NotUsed, Is.EqualTo(new[] { "switching" }));
        Assert.That(device.Definition.Notes, Is.EqualTo(new[] { "What it says of switching is read and checked, but not used yet." }));
    }

    [Test]
    public void Pulses_OfAShapeNoFormulaFits_BecomeATable()
    {
        // Steps of two sizes: 1 uS below 50 uS, 0.2 uS above. No line is near.
        double[] z = new double[40 * 120];
        RandomKey.FromSeed(3).FillNormal(z);
        double[] now = new double[40];
        StringBuilder csv = new();
        for (int pulse = 0; pulse < 120; pulse++)
        {
            csv.AppendJoin(',', now.Select(g => (10 + g).ToString("R", CultureInfo.InvariantCulture))).Append('\n');
            for (int trace = 0; trace < 40; trace++)
            {
                now[trace] += (now[trace] < 40 ? 1 : 0.2) + (0.05 * z[(40 * pulse) + trace]);
            }
        }

        _folder.Write("m.csv", csv.ToString());
        PulsesSection pulses = Load("--kind pulses --unit uS").Sections.Pulses!;

        TabulatedPulses table = (TabulatedPulses)pulses.Up!;
        Assert.That(pulses.Model, Is.EqualTo(PulseModel.Table));
        // A bin has 149 steps or more (4760 in 32 bins): their mean is known to 0.05/√149 = 0.004 uS; allow five.
        Assert.That(table.MeanStep(25e-6), Is.EqualTo(1e-6).Within(0.02e-6));
        Assert.That(table.MeanStep(54e-6), Is.EqualTo(0.2e-6).Within(0.02e-6));
        // The quartiles of a normal distribution are at ∓0.6745 standard deviations; a quantile of 149 is known to 0.0055 uS.
        Assert.That(table.Step(25e-6, 0.25), Is.EqualTo(0.9663e-6).Within(0.03e-6));
        Assert.That(table.Step(25e-6, 0.75), Is.EqualTo(1.0337e-6).Within(0.03e-6));
        Assert.That(pulses.Fit!.Refused, Has.Length.EqualTo(3));
    }

    [TestCase("--model soft-bounds", "up: the steps do not shrink towards a bound")]
    [TestCase("--model exponential", "traces do not have the shape of a curve that saturates")]
    public void Pulses_FitThatCannotBeTrusted_IsRefused(string options, string reason)
    {
        // The steps of the first grow; the second is noise about one conductance.
        double[] z = new double[80];
        RandomKey.FromSeed(5).FillNormal(z);
        bool growing = options.EndsWith("soft-bounds", StringComparison.Ordinal);
        _folder.Write("m.csv", string.Concat(Enumerable.Range(0, 40).Select(i => growing
            ? FormattableString.Invariant($"{10 * Math.Exp(0.03 * i) + 0.01 * z[i]:R}\n")
            : "20\n")));

        if (growing)
        {
            InputException fault = Assert.Throws<InputException>(() => Load($"--kind pulses --unit uS {options}"))!;
            Assert.That(fault.Message, Does.Contain("no such fit can be trusted").And.Contain(reason));
            return;
        }

        InputException flat = Assert.Throws<InputException>(() => Load($"--kind pulses --unit uS {options}"))!;
        Assert.That(flat.Message, Does.Contain("no such fit can be trusted").And.Contain(reason));
    }

    [Test]
    public void Iv_StraightLine_IsNoSinh()
    {
        double[] z = new double[60];
        RandomKey.FromSeed(7).FillNormal(z);
        _folder.Write("m.csv", "V,I\n" + string.Concat(Enumerable.Range(0, 60).Select(i => FormattableString.Invariant($"{0.01 * i:R},{(0.2 * i) + (0.05 * z[i]):R}\n"))));

        InputException fault = Assert.Throws<InputException>(() => Load("--kind iv --unit uA --voltage-unit V --voltage V --current I --model sinh"))!;

        Assert.That(fault.Message, Does.Contain("no such fit can be trusted: sinh: "));
    }

    [Test]
    public void Retention_ThatKneesInLogTime_IsRefused()
    {
        // Nothing for three decades, then a power law: the mean change is far from any straight line.
        _folder.Write("m.csv", "cell,time,G\n" + string.Concat(Enumerable.Range(0, 200).SelectMany(cell => Enumerable.Range(0, 7).Select(t =>
            FormattableString.Invariant($"{cell},{Math.Pow(10, t):R},{(20 + (0.05 * cell)) * Math.Pow(10, -0.1 * Math.Max(0, t - 3)):R}\n")))));

        InputException fault = Assert.Throws<InputException>(() => Load("--kind retention --unit uS --time-unit s --cell cell --time time --value G"))!;

        Assert.That(fault.Message, Does.Contain("no such fit can be trusted: power: mean changes differ from the law").And.Contain("; log: mean changes differ from the law"));
    }

    [Test]
    public void Run_MillionRows_TakesFewSecondsAndLittleMemory()
    {
        using (StreamWriter writer = new(new GZipStream(File.Create(_folder.At("m.csv.gz")), CompressionLevel.Fastest)))
        {
            writer.Write("cell,cycle,level,value\n");
            double[] z = new double[1_000_000];
            RandomKey.FromSeed(9).FillNormal(z);
            for (int i = 0; i < z.Length; i++)
            {
                writer.Write(FormattableString.Invariant($"{i % 1000},{i / 64000},{i % 64},{(i % 64) + 10 + (0.1 * z[i]):F6}\n"));
            }
        }

        long before = GC.GetTotalAllocatedBytes(precise: true);
        Stopwatch watch = Stopwatch.StartNew();

        DeviceFit.Run(FitSettings.Request(_folder.Path, "m.csv.gz", "--kind levels --unit uS"));

        double megabytes = (GC.GetTotalAllocatedBytes(precise: true) - before) / 1e6;
        TestContext.Out.WriteLine($"{watch.Elapsed.TotalSeconds:F2} s, {megabytes:F0} MB allocated");
        // What is asked of it is 5 s and 500 MB; a machine at work on other things may take longer.
        Assert.That(watch.Elapsed.TotalSeconds, Is.LessThan(15));
        Assert.That(megabytes, Is.LessThan(500));
    }

    private static IEnumerable<(string Kind, string Csv, string Options)> Samples()
    {
        double[] z = new double[4000];
        RandomKey.FromSeed(11).FillNormal(z);
        string Rows(int count, Func<int, FormattableString> row) => string.Concat(Enumerable.Range(0, count).Select(i => FormattableString.Invariant(row(i)) + "\n"));
        yield return ("levels", Rows(4, i => $"{i + 1},{10 * i + 5 + z[3 * i]:R},{10 * i + 5 + z[3 * i + 1]:R},{10 * i + 5 + z[3 * i + 2]:R}"), "--unit uS");
        yield return ("pulses", Rows(60, i => $"{60 - 50 * Math.Exp(-0.03 * i) + 0.1 * z[i]:R},{60 - 48 * Math.Exp(-0.031 * i) + 0.1 * z[100 + i]:R}"), "--unit uS");
        yield return ("retention", "cell,time,G\n" + Rows(300, i => $"{i / 5},{Math.Pow(10, i % 5):R},{20 * Math.Exp(-(0.05 + 0.01 * z[i / 5]) * (i % 5) * 2.3 + 0.01 * z[100 + i]):R}"), "--unit uS --time-unit s --value G --cell cell --time time");
        yield return ("read-noise", Rows(200, i => $"{20 + 0.2 * z[i]:R},{40 + 0.4 * z[200 + i]:R},{60 + 0.6 * z[400 + i]:R},{80 + 0.8 * z[600 + i]:R}"), "--unit uS --sample-rate \"100 Hz\"");
        yield return ("iv", Rows(40, i => $"{0.02 * i:R},{5 * Math.Sinh(0.06 * i) + 0.02 * z[i]:R},{4 * Math.Sinh(0.06 * i) + 0.02 * z[50 + i]:R}"), "--unit uA --voltage-unit V --voltage 1");
        yield return ("switching", Rows(40, i => $"{1 + 0.1 * z[i]:R},{-1 + 0.1 * z[100 + i]:R}"), "--voltage-unit V --set 1 --reset 2 --lowest \"1 uS\" --highest \"50 uS\"");
    }

    private DeviceSpec Load(string options)
    {
        DeviceFit.Run(FitSettings.Request(_folder.Path, "m.csv", options));
        return DeviceFile.Load(_folder.At("out/cell.yaml"), DeviceCatalog.Standard);
    }
}
