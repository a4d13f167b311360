using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Characterisation;
using CrossbarSim.Devices.Documents;
using CrossbarSim.Devices.Models;
using CrossbarSim.Devices.Quantities;
using CrossbarSim.Devices.Randomness;

namespace CrossbarSim.Tests.Devices.Characterisation;

[TestFixture]
public sealed class DeviceSectionTests
{
    private const string Known = "Known: broken, flat, measured.";

    private static readonly object[] Faults =
    [
        Fault("Missing", "{}", "s(1,1): device: is missing."),
        Fault("NoValue", "device:", "s(1,8): device: has no value."),
        Fault("List", "device: [a]", "s(1,9): device: a list stands where a word or a section with keys is wanted."),
        Fault("UnknownName", "device: mesured", $"s(1,9): device: no device is called 'mesured'. Did you mean 'measured'? {Known}"),
        Fault("UnknownNameBelow", "device: {name: zebra, levels: 2}", $"s(1,16): device.name: no device is called 'zebra'. {Known}"),
        Fault("NoName", "device: {levels: 2}", "s(1,9): device: needs one of the keys name, file and kind."),
        Fault("TwoNames", "device: {name: flat, kind: ideal}", "s(1,9): device: has the keys name and kind; only one of name, file and kind can say which device it is."),
        Fault("UnknownKind", "device: {kind: gausian, lowest: 1 uS}", "s(1,16): device.kind: no kind of device is called 'gausian'. Did you mean 'gaussian'? Known: constant-step, exp-step, gaussian, ideal, level-table, linear-step, piecewise-step, pow-step, soft-bounds, state-dependent."),
        Fault("UnknownKey", "device: {name: flat, hihgest: 3 uS}", "s(1,22): device: unknown key 'hihgest'. Did you mean 'highest'? Known: name, file, kind, source, description, synthetic, licence, levels, lowest, highest, fit, drift, read-noise, current, switching, pulses."),
        Fault("WindowUpsideDown", "device: {kind: ideal, lowest: 5 uS, highest: 2 uS}", "s(1,46): device.highest: 2 uS is not above the lowest, 5 uS."),
        Fault("WindowEmpty", "device: {kind: ideal, lowest: 0 uS, highest: 0 uS}", "s(1,46): device.highest: 0 uS is not above the lowest, 0 uS."),
        Fault("NoUnit", "device: {name: flat, highest: 3}", "s(1,31): device.highest: '3' has no unit; write for instance '3 uS'."),
        Fault("OneLevel", "device: {name: flat, levels: 1}", "s(1,30): device.levels: 1 is not between 2 and 65536."),
        Fault("TooManyLevels", "device: {name: measured, levels: 5}", "s(1,34): device.levels: 5 is not between 1 and 4, the levels of the table."),
        Fault("NoLevels", "device: {name: measured, levels: 0}", "s(1,34): device.levels: 0 is not between 1 and 4, the levels of the table."),
        Fault("Sampling", "device: {name: measured, levels: 2, sampling: randm}", "s(1,47): device.sampling: 'randm' is not known here. Did you mean 'random'? Known: uniform, random."),
        Fault("SigmaMissing", "device: {kind: gaussian, lowest: 1 uS, highest: 2 uS}", "s(1,9): device.sigma: is missing."),
        Fault("FaultInTheFile", "device: broken", "broken.yaml(1,1): source: is missing.\nbroken.yaml(2,9): lowest: '1' has no unit; write for instance '1 uS'."),
    ];

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeLibrary()
    {
        _folder = new TemporaryFolder();
        _folder.Write("flat.yaml", "kind: ideal\nsource: a test\nlowest: 1 uS\nhighest: 9 uS\n");
        _folder.Write("measured.yaml", "kind: level-table\nsource: a test\ndata: measured.csv\nunit: uS\n");
        _folder.Write("measured.csv", "1,9\n2,7\n3,5\n4,3\n");
        _folder.Write("broken.yaml", "kind: ideal\nlowest: 1\nhighest: 9 uS\n");
    }

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [TestCaseSource(nameof(Faults))]
    public void Read_FaultySection_SaysWhereAndWhat(string yaml, string message)
    {
        InputException fault = Assert.Throws<InputException>(() => Read(yaml))!;

        Assert.That(fault.Message.Replace(_folder.Path + Path.DirectorySeparatorChar, "", StringComparison.Ordinal), Is.EqualTo(message));
    }

