using CrossbarSim.Devices.Quantities;
using CrossbarSim.Devices.Randomness;
using CrossbarSim.Simulator.Wires;

namespace CrossbarSim.Benchmarks;

/// <summary>The effective conductances of one array with resistive lines: 2.5 ohm a segment, cells of 1 to 100 µS.</summary>
/// <param name="name">Its name.</param>
/// <param name="size">Rows, and columns.</param>
/// <param name="precision">How exactly.</param>
internal sealed class WiresCase(string name, int size, WirePrecision precision) : BenchmarkCase
{
    /// <inheritdoc/>
    public override string Name => name;

    /// <inheritdoc/>
    public override string Description =>
        $"effective conductances of {size}x{size} cells, 2.5 ohm a segment, {(precision == WirePrecision.Double ? "double" : "single")} precision; milliseconds";

    /// <inheritdoc/>
    public override BenchmarkWork Prepare(int threads)
    {
        double[] cells = new double[size * size];
        RandomKey.FromSeed(1).For("cells").FillUniform(cells);
        for (int cell = 0; cell < cells.Length; cell++)
        {
            cells[cell] = 1e-6 + (99e-6 * cells[cell]);
        }

        double[] effective = new double[cells.Length];
        Resistance segment = Resistance.FromOhms(2.5);
        ResistiveWires wires = new(new WireResistances { WordLine = segment, BitLine = segment }, precision);
        return new BenchmarkWork(() => wires.Effective(cells, size, size, effective), null, () => { });
    }
}
