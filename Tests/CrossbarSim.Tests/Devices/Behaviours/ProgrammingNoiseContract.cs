using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Characterisation;
using CrossbarSim.Devices.Models;
using CrossbarSim.Devices.Quantities;
using CrossbarSim.Devices.Randomness;

namespace CrossbarSim.Tests.Devices.Behaviours;

/// <summary>What every model that programs with noise must do. A new model is one line in <see cref="Models"/>.</summary>
[TestFixtureSource(nameof(Models))]
public sealed class ProgrammingNoiseContract(IProgrammingNoise model)
{
    private static readonly RandomKey Key = RandomKey.FromSeed(11).For("programming");

    private static IEnumerable<TestFixtureData> Models()
    {
        Conductance low = Conductance.FromMicrosiemens(1);
        Conductance high = Conductance.FromMicrosiemens(100);
        yield return Named("gaussian, absolute", new GaussianDevice(low, high, Conductance.FromMicrosiemens(5), 0));
        yield return Named("gaussian, relative", new GaussianDevice(Conductance.Zero, high, Conductance.Zero, 0.5));
        yield return Named("level table", new LevelTableDevice("table", new ConductanceLevels([0, 2e-6, 9e-6], [1e-6, 2e-6, 1e-6])));
        yield return Named("one level", new LevelTableDevice("one", new ConductanceLevels([5e-6], [4e-6])));
        yield return Named("synthetic", (IProgrammingNoise)DeviceLibrary.Standard().Load("synthetic-100-levels").Resolve(Key));
    }

    [Test]
    public void Program_EqualKeys_GivesEqualConductances()
    {
        double[] first = Programmed(1, Key);

        Assert.That(Programmed(1, Key), Is.EqualTo(first));
        Assert.That(Programmed(1, Key.For("other")), Is.Not.EqualTo(first));
    }

    [Test]
    public void Program_WithoutNoise_HitsTheTargetExactly() => Assert.That(Programmed(0, Key), Is.EqualTo(Targets()));

    [Test]
    public void Program_MuchNoise_IsNeverNegative() =>
        Assert.That(Programmed(1000, Key).Min(), Is.GreaterThanOrEqualTo(0));

    [Test]
    public void Program_Always_OnlyReadsTheTargets()
    {
        double[] targets = Targets();

        model.Program(targets, new double[targets.Length], 1, Key);

        Assert.That(targets, Is.EqualTo(Targets()));
    }

    [Test]
    public void Program_NoCells_DoesNothing() => Assert.That(() => model.Program([], [], 1, Key), Throws.Nothing);

    [Test]
    public void Program_OtherLength_IsRefused() => Assert.That(
        () => model.Program(new double[3], new double[2], 1, Key),
        Throws.ArgumentException.With.Message.EqualTo("Expected room for 3 conductances, got 2. (Parameter 'programmed')"));

    [TestCase(-1)]
    [TestCase(double.NaN)]
    [TestCase(double.PositiveInfinity)]
    public void Program_ScaleThatIsNone_IsRefused(double scale) => Assert.That(
        () => model.Program(new double[1], new double[1], scale, Key),
        Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.StartsWith("A noise scale is finite and zero or more."));

    [Test]
    public void Window_OfEveryModel_IsInOrder()
    {
        Assert.That(model.LowestConductance.Siemens, Is.GreaterThanOrEqualTo(0));
        Assert.That(model.HighestConductance, Is.GreaterThanOrEqualTo(model.LowestConductance));
        Assert.That(model.Name, Is.Not.Empty);
    }

    private double[] Programmed(double scale, RandomKey key)
    {
        double[] targets = Targets();
        double[] programmed = new double[targets.Length];
        model.Program(targets, programmed, scale, key);
        return programmed;
    }

    /// <summary>Conductances all over the window; levels where there are any.</summary>
    private double[] Targets()
    {
        double low = model.LowestConductance.Siemens;
        double high = model.HighestConductance.Siemens;
        return [.. Enumerable.Range(0, 200).Select(i => low + ((high - low) * i / 199)).Select(
            target => model is IConductanceLevels table ? table.Levels.Means[table.Levels.Nearest(target)] : target)];
    }

    private static TestFixtureData Named(string name, IProgrammingNoise model) =>
        new TestFixtureData(model).SetArgDisplayNames(name);
}
