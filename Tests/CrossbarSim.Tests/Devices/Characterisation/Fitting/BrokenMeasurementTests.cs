using System.IO.Compression;
using System.Text;
using CrossbarSim.Devices.Characterisation.Fitting;
using CrossbarSim.Devices.Documents;

namespace CrossbarSim.Tests.Devices.Characterisation.Fitting;

/// <summary>Broken measurements: what is wrong and where, said whole; and nothing written.</summary>
[TestFixture]
public sealed class BrokenMeasurementTests
{
    private const string Levels = "--kind levels --unit uS";
    private const string Long = "--kind levels --unit uS --level level --value G";
    private const string Retention = "--kind retention --unit uS --cell cell --time time --time-unit s --value G";

    private static readonly TestCaseData[] Cases =
    [
        Case("Empty", "", Levels, "m.csv: the file holds no numbers."),
        Case("OnlyComments", "# a\n\n#b\n", Levels, "m.csv: the file holds no numbers."),
        Case("OnlyAHeader", "level,a,b\n", Levels, "m.csv: the file has a header and no rows below it."),
        Case("UnknownUnit", "1,2\n2,3\n", "--kind levels --unit uF", "device fit: --unit: 'uF' is no unit of readings. Did you mean 'uS'? Known: S, mS, uS, nS, pS, A, mA, uA, nA, pA, Ohm, kOhm, MOhm, weight."),
        Case("NoUnit", "1,2\n2,3\n", "--kind levels", "device fit: --unit: is missing: the unit of the readings, one of S, mS, uS, nS, pS, A, mA, uA, nA, pA, Ohm, kOhm, MOhm, weight."),
        Case("UnitOfTheHeader", "level,G (nS)\n1,2\n1,3\n", "--kind levels --unit uS --level level --value \"G (nS)\"", "m.csv(1,7): --unit: the header says nS, and the option says uS."),
        Case("CurrentWithoutVoltage", "1,2\n2,3\n", "--kind levels --unit A", "device fit: --read-voltage: is missing.\ndevice fit: --read-voltage: 0 V gives no conductance; a current needs the voltage it was read at."),
        Case("ImplausibleUnit", "100,200\n110,220\n", "--kind levels --unit S", "m.csv: the highest reading is 220 S with this unit; no cell conducts that much."),
        Case("TwoHeaders", "level,G\n1,2\n1,3\nlevel,G\n2,4\n2,5\n", Long, "m.csv(4,1): the header stands here a second time; are these two files in one?"),
        Case("NaN", "level,G\n1,2\n1,NaN\n", Long, "m.csv(3,3): column 2: 'NaN' is no reading; leave the field empty, or the row out."),
        Case("Infinite", "level,G\n1,2\n1,inf\n", Long, "m.csv(3,3): column 2: 'inf' is no reading; leave the field empty, or the row out."),
        Case("TooLarge", "level,G\n1,2\n1,1e999\n", Long, "m.csv(3,3): column 2: '1e999' is larger than any number that can be held."),
        Case("Negative", "level,G\n1,2\n1,-3\n", Long, "m.csv(3,3): -3 is negative; --allow-negative keeps such readings, as noise about zero."),
        Case("DecimalCommas", "1;2,5\n2;3,5\n", Levels, "m.csv(1,3): column 2: '2,5' is not a number; the decimal mark is a point, as in 2.5.\nm.csv(2,3): column 2: '3,5' is not a number; the decimal mark is a point, as in 3.5."),
        Case("DecimalCommasBesideCommas", "level,G\n1,2,5\n", Long, "m.csv(2,1): this row has 3 fields, the header has 2; is there a separator too many, or a decimal comma?"),
        Case("OneReading", "5\n", Levels, "m.csv: no level has two readings or more; a spread needs them."),
        Case("OneReadingALevel", "level,G\n1,5\n2,6\n", Long, "m.csv: no level has two readings or more; a spread needs them."),
        Case("DuplicateLevel", "level,a,b\n1,2,3\n2,3,4\n1,4,5\n", "--kind levels --unit uS", "m.csv(4,1): level '1' stands here a second time; the first is in line 2."),
        Case("EmptyLevel", "level,a,b\n1,2,3\n2,,\n", "--kind levels --unit uS", "m.csv(3,1): level '2' has no reading."),
        Case("EmptyField", "level,G\n1,2\n1,\n", Long, "m.csv(3,3): column 2: is empty."),
        Case("Truncated", "level,G\n1,2\n1,3\n2\n", Long, "m.csv(4,1): this row has 1 field, the header has 2; is it cut short?"),
        Case("MarkInside", "level,G\n1,2\n\uFEFFlevel,G\n", Long, "m.csv(3,1): a byte order mark inside the text; are these several files in one?"),
        Case("LineEndsOfOldMacs", "1,2\r2,3\r", Levels, "m.csv(1,4): a carriage return inside a line; lines end with a line feed."),
        Case("Binary", "1,2\n\u0001\u0002\n", Levels, "m.csv(2,1): control character U+0001 in the text."),
        Case("Nul", "1,2\n3,\0\n", Levels, "m.csv(2,3): a NUL byte: this is not a text file."),
        Case("UnknownColumn", "lvl,G\n1,2\n", Long, "device fit: --level: there is no column 'level' in m.csv. Known: lvl, G."),
        Case("UnknownKind", "1,2\n", "--kind level --unit uS", "device fit: --kind: no kind of measurement is called 'level'. Did you mean 'levels'? Known: iv, levels, pulses, read-noise, retention, switching."),
        Case("SettingWithoutEffect", "1,2,3\n2,3,4\n", "--kind levels --unit uS --band x", "device fit: unknown key '--band'. Known: --kind, --source, --description, --licence, --misread, --keep-readings, --skip, --where, --value, --level, --pulse, --unit, --allow-negative."),
        Case("NoRowLeft", "level,G\n1,2\n", Long + " --where level=7", "device fit: --where: no row has level=7."),
        Case("AllZero", "1,0,0\n2,0,0\n", Levels, "m.csv: every reading is zero."),
        Case("ZeroOhm", "1,0,5\n2,4,5\n", "--kind levels --unit Ohm", "m.csv(1,3): a resistance of 0 Ohm has no conductance."),
        Case("TimeTwice", "cell,time,G\n1,1,5\n1,1,6\n", Retention, "m.csv(3,5): cell '1' has a reading at 1 s already, in line 2."),
        Case("TimeZero", "cell,time,G\n1,0,5\n1,1,6\n", Retention, "device fit: --age-at-zero: is missing: the time 0 has no logarithm; say how old the cells are when the clock of the file starts."),
        Case("TooFewCells", "cell,time,G\n1,1,5\n1,2,6\n", Retention, "m.csv: no such fit can be trusted: 1 cells have two readings or more; the spread from cell to cell needs three."),
        Case("PulsesBackwards", "pulse,G\n1,5\n3,6\n2,7\n", "--kind pulses --unit uS --pulse pulse --value G", "m.csv(4,1): pulse: pulse 2 of a trace comes after 3."),
        Case("UnknownDirection", "pulse,G,direction\n1,5,left\n2,6,left\n", "--kind pulses --unit uS --pulse pulse --value G --direction direction", "m.csv(2,5): direction: 'left' is no direction. Known: up, set, ltp, potentiation, 1, +1, down, reset, ltd, depression, -1."),
        Case("ShortTrace", "1\n2\n3\n", "--kind pulses --unit uS", "m.csv: no trace has 8 readings or more."),
        Case("GapInATrace", "1,2\n2,3\n,4\n4,5\n", "--kind pulses --unit uS", "m.csv(3,1): column 1: is empty inside a trace."),
        Case("FewVoltages", "0,1\n1,2\n", "--kind iv --unit uA --voltage-unit V --voltage 1", "m.csv: no cell was read at 5 voltages or more."),
        Case("NoJump", "V,I\n0,1\n1,1\n", "--kind switching --voltage-unit V --voltage V --current I", "m.csv: the current never jumps by 50 % of its range from one row to the next."),
    ];

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [TestCaseSource(nameof(Cases))]
    public void Run_BrokenFile_SaysWhereAndWritesNothing(string csv, string options, string message)
    {
        _folder.Write("m.csv", csv);

        Assert.That(Message("m.csv", options), Is.EqualTo(message));
        Assert.That(Directory.Exists(_folder.At("out")), Is.False);
    }

