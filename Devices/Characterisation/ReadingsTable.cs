namespace CrossbarSim.Devices.Characterisation;

/// <summary>Readings of a cell as they stand in a measurement file, one row to a programming pulse.</summary>
/// <param name="File">The file.</param>
/// <param name="Rows">The rows, in order, all with the same number of readings; one row or more.</param>
/// <param name="PulseNumbersDetected">Whether a first column was set aside as pulse numbers because it counts.</param>
internal sealed record ReadingsTable(string File, IReadOnlyList<ReadingsRow> Rows, bool PulseNumbersDetected);

/// <summary>The readings after one pulse.</summary>
/// <param name="Line">Line in the file, from 1.</param>
/// <param name="Column">Column in that line at which the first reading begins, from 1.</param>
/// <param name="Readings">The readings, in the unit of the file.</param>
internal sealed record ReadingsRow(int Line, int Column, double[] Readings);
