using System.CommandLine;
using System.Globalization;
using CrossbarSim.Devices.Documents;
using CrossbarSim.Networks.Conversion;
using CrossbarSim.Scenarios.Schema;
using CrossbarSim.Scenarios.Studies;
using CrossbarSim.Simulator.Wires.Spice;
using Serilog;
using Serilog.Core;

namespace CrossbarSim.Scenarios.Commands;

/// <summary><c>crossbarsim export-spice</c>: writes a programmed tile and the voltages of its rows as a netlist for ngspice.</summary>
internal static class ExportSpiceCommand
{
    private static readonly Option<string?> s_netlist = new("--netlist", "-o")
    {
        Description = "The netlist to write; without it, it is printed.",
        HelpName = "FILE",
    };

    public static Command Create()
    {
        Command command = new("export-spice", "Write a programmed tile as a netlist that ngspice solves to the same currents.")
        {
            SharedOptions.Scenario, s_netlist,
        };
        foreach (Option option in SpiceChoice.Options)
        {
            command.Options.Add(option);
        }

        foreach (Option option in (Option[])[SharedOptions.Out, SharedOptions.Set, SharedOptions.Threads, SharedOptions.Data, SharedOptions.DeviceData, SharedOptions.Devices])
        {
            command.Options.Add(option);
        }

        command.SetAction((parsed, cancellation) => Task.Run(() => Run(parsed, cancellation), CancellationToken.None));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancellation)
    {
        string? file = parsed.GetValue(s_netlist);
        CheckFolder(file);
        SpiceChoice choice = new(parsed);
        StudyEnvironment environment = SharedOptions.EnvironmentOf(parsed);
        Study study = ScenarioFile.Load(parsed.GetValue(SharedOptions.Scenario)!, environment, parsed.GetValue(SharedOptions.Set) ?? []);
        StudyPoint point = choice.PointOf(study);
        foreach (string note in DeviceNotes.Of(study with { Points = [point] }))
        {
            Console.Error.WriteLine(note);
        }

        using RunFolder folder = new(parsed.GetValue(SharedOptions.Out) ?? Path.Combine("runs", study.Name));
        using Logger log = new LoggerConfiguration().WriteTo.File(folder.Log, formatProvider: CultureInfo.InvariantCulture).CreateLogger();
        StudyPreparation preparation = new(environment, folder, log);
        PreparedPoint prepared = preparation.Prepare([point])[0];
        choice.Check(prepared, preparation.Networks.Untrained(prepared));
        int threads = parsed.GetValue(SharedOptions.Threads);
        SpiceNetlist netlist = ConsoleProgress.During(progress =>
        {
            preparation.Train([prepared], threads, progress, cancellation);
            AnalogNetwork analog = preparation.LayOut(prepared, threads, cancellation);
            using ChipNetwork chip = analog.Program(prepared.Chip(choice.Trial), threads);
            return prepared.Reading(() => choice.Netlist(study, prepared, chip));
        });
        Write(netlist, file);
        return 0;
    }

    private static void Write(SpiceNetlist netlist, string? file)
    {
        if (file is null)
        {
            Console.Out.Write(netlist.Text());
            return;
        }

        try
        {
            File.WriteAllText(file, netlist.Text());
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new InputException(SourceLocation.WholeFile(file), "", $"cannot be written: {fault.Message}");
        }

        int columns = netlist.Arrays.Sum(array => array.Columns.Count);
        Console.WriteLine(
            $"Wrote {file}: {netlist.RowVoltages.Count} x {columns} cells{(netlist.Arrays.Count == 1 ? "" : $" on {netlist.Arrays.Count} arrays")}. "
            + $"Solve it with 'ngspice -b {file}'; its first lines say what CrossbarSim computes.");
    }

    /// <summary>What would only show after a training.</summary>
    private static void CheckFolder(string? file)
    {
        if (file is null)
        {
            return;
        }

        string? folder = Path.GetDirectoryName(file);
        string? problem = Directory.Exists(file) ? "is a folder; the name of a file is wanted."
            : file.Length == 0 ? "the name of a file is wanted."
            : !string.IsNullOrEmpty(folder) && !Directory.Exists(folder) ? $"there is no folder '{folder}'."
            : null;
        if (problem is not null)
        {
            throw new InputException(SourceLocation.WholeFile($"--netlist {file}"), "", problem);
        }
    }
}