    [Test]
    public void Run_Utf16_SaysSo()
    {
        File.WriteAllText(_folder.At("m.csv"), "1,2\n", Encoding.Unicode);
        Assert.That(Message("m.csv", Levels), Is.EqualTo("m.csv: is UTF-16 text; save it as UTF-8."));
    }

    [Test]
    public void Run_Latin1_SaysWhere()
    {
        File.WriteAllBytes(_folder.At("m.csv"), [.. "1,2\n3,"u8, 0xB5, .. "\n"u8]);
        Assert.That(Message("m.csv", Levels), Is.EqualTo("m.csv(2,3): byte 0xB5 is not UTF-8 text; save the file as UTF-8."));
    }

    [Test]
    public void Run_GzipCutShort_SaysSo()
    {
        byte[] whole = Gzip("level,G\n" + string.Concat(Enumerable.Range(0, 2000).Select(i => $"{i % 7},{i * 37 % 101}\n")));
        File.WriteAllBytes(_folder.At("m.csv.gz"), whole[..^(whole.Length / 3)]);
        Assert.That(Message("m.csv.gz", Long), Does.StartWith("m.csv.gz: is a ").And.EndsWith(".").And.Contains("gzip file"));
    }

    [Test]
    public void Run_NoSuchFile_SaysSo() =>
        Assert.That(Message("none.csv", Levels), Is.EqualTo("none.csv: there is no such file."));

