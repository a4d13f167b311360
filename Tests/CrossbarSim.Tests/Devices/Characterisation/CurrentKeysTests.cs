using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Characterisation;
using CrossbarSim.Devices.Currents;
using CrossbarSim.Devices.Documents;
using CrossbarSim.Devices.Models;

namespace CrossbarSim.Tests.Devices.Characterisation;

[TestFixture]
public sealed class CurrentKeysTests
{
    private const string Units = "Known: A, mA, uA, nA, pA.";

    private static readonly object[] Faults =
    [
        Fault("Word", "current: sinh", "s(1,61): device.current: 'sinh' is not known here: 'ohmic', or a section with a law."),
        Fault("List", "current: [sinh]", "s(1,61): device.current: a list stands where a word or a section with keys is wanted."),
        Fault("NoLaw", "current: {v0: 0.1 V}", "s(1,61): device.current.law: is missing."),
        Fault("UnknownLaw", "current: {law: sin, v0: 0.1 V}", "s(1,67): device.current.law: no law of current is called 'sin'. Did you mean 'sinh'? Known: sinh, polynomial, table."),
        Fault("NoV0", "current: {law: sinh}", "s(1,61): device.current.v0: is missing."),
        Fault("ZeroV0", "current: {law: sinh, v0: 0 V}", "s(1,77): device.current.v0: 0 V is not above 0 and at most 1000 V."),
        Fault("NoUnit", "current: {law: sinh, v0: 0.1}", "s(1,77): device.current.v0: '0.1' has no unit; write for instance '0.1 V'."),
        Fault("ReadFarOut", "current: {law: sinh, v0: 10 mV, conductance-at: 0.5 V}", "s(1,100): device.current.conductance-at: 0.5 V is more than 40 times v0, 0.01 V."),
        Fault("OtherKey", "current: {law: sinh, v0: 0.1 V, valid-to: 1 V}", "s(1,84): device.current: unknown key 'valid-to'. Known: law, v0, conductance-at, fit."),
        Fault("NoCoefficients", "current: {law: polynomial, valid-to: 1 V}", "s(1,61): device.current.coefficients: is missing."),
        Fault("EmptyCoefficients", "current: {law: polynomial, coefficients: [], valid-to: 1 V}", "s(1,93): device.current.coefficients: 0 numbers; there are 1 to 11: of V^2, V^3 and so on."),
        Fault("ZeroCoefficients", "current: {law: polynomial, coefficients: [0, 0], valid-to: 1 V}", "s(1,93): device.current.coefficients: are all zero: say 'current: ohmic'."),
        Fault("Coefficient", "current: {law: polynomial, coefficients: [1, x], valid-to: 1 V}", "s(1,97): device.current.coefficients[1]: 'x' is not a number."),
        Fault("NoLimit", "current: {law: polynomial, coefficients: [0, 1]}", "s(1,61): device.current.valid-to: is missing."),
        Fault("Falls", "current: {law: polynomial, coefficients: [0, -4], valid-to: 0.3 V}", "s(1,93): device.current.coefficients: the current does not rise at -0.3 V, within 0.3 V: check them, or lower 'valid-to'."),
        Fault("ReadBeyond", "current: {law: polynomial, coefficients: [0, 4], valid-to: 0.3 V, conductance-at: 0.4 V}", "s(1,134): device.current.conductance-at: 0.4 V is beyond 'valid-to', 0.3 V."),
        Fault("NoFile", "current: {law: table, conductance-at: 0.1 V}", "s(1,61): device.current.file: is missing."),
        Fault("NoReadVoltage", "current: {law: table, file: iv.csv}", "s(1,61): device.current.conductance-at: is missing."),
        Fault("NoSuchFile", "current: {law: table, file: none.csv, conductance-at: 0.1 V}", "s(1,80): device.current.file: there is no file 'none.csv' (looked for none.csv)."),
        Fault("ReadOutsideTable", "current: {law: table, file: iv.csv, conductance-at: 0.5 V}", "s(1,104): device.current.conductance-at: 0.5 V is not in the table, from -0.2 V to 0.4 V."),
        Fault("NothingFlows", "current: {law: table, file: flat.csv, conductance-at: 0.1 V}", "s(1,106): device.current.conductance-at: nothing flows at 0.1 V: the measured cell has no conductance there."),
        Fault("SymmetricTwice", "current: {law: table, file: iv.csv, symmetric: true, conductance-at: 0.1 V}", "iv.csv(4,1): voltage_mV: a curve that is measured below 0 V cannot be 'symmetric: true' too."),
        Fault("NothingNegative", "current: {law: table, file: half.csv, conductance-at: 0.1 V}", "half.csv: the curve has no negative voltages, and cells of an array see some; measure them, or say 'symmetric: true': I(-V) = -I(V)."),
        Fault("TwoBranches", "current: {law: table, file: twice.csv, conductance-at: 0.1 V}", "twice.csv(4,1): voltage_V: a second row for 0.1 V: keep one branch of a curve that goes up and down."),
        Fault("Falling", "current: {law: table, file: falling.csv, conductance-at: 0.1 V}", "falling.csv(4,5): current_uA: the current falls from 2 uA at 0.1 V to 1 uA at 0.2 V; a law of current rises."),
        Fault("WrongSide", "current: {law: table, file: wrong.csv, conductance-at: 0.1 V}", "wrong.csv(2,6): current_uA: the current falls from 1 uA at -0.1 V to 0 uA at 0 V; a law of current rises."),
        Fault("Offset", "current: {law: table, file: offset.csv, conductance-at: 0.1 V}", "offset.csv(3,3): current_uA: a cell carries no current at 0 V; subtract the offset of the instrument."),
        Fault("NothingPositive", "current: {law: table, file: below.csv, conductance-at: 0 V}", "below.csv: the curve has no positive voltages."),
        Fault("NoRows", "current: {law: table, file: none-at-all.csv, symmetric: true, conductance-at: 0 V}", "none-at-all.csv: the file has a header and no rows below it."),
        Fault("NoUnitInHeader", "current: {law: table, file: nounit.csv, conductance-at: 0.1 V}", $"nounit.csv(1,11): current: has no unit; write for instance 'current_A'. {Units}"),
        Fault("UnknownUnit", "current: {law: table, file: unit.csv, conductance-at: 0.1 V}", $"unit.csv(1,11): current_kA: 'kA' is not a unit of current. {Units}"),
        Fault("UnknownColumn", "current: {law: table, file: column.csv, conductance-at: 0.1 V}", "column.csv(1,1): volts_V: no column is called 'volts_V'. Known: voltage, current."),
        Fault("ColumnTwice", "current: {law: table, file: column2.csv, conductance-at: 0.1 V}", "column2.csv(1,11): voltage_mV: there is a column 'voltage_V' already."),
        Fault("NoColumn", "current: {law: table, file: missing.csv, conductance-at: 0.1 V}", "missing.csv: there is no column 'current'."),
    ];

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void WriteFiles()
    {
        _folder = new TemporaryFolder();
        _folder.Write("iv.csv", "voltage_mV;current_uA\n400;9\n100;1\n-200;-3\n");
        _folder.Write("flat.csv", "voltage_V,current_uA\n-0.2,-1\n0.1,0\n0.2,1\n");
        _folder.Write("half.csv", "voltage_V,current_uA\n0.1,1\n0.2,3\n");
        _folder.Write("twice.csv", "voltage_V,current_uA\n-0.1,-1\n0.1,1\n0.1,2\n");
        _folder.Write("falling.csv", "voltage_V,current_uA\n-0.1,-1\n0.1,2\n0.2,1\n");
        _folder.Write("wrong.csv", "voltage_V,current_uA\n-0.1,1\n0.1,2\n");
        _folder.Write("offset.csv", "voltage_V,current_uA\n-0.1,-1\n0,0.1\n0.1,2\n");
        _folder.Write("below.csv", "voltage_V,current_uA\n-0.1,-1\n");
        _folder.Write("none-at-all.csv", "voltage_V,current_uA\n");
        _folder.Write("nounit.csv", "voltage_V,current\n-0.1,1\n0.1,2\n");
        _folder.Write("unit.csv", "voltage_V,current_kA\n-0.1,1\n0.1,2\n");
        _folder.Write("column.csv", "volts_V,current_A\n-0.1,1\n0.1,2\n");
        _folder.Write("column2.csv", "voltage_V,voltage_mV,current_A\n-0.1,1,1\n0.1,2,3\n");
        _folder.Write("missing.csv", "voltage_V\n-0.1\n");
        _folder.Write("cell.yaml", "kind: level-table\nsource: a test\ndata: cell.csv\nunit: uS\nlevels: 2\ncurrent: { law: sinh, v0: 0.1 V }\n");
        _folder.Write("cell.csv", "1\n2\n3\n");
    }

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [TestCaseSource(nameof(Faults))]
    public void Read_FaultyCurrent_SaysWhereAndWhat(string yaml, string message)
    {
        InputException fault = Assert.Throws<InputException>(() => Inline(yaml))!;

        Assert.That(fault.Message.Replace(_folder.Path + Path.DirectorySeparatorChar, "", StringComparison.Ordinal), Is.EqualTo(message));
    }

