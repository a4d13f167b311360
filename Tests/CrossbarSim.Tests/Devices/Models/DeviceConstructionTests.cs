using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Models;
using CrossbarSim.Devices.Quantities;

namespace CrossbarSim.Tests.Devices.Models;

[TestFixture]
public sealed class DeviceConstructionTests
{
    private static readonly Conductance One = Conductance.FromMicrosiemens(1);
    private static readonly Conductance Ten = Conductance.FromMicrosiemens(10);

    [Test]
    public void Constructor_WindowUpsideDown_IsRefused()
    {
        Assert.That(() => new IdealDevice(Ten, One), Throws.TypeOf<ArgumentOutOfRangeException>()
            .With.Message.StartsWith("A highest conductance is finite and above the lowest, 10 uS."));
        Assert.That(() => new GaussianDevice(One, One, One, 0), Throws.TypeOf<ArgumentOutOfRangeException>()
            .With.Message.StartsWith("A highest conductance is finite and above the lowest, 1 uS."));
    }

    [Test]
    public void Constructor_NegativeWindow_IsRefused() => Assert.That(
        () => new IdealDevice(Conductance.FromMicrosiemens(-1), One),
        Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.StartsWith("A lowest conductance is finite and zero or more."));

    [Test]
    public void Constructor_NegativeSigma_IsRefused()
    {
        Assert.That(() => new GaussianDevice(One, Ten, Conductance.FromMicrosiemens(-1), 0), Throws.TypeOf<ArgumentOutOfRangeException>()
            .With.Message.StartsWith("A standard deviation is finite and zero or more."));
        Assert.That(() => new GaussianDevice(One, Ten, One, double.NaN), Throws.TypeOf<ArgumentOutOfRangeException>()
            .With.Message.StartsWith("A standard deviation is finite and zero or more."));
    }

    [Test]
    public void Constructor_OnlyLevelZero_IsRefused() => Assert.That(
        () => new LevelTableDevice("x", new ConductanceLevels([0], [0])),
        Throws.ArgumentException.With.Message.EqualTo("A device whose only level is 0 S conducts nothing. (Parameter 'levels')"));
}
