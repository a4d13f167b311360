using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Characterisation;
using CrossbarSim.Devices.Documents;

namespace CrossbarSim.Tests.Devices.Characterisation;

[TestFixture]
public sealed class ReadingsFileTests
{
    private const string Yaml = "kind: level-table\nsource: a test\ndata: d.csv\nunit: uS\n";

    private static readonly object[] Faults =
    [
        Fault("Empty", "", "d.csv: the file holds no numbers."),
        Fault("OnlyComments", "# a\n#b\n\n", "d.csv: the file holds no numbers."),
        Fault("HeaderOnly", "pulse\tG\n", "d.csv: the file has a header and no rows below it."),
        Fault("Word", "1\t2\t3\n2\t2.5\tabc\n", "d.csv(2,7): column 3: 'abc' is not a number."),
        Fault("NotANumber", "1,2\n2,NaN\n", "d.csv(2,3): column 2: 'NaN' is not a number."),
        Fault("NotANumberFirst", "NaN,2\n2,3\n", "d.csv(1,1): column 1: 'NaN' is not a number."),
        Fault("Infinite", "1,2\n2,1e999\n", "d.csv(2,3): column 2: '1e999' is larger than any number that can be held."),
        Fault("Negative", "1,2\n2,-3e-1\n", "d.csv(2,3): column 2: -3e-1 is negative; a conductance is zero or more."),
        Fault("Truncated", "1,2,3\n2,3,4\n3,4\n", "d.csv(3,1): this row has 2 fields, the first has 3; is it cut short?"),
        Fault("TruncatedToOne", "1,2,3\n2,3,4\n3\n", "d.csv(3,1): this row has 1 field, the first has 3; is it cut short?"),
        Fault("TooLong", "1,2\n2,3,4\n", "d.csv(2,1): this row has 3 fields, the first has 2; is there a separator too many?"),
        Fault("EmptyField", "1,2,3\n2,,4\n", "d.csv(2,3): column 2: is empty."),
        Fault("DecimalComma", "1;2,5\n2;3,5\n", "d.csv(1,3): column 2: '2,5' is not a number; the decimal mark is a point, as in 2.5.\nd.csv(2,3): column 2: '3,5' is not a number; the decimal mark is a point, as in 3.5."),
        Fault("OtherSeparator", "1;2;3\n2;3;4\n3\t4\t5\n", "d.csv(3,1): this row is separated by tabs, the others by semicolons."),
        Fault("Blanks", "1 2 3\n2 3 4\n", "d.csv(1,1): column 1: '1 2 3' is not a number; columns are separated by tabs, commas or semicolons.\nd.csv(2,1): column 1: '2 3 4' is not a number; columns are separated by tabs, commas or semicolons."),
        Fault("TwoBranches", "1,2\n2,4\n3,6\n4,8\n5,5\n6,3\n", "d.csv(5,3): the row means rise to 8 uS and fall to 5 uS here: these are two branches. Keep one, or say 'monotone: any'."),
        Fault("TwoBranchesDown", "8\n4\n2\n6\n", "d.csv(4,1): the row means fall to 2 uS and rise to 6 uS here: these are two branches. Keep one, or say 'monotone: any'."),
        Fault("AllZero", "0\n0\n", "d.csv: every level is zero."),
        Fault("UnitTooLarge", "8e6\n4e6\n", "d.yaml(4,7): unit: makes the highest level 8 S; did you mean uS?"),
        Fault("UnitTooSmall", "8e-7\n4e-7\n", "d.yaml(4,7): unit: makes the highest level 8E-13 S; did you mean S?"),
        Fault("PulsesOnly", "1\n2\n", "d.csv: the file has pulse numbers and no readings beside them.", "pulse-number: true"),
        Fault("PulsesNotWhole", "1.5,2\n2,3\n", "d.csv(1,1): column 1: 1.5 is no pulse number.", "pulse-number: true"),
        Fault("PulsesBackwards", "5,2\n3,3\n", "d.csv(2,1): column 1: pulse number 3 does not come after 5.", "pulse-number: true"),
        Fault("Binary", "1,2\n\u0001,3\n", "d.csv(2,1): control character U+0001 in the text."),
        Fault("SigmaUnused", "1,2,3\n2,3,4\n", "d.yaml(5,8): sigma: has no effect: every row has repeated readings, which give the sigma.", "sigma: 1 %"),
        Fault("SamplingUnused", "1\n2\n", "d.yaml(5,11): sampling: has no effect without 'levels'.", "sampling: random"),
        Fault("TooManyLevels", "1\n2\n", "d.yaml(5,9): levels: 3 is not between 1 and 2, the levels of the table.", "levels: 3"),
        Fault("ZeroAlone", "0\n1\n", "d.yaml(6,11): sampling: could leave the level of 0 S alone; take it uniformly, or two levels or more.", "levels: 1\nsampling: random"),
        Fault("PulsesWord", "1\n2\n", "d.yaml(5,15): pulse-number: 'no' is neither true nor false.", "pulse-number: no"),
    ];

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [TestCaseSource(nameof(Faults))]
    public void Load_FaultyData_SaysWhereAndWhat(string csv, string message, string keys)
    {
        _folder.Write("d.csv", csv);
        string path = _folder.Write("d.yaml", Yaml + keys);

        InputException fault = Assert.Throws<InputException>(() => DeviceFile.Load(path, DeviceCatalog.Standard))!;

        Assert.That(fault.Message.Replace(_folder.Path + Path.DirectorySeparatorChar, "", StringComparison.Ordinal), Is.EqualTo(message));
    }