    [Test]
    public void Read_NoCurrent_IsOhmic() => Assert.That(Inline("synthetic: true").Current, Is.SameAs(OhmicCurrent.Law));

    [Test]
    public void Read_Sinh_HasItsNumbers()
    {
        SinhCurrent law = (SinhCurrent)Inline("current: {law: sinh, v0: 50 mV, conductance-at: 0.2 V}").Current;

        Assert.That((law.V0.Volts, law.ConductanceAt.Volts, law.Description), Is.EqualTo((0.05, 0.2, "sinh, v0 = 0.05 V, conductance at 0.2 V")));
    }

    [Test]
    public void Read_Polynomial_HasItsNumbers()
    {
        PolynomialCurrent law = (PolynomialCurrent)Inline("current: {law: polynomial, coefficients: [0, 2.5], valid-to: 0.4 V}").Current;

        Assert.That(law.Coefficients, Is.EqualTo(new[] { 0, 2.5 }));
        Assert.That((law.Highest.Volts, law.ConductanceAt.Volts, law.Description), Is.EqualTo((0.4, 0.0, "polynomial of degree 3 to 0.4 V")));
    }

    [Test]
    public void Read_Table_HasItsRowsByVoltageAndTheOrigin()
    {
        TabulatedCurrent law = (TabulatedCurrent)Inline("current: {law: table, file: iv.csv, conductance-at: 0.1 V}").Current;

        // 1 uA at 100 mV is 10 uS; 9 uA at 0.4 V count as 0.9 V, -3 uA at -0.2 V as -0.3 V.
        Assert.That(law.Description, Is.EqualTo("table of 4 points from -0.2 V to 0.4 V, conductance at 0.1 V"));
        Assert.That(law.MeasuredConductance.Microsiemens, Is.EqualTo(10).Within(1e-12));
        Assert.That(Values(law, [-0.2, 0, 0.1, 0.4]), Is.EqualTo(new[] { -0.3, 0, 0.1, 0.9 }).Within(1e-15));
    }

