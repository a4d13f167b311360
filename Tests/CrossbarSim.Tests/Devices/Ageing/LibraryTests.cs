using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Characterisation;
using CrossbarSim.Devices.Models;
using CrossbarSim.Devices.Randomness;

namespace CrossbarSim.Tests.Devices.Ageing;

/// <summary>Published devices in device-data: their numbers, and what time makes of them.</summary>
public sealed class LibraryTests
{
    private const int Cells = 400_000;
    private static readonly RandomKey s_key = RandomKey.FromSeed(7);

    private static DeviceSpec Device(string name) =>
        DeviceFile.Load(TestData.InRepository("device-data", $"{name}.yaml"), DeviceCatalog.Standard);

    /// <summary>Mean and standard deviation of G(t)/G0 at x = 0.5 over cells, without programming error: recomputed from the model by another program.</summary>
    [TestCase(3600, 0.7757, 0.0323)]
    [TestCase(86400, 0.6649, 0.0446)]
    [TestCase(31557600, 0.5001, 0.0573)]
    public void Age_Pcm_HasThePublishedMeanAndSpread(double seconds, double mean, double std)
    {
        IConductanceDrift drift = Device("pcm").Drift!;
        double[] cells = new double[Cells];
        Array.Fill(cells, 12.5e-6);

        drift.Age(cells, TimeSpan.FromSeconds(seconds), s_key);

        // Rounded to four digits there; the mean of N samples has standard error σ/√N, σ one of σ/√(2N); five of them.
        double[] ratios = [.. cells.Select(cell => cell / 12.5e-6)];
        double found = ratios.Average();
        double spread = Math.Sqrt(ratios.Average(ratio => Math.Pow(ratio - found, 2)));
        Assert.That(found, Is.EqualTo(mean).Within(0.00005 + (5 * std / Math.Sqrt(Cells))));
        Assert.That(spread, Is.EqualTo(std).Within(0.00005 + (5 * std / Math.Sqrt(2 * Cells))));
    }

    /// <summary>ν at x = 0.5 is 0.0490 ± 0.0080: from two times of the same cells.</summary>
    [Test]
    public void Age_Pcm_HasThePublishedExponents()
    {
        IConductanceDrift drift = Device("pcm").Drift!;
        double[] cells = new double[Cells];
        Array.Fill(cells, 12.5e-6);
        drift.Age(cells, TimeSpan.FromSeconds(20 * (Math.E - 1)), s_key);

        double[] exponents = [.. cells.Select(cell => -Math.Log(cell / 12.5e-6))];
        double mean = exponents.Average();
        Assert.That(mean, Is.EqualTo(0.0490).Within(0.00005 + (5 * 0.008 / Math.Sqrt(Cells))));
        Assert.That(Math.Sqrt(exponents.Average(nu => Math.Pow(nu - mean, 2))), Is.EqualTo(0.0080).Within(0.00005 + (5 * 0.008 / Math.Sqrt(2 * Cells))));
    }

    /// <summary>Programmed once, read at any time: a cell keeps what is particular to it.</summary>
    [TestCase("pcm")]
    [TestCase("reram-cmo-hfox-2-percent")]
    public void Age_TwoTimes_AreOfTheSameCells(string name)
    {
        IConductanceDrift drift = Device(name).Drift!;
        (double[] soon, double[] late) = ([.. Enumerable.Repeat(20e-6, 2000)], [.. Enumerable.Repeat(20e-6, 2000)]);

        drift.Age(soon, TimeSpan.FromHours(1), s_key);
        drift.Age(late, TimeSpan.FromDays(100), s_key);

        int[] order = [.. Enumerable.Range(0, 2000).OrderBy(cell => soon[cell])];
        Assert.That(Enumerable.Range(1, 1999).Select(i => late[order[i]] - late[order[i - 1]]), Has.All.GreaterThanOrEqualTo(-1e-18));
    }

    /// <summary>ν of 0.1 ± 0.05 is below zero in one cell of 44; where a law never rises it counts as above zero.</summary>
    [Test]
    public void Age_LawThatNeverRises_RaisesNoCell()
    {
        double[] cells = new double[Cells];
        Array.Fill(cells, 10e-6);

        Device("state-independent").Drift!.Age(cells, TimeSpan.FromDays(1), s_key);

        Assert.That(cells.Max(), Is.LessThanOrEqualTo(10e-6));
    }

    /// <summary>Relaxation leaves cells within the window of the device, at either end of it.</summary>
    [TestCase(9.0)]
    [TestCase(88.2)]
    public void Age_AtTheEndsOfTheWindow_StaysInIt(double microsiemens)
    {
        double[] cells = new double[1000];
        Array.Fill(cells, microsiemens * 1e-6);

        Device("reram-cmo-hfox-2-percent").Drift!.Age(cells, TimeSpan.FromSeconds(2), s_key);

        Assert.That(cells, Has.All.InRange(9e-6 * (1 - 1e-12), 88.2e-6 * (1 + 1e-12)));
        Assert.That(cells.Distinct().Count(), Is.GreaterThan(300));
    }

