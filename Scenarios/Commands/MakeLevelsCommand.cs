using System.CommandLine;
using CrossbarSim.Devices.Characterisation;
using CrossbarSim.Devices.Documents;
using CrossbarSim.Devices.Quantities;

namespace CrossbarSim.Scenarios.Commands;

/// <summary><c>crossbarsim make-levels</c>: writes a synthetic table of conductance levels, clearly labelled as such.</summary>
internal static class MakeLevelsCommand
{
    private static readonly SourceLocation _place = SourceLocation.WholeFile("make-levels");
    private static readonly Conductance _lowest = Conductance.FromSiemens(1e-12);
    private static readonly Conductance _highest = Conductance.FromSiemens(1);
    private static readonly Option<string> _out = new("--out") { Description = "The CSV to write; a .yaml beside it describes it.", HelpName = "FILE", Required = true };
    private static readonly Option<string> _seed = Setting("--seed", "1", "Root of the random draws.");
    private static readonly Option<string> _levels = Setting("--levels", "100", "How many levels.");
    private static readonly Option<string> _from = Setting("--from", "9 uS", "Conductance of the first level.");
    private static readonly Option<string> _to = Setting("--to", "4 uS", "Conductance of the last level.");
    private static readonly Option<string> _sigma = Setting("--sigma", "0.5 %", "Spread of the readings of a level, relative to it.");
    private static readonly Option<string> _readings = Setting("--readings", "10", "Readings of each level.");

    public static Command Create()
    {
        Command command = new("make-levels", "Write a synthetic table of conductance levels, to try things without a measured one.")
        {
            _out, _seed, _levels, _from, _to, _sigma, _readings,
        };
        command.SetAction(Make);
        return command;
    }

    private static int Make(ParseResult parsed)
    {
        string csv = parsed.GetValue(_out)!;
        SyntheticLevelTableFiles files = Generate(Options(parsed), Path.GetFileNameWithoutExtension(csv));
        string yaml = Path.ChangeExtension(csv, ".yaml");
        File.WriteAllText(csv, files.Csv);
        File.WriteAllText(yaml, files.Yaml);
        Console.WriteLine($"Wrote {csv} and {yaml}.");
        return 0;
    }

    private static SyntheticLevelTableFiles Generate(SyntheticLevelTableOptions options, string name)
    {
        try
        {
            return SyntheticLevelTable.Generate(options, name);
        }
        catch (ArgumentException fault)
        {
            string problem = fault.Message[..(fault.Message + " (Parameter").IndexOf(" (Parameter", StringComparison.Ordinal)];
            throw new InputException([new Complaint(_place, "", problem)]);
        }
    }

    /// <summary>The options, read with the same care as a file: units, ranges, all faults at once.</summary>
    private static SyntheticLevelTableOptions Options(ParseResult parsed)
    {
        MappingNode node = new(_place, new[] { _seed, _levels, _from, _to, _sigma, _readings }.Select(
            option => new MappingEntry(option.Name, _place, new ScalarNode(_place, parsed.GetValue(option)!))));
        return DocumentReader.Read(node, reader => new SyntheticLevelTableOptions
        {
            Seed = reader.LongInteger("--seed"),
            Levels = reader.Integer("--levels", 2, 10_000),
            From = reader.Conductance("--from", null, _lowest, _highest),
            To = reader.Conductance("--to", null, _lowest, _highest),
            RelativeSigma = reader.Percentage("--sigma", 0, 0.01),
            Readings = reader.Integer("--readings", 2, 1000),
        });
    }

    private static Option<string> Setting(string name, string usual, string description) =>
        new(name) { Description = description, DefaultValueFactory = _ => usual };
}
