using CrossbarSim.Devices.Characterisation;
using CrossbarSim.Devices.Characterisation.Sections;
using CrossbarSim.Devices.Documents;

namespace CrossbarSim.Tests.Devices.Characterisation;

/// <summary>Sections of device files that behaviours are described by: what they mean, and what is wrong with a broken one.</summary>
[TestFixture]
public sealed class SectionTests
{
    private const string Head = "kind: ideal\nsource: a test\nlowest: 1 uS\nhighest: 50 uS\n"; // four lines

    private static readonly TestCaseData[] Cases =
    [
        Case("DriftWithoutLaw", "drift: { reference-time: 1 s, nu: { mean: 0.05, std: 0.01 } }", "d.yaml(5,8): drift.law: is missing."),
        Case("DriftLawUnknown", "drift: { law: exp, reference-time: 1 s, nu: { mean: 0.05, std: 0.01 } }", "d.yaml(5,15): drift.law: 'exp' is not known here. Known: power, log."),
        Case("DriftTimeWithoutUnit", "drift: { law: power, reference-time: 1, nu: { mean: 0.05, std: 0.01 } }", "d.yaml(5,38): drift.reference-time: '1' has no unit; write for instance '1 s'.\nd.yaml(5,38): drift.reference-time: is not above 0 s."),
        Case("DriftTimeZero", "drift: { law: power, reference-time: 0 s, nu: { mean: 0.05, std: 0.01 } }", "d.yaml(5,38): drift.reference-time: is not above 0 s."),
        Case("DriftStdNegative", "drift: { law: power, reference-time: 1 s, nu: { mean: 0.05, std: -0.01 } }", "d.yaml(5,66): drift.nu.std: -0.01 is not between 0 and 10."),
        Case("DriftOfTheOtherLaw", "drift: { law: log, reference-time: 1 s, mean: -0.1 uS, std: 0.04 uS, std-at-reference: 0.4 uS, nu: 1 }", "d.yaml(5,96): drift: unknown key 'nu'. Known: law, reference-time, from, valid-to, table, mean, std, std-at-reference, fit."),
        Case("DriftUnitOfMean", "drift: { law: log, reference-time: 1 s, mean: -0.1 V, std: 0.04 uS, std-at-reference: 0.4 uS }", "d.yaml(5,47): drift.mean: '-0.1 V' is not a conductance; its unit is one of S, mS, uS, nS."),
        Case("DriftTableMissing", "drift: { law: power, reference-time: 1 s, table: none.csv }", "d.yaml(5,50): drift.table: there is no file 'none.csv' (looked for none.csv)."),
        Case("DriftTableColumn", "drift: { law: power, reference-time: 1 s, table: t.csv }", "t.csv(1,1): there is no column 'std'. Known: conductance, mean.", "conductance,mean\n1e-6,0.1\n"),
        Case("DriftTableOrder", "drift: { law: power, reference-time: 1 s, table: t.csv }", "t.csv(3,1): conductance: 1E-06 is not above the one before it.", "conductance,mean,std\n2e-6,0.1,0\n1e-6,0.1,0\n"),
        Case("NoiseWithoutUnit", "read-noise: { sigma: 0.5 }", "d.yaml(5,22): read-noise.sigma: '0.5' is neither a conductance, as in '0.5 uS', nor a percentage, as in '5 %'."),
        Case("NoiseTwice", "read-noise: { sigma: 5 %, table: t.csv }", "d.yaml(5,15): read-noise: unknown key 'sigma'. Known: amplitude, read-time, table, one-over-f, fit.", "conductance,sigma\n1e-6,1e-8\n"),
        Case("NoiseBand", "read-noise: { sigma: 5 %, one-over-f: { slope: 1, from: 10 Hz, to: 1 Hz } }", "d.yaml(5,68): read-noise.one-over-f.to: is not above 'from'."),
        Case("NoiseBandUnit", "read-noise: { sigma: 5 %, one-over-f: { slope: 1, from: 1 s, to: 10 Hz } }", "d.yaml(5,57): read-noise.one-over-f.from: '1 s' is not a frequency; its unit is one of Hz, mHz, kHz, MHz."),
        Case("PulsesNothing", "pulses: { model: exponential, lowest: 1 uS, highest: 9 uS }", "d.yaml(5,9): pulses: has neither 'up' nor 'down'."),
        Case("PulsesWindow", "pulses: { model: soft-bounds, lowest: 9 uS, highest: 1 uS, up: { rate: 0.1, bound: 9 uS } }", "d.yaml(5,54): pulses.highest: 1 uS is not above the lowest, 9 uS."),
        Case("PulsesRate", "pulses: { model: soft-bounds, lowest: 1 uS, highest: 9 uS, up: { rate: 2, bound: 9 uS } }", "d.yaml(5,72): pulses.up.rate: 2 is not above 0 and at most 1."),
        Case("PulsesKeyOfAnotherModel", "pulses: { model: linear-step, lowest: 1 uS, highest: 9 uS, up: { step: 1 nS, slope: 0, bound: 9 uS } }", "d.yaml(5,88): pulses.up: unknown key 'bound'. Known: step, slope."),
        Case("PulsesTableOrder", "pulses: { model: table, lowest: 1 uS, highest: 9 uS, steps: t.csv }", "t.csv(3,8): quantile: quantiles are inside 0 and 1 and ascend, and so do their steps.", "direction,conductance,quantile,step\n1,1e-6,0.2,1e-9\n1,1e-6,0.1,2e-9\n1,2e-6,0.2,1e-9\n1,2e-6,0.1,2e-9\n"),
        Case("PulsesTableColumns", "pulses: { model: table, lowest: 1 uS, highest: 9 uS, steps: t.csv }", "t.csv(1,1): the columns are a, b; they are to be direction, conductance, quantile, step.", "a,b\n1,2\n"),
        Case("CurrentV0", "current: { law: sinh, v0: 0 V }", "d.yaml(5,27): current.v0: 0 V is not above 0 and at most 1000 V."),
        Case("CurrentOfAnotherLaw", "current: { law: sinh, v0: 0.2 V, valid-to: 1 V }", "d.yaml(5,34): current: unknown key 'valid-to'. Known: law, v0, conductance-at, fit."),
        Case("CurrentCoefficients", "current: { law: polynomial, coefficients: 3, valid-to: 0.3 V }", "d.yaml(5,43): current.coefficients: '3' stands where a list is wanted, as in [1, 2]."),
        Case("SwitchingNothing", "switching: { sett: 1 V }", "d.yaml(5,12): switching: has neither 'set' nor 'reset'.\nd.yaml(5,14): switching: unknown key 'sett'. Did you mean 'set'? Known: set, reset, fit."),
        Case("SwitchingStd", "switching: { set: { mean: 1 V, std: -0.1 V } }", "d.yaml(5,37): switching.set.std: -0.1 V is not 0 V or more."),
        Case("FitHash", "fit: { kind: levels, files: [{ name: a.csv, sha256: 12 }], rows: 1, rows-used: 1, unit: S, range: none }", "d.yaml(5,53): fit.files[0].sha256: is no SHA-256, which is 64 digits 0 to 9 and a to f."),
        Case("FitRows", "fit: { kind: levels, files: [], rows: 1, rows-used: 2, unit: S, range: none }", "d.yaml(5,53): fit.rows-used: 2 is not between 0 and 1."),
        Case("FitInterval", "fit: { kind: levels, files: [], rows: 1, rows-used: 1, unit: S, range: none, parameters: { a: [2, 3, 1] } }", "d.yaml(5,95): fit.parameters.a: is a value and the lower and upper end of its interval, in this order, as in [2, 1, 3]."),
        Case("SectionUnknown", "drifts: 1", "d.yaml(5,1): unknown key 'drifts'. Did you mean 'drift'? Known: name, kind, source, description, synthetic, licence, levels, lowest, highest, fit, drift, read-noise, current, switching, pulses."),
        Case("SectionEmpty", "drift:", "d.yaml(5,7): drift: has nothing below it; write its keys or leave it out."),
    ];

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [TestCaseSource(nameof(Cases))]
    public void Load_BrokenSection_SaysWhereAndWhat(string section, string message, string table)
    {
        _folder.Write("t.csv", table);
        string path = _folder.Write("d.yaml", Head + section + "\n");

        InputException fault = Assert.Throws<InputException>(() => DeviceFile.Load(path, DeviceCatalog.Standard))!;

        Assert.That(fault.Message.Replace(_folder.Path + Path.DirectorySeparatorChar, "", StringComparison.Ordinal), Is.EqualTo(message));
    }