    [Test]
    public void Age_NoTime_ChangesNothing()
    {
        double[] cells = [5e-6, 0, 25e-6];
        Device("pcm").Drift!.Age(cells, TimeSpan.Zero, s_key);
        Assert.That(cells, Is.EqualTo(new[] { 5e-6, 0, 25e-6 }));
    }

    /// <summary>A target of zero: mean 0.105 uS, standard deviation 0.154, because what is below zero becomes zero.</summary>
    [Test]
    public void Program_PcmTargetOfZero_HasThePublishedMeanAndSpread()
    {
        double[] cells = new double[Cells];
        ((IProgrammingNoise)Device("pcm").Resolve(s_key)).Program(new double[Cells], cells, 1, s_key);

        Assert.That(cells.Average() * 1e6, Is.EqualTo(0.105).Within(0.0005 + (5 * 0.154 / Math.Sqrt(Cells))));
        Assert.That(1e6 * Math.Sqrt(cells.Average(cell => cell * cell) - Math.Pow(cells.Average(), 2)), Is.EqualTo(0.154).Within(0.0015));
    }

    /// <summary>Trap 1: the coefficients of Wan et al. belong to 40 uS; scaling them by 25 makes relative noise 1.6 times too large.</summary>
    [TestCase("reram-wan-2022-1s", 0.348, 16.030, -43.853, 45.393, -16.815)]
    [TestCase("reram-wan-2022-1d", 0.701, 22.086, -50.773, 47.095, -16.458)]
    [TestCase("reram-wan-2022-2d", 0.782, 20.274, -43.507, 37.062, -11.934)]
    public void Trap01_WanReRam_IsRelativeToFortyMicrosiemens(string name, params double[] coefficients)
    {
        StateDevice device = (StateDevice)Device(name).Resolve(s_key);

        Assert.That(device.HighestConductance.Microsiemens, Is.EqualTo(40).Within(1e-9));
        foreach (double x in new[] { 0, 0.25, 0.5, 1 })
        {
            double expected = coefficients.Select((c, power) => c * Math.Pow(x, power)).Sum();
            Assert.That(device.Sigma.At(x) * 1e6, Is.EqualTo(expected).Within(1e-9));
        }
    }

    /// <summary>Trap 2: the set for an acceptance of 2 % is really used: 0.576 uS at 50 uS, not 0.054.</summary>
    [TestCase("reram-cmo-hfox-0p2-percent", 0.0542506)]
    [TestCase("reram-cmo-hfox-2-percent", 0.57573204)]
    public void Trap02_CmoHfox_HasTheSpreadOfItsAcceptance(string name, double expected)
    {
        StateDevice device = (StateDevice)Device(name).Resolve(s_key);

        // By hand: 0.00106879·50 + 0.00081107, and 0.01129027·50 + 0.01121854.
        Assert.That(device.Sigma.At(50 / 88.2) * 1e6, Is.EqualTo(expected).Within(1e-6));
    }

    /// <summary>Read noise of PCM at x = 0.5, one hour after the reference: by hand from the formula.</summary>
    [Test]
    public void Variances_Pcm_AreThoseOfTheFormula()
    {
        double[] variances = new double[1];
        Device("pcm").ReadNoise!.At(TimeSpan.FromHours(1)).Variances([12.5e-6], [9.7e-6], variances);

        // 9.7 uS · 0.0088/0.5^0.65 · √ln((3620 + 250 ns)/500 ns).
        double expected = 9.7e-6 * 0.0088 / Math.Pow(0.5, 0.65) * Math.Sqrt(Math.Log((3620 + 0.25e-6) / 0.5e-6));
        Assert.That(Math.Sqrt(variances[0]), Is.EqualTo(expected).Within(1e-9).Percent);
    }

    /// <summary>HERMES: numbers on both sides of the states where its laws change.</summary>
    [Test]
    public void Drift_Hermes_ChangesItsLawWhereItIsPublishedTo()
    {
        IConductanceDrift drift = Device("hermes-1-device").Drift!;
        foreach ((double x, double nu) in new[] { (0.05, (-0.0387 * Math.Log(0.05)) - 0.0182), (0.5, (-0.0436 * 0.25) - (0.0126 * 0.5) + 0.0736) })
        {
            double[] cells = new double[Cells];
            Array.Fill(cells, x * 10.35e-6);
            drift.Age(cells, TimeSpan.FromSeconds(200 * (Math.E - 1)), s_key);
            double mean = cells.Average(cell => -Math.Log(cell / (x * 10.35e-6)));
            Assert.That(mean, Is.EqualTo(nu).Within(5 * 0.04 / Math.Sqrt(Cells)));
        }
    }
}
