using CrossbarSim.Scenarios.Studies;

namespace CrossbarSim.Scenarios.Commands;

/// <summary>What was taken for granted when the devices of a study were read, one line each.</summary>
internal static class DeviceNotes
{
    public static IEnumerable<string> Of(Study study) => study.Points.Select(point => point.Scenario.Hardware.Device)
        .SelectMany(device => device.Definition.Notes.Select(note => $"Device '{device.Name}': {note}")).Distinct();
}
