using CrossbarSim.Devices.Models;
using CrossbarSim.Devices.Quantities;
using CrossbarSim.Devices.Randomness;
using CrossbarSim.Simulator.Imperfections;
using CrossbarSim.Simulator.Mapping;
using CrossbarSim.Simulator.Tiles;

namespace CrossbarSim.Benchmarks;

/// <summary>Programming one physical array of 128x128 cells, from targets to what its lines sense.</summary>
/// <param name="error">Standard deviation of each cell, relative to the window: 0.05 is 5 %.</param>
internal sealed class ProgramTileCase(double error) : BenchmarkCase
{
    private const int Rows = 128;
    private const int Outputs = 64; // of two columns each
    private static readonly Conductance Highest = Conductance.FromMicrosiemens(50);

    /// <inheritdoc/>
    public override string Name => "program-tile";

    /// <inheritdoc/>
    public override string Description => $"programs one 128x128 tile, 16384 cells, each with an error of {100 * error:0.#} % of the window; milliseconds";

    /// <inheritdoc/>
    public override BenchmarkWork Prepare(int threads)
    {
        RandomKey key = RandomKey.FromSeed(1);
        double[] weights = new double[Outputs * Rows];
        key.For("weights").FillNormal(weights);
        MappedMatrix tile = new(new WeightMatrix(Outputs, Rows, weights), new CrossbarSettings
        {
            Device = new GaussianDevice(Conductance.Zero, Highest, Conductance.FromSiemens(error * Highest.Siemens), 0),
            Mapping = new DifferentialMapping(PairBalance.OneSided, Subtraction.BeforeAdc),
        });
        LayerAddress address = LayerAddress.Of(key, 0);
        return new BenchmarkWork(() => tile.Program(address), null, () => { });
    }
}
