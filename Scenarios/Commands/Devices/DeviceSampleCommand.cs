using System.CommandLine;
using System.Globalization;
using System.Text;
using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Characterisation;
using CrossbarSim.Devices.Documents;
using CrossbarSim.Devices.Quantities;
using CrossbarSim.Devices.Randomness;

namespace CrossbarSim.Scenarios.Commands.Devices;

/// <summary><c>crossbarsim device sample</c>: what programming leaves behind, drawn again and again; for a notebook.</summary>
internal static class DeviceSampleCommand
{
    private static readonly SourceLocation _place = SourceLocation.WholeFile("device sample");
    private static readonly Argument<string> _name = new("name") { Description = "A device, or a device file." };
    private static readonly Option<string> _count = Setting("--count", "1000", "Draws of each target.");
    private static readonly Option<string> _seed = Setting("--seed", "1", "Root of the random draws.");
    private static readonly Option<string?> _target = new("--target") { Description = "The conductance aimed at, as in '10 uS'; without it every level, or eleven over the window.", HelpName = "G" };
    private static readonly Option<string?> _out = new("--out") { Description = "The CSV to write; without it the draws are printed.", HelpName = "FILE" };

    public static Command Create()
    {
        Command command = new("sample", "Draw programmed conductances, as CSV.") { _name, _target, _count, _seed, _out, SharedOptions.DeviceData, SharedOptions.Devices };
        command.SetAction(Draw);
        return command;
    }

    private static int Draw(ParseResult parsed)
    {
        (int count, ulong seed, double? target) = Settings(parsed);
        DeviceSpec device = NamedDevice.Of(parsed, parsed.GetValue(_name)!).Device;
        if (device.Definition.Model is IPulseProgramming)
        {
            throw new InputException(_place, "", $"pulses program device '{device.Name}', and how is for a scenario to say ('hardware.programming.by'): there is nothing to draw from here.");
        }

        RandomKey key = RandomKey.FromSeed(seed).For("device-sample");
        IDeviceModel model = device.Resolve(key);
        double[] targets = target is { } single ? [single] : model is IConductanceLevels table ? table.Levels.Means.ToArray() : Window(model);
        StringBuilder text = new("target,programmed\n");
        for (int i = 0; i < targets.Length; i++)
        {
            double[] aims = new double[count];
            double[] programmed = new double[count];
            Array.Fill(aims, targets[i]);
            aims.CopyTo(programmed, 0);
            (model as IProgrammingNoise)?.Program(aims, programmed, 1, key.For("target", i));
            foreach (double conductance in programmed)
            {
                text.Append(CultureInfo.InvariantCulture, $"{targets[i]:R},{conductance:R}\n");
            }
        }

        if (parsed.GetValue(_out) is { } path)
        {
            File.WriteAllText(path, text.ToString());
            Console.WriteLine($"Wrote {path}: {targets.Length} {(targets.Length == 1 ? "target" : "targets")}, {count} draws each, in siemens.");
        }
        else
        {
            Console.Write(text);
        }

        return 0;
    }

    private static double[] Window(IDeviceModel model) => [.. Enumerable.Range(0, 11).Select(i =>
        (model.LowestConductance.Siemens * (1 - (i / 10.0))) + (model.HighestConductance.Siemens * i / 10.0))];

    private static (int Count, ulong Seed, double? Target) Settings(ParseResult parsed)
    {
        List<MappingEntry> entries = [.. new[] { _count, _seed }.Select(option => new MappingEntry(option.Name, _place, new ScalarNode(_place, parsed.GetValue(option)!)))];
        if (parsed.GetValue(_target) is { } given)
        {
            entries.Add(new MappingEntry("--target", _place, new ScalarNode(_place, given, isQuoted: true)));
        }

        return DocumentReader.Read(new MappingNode(_place, entries), reader => (
            reader.Integer("--count", 1, 1_000_000), reader.LongInteger("--seed"),
            reader.Has("--target") ? reader.Conductance("--target", max: Conductance.FromSiemens(1)).Siemens : (double?)null));
    }

    private static Option<string> Setting(string name, string usual, string description) =>
        new(name) { Description = description, DefaultValueFactory = _ => usual };
}