    [Test]
    public void Read_Name_IsTheDeviceOfTheLibrary()
    {
        DeviceSpec device = Read("device: flat")!;

        Assert.That((device.Name, device.Kind, device.Source, device.LevelCount), Is.EqualTo(("flat", "ideal", "a test", (int?)null)));
        Assert.That(device.Resolve(default), Is.TypeOf<IdealDevice>());
        Assert.That(device.HighestConductance, Is.EqualTo(Conductance.FromMicrosiemens(9)));
    }

    [Test]
    public void Read_NameAndKeys_ChangesTheDevice()
    {
        DeviceSpec device = Read("device: {name: flat, highest: 21 uS, levels: 3}")!;

        // By hand: 1, 11 and 21 uS.
        Assert.That(Means(device), Is.EqualTo(new[] { 1e-6, 11e-6, 21e-6 }).Within(1e-20));
        Assert.That((device.Name, device.LevelCount), Is.EqualTo(("flat", 3)));
    }

    [Test]
    public void Read_Kind_IsADeviceWrittenOut()
    {
        DeviceSpec device = Read("device: {kind: gaussian, lowest: 1 uS, highest: 3 uS, sigma: 10 %, levels: 3}")!;

        // By hand: a tenth of 1, 2 and 3 uS.
        Assert.That(((IConductanceLevels)device.Resolve(default)).Levels.Sigmas.ToArray(), Is.EqualTo(new[] { 1e-7, 2e-7, 3e-7 }).Within(1e-20));
        Assert.That((device.Name, device.Source, device.Definition.Spread), Is.EqualTo(("gaussian", "given in the scenario", "10 %")));
    }

    [Test]
    public void Read_FewerLevels_AreEvenlyTakenFromTheTable()
    {
        // trunc(linspace(0, 3, 2)) = 0, 3 of 3, 5, 7, 9 uS; one level is number 4/2 = 2.
        Assert.That(Means(Read("device: {name: measured, levels: 2}")!), Is.EqualTo(new[] { 3e-6, 9e-6 }));
        Assert.That(Means(Read("device: {name: measured, levels: 1}")!), Is.EqualTo(new[] { 7e-6 }));
    }

    [Test]
    public void Resolve_RandomLevels_FollowTheKey()
    {
        DeviceSpec device = Read("device: {name: measured, levels: 2, sampling: random}")!;
        RandomKey[] keys = [.. Enumerable.Range(0, 200).Select(i => RandomKey.FromSeed(1).For("trial", i))];

        string[] choices = [.. keys.Select(key => string.Join(' ', Means(device, key)))];

        // Of four levels two can be taken in six ways; to miss one in 200 draws has a probability below 6·(5/6)^200 = 1e-15.
        Assert.That(choices.Distinct().Count(), Is.EqualTo(6));
        Assert.That(keys.Select(key => string.Join(' ', Means(device, key))), Is.EqualTo(choices));
    }

    [Test]
    public void Read_File_IsRelativeToTheScenario()
    {
        string scenario = _folder.Write("scenario.yaml", "device: {file: measured.yaml, levels: 3}");

        DeviceSpec device = Read(YamlFile.Load(scenario))!;

        Assert.That((device.Name, device.LevelCount), Is.EqualTo(("measured", 3)));
    }

    [Test]
    public void Read_FileOnTheCommandLine_IsRelativeToTheCurrentFolder()
    {
        MappingNode root = YamlFile.Parse("device: {file: below/none.yaml}", "--set hardware={device: {file: below/none.yaml}}");

        Assert.That(() => Read(root), Throws.TypeOf<InputException>().With.Message.EqualTo(
            "--set hardware={device: {file: below/none.yaml}}(1,16): device.file: there is no file 'below/none.yaml' (looked for below/none.yaml)."));
    }

    [Test]
    public void Read_NoSuchFile_SaysSo()
    {
        string scenario = _folder.Write("scenario.yaml", "device: {file: none.yaml}");

        Assert.That(() => Read(YamlFile.Load(scenario)), Throws.TypeOf<InputException>()
            .With.Message.EqualTo($"{scenario}(1,16): device.file: there is no file 'none.yaml' (looked for {_folder.At("none.yaml")})."));
    }

