using System.Text.Json.Serialization;

namespace CrossbarSim.Simulator.Imperfections;

/// <summary>What one imperfection measurably did to one layer.</summary>
/// <param name="Imperfection">Its name.</param>
/// <param name="CellsChanged">Cells whose conductance it changed.</param>
/// <param name="Cells">Cells of the layer.</param>
/// <param name="RmsMicrosiemens">Root mean square change over all cells, in µS.</param>
/// <param name="RmsWeight">Root mean square change of the effective weights, in weight units.</param>
public sealed record ImperfectionEffect(string Imperfection, int CellsChanged, int Cells, double RmsMicrosiemens, double RmsWeight)
{
    /// <summary>The pulses that programming took; null: it was not by pulses.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PulseCounts? Pulses { get; init; }
}
