using System.CommandLine;
using CrossbarSim.Devices.Characterisation;
using CrossbarSim.Devices.Characterisation.Fitting;
using CrossbarSim.Devices.Documents;

namespace CrossbarSim.Scenarios.Commands.Devices;

/// <summary><c>crossbarsim device fit</c>: measurement files become a device that scenarios can name.</summary>
internal static class DeviceFitCommand
{
    private static readonly SourceLocation _place = SourceLocation.WholeFile("device fit");

    private static readonly Argument<string[]> _files = new("files")
    {
        Description = "The measurement, CSV or TSV, plain or as .gz.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string> _name = new("--name") { Description = "Name of the device.", HelpName = "NAME", Required = true };
    private static readonly Option<string?> _out = new("--out") { Description = "The folder to write to; without it device-data.", HelpName = "FOLDER" };
    private static readonly Option<bool> _add = new("--add") { Description = "Add the fit, as a section, to a device that is there." };
    private static readonly Option<bool> _force = new("--force") { Description = "Replace what is there." };

    /// <summary>Everything that is about the measurement: read, with its units and ranges, by the fit.</summary>
    private static readonly Option[] _settings =
    [
        Text("--kind", "KIND", "What was measured: " + string.Join(", ", DeviceFit.Kinds) + "."),
        Text("--unit", "UNIT", "Unit of the readings: S, mS, uS, nS; A, mA, uA, nA with --read-voltage; Ohm, kOhm, MOhm; weight with --lowest and --highest."),
        Text("--read-voltage", "V", "Voltage of the reads, as in '0.1 V', where readings are currents."),
        Text("--source", "TEXT", "Where the measurement comes from."),
        Text("--description", "TEXT", "What the device is."),
        Text("--licence", "TEXT", "Terms of the data."),
        Text("--skip", "N", "Lines at the head of the file that are no part of the table."),
        new Option<string[]>("--where") { Description = "Only rows with this value, as in temp_C=100; may be given more than once.", HelpName = "COLUMN=VALUE" },
        new Option<bool>("--allow-negative") { Description = "Keep negative conductances, as noise about zero." },
        Column("--value", "of the readings; without it, and without a header that says 'value', a row is a level with its readings beside each other"),
        Column("--level", "of the levels"),
        Column("--level-before", "that, in the row before a reading, says what its level is; for logs"),
        Column("--pulse", "of the pulse numbers"),
        Column("--cell", "of the cells or devices"),
        Column("--cycle", "of the cycles"),
        Column("--direction", "of the directions: up or down, set or reset, ltp or ltd, 1 or -1"),
        Column("--up", "of the conductances under pulses that raise them"),
        Column("--down", "of the conductances under pulses that lower them"),
        Text("--lowest", "G", "Conductance of weight -1, as in '1 uS', where readings are weights."),
        Text("--highest", "G", "Conductance of weight 1."),
        Column("--time", "of the times"),
        Text("--time-unit", "UNIT", "Unit of the times: us, ms, s, min, h, d, y."),
        Text("--times", "TIMES", "Time of each file, as in '0 s, 2 h', where there is one for each."),
        Text("--age-at-zero", "TIME", "How old the cells are when the clock of the file starts, as in '1 s'."),
        Text("--bins", "N", "Groups of cells by conductance, each with numbers of its own; without it as many as the data call for."),
        Text("--traces-in", "WHERE", "For read noise: columns (usually) or rows, whichever a trace is."),
        Text("--first-reading", "N", "For read noise: number of the first column that is a trace, or has a read of one."),
        Text("--sample-rate", "F", "Reads a second, as in '400 Hz'; gives the spectrum."),
        Text("--band", "BAND", "The band of the spectrum, as in '1 Hz, 100 Hz'."),
        Column("--voltage", "of the voltages"),
        Column("--current", "of the currents"),
        Text("--voltage-unit", "UNIT", "Unit of the voltages: V, mV, uV."),
        Text("--conductance-at", "V", "For a table of currents: the voltage at which its conductance is I/V."),
        Text("--degree", "N", "For a polynomial of currents: its degree, 2 to 7; usually 3."),
        Column("--set", "of the voltages that raised the conductance"),
        Column("--reset", "of the voltages that lowered it"),
        Text("--jump", "PERCENT", "For sweeps: the part of the current's range by which it jumps where a cell switches; usually 50 %."),
        Text("--model", "MODEL", "Formula to fit; without it the plainest that does."),
        Text("--misread", "PERCENT", "Share of reads that may be wrong where levels count as told apart; usually 1 %."),
        new Option<bool>("--keep-readings") { Description = "Keep the readings, and draw from them when programming." },
    ];

    public static Command Create()
    {
        Command command = new("fit", "Fit a device to a measurement, and write it.") { _files, _name, _out, _add, _force };
        foreach (Option setting in _settings)
        {
            command.Add(setting);
        }

        command.SetAction(Fit);
        return command;
    }

    private static int Fit(ParseResult parsed)
    {
        FittedDevice fitted = DeviceFit.Run(new FitRequest
        {
            Files = parsed.GetValue(_files)!,
            Settings = new MappingNode(_place, Given(parsed)),
            Name = parsed.GetValue(_name)!,
            Folder = parsed.GetValue(_out) ?? DeviceFolder.OfProduct(),
            Command = Command(parsed),
            Add = parsed.GetValue(_add),
            Force = parsed.GetValue(_force),
        });
        foreach (string line in fitted.Report)
        {
            Console.WriteLine(line);
        }

        Console.WriteLine($"Wrote {string.Join(" and ", fitted.Files)}.");
        return 0;
    }

    private static IEnumerable<MappingEntry> Given(ParseResult parsed)
    {
        foreach (Option option in _settings.Where(option => parsed.GetResult(option) is { Implicit: false }))
        {
            DocumentNode value = option switch
            {
                Option<string[]> list => new SequenceNode(_place, parsed.GetValue(list)!.Select(Node)),
                Option<bool> flag => Node(parsed.GetValue(flag) ? "true" : "false"),
                _ => Node(parsed.GetValue((Option<string?>)option)!),
            };
            yield return new MappingEntry(option.Name, _place, value);
        }
    }

    private static ScalarNode Node(string text) => new(_place, text, isQuoted: true);

    /// <summary>The command as it can be given again; files by their names, without what only says where to write.</summary>
    private static string Command(ParseResult parsed)
    {
        string[] files = parsed.GetValue(_files)!;
        IEnumerable<string> words = parsed.Tokens.Select(token => token.Value).Select(word => files.Contains(word) ? Path.GetFileName(word) : word);
        List<string> kept = [.. words.Where(word => word != "--force")];
        int folder = kept.IndexOf("--out");
        if (folder >= 0)
        {
            kept.RemoveRange(folder, 2);
        }

        foreach (string about in new[] { "--source", "--description", "--licence" })
        {
            int at = kept.IndexOf(about);
            if (at >= 0)
            {
                kept.RemoveRange(at, 2); // they stand in the file as keys
            }
        }

        return "crossbarsim " + string.Join(' ', kept.Select(word => word.All(letter => char.IsAsciiLetterOrDigit(letter) || "-_./=".Contains(letter)) && word.Length > 0 ? word : $"'{word}'"));
    }

    private static Option<string?> Text(string name, string help, string description) => new(name) { Description = description, HelpName = help };

    private static Option<string?> Column(string name, string description) => Text(name, "COLUMN", $"Column, by name or number, {description}.");
}