    [Test]
    public void With_AnotherKind_CanBeRead()
    {
        DeviceCatalog catalog = DeviceCatalog.Standard.With("fixed", (reader, _) => new DeviceDefinition(
            new IdealDevice(Conductance.Zero, reader.Conductance("top", min: Conductance.FromMicrosiemens(1))), "none"));

        DeviceSpec device = Read(YamlFile.Parse("device: {kind: fixed, top: 4 uS}", "s"), catalog)!;

        Assert.That(device.HighestConductance, Is.EqualTo(Conductance.FromMicrosiemens(4)));
        Assert.That(DeviceCatalog.Standard.Kinds.Keys, Does.Not.Contain("fixed"));
    }

    [Test]
    public void With_AKindThatMakesNothing_IsAFault()
    {
        DeviceCatalog catalog = DeviceCatalog.Standard.With("nothing", (_, _) => null);

        Assert.That(
            () => Read(YamlFile.Parse("device: {kind: nothing}", "s"), catalog),
            Throws.TypeOf<InputException>().With.Message.EqualTo("s(1,16): device.kind: 'nothing' makes no device of these keys."));
    }

    [Test]
    public void List_OfALibrary_ShowsFaultyDevicesToo()
    {
        IReadOnlyList<DeviceListing> list = Library(DeviceCatalog.Standard).List();

        Assert.That(list.Select(each => (each.Name, each.Spec is null)), Is.EqualTo(new[] { ("broken", true), ("flat", false), ("measured", false) }));
    }

    [Test]
    public void Load_UnknownName_SaysSo() => Assert.That(
        () => Library(DeviceCatalog.Standard).Load("flta"),
        Throws.TypeOf<InputException>().With.Message.EqualTo($"device-data: no device is called 'flta'. Did you mean 'flat'? {Known}"));

    [Test]
    public void Constructor_TwoOfAName_SaysSo()
    {
        using TemporaryFolder other = new();
        string file = other.Write("flat.yaml", "");

        Assert.That(
            () => new DeviceLibrary([_folder.Path, other.Path], DeviceCatalog.Standard),
            Throws.TypeOf<InputException>().With.Message.EqualTo($"{file}: a device called 'flat' exists already: {_folder.At("flat.yaml")}."));
    }

    [Test]
    public void Constructor_NoSuchFolder_SaysSo() => Assert.That(
        () => new DeviceLibrary([_folder.At("none")], DeviceCatalog.Standard),
        Throws.TypeOf<InputException>().With.Message.EqualTo($"{_folder.At("none")}: there is no such folder."));

    [Test]
    public void Load_NameThatIsNotTheFiles_SaysSo()
    {
        string file = _folder.Write("a.yaml", "name: b\nkind: ideal\nsource: a test\nlowest: 1 uS\nhighest: 9 uS\n");

        Assert.That(
            () => DeviceFile.Load(file, DeviceCatalog.Standard),
            Throws.TypeOf<InputException>().With.Message.EqualTo($"{file}(1,7): name: 'b' is not the name of the file, 'a', by which the device goes."));
    }

    [Test]
    public void Standard_EveryShippedDevice_HasNoFaultsAndASource()
    {
        foreach (DeviceListing each in DeviceLibrary.Standard().List())
        {
            Assert.That(each.Fault?.Message, Is.Null, each.Name);
            Assert.That(each.Spec!.Source, Is.Not.Empty, each.Name);
        }
    }

    private static double[] Means(DeviceSpec device, RandomKey key = default) =>
        ((IConductanceLevels)device.Resolve(key)).Levels.Means.ToArray();

    private DeviceLibrary Library(DeviceCatalog catalog) => new([_folder.Path], catalog);

    private DeviceSpec? Read(string yaml) => Read(YamlFile.Parse(yaml, "s"));

    private DeviceSpec? Read(MappingNode root, DeviceCatalog? catalog = null) => DocumentReader.Read(
        root, reader => new DeviceSectionReader(Library(catalog ?? DeviceCatalog.Standard)).Read(reader, "device"));

    private static TestCaseData Fault(string name, string yaml, string message) =>
        new TestCaseData(yaml, message).SetArgDisplayNames(name);
}
