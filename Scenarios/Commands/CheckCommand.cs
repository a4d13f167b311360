using System.CommandLine;
using CrossbarSim.Scenarios.Schema;
using CrossbarSim.Scenarios.Studies;

namespace CrossbarSim.Scenarios.Commands;

/// <summary><c>crossbarsim check</c>: reads a scenario and all that it names, and runs nothing.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        Command command = new("check", "Check a scenario, its devices and its data set, without running anything.")
        {
            SharedOptions.Scenario, SharedOptions.Set, SharedOptions.Data, SharedOptions.DeviceData, SharedOptions.Devices,
        };
        command.SetAction(Check);
        return command;
    }

    private static int Check(ParseResult parsed)
    {
        string scenario = parsed.GetValue(SharedOptions.Scenario)!;
        StudyEnvironment environment = SharedOptions.EnvironmentOf(parsed);
        Study study = ScenarioFile.Load(scenario, environment, parsed.GetValue(SharedOptions.Set) ?? []);
        foreach (Scenario point in study.Points.Select(point => point.Scenario).DistinctBy(point => (point.Dataset, point.Seed)))
        {
            _ = environment.Load(point);
        }

        foreach (string note in DeviceNotes.Of(study))
        {
            Console.WriteLine(note);
        }

        Console.WriteLine($"{scenario} is fine: {study.Points.Count} {(study.Points.Count == 1 ? "point" : "points")}.");
        return 0;
    }
}