    [Test]
    public void Run_Folder_SaysSo()
    {
        Directory.CreateDirectory(_folder.At("m.csv"));
        Assert.That(Message("m.csv", Levels), Is.EqualTo("m.csv: is a folder, not a file."));
    }

    [Test]
    public void Run_NameTaken_ReplacesOnlyWhenForced()
    {
        _folder.Write("m.csv", "1,2,3\n2,4,6\n");
        FitRequest request = FitSettings.Request(_folder.Path, "m.csv", Levels);
        DeviceFit.Run(request);
        _folder.Write("m.csv", "1,4,5\n2,7,8\n");
        string before = File.ReadAllText(_folder.At("out/cell.yaml"));

        InputException fault = Assert.Throws<InputException>(() => DeviceFit.Run(request))!;

        Assert.That(fault.Message.Replace(_folder.Path + Path.DirectorySeparatorChar, "", StringComparison.Ordinal), Is.EqualTo(
            "device fit: --name: out/cell.yaml is there already; --force replaces it, --add adds to it."));
        Assert.That(File.ReadAllText(_folder.At("out/cell.yaml")), Is.EqualTo(before));
        DeviceFit.Run(request with { Force = true });
        Assert.That(File.ReadAllText(_folder.At("out/cell.yaml")), Is.Not.EqualTo(before));
    }

    private static byte[] Gzip(string text)
    {
        using MemoryStream packed = new();
        using (GZipStream stream = new(packed, CompressionLevel.Optimal))
        {
            stream.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }

    private string Message(string file, string options)
    {
        InputException fault = Assert.Throws<InputException>(() => DeviceFit.Run(FitSettings.Request(_folder.Path, file, options)))!;
        return fault.Message.Replace(_folder.Path + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);
    }

    private static TestCaseData Case(string name, string csv, string options, string message) =>
        new TestCaseData(csv, options, message).SetArgDisplayNames(name);
}
