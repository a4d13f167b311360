using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Characterisation;
using CrossbarSim.Devices.Currents;
using CrossbarSim.Devices.Quantities;
using CrossbarSim.Devices.Randomness;

namespace CrossbarSim.Tests.Devices.Behaviours;

/// <summary>What every device must do: one of each kind in the catalog, and all of <c>device-data</c>. A new kind is one line in <see cref="Examples"/>.</summary>
[TestFixtureSource(nameof(Devices))]
public sealed class DeviceContract(DeviceSpec spec)
{
    private static readonly RandomKey Key = RandomKey.FromSeed(11).For("programming");

    private static readonly Dictionary<string, string> Examples = new()
    {
        ["constant-step"] = "lowest: 1 uS\nhighest: 100 uS\nstep: 0.01\ncycle-to-cycle: 30 %",
        ["exp-step"] = "lowest: 1 uS\nhighest: 100 uS\nstep: 0.01\namplitude-up: -1\namplitude-down: -0.1\ngamma-up: 5\ngamma-down: 5\nslope: -0.5\noffset: -0.5\nwrite-noise: 5",
        ["linear-step"] = "lowest: 1 uS\nhighest: 100 uS\nstep: 0.01\ngamma-up: 0.4\ngamma-down: 0.7\ndevice-to-device: { gamma-up: 0.1, step: 10 % }",
        ["piecewise-step"] = "lowest: 1 uS\nhighest: 100 uS\nstep: 0.01\nsteps-up: [2, 1, 0.5]\nsteps-down: [0.5, 1]",
        ["pow-step"] = "lowest: 1 uS\nhighest: 100 uS\nweights: [0, 1]\nstep: 0.05\ngamma: 1.5\ndevice-to-device: { gamma: 10 % }",
        ["soft-bounds"] = "lowest: 1 uS\nhighest: 100 uS\nstep: 0.05\nnoise: additive\ncycle-to-cycle: 20 %\ndevice-to-device: { highest: 30 %, lowest: 30 % }",
        ["gaussian"] = "lowest: 0 uS\nhighest: 100 uS\nsigma: 20 %",
        ["ideal"] = "lowest: 1 uS\nhighest: 100 uS\nlevels: 16",
        ["level-table"] = "data: levels.csv\nunit: uS",
        ["lognormal"] = "lowest: 1 uS\nhighest: 100 uS\nsigma: 0.5",
    };

    private readonly IDeviceModel _model = spec.Resolve(Key);

    private static IEnumerable<TestFixtureData> Devices()
    {
        DeviceCatalog catalog = SampleExtension.Catalog(); // the standard kinds, and one from outside
        foreach (string kind in catalog.Kinds.Keys)
        {
            string example = Examples.TryGetValue(kind, out string? keys) ? keys : throw new InvalidOperationException($"kind '{kind}' has no example here");
            yield return new TestFixtureData(OfKind(catalog, kind, example)).SetArgDisplayNames($"kind {kind}");
        }

        foreach (DeviceListing listing in DeviceLibrary.Standard().List())
        {
            yield return new TestFixtureData(listing.Spec ?? throw listing.Fault!).SetArgDisplayNames(listing.Name);
        }
    }

    private static DeviceSpec OfKind(DeviceCatalog catalog, string kind, string keys)
    {
        string folder = Directory.CreateTempSubdirectory("crossbarsim-test-").FullName;
        File.WriteAllText(Path.Combine(folder, "levels.csv"), "1;2\n5;6\n9;11\n");
        string file = Path.Combine(folder, "example.yaml");
        File.WriteAllText(file, $"kind: {kind}\nsource: a test\n{keys}\n");
        DeviceSpec device = DeviceFile.Load(file, catalog);
        Directory.Delete(folder, recursive: true);
        return device;
    }

    [Test]
    public void Window_Always_IsFiniteAndInOrder()
    {
        Assert.That(_model.LowestConductance.Siemens, Is.GreaterThanOrEqualTo(0));
        Assert.That(_model.HighestConductance.Siemens, Is.GreaterThan(0).And.LessThanOrEqualTo(1));
        Assert.That(_model.HighestConductance, Is.GreaterThanOrEqualTo(_model.LowestConductance));
        Assert.That(_model.Name, Is.Not.Empty);
        Assert.That(spec.Source, Is.Not.Empty);
        Assert.That(spec.Definition.Spread, Is.Not.Empty);
    }

    [Test]
    public void Resolve_EqualKeys_GivesTheSameDevice() => Assert.That(spec.Resolve(Key).Content, Is.EqualTo(_model.Content));

