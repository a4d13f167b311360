using System.Globalization;
using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Characterisation;
using CrossbarSim.Devices.Quantities;

namespace CrossbarSim.Tests.Devices.Characterisation;

[TestFixture]
public sealed class SyntheticLevelTableTests
{
    [TestCase("yaml")]
    [TestCase("csv")]
    public void Generate_Defaults_GivesTheShippedFiles(string extension)
    {
        SyntheticLevelTableFiles files = SyntheticLevelTable.Generate(new SyntheticLevelTableOptions(), "synthetic-100-levels");

        string shipped = File.ReadAllText(Path.Combine(DeviceFolder.OfProduct(), $"synthetic-100-levels.{extension}"));

        Assert.That(extension == "yaml" ? files.Yaml : files.Csv, Is.EqualTo(shipped));
    }

    [Test]
    public void Load_ShippedTable_HasAHundredLevelsOfTheSigmaAskedFor()
    {
        DeviceSpec device = DeviceLibrary.Standard().Load("synthetic-100-levels");
        ConductanceLevels levels = ((IConductanceLevels)device.Resolve(default)).Levels;
        double[] relative = [.. levels.Sigmas.ToArray().Zip(levels.Means.ToArray(), (sigma, mean) => sigma / mean)];

        Assert.That(device.IsSynthetic, Is.True);
        Assert.That(levels.Count, Is.EqualTo(100));
        Assert.That(levels.Means[0], Is.EqualTo(4e-6).Within(1e-11));
        Assert.That(levels.Means[^1], Is.EqualTo(9e-6).Within(1e-11));

        // A variance of 9 degrees of freedom: relative standard error sqrt(2/9), of a hundred rows sqrt(2/900); allow five.
        Assert.That(relative.Average(r => r * r), Is.EqualTo(0.005 * 0.005).Within(5 * Math.Sqrt(2.0 / 900) * 100).Percent);
    }

    [Test]
    public void Generate_Means_AreStrictlyMonotoneWithTheFirstPulsesStrongest()
    {
        double[] means = [.. Means(new SyntheticLevelTableOptions { RelativeSigma = 0.01, Readings = 3, Seed = 9 })];
        double[] steps = [.. means.Zip(means.Skip(1), (a, b) => a - b)];

        Assert.That(steps.Min(), Is.GreaterThan(0));

        // The derivative of exp(-1.5 x) falls by exp(1.5) = 4.48 from x = 0 to 1; a step being 1/99 long, by exp(1.5·98/99).
        Assert.That(steps[0] / steps[^1], Is.EqualTo(Math.Exp(1.5 * 98 / 99)).Within(0.5).Percent);
    }

    [Test]
    public void Generate_Upwards_IsPotentiation()
    {
        double[] means = [.. Means(new SyntheticLevelTableOptions
        {
            From = Conductance.FromMicrosiemens(1), To = Conductance.FromMicrosiemens(50), Levels = 16,
        })];

        Assert.That(means, Is.Ordered);
    }

    [Test]
    public void Generate_OtherSeed_GivesOtherReadings() => Assert.That(
        SyntheticLevelTable.Generate(new SyntheticLevelTableOptions { Seed = 2 }, "x").Csv.Split('\n')[2],
        Is.Not.EqualTo(SyntheticLevelTable.Generate(new SyntheticLevelTableOptions { Seed = 1 }, "x").Csv.Split('\n')[2]));

    [Test]
    public void Generate_TooManyLevels_SaysSo() => Assert.That(
        () => SyntheticLevelTable.Generate(
            new SyntheticLevelTableOptions { Levels = 10_000, To = Conductance.FromMicrosiemens(8.9) }, "x"),
        Throws.ArgumentException.With.Message.EqualTo(
            "10000 levels from 9 uS to 8.9 uS are closer than six digits can tell. (Parameter 'options')"));

    [Test]
    public void Generate_NameThatIsNone_SaysSo() => Assert.That(
        () => SyntheticLevelTable.Generate(new SyntheticLevelTableOptions(), "a: b"),
        Throws.ArgumentException.With.Message.EqualTo("'a: b' is not a name of letters, digits, '-' and '_'. (Parameter 'name')"));

    [Test]
    public void Options_OutOfRange_SaySo()
    {
        Assert.That(() => new SyntheticLevelTableOptions { Levels = 1 }, Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.StartsWith("A synthetic table has 2 to 10000 levels."));
        Assert.That(() => new SyntheticLevelTableOptions { Readings = 1 }, Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.StartsWith("A synthetic table has 2 to 1000 readings to a level."));
        Assert.That(() => new SyntheticLevelTableOptions { RelativeSigma = 0.02 }, Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.StartsWith("The sigma of a synthetic table is 0 % to 1 %."));
        Assert.That(() => new SyntheticLevelTableOptions { To = default }, Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.StartsWith("A level is above 0 S and at most 1 S."));
    }

    private static IEnumerable<double> Means(SyntheticLevelTableOptions options) =>
        SyntheticLevelTable.Generate(options, "x").Csv.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => line[0] != '#')
            .Select(line => line.Split('\t').Skip(1).Average(text => double.Parse(text, CultureInfo.InvariantCulture)));
}
