using CrossbarSim.Devices.Documents;
using CrossbarSim.Scenarios.Studies;

namespace CrossbarSim.Scenarios.Schema;

/// <summary>Reads a scenario file: what it extends, the grid of its sweep, and every point checked.</summary>
public static class ScenarioFile
{
    /// <summary>The most points a sweep may have.</summary>
    public const int MostPoints = 10_000;

    private const string OverrideSource = "--set ";

    private const string SweepPrefix = "sweep.";

    private static readonly string[] _programming = ["noise-scale", "by", "tolerance", "max-pulses", "start"];

    private static readonly string[] _afterTraining = ["corrections", "calibration"];

    private static readonly string[] _unsweepable = ["name", "description", "extends", "sweep", "stages"];

    /// <summary>Reads and checks a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="environment">What it may refer to.</param>
    /// <param name="overrides">
    /// Keys to set, as <c>hardware.adc.bits=6</c> (a key that is swept no longer is) or <c>sweep.hardware.adc.bits=[4, 6]</c>.
    /// </param>
    /// <exception cref="InputException">Something is wrong; all complaints are in it.</exception>
    public static Study Load(string path, StudyEnvironment environment, IReadOnlyList<string>? overrides = null)
    {
        MappingNode root = (overrides ?? []).Aggregate(WithBases(path, []), WithOverride);
        (MappingNode whole, IReadOnlyList<(string Key, SequenceNode Values)> sweep) = TakeSweep(root);
        (MappingNode scenario, IReadOnlyList<StagePoint> stages) = Stages.Take(whole);
        List<Complaint> complaints = [];
        List<StudyPoint> points = [];
        foreach ((IReadOnlyList<(string Key, DocumentNode Value)> setting, StagePoint stage) in Grid(sweep).SelectMany(_ => stages, (setting, stage) => (setting, stage)))
        {
            try
            {
                (MappingNode resolved, MappingNode? known) = stage.Apply(setting.Aggregate(scenario, (node, one) => node.With(one.Key, one.Value)));
                Scenario point = DocumentReader.Read(resolved, reader => new ScenarioReader(environment, known).Read(reader));
                points.Add(new StudyPoint(points.Count, point, [.. setting.Select(one => new SweptValue(one.Key, FlowText.Of(one.Value))), .. stage.Swept]));
            }
            catch (InputException fault)
            {
                complaints.AddRange(fault.Complaints);
            }
        }

        if (complaints.Count == 0)
        {
            complaints.AddRange(Unused(scenario, sweep, points, ChoosesMethod(overrides)));
        }

        if (complaints.Count > 0)
        {
            throw new InputException(complaints.Distinct().OrderBy(c => c.Location.File, StringComparer.Ordinal)
                .ThenBy(c => c.Location.Line).ThenBy(c => c.Location.Column));
        }

        string? description = (scenario.At("description") as ScalarNode)?.Text;
        return new Study(points[0].Scenario.Name, description, points);
    }

    private static MappingNode WithOverride(MappingNode root, string setting)
    {
        int equals = setting.IndexOf('=', StringComparison.Ordinal);
        string source = OverrideSource + setting;
        if (equals < 1)
        {
            throw new InputException([new Complaint(SourceLocation.WholeFile(source), "", "a key and a value are wanted, as in 'hardware.adc.bits=6'.")]);
        }

        string key = setting[..equals];
        InputException Fault(string problem) => new(SourceLocation.WholeFile(source), "", problem);
        if (key.Split('.').Any(string.IsNullOrWhiteSpace))
        {
            throw Fault($"'{key}' is no key; one is for instance 'hardware.adc.bits'.");
        }

        if (key.Split('.')[0] == "extends")
        {
            throw Fault("what a scenario extends stands in its file; it cannot be set from outside.");
        }

        if (string.IsNullOrWhiteSpace(setting[(equals + 1)..]))
        {
            throw Fault($"a value is missing after '{key}='.");
        }

        DocumentNode value = YamlFile.ParseNode(setting[(equals + 1)..], source);
        MappingNode sweep = root.Find("sweep")?.Value as MappingNode ?? new MappingNode(value.Location, []);
        return key.StartsWith(SweepPrefix, StringComparison.Ordinal)
            ? WithSweep(root, Replaced(sweep, key[SweepPrefix.Length..], value))
            : WithSweep(root, Replaced(sweep, key, null)).With(key, value);
    }

