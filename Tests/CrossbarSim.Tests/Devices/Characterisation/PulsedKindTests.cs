using CrossbarSim.Devices.Characterisation;
using CrossbarSim.Devices.Characterisation.Plots;
using CrossbarSim.Devices.Documents;
using CrossbarSim.Devices.Pulses;

namespace CrossbarSim.Tests.Devices.Characterisation;

/// <summary>The keys of kinds that pulses program.</summary>
[TestFixture]
public sealed class PulsedKindTests
{
    private const string Head = "kind: linear-step\nsource: a test\nlowest: 1 uS\nhighest: 11 uS\n";
    private const string Linear = Head + "step: 0.01\ngamma-up: 0.1\ngamma-down: 0.2\n";

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void Read_AllKeys_AreWhereTheyBelong()
    {
        PulsedDevice device = Load(Linear + """
            weights: [-0.8, 1.2]
            up-down: 0.1
            directions: down
            cycle-to-cycle: 30 %
            noise-offset: 0.01
            noise-slope: 0.02
            write-noise: 3
            device-to-device: { step: 10 %, step-law: lognormal, up-down: 0.2, lowest: 4 %, highest: 5 %, corrupt: 6 %, corrupt-range: 0.07, gamma-up: 0.3, gamma-down: 0.4 }

            """);

        Assert.That(device.Law, Is.EqualTo(new LinearStep(0.1, 0.2, 0.3, 0.4)));
        Assert.That(device.Numbers, Is.EqualTo(new PulseNumbers
        {
            Low = -0.8, High = 1.2, Step = 0.01, UpDown = 0.1, CanRaise = false, CycleToCycle = 0.3, NoiseOffset = 0.01, NoiseSlope = 0.02, WriteNoise = 3,
            Spread = new() { Step = 0.1, LognormalStep = true, UpDown = 0.2, Low = 0.04, High = 0.05, Corrupt = 0.06, CorruptRange = 0.07 },
        }));
    }

    [TestCase("step: 0.02")]
    [TestCase("gamma-up: 0.2")]
    [TestCase("write-noise: 1")]
    [TestCase("device-to-device: { highest: 1 % }")]
    [TestCase("cycle-to-cycle: 1 %")]
    public void Content_OtherNumber_IsOther(string key)
    {
        string name = key.Split(':')[0];
        string other = string.Concat(Linear.Split('\n').Where(line => line.Length > 0 && !line.StartsWith($"{name}:", StringComparison.Ordinal)).Select(line => $"{line}\n")) + key + "\n";

        Assert.That(Load(other).Content, Is.Not.EqualTo(Load(Linear).Content));
    }

    [TestCase("step: 0\ngamma-up: 0\ngamma-down: 0\n", "d.yaml(5,7): step: 0 is not between 0.000000000001 and 2.")]
    [TestCase("gamma-up: 0\ngamma-down: 0\n", "d.yaml(1,1): step: is missing.")]
    [TestCase("step: 0.1\ngamma-up: 0\n", "d.yaml(1,1): gamma-down: is missing.")]
    [TestCase("step: 0.1\ngamma-up: 0\ngamma-down: 0\nweights: [0, 1]\n", "d.yaml(8,10): weights: wanted are the bounds of the state, one below and one above 0, as in [-1, 1].")]
    [TestCase("step: 0.1\ngamma-up: 0\ngamma-down: 0\nnoise: additive\n", "d.yaml(8,8): noise: means nothing without 'cycle-to-cycle'.")]
    [TestCase("step: 0.1\ngamma-up: 0\ngamma-down: 0\ncycle-to-cycle: 1 %\nnoise: additive\nnoise-slope: 1\n", "d.yaml(10,14): noise-slope: means nothing to additive noise.")]
    [TestCase("step: 0.1\ngamma-up: 0\ngamma-down: 0\ndirections: sideways\n", "d.yaml(8,13): directions: 'sideways' is not known here. Known: both, up, down.")]
    [TestCase("step: 0.1\ngamma-up: 0\ngamma-down: 0\ndevice-to-device: { corrupt-range: 1 }\n", "d.yaml(8,36): device-to-device.corrupt-range: means nothing where no cell is corrupt.")]
    [TestCase("step: 0.1\ngamma-up: 0\ngamma-down: 0\ndevice-to-device: { gamma: 1 % }\n", "d.yaml(8,21): device-to-device: unknown key 'gamma'. Known: step, step-law, up-down, lowest, highest, corrupt, corrupt-range, gamma-up, gamma-down.")]
    public void Read_Fault_SaysWhereAndWhat(string keys, string message)
    {
        InputException fault = Assert.Throws<InputException>(() => Load(Head + keys))!;

        Assert.That(fault.Message.Replace(_folder.Path + Path.DirectorySeparatorChar, "", StringComparison.Ordinal), Is.EqualTo(message));
    }

    [Test]
    public void Figures_OfAPulsedDevice_AreThoseOfATypicalCell()
    {
        Dictionary<string, string> figures = DeviceFigures.Of(DeviceFile.Load(_folder.Write("d.yaml", Linear + "cycle-to-cycle: 30 %\nup-down: 0.5\n"), DeviceCatalog.Standard))
            .ToDictionary(figure => figure.Name, figure => figure.Text);

        // In the middle, w = 0: 0.01·1.5 up and 0.01·0.5 down, at 5 uS for a weight of 1.
        Assert.That(figures["pulse model"], Is.EqualTo("linear-step"));
        Assert.That(figures["step up in the middle"], Is.EqualTo("75 nS"));
        Assert.That(figures["step down in the middle"], Is.EqualTo("-25 nS"));
        Assert.That(figures["cycle to cycle"], Is.EqualTo("30 %"));
    }

    private PulsedDevice Load(string text) => (PulsedDevice)DeviceFile.Load(_folder.Write("d.yaml", text), DeviceCatalog.Standard).Resolve(default);
}
