using CrossbarSim.Devices.Currents;
using CrossbarSim.Devices.Quantities;
using CrossbarSim.Devices.Randomness;
using CrossbarSim.Simulator.Wires;
using CrossbarSim.Simulator.Wires.NonOhmic;

namespace CrossbarSim.Benchmarks;

/// <summary>Reading one vector of voltages from 128x128 cells whose current is a hyperbolic sine, with wires; on one thread, whatever the number of threads.</summary>
internal sealed class NonOhmicReadCase : BenchmarkCase
{
    private const int Lines = 128;

    /// <inheritdoc/>
    public override string Name => "wires-sinh-128";

    /// <inheritdoc/>
    public override string Description =>
        "reads one vector from 128x128 cells, 1 to 100 uS, 1 % stuck at 0 and 1 mS each, sinh with v0 = 0.1 V, wires of 2.5 Ohm a cell, 0 to 0.2 V; milliseconds";

    /// <inheritdoc/>
    public override BenchmarkWork Prepare(int threads)
    {
        RandomKey key = RandomKey.FromSeed(1);
        double[] cells = new double[Lines * Lines];
        double[] faults = new double[cells.Length];
        double[] volts = new double[Lines];
        key.For("cells").FillUniform(cells);
        key.For("faults").FillUniform(faults);
        key.For("volts").FillUniform(volts);
        for (int cell = 0; cell < cells.Length; cell++)
        {
            cells[cell] = faults[cell] switch
            {
                < 0.01 => 0.0,
                < 0.02 => 1e-3,
                _ => 1e-6 + (99e-6 * cells[cell]),
            };
        }

        for (int row = 0; row < Lines; row++)
        {
            volts[row] *= 0.2;
        }

        Resistance segment = Resistance.FromOhms(2.5);
        NonOhmicNetwork network = new(
            cells, Lines, Lines, new WireResistances { WordLine = segment, BitLine = segment }, new SinhCurrent(Voltage.FromVolts(0.1)));
        NonOhmicWorkspace workspace = new(Lines, Lines);
        double[] currents = new double[Lines];
        return new BenchmarkWork(() => network.Read(volts, currents, workspace), null, () => { });
    }
}
