using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using CrossbarSim.Devices.Documents;
using CrossbarSim.Networks.Datasets;
using CrossbarSim.Scenarios.Reports;
using CrossbarSim.Scenarios.Schema;
using CrossbarSim.Scenarios.Studies;
using Serilog;
using Serilog.Core;

namespace CrossbarSim.Scenarios.Commands;

/// <summary><c>crossbarsim run</c>: runs a scenario, or goes on with it, and ends with a table.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        Command command = new("run", "Run a scenario: train, put on hardware, evaluate; ends with a table and files.")
        {
            SharedOptions.Scenario, SharedOptions.Out, SharedOptions.Set, SharedOptions.Threads, SharedOptions.Data, SharedOptions.DeviceData, SharedOptions.Devices,
        };
        command.SetAction((parsed, cancellation) => Task.Run(() => Run(parsed, cancellation), CancellationToken.None));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancellation)
    {
        string scenario = parsed.GetValue(SharedOptions.Scenario)!;
        StudyEnvironment environment = SharedOptions.EnvironmentOf(parsed);
        Study study = ScenarioFile.Load(scenario, environment, parsed.GetValue(SharedOptions.Set) ?? []);
        using RunFolder folder = new(parsed.GetValue(SharedOptions.Out) ?? Path.Combine("runs", study.Name));
        using Logger log = new LoggerConfiguration().WriteTo.File(folder.Log, formatProvider: CultureInfo.InvariantCulture).CreateLogger();
        int threads = parsed.GetValue(SharedOptions.Threads);
        log.Information(
            "CrossbarSim {Version} on {Processors} processors, {System}, {Threads} threads: {Scenario}",
            ProgramVersion.Text, Environment.ProcessorCount, RuntimeInformation.OSDescription, threads, scenario);
        foreach (string note in DeviceNotes.Of(study))
        {
            log.Information("{Note}", note);
            Console.Error.WriteLine(note);
        }

        try
        {
            StudyResult result = ConsoleProgress.During(
                progress => new StudyRunner(environment, log).Run(study, folder, threads, progress, cancellation));
            Write(result, folder);
            return 0;
        }
        catch (OperationCanceledException)
        {
            log.Information("Stopped");
            Console.Error.WriteLine($"Stopped. What was finished is in {folder.Root}; the same command goes on from there.");
            throw;
        }
        catch (Exception fault) when (fault is InputException or DatasetException)
        {
            log.Error("{Problem}", fault.Message);
            throw;
        }
        catch (Exception fault)
        {
            log.Error(fault, "Failed");
            if (fault is not (IOException or UnauthorizedAccessException)) // those say all there is, and the log may be the trouble
            {
                Console.Error.WriteLine($"{folder.Log} has the details of what follows.");
            }

            throw;
        }
    }

    private static void Write(StudyResult result, RunFolder folder)
    {
        ResultTable table = ResultTable.Of(result);
        File.WriteAllText(folder.ResultsCsv, ResultsCsv.Write(result));
        File.WriteAllText(folder.ResultsJson, ResultsJson.Write(result));
        string? stages = StageTable.Of(result);
        File.WriteAllText(folder.ResultsMarkdown, stages is null ? table.Markdown() : $"{stages}\n{table.Markdown()}");
        Console.WriteLine(table.Text());
        if (stages is not null)
        {
            Console.WriteLine(stages);
        }

        Console.WriteLine(LayerSummary.Of(result));
        if (PulseReport.Of(result) is string pulses)
        {
            Console.WriteLine(pulses);
        }

        List<string> files = [folder.ResultsCsv, folder.ResultsJson, folder.ResultsMarkdown, folder.Calibration];
        if (WireReport.Of(result) is WireReport wires)
        {
            File.WriteAllText(folder.Wires, wires.Csv);
            File.WriteAllText(folder.WireMaps, wires.Maps);
            Console.WriteLine(wires.Summary);
            files.AddRange([folder.Wires, folder.WireMaps]);
        }

        Console.WriteLine($"Written to {folder.Root}: {string.Join(", ", files.Append(folder.Log).Select(Path.GetFileName))}.");
    }
}
