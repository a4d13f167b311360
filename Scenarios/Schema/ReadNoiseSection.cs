using CrossbarSim.Devices.Documents;
using CrossbarSim.Simulator.Imperfections;

namespace CrossbarSim.Scenarios.Schema;

/// <summary>Noise of every cell at every read.</summary>
/// <param name="Sigma">Standard deviation; 0.05 is 5 %.</param>
/// <param name="RelativeTo">What it is relative to.</param>
public sealed record ReadNoiseSection(double Sigma, DeviationScale RelativeTo)
{
    internal static ReadNoiseSection Read(DocumentReader section) =>
        new(section.Percentage("sigma", 1e-9, 10), section.Choice("relative-to", DeviationScale.Level));
}