    [Test]
    public void At_DriftBetweenConductances_IsLinearAndConstantBeyond()
    {
        _folder.Write("t.csv", "conductance,mean,std\n10e-6,0.1,0.02\n20e-6,0.05,0.04\n");
        DriftSection drift = Load("drift: { law: power, reference-time: 20 s, table: t.csv }").Drift!;

        // By hand: a quarter of the way from 10 to 20 uS.
        Assert.That(drift.At(12.5e-6).Mean, Is.EqualTo(0.0875).Within(1e-15));
        Assert.That(drift.At(12.5e-6).Std, Is.EqualTo(0.025).Within(1e-15));
        Assert.That(drift.At(1e-6).Mean, Is.EqualTo(0.1));
        Assert.That(drift.At(90e-6).Mean, Is.EqualTo(0.05));
        Assert.That(drift.ReferenceTime, Is.EqualTo(TimeSpan.FromSeconds(20)));
    }

    [Test]
    public void SigmaAt_EveryLaw_IsWhatItSays()
    {
        _folder.Write("t.csv", "conductance,sigma\n10e-6,1e-7\n20e-6,3e-7\n");

        Assert.That(Load("read-noise: { sigma: 0.5 uS }").ReadNoise!.SigmaAt(30e-6), Is.EqualTo(0.5e-6));
        Assert.That(Load("read-noise: { sigma: 2 % }").ReadNoise!.SigmaAt(30e-6), Is.EqualTo(0.6e-6).Within(1e-18));
        Assert.That(Load("read-noise: { table: t.csv }").ReadNoise!.SigmaAt(15e-6), Is.EqualTo(2e-7).Within(1e-18));
    }