    [Test]
    public void Content_Always_IsOneLineOfItsNumbers() => Assert.That(_model.Content, Is.Not.Empty.And.Not.Contains('\n'));

    [Test]
    public void With_AnotherLaw_ChangesTheCurrentAlone()
    {
        SinhCurrent law = new(Voltage.FromVolts(0.3), Voltage.FromVolts(0));

        IDeviceModel other = _model.With(law);

        Assert.That(other.Current, Is.SameAs(law));
        Assert.That(other.GetType(), Is.EqualTo(_model.GetType()));
        Assert.That(other.Content, Is.EqualTo(_model.Content));
        Assert.That(other.LowestConductance, Is.EqualTo(_model.LowestConductance));
        Assert.That(other.HighestConductance, Is.EqualTo(_model.HighestConductance));
    }

    [Test]
    public void Current_Always_IsZeroAtZeroAndNeverFalls()
    {
        double low = Math.Max(_model.Current.Lowest.Volts, -1);
        double high = Math.Min(_model.Current.Highest.Volts, 1);
        double[] volts = [.. Enumerable.Range(0, 101).Select(i => low + ((high - low) * i / 100)), 0];
        double[] values = new double[volts.Length];
        double[] slopes = new double[volts.Length];

        _model.Current.Evaluate(volts, values, slopes);

        Assert.That(values[^1], Is.Zero);
        Assert.That(values[..^1], Is.Ordered);
        Assert.That(slopes.Min(), Is.GreaterThanOrEqualTo(0));
    }

    [Test]
    public void Levels_WhereThereAreAny_AscendWithinTheWindow()
    {
        if (_model is not IConductanceLevels { Levels: { } levels })
        {
            return; // nothing to hold it to: no levels is a type, too
        }

        Assert.That(levels.Means.ToArray(), Is.Ordered.And.Unique);
        Assert.That(levels.Means[0], Is.EqualTo(_model.LowestConductance.Siemens));
        Assert.That(levels.Means[^1], Is.EqualTo(_model.HighestConductance.Siemens));
        Assert.That(levels.Sigmas.ToArray().Min(), Is.GreaterThanOrEqualTo(0));
        Assert.That(spec.LevelCount, Is.EqualTo(levels.Count));
    }

    [Test]
    public void Program_WhereThereIsNoise_IsExactAtScaleZeroAndElsewhereDrawnByAddress()
    {
        if (_model is not IProgrammingNoise noisy)
        {
            return;
        }

        double[] targets = Targets();
        double[] first = Programmed(noisy, 1, Key);

        Assert.That(Programmed(noisy, 0, Key), Is.EqualTo(targets), "noise scale 0");
        Assert.That(Programmed(noisy, 1, Key), Is.EqualTo(first), "equal keys");
        Assert.That(Programmed(noisy, 1000, Key).Min(), Is.GreaterThanOrEqualTo(0), "never negative");
        Assert.That(first, Is.All.Matches<double>(double.IsFinite));
    }

    [Test]
    public void Program_FewerCells_LeavesTheFirstOnesAsTheyWere()
    {
        if (_model is not IProgrammingNoise noisy)
        {
            return;
        }

        double[] all = Programmed(noisy, 1, Key);
        double[] few = new double[3];
        noisy.Program(Targets().AsSpan(0, 3), few, 1, Key);

        Assert.That(few, Is.EqualTo(all[..3]));
    }

    [Test]
    public void Program_SeveralThreads_GivesTheSameBits()
    {
        if (_model is not IProgrammingNoise noisy)
        {
            return;
        }

        double[] alone = Programmed(noisy, 1, Key);

        Parallel.For(0, 8, _ => Assert.That(Programmed(noisy, 1, Key), Is.EqualTo(alone)));
    }

    private double[] Programmed(IProgrammingNoise model, double scale, RandomKey key)
    {
        double[] targets = Targets();
        double[] programmed = new double[targets.Length];
        model.Program(targets, programmed, scale, key);
        return programmed;
    }

    /// <summary>Conductances all over the window, more than models take at a time; levels where there are any.</summary>
    private double[] Targets()
    {
        double low = _model.LowestConductance.Siemens;
        double high = _model.HighestConductance.Siemens;
        return [.. Enumerable.Range(0, 700).Select(i => low + ((high - low) * i / 699)).Select(
            target => _model is IConductanceLevels table ? table.Levels.Means[table.Levels.Nearest(target)] : target)];
    }
}