    /// <summary>A sweep with the values of one key replaced, or taken out where there are none.</summary>
    private static MappingNode Replaced(MappingNode sweep, string key, DocumentNode? values)
    {
        IEnumerable<MappingEntry> others = sweep.Entries.Where(entry => entry.Key != key);
        return values is null
            ? new MappingNode(sweep.Location, others)
            : sweep.Find(key) is null
                ? new MappingNode(sweep.Location, others.Append(new MappingEntry(key, values.Location, values)))
                : new MappingNode(sweep.Location, sweep.Entries.Select(entry => entry.Key == key ? entry with { Value = values } : entry));
    }

    private static MappingNode WithSweep(MappingNode root, MappingNode sweep) => sweep.Entries.Count == 0
        ? new MappingNode(root.Location, root.Entries.Where(entry => entry.Key != "sweep"))
        : root.With("sweep", sweep);

    /// <summary>The file laid over the one it extends, and that over the one it extends.</summary>
    private static MappingNode WithBases(string path, IReadOnlyList<string> above)
    {
        MappingNode node = YamlFile.Load(path);
        if (node.Find("extends") is not MappingEntry extends)
        {
            return node;
        }

        if (extends.Value is not ScalarNode { IsNull: false } name)
        {
            throw new InputException(extends.Value.Location, "extends", "the path of one scenario file is wanted.");
        }

        string full = Path.GetFullPath(path);
        string basePath = Path.Combine(name.Location.Folder, name.Text);
        if (above.Append(full).Contains(Path.GetFullPath(basePath)))
        {
            throw new InputException(name.Location, "extends", $"'{name.Text}' extends this file in turn: the chain never ends.");
        }

        if (!File.Exists(basePath))
        {
            throw new InputException(name.Location, "extends", $"there is no file '{name.Text}' (looked for {basePath}).");
        }

        MappingNode own = new(node.Location, node.Entries.Where(entry => entry != extends));
        return MappingNode.Merge(WithBases(basePath, [.. above, full]), own);
    }

    private static (MappingNode Scenario, IReadOnlyList<(string, SequenceNode)> Sweep) TakeSweep(MappingNode root)
    {
        if (root.Find("sweep") is not MappingEntry sweep)
        {
            return (root, []);
        }

        if (sweep.Value is not MappingNode keys || keys.Entries.Count == 0)
        {
            throw new InputException(sweep.Value.Location, "sweep", "keys and their values are wanted, as in 'hardware.adc.bits: [4, 8]'.");
        }

        List<Complaint> complaints = [];
        List<(string, SequenceNode)> lists = [];
        foreach (MappingEntry entry in keys.Entries)
        {
            string path = $"sweep.{entry.Key}";
            if (_unsweepable.Contains(entry.Key) || entry.Key.Split('.').Any(string.IsNullOrWhiteSpace))
            {
                complaints.Add(new Complaint(entry.KeyLocation, path, $"'{entry.Key}' cannot be swept."));
            }
            else if (entry.Value is not SequenceNode { Items.Count: > 0 } values)
            {
                complaints.Add(new Complaint(entry.Value.Location, path, "a list of values is wanted, as in [4, 8]."));
            }
            else if (values.Items.GroupBy(FlowText.Of).FirstOrDefault(same => same.Count() > 1) is IGrouping<string, DocumentNode> twice)
            {
                complaints.Add(new Complaint(twice.ElementAt(1).Location, path, $"'{twice.Key}' stands here a second time: its points would be the same."));
            }
            else
            {
                lists.Add((entry.Key, values));
            }
        }

        double count = lists.Aggregate(1.0, (product, list) => product * list.Item2.Items.Count);
        if (count > MostPoints)
        {
            complaints.Add(new Complaint(sweep.KeyLocation, "sweep", FormattableString.Invariant($"{count:0} points are more than {MostPoints}.")));
        }

        return complaints.Count > 0
            ? throw new InputException(complaints)
            : (new MappingNode(root.Location, root.Entries.Where(entry => entry != sweep)), lists);
    }