    [Test]
    public void MeanStep_EveryModel_IsWhatItsFormulaSays()
    {
        PulseResponse Up(string model, string up) => Load($"pulses: {{ model: {model}, lowest: 10 uS, highest: 60 uS, up: {up} }}").Pulses!.Up!;

        // By hand: 3 % of the 30 uS to the bound; 2 nS less a fifth of half the way up; the curve's own first step.
        Assert.That(Up("soft-bounds", "{ rate: 0.03, bound: 60 uS }").MeanStep(30e-6), Is.EqualTo(0.9e-6).Within(1e-18));
        Assert.That(Up("linear-step", "{ step: 2 nS, slope: -0.2 }").MeanStep(47.5e-6), Is.EqualTo(1.8e-9).Within(1e-20));
        ExponentialPulses curve = (ExponentialPulses)Up("exponential", "{ from: 10 uS, to: 60 uS, nonlinearity: 2, pulses: 50 }");
        Assert.That(curve.MeanStep(10e-6), Is.EqualTo(curve.After(1) - 10e-6).Within(1e-18));
        Assert.That(curve.MeanStep(curve.After(30)), Is.EqualTo(curve.After(31) - curve.After(30)).Within(1e-18));
        Assert.That(curve.After(50), Is.EqualTo(60e-6).Within(1e-18));
    }

    private DeviceSections Load(string section) => DeviceFile.Load(_folder.Write("d.yaml", Head + section + "\n"), DeviceCatalog.Standard).Sections;

    private static TestCaseData Case(string name, string section, string message, string table = "") =>
        new TestCaseData(section, message, table).SetArgDisplayNames(name);
}
