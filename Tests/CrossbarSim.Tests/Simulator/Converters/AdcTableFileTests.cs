using CrossbarSim.Devices.Documents;
using CrossbarSim.Simulator.Converters;
using CrossbarSim.Tests.Scenarios;

namespace CrossbarSim.Tests.Simulator.Converters;

public sealed class AdcTableFileTests
{
    [Test]
    public void Load_CurrentsInColumnsOfAnyOrder_AreReadInAmperes()
    {
        using TemporaryFolder folder = new();
        string file = folder.Write("adc.csv", "# measured\nmean_nA;code;threshold_uA;sigma_µA\n-35500;0;-40;0.5\n100;1;-20.5;0\n22000;2;10;0.25 # last\n");

        AdcTable table = AdcTableFile.Load(file);

        Assert.That(table.IsRelative, Is.False);
        Assert.That(table.Thresholds.ToArray(), Is.EqualTo(new[] { -40e-6, -20.5e-6, 10e-6 }));
        Assert.That(table.Means.ToArray(), Is.EqualTo(new[] { -35.5e-6, 0.1e-6, 22e-6 }));
        Assert.That(table.Sigmas.ToArray(), Is.EqualTo(new[] { 0.5e-6, 0, 0.25e-6 }));

        // By hand: the last step as wide as the one before, 10 + 30.5 uA.
        Assert.That(table.Range!.Value.Low, Is.EqualTo(-40e-6));
        Assert.That(table.Range!.Value.High, Is.EqualTo(40.5e-6).Within(1e-18));
    }

    [Test]
    public void LoadKind_PartsOfTheRange_FollowWhateverRangeThereIs()
    {
        using TemporaryFolder folder = new();
        AdcKind kind = AdcTableFile.LoadKind(folder.Write("adc.csv", "code\tthreshold\tmean\n0\t0\t0.1\n1\t0.25\t0.5\n2\t0.75\t1\n"));

        IAdc adc = kind.Create(8, new AdcRange(-2, 6));

        Assert.That((kind.HasBits, kind.Range, kind.IsNoisy, kind.NeedsSymmetricRange), Is.EqualTo((false, (AdcRange?)null, false, false)));
        Assert.That(new[] { -9.0, -2, 0, 0.1, 4, 4.1, 9 }.Select(adc.Code), Is.EqualTo(new[] { 0, 0, 0, 1, 1, 2, 2 }));
        Assert.That(Enumerable.Range(0, 3).Select(adc.Value), Is.EqualTo(new[] { -1.2, 2, 6 }).Within(1e-12));
        Assert.That(adc.Lsb, Is.EqualTo(3.6).Within(1e-12));
    }

    [Test]
    public void LoadKind_TheSameNumbersElsewhere_HaveTheSameContentAndOthersAnother()
    {
        using TemporaryFolder folder = new();
        string text = "code,threshold,mean,sigma\n0,0,0,0\n1,0.5,1,0\n";

        string? content = AdcTableFile.LoadKind(folder.Write("a.csv", text)).Content;

        Assert.That(AdcTableFile.LoadKind(folder.Write("b/c.csv", text.Replace(",0\n", ",0.0\n", StringComparison.Ordinal))).Content, Is.EqualTo(content));
        Assert.That(AdcTableFile.LoadKind(folder.Write("a.csv", text.Replace("0.5", "0.6", StringComparison.Ordinal))).Content, Is.Not.EqualTo(content));
    }