    /// <summary>Every combination; the last key runs fastest.</summary>
    private static IEnumerable<IReadOnlyList<(string Key, DocumentNode Value)>> Grid(IReadOnlyList<(string Key, SequenceNode Values)> sweep)
    {
        IEnumerable<IReadOnlyList<(string, DocumentNode)>> settings = [[]];
        foreach ((string key, SequenceNode values) in sweep)
        {
            settings = settings.SelectMany(_ => values.Items, (setting, value) => (IReadOnlyList<(string, DocumentNode)>)[.. setting, (key, value)]);
        }

        return settings;
    }

    private static bool ChoosesMethod(IReadOnlyList<string>? overrides) =>
        overrides?.Any(setting => setting.Split('=')[0] is "method" or "sweep.method") == true;

    /// <summary>
    /// Keys that no point makes use of, said or swept: settings that would silently change nothing. Where the method was chosen
    /// from outside, the file may say what the other methods need.
    /// </summary>
    private static IEnumerable<Complaint> Unused(
        MappingNode scenario, IReadOnlyList<(string Key, SequenceNode Values)> sweep, List<StudyPoint> points, bool methodFromOutside)
    {
        Method[] methods = [.. points.Select(point => point.Scenario.Method).Distinct()];
        return Places("qat.projection").Where(_ => !methods.Contains(Method.QatProjection))
            .Select(place => Complain(place, $"none has the method '{Reports.Names.Of(Method.QatProjection)}'"))
            .Concat(Places("qat.latent").Where(_ => !methods.Contains(Method.QatLatent))
                .Select(place => Complain(place, $"none has the method '{Reports.Names.Of(Method.QatLatent)}'")))
            .Concat(Places("qat.quantized").Where(_ => !methods.Contains(Method.Qat))
                .Select(place => Complain(place, $"none has the method '{Reports.Names.Of(Method.Qat)}'")))
            .Concat(Places("qat.hardware").Where(_ => !methods.Contains(Method.QatHardware))
                .Select(place => Complain(place, $"none has the method '{Reports.Names.Of(Method.QatHardware)}'")))
            .Concat(_afterTraining.SelectMany(key => Places($"quantization.{key}")).Where(_ => !methods.Any(method => method is Method.PtqMean or Method.PtqNoise))
                .Select(place => Complain(place, "none is quantized after training")))
            .Concat(_programming.SelectMany(key => Places($"hardware.programming.{key}")).Where(_ => methods is [Method.PtqMean])
                .Select(place => Complain(place, $"'{Reports.Names.Of(Method.PtqMean)}' programs without error")))
            .Concat(Places("hardware.dac.signed").Where(_ => !points.Any(point => DacReader.UsesSignedInputs(point.Scenario.Hardware.Dac)))
                .Select(place => Complain(place, "none has signed inputs of 2 bits or more")))
            .Concat(Places("hardware.adc.convert").Where(_ => !points.Any(point => DacReader.UsesPasses(point.Scenario.Hardware.Dac)))
                .Select(place => Complain(place, "inputs are driven in one pass")));

        IEnumerable<(string Key, SourceLocation Location)> Places(string key) =>
            (scenario.At(key) is DocumentNode node ? [(key, node.Location)] : Enumerable.Empty<(string Key, SourceLocation Location)>())
            .Concat(sweep.Where(one => one.Key == key || one.Key.StartsWith($"{key}.", StringComparison.Ordinal))
                .Select(one => ($"{SweepPrefix}{one.Key}", one.Values.Location)))
            .Where(place => !methodFromOutside || place.Location.File.StartsWith(OverrideSource, StringComparison.Ordinal));

        static Complaint Complain((string Key, SourceLocation Location) place, string reason) =>
            new(place.Location, place.Key, $"no point uses this: {reason}.");
    }
}
