using CrossbarSim.Scenarios.Schema;

namespace CrossbarSim.Scenarios.Studies;

/// <summary>A value that a point of a sweep sets.</summary>
/// <param name="Key">Dotted key of the scenario, such as hardware.adc.bits.</param>
/// <param name="Text">The value as written.</param>
public sealed record SweptValue(string Key, string Text);

/// <summary>One point of a study: a scenario without sweeps, and what sets it apart.</summary>
/// <param name="Index">Number of the point, from 0, in the order of the grid.</param>
/// <param name="Scenario">The point, completely said.</param>
/// <param name="Swept">What the sweep set, in the order of the sweep's keys.</param>
public sealed record StudyPoint(int Index, Scenario Scenario, IReadOnlyList<SweptValue> Swept);

/// <summary>All points of a scenario file: one without a sweep, the whole grid with one.</summary>
/// <param name="Name">Name of the scenario.</param>
/// <param name="Description">What it is about, if it says so.</param>
/// <param name="Points">The points; the last key of the sweep runs fastest.</param>
public sealed record Study(string Name, string? Description, IReadOnlyList<StudyPoint> Points);