    [Test]
    public void Read_SymmetricTable_IsOdd()
    {
        TabulatedCurrent law = (TabulatedCurrent)Inline("current: {law: table, file: half.csv, symmetric: true, conductance-at: 0.1 V}").Current;

        // 1 uA at 0.1 V is 10 uS; 3 uA at 0.2 V count as 0.3 V.
        Assert.That(law.Description, Is.EqualTo("table of 5 points from -0.2 V to 0.2 V, conductance at 0.1 V"));
        Assert.That(Values(law, [-0.2, -0.1, 0, 0.1, 0.2]), Is.EqualTo(new[] { -0.3, -0.1, 0, 0.1, 0.3 }).Within(1e-15));
    }

    [Test]
    public void Read_CurrentOfAFile_CanBeChanged()
    {
        Assert.That(Read("device: {file: cell.yaml}"), Is.TypeOf<LevelTableDevice>().With.Property("Current").Property("Content").EqualTo("sinh 0.1 0"));
        Assert.That(Read("device: {file: cell.yaml, current: {v0: 0.2 V}}").Current.Content, Is.EqualTo("sinh 0.2 0"));
        Assert.That(Read("device: {file: cell.yaml, current: ohmic}").Current, Is.SameAs(OhmicCurrent.Law));
    }

    private IDeviceModel Inline(string keys) => Read($"device: {{kind: ideal, lowest: 1 uS, highest: 9 uS, {keys}}}");

    private IDeviceModel Read(string yaml)
    {
        MappingNode root = YamlFile.Parse(yaml, _folder.At("s"));
        DeviceLibrary library = new([], DeviceCatalog.Standard);
        return DocumentReader.Read(root, reader => new DeviceSectionReader(library).Read(reader, "device"))!.Resolve(default);
    }

    private static double[] Values(TabulatedCurrent law, double[] volts)
    {
        double[] values = new double[volts.Length];
        law.Evaluate(volts, values, new double[volts.Length]);
        return values;
    }

    private static TestCaseData Fault(string name, string yaml, string message) =>
        new TestCaseData(yaml, message).SetArgDisplayNames(name);
}