    [TestCase("", "adc.csv: the file holds no numbers.")]
    [TestCase("code,threshold,mean\n", "adc.csv: the file has a header and no rows below it.")]
    [TestCase("0,0,0\n1,0.5,1\n", "adc.csv(1,1): the first row names the columns, and '0' is no name.", "adc.csv(1,3): the first row names the columns, and '0' is no name.", "adc.csv(1,5): the first row names the columns, and '0' is no name.")]
    [TestCase("code,threshold,mean,mean\n0,0,0,0\n", "adc.csv(1,21): a column is called 'mean' already.")]
    [TestCase("code,threshold,mean,mean_uA\n0,0,0,0\n", "adc.csv(1,21): mean_uA: there is a column 'mean' already.")]
    [TestCase("code,threshold,mean,sgima\n0,0,0,0\n", "adc.csv(1,21): sgima: no column is called 'sgima'. Did you mean 'sigma'? Known: code, threshold, mean, sigma.")]
    [TestCase("code,threshold_mV,mean\n0,0,0\n", "adc.csv(1,6): threshold_mV: 'mV' is not a unit of current. Known: A, mA, uA, nA, pA; without one, numbers are parts of the range.")]
    [TestCase("code_uA,threshold,mean\n0,0,0\n", "adc.csv(1,1): code_uA: a code has no unit.")]
    [TestCase("code,mean\n0,0\n", "adc.csv: there is no column 'threshold'.")]
    [TestCase("code,threshold_uA,mean\n0,0,0\n1,1,1\n", "adc.csv(1,19): mean: has no unit, but 'threshold_uA' has.")]
    [TestCase("code,threshold,mean,sigma_uA\n0,0,0,0\n1,1,1,0\n", "adc.csv(1,21): sigma_uA: has a unit, but 'threshold' has none.")]
    [TestCase("code,threshold,mean\n0,0,0\n1,0.5\n", "adc.csv(3,1): this row has 2 fields, the header has 3; is it cut short?")]
    [TestCase("code,threshold,mean\n0,0,\n1,x,1\n", "adc.csv(2,5): column 3: is empty.", "adc.csv(3,3): column 2: 'x' is not a number.")]
    [TestCase("code,threshold,mean\n1,0,0\n2,0.5,1\n", "adc.csv(2,1): code: here code 0 is wanted: codes count 0, 1, 2 and so on.")]
    [TestCase("code,threshold,mean\n0,0,0\n2,0.5,1\n", "adc.csv(3,1): code: here code 1 is wanted: codes count 0, 1, 2 and so on.")]
    [TestCase("code,threshold,mean\n0,0,0\n", "adc.csv: the file has one code; a converter has 2 or more.")]
    [TestCase("code,threshold,mean\n0,0.1,0\n1,0.5,1\n", "adc.csv(2,3): threshold: the first code begins at 0, the low end of the range.")]
    [TestCase("code,threshold,mean\n0,0,0\n1,5,1\n", "adc.csv(3,3): threshold: is not between 0 and 1, the ends of the range; or name a unit, as in 'threshold_uA'.")]
    [TestCase("code,threshold_A,mean_A\n0,0,0\n1,5,1\n", "adc.csv(3,3): threshold_A: is beyond 1 A; is the unit right?")]
    [TestCase("code,threshold,mean\n0,0,0\n1,0.5,1\n2,0.4,2\n", "adc.csv(4,3): threshold: this code begins below the one before it.")]
    [TestCase("code,threshold_uA,mean_uA\n0,5,0\n1,5,1\n", "adc.csv(3,3): threshold_uA: all codes begin at the same current.")]
    [TestCase("code,threshold,mean\n0,0,1\n1,0.5,1\n", "adc.csv(3,7): mean: the last code does not stand for more than the first.")]
    [TestCase("code,threshold,mean,sigma\n0,0,0,-0.1\n1,0.5,1,0\n", "adc.csv(2,7): sigma: a standard deviation is zero or more.")]
    public void Load_FaultyFile_SaysWhereAndWhat(string text, params string[] complaints)
    {
        using TemporaryFolder folder = new();
        string file = folder.Write("adc.csv", text);

        InputException fault = Assert.Throws<InputException>(() => AdcTableFile.Load(file))!;

        Assert.That(fault.Complaints.Select(complaint => complaint.ToString()), Is.EqualTo(complaints.Select(text => folder.File(text))));
    }

    [Test]
    public void Construct_FaultyNumbers_SaysWhichCode()
    {
        Assert.That(() => new AdcTable(true, [0, 0.5], [0, double.NaN], [0, 0]), Throws.ArgumentException.With.Message.EqualTo("Code 1, mean: is not finite."));
        Assert.That(() => new AdcTable(true, [0, 0.5], [0, 1], [0]), Throws.ArgumentException);
        Assert.That(() => new AdcTable(true, [0], [0], [0]), Throws.ArgumentException);
    }
}