    [TestCase("1\t2\t4\n2\t3\t5\n", Description = "tabs")]
    [TestCase("1,2,4\n2,3,5\n", Description = "commas")]
    [TestCase("1; 2; 4\n2; 3; 5", Description = "semicolons, no last line end")]
    [TestCase("pulse,first,second\n1,2,4\n2,3,5\n", Description = "header")]
    [TestCase("\"pulse\",\"G, in uS\",b\n1,\"2\",4\n2,3,5\n", Description = "quotes, a comma in the header")]
    [TestCase("\uFEFF# depression\r\npulse\ta\tb\r\n\r\n1\t2\t4 # first\r\n2\t3\t5\r\n", Description = "mark, comments, blank lines")]
    [TestCase("1,2,4,\n2,3,5,\n", Description = "a separator at every end")]
    [TestCase("0,2,4\n1,3,5\n", Description = "pulses from zero")]
    public void Load_AnyLayout_GivesMeansAndPopulationSigmas(string csv)
    {
        ConductanceLevels levels = Load(csv);

        // By hand: means 3 and 4 uS; readings 1 uS either side, so a population sigma of 1 uS.
        Assert.That(levels.Means.ToArray(), Is.EqualTo(new[] { 3e-6, 4e-6 }));
        Assert.That(levels.Sigmas.ToArray(), Is.EqualTo(new[] { 1e-6, 1e-6 }));
    }

    [Test]
    public void Load_FirstColumnThatCounts_IsAReadingWhereTheFileSaysSo() =>
        Assert.That(Load("1,3\n2,4\n", "pulse-number: false").Means.ToArray(), Is.EqualTo(new[] { 2e-6, 3e-6 }));

    [Test]
    public void Load_OneColumnThatCounts_IsReadings() =>
        Assert.That(Load("1\n2\n3\n").Means.ToArray(), Is.EqualTo(new[] { 1e-6, 2e-6, 3e-6 }));

    [Test]
    public void Load_PulsesThatSkip_AreAllowedWhenNamed() =>
        Assert.That(Load("10,3\n20,4\n", "pulse-number: true").Means.ToArray(), Is.EqualTo(new[] { 3e-6, 4e-6 }));

    [Test]
    public void Load_SingleReadingsWithSigma_HaveIt()
    {
        Assert.That(Load("2\n4\n", "sigma: 5 %").Sigmas.ToArray(), Is.EqualTo(new[] { 0.1e-6, 0.2e-6 }).Within(1e-20));
        Assert.That(Load("2\n4\n", "sigma: 30 nS").Sigmas.ToArray(), Is.EqualTo(new[] { 30e-9, 30e-9 }));
        Assert.That(Load("2\n4\n").Sigmas.ToArray(), Is.EqualTo(new[] { 0.0, 0.0 }));
    }

    [Test]
    public void Load_EqualMeans_KeepTheFirst()
    {
        ConductanceLevels levels = Load("4,4\n1,3\n2,2\n", "pulse-number: false");

        // Rows 2 and 3 both have mean 2 uS; row 2, with its sigma of 1 uS, comes first.
        Assert.That(levels.Means.ToArray(), Is.EqualTo(new[] { 2e-6, 4e-6 }));
        Assert.That(levels.Sigmas.ToArray(), Is.EqualTo(new[] { 1e-6, 0 }));
    }

    [Test]
    public void Load_AnyOrder_IsSortedWhenAllowed() =>
        Assert.That(Load("5\n9\n7\n", "monotone: any").Means.ToArray(), Is.EqualTo(new[] { 5e-6, 7e-6, 9e-6 }));

    [Test]
    public void Load_NoiseWithinATenthOfTheRange_IsNoTurn() =>
        Assert.That(Load("10\n8\n8.5\n5\n0\n").Count, Is.EqualTo(5));

    [Test]
    public void Load_WhatWasGuessed_IsSaid()
    {
        _folder.Write("d.csv", "1,2\n2,2\n3,4\n");
        DeviceSpec device = DeviceFile.Load(_folder.Write("d.yaml", Yaml), DeviceCatalog.Standard);

        Assert.That(device.Definition.Notes, Is.EqualTo(new[]
        {
            "The first column counts, so it was taken for the pulse number; 'pulse-number: true' or 'false' settles it.",
            "Of 3 rows 2 have a mean of their own; of equal ones the first counts.",
            "Every row has one reading and no 'sigma' is given: programming hits every level exactly.",
        }));
    }

    [TestCase("S", 1.0)]
    [TestCase("mS", 1e-3)]
    [TestCase("uS", 1e-6)]
    [TestCase("nS", 1e-9)]
    public void Load_EveryUnit_IsTurnedIntoSiemens(string unit, double siemens)
    {
        _folder.Write("d.csv", "0.25\n0.5\n");
        string path = _folder.Write("d.yaml", Yaml.Replace("uS", unit, StringComparison.Ordinal));

        DeviceSpec device = DeviceFile.Load(path, DeviceCatalog.Standard);

        Assert.That(device.HighestConductance.Siemens, Is.EqualTo(0.5 * siemens).Within(1).Ulps);
    }

    private ConductanceLevels Load(string csv, string keys = "")
    {
        _folder.Write("d.csv", csv);
        return ((IConductanceLevels)DeviceFile.Load(_folder.Write("d.yaml", Yaml + keys), DeviceCatalog.Standard).Resolve(default)).Levels;
    }

    private static TestCaseData Fault(string name, string csv, string message, string keys = "") =>
        new TestCaseData(csv, message, keys).SetArgDisplayNames(name);
}
