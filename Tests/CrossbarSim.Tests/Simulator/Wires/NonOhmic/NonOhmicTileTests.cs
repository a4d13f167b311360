using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Currents;
using CrossbarSim.Devices.Models;
using CrossbarSim.Devices.Quantities;
using CrossbarSim.Devices.Randomness;
using CrossbarSim.Simulator.Converters;
using CrossbarSim.Simulator.Imperfections;
using CrossbarSim.Simulator.Kernels;
using CrossbarSim.Simulator.Mapping;
using CrossbarSim.Simulator.Tiles;
using CrossbarSim.Simulator.Wires;
using CrossbarSim.Simulator.Wires.NonOhmic;

namespace CrossbarSim.Tests.Simulator.Wires.NonOhmic;

/// <summary>Cells that are not ohmic, in the chain from weights to codes.</summary>
internal sealed class NonOhmicTileTests
{
    private static readonly WireResistances s_resistances = new() { WordLine = Resistance.FromOhms(3), BitLine = Resistance.FromOhms(5) };

    private static readonly SinhCurrent s_law = new(Voltage.FromVolts(0.1));

    private static readonly LevelTableDevice s_device = new(
        "large", new ConductanceLevels([120e-6, 150e-6, 195e-6, 210e-6, 270e-6], [6e-6, 3e-6, 6e-6, 9e-6, 6e-6])) { Current = s_law };

    private static LayerAddress Address => LayerAddress.Of(RandomKey.FromSeed(9).For("trial", 0), 0);

    [Test]
    public void Read_PerfectLines_SumsWhatTheLawMakesOfVoltages()
    {
        ProgrammedTile tile = Mapped(new DifferentialMapping(PairBalance.OneSided, Subtraction.BeforeAdc), PerfectWires.Instance).Program(Address).Tiles[0];
        double[] voltages = Voltages(tile.Mapped.Region.Inputs);
        double[] currents = new double[tile.Mapped.Lines.Length];

        tile.Read(voltages, currents);

        for (int line = 0; line < currents.Length; line++)
        {
            double expected = voltages.Select((v, row) => 0.1 * Math.Sinh(v / 0.1) * tile.Row(row)[line]).Sum();
            Assert.That(currents[line], Is.EqualTo(expected).Within(1e-17));
        }
    }

    /// <summary>Each array by itself, with a dense matrix; lines from its columns.</summary>
    [TestCase("differential", ArrayLayout.Shared)]
    [TestCase("differential", ArrayLayout.Separate)]
    [TestCase("mirrored-levels", ArrayLayout.Shared)]
    [TestCase("mirrored-levels", ArrayLayout.Separate)]
    [TestCase("shifted-levels", ArrayLayout.Shared)]
    [TestCase("offset", ArrayLayout.Separate)]
    public void Read_ResistiveLines_IsThatOfTheArrays(string mapping, ArrayLayout arrays)
    {
        ProgrammedTile tile = Mapped(MappingCatalog.Standard.Kinds[mapping].Create(new MappingOptions { Arrays = arrays }), new ResistiveWires(s_resistances))
            .Program(Address).Tiles[0];
        double[] voltages = Voltages(tile.Mapped.Region.Inputs);
        double[] currents = new double[tile.Mapped.Lines.Length];
        WiredTile wired = tile.Wired!;
        double[] columns = new double[wired.Columns];
        foreach (int[] array in wired.Arrays)
        {
            double[] sensed = DenseNewton.Read(wired.Of(array, wired.Nominal), wired.Rows, array.Length, s_resistances, s_law, voltages).Currents;
            for (int column = 0; column < array.Length; column++)
            {
                columns[array[column]] = sensed[column];
            }
        }

        tile.Read(voltages, currents);

        for (int line = 0; line < currents.Length; line++)
        {
            (int plus, int minus, _) = tile.Mapped.Lines[line];
            double expected = tile.Mapped.ColumnsPerCell == 2 ? columns[2 * plus] - columns[(2 * plus) + 1]
                : columns[plus] - (minus >= 0 ? columns[minus] : 0)
                    - voltages.Select((v, row) => (tile.Mapped.Baselines?[(row * tile.Mapped.Columns) + plus] ?? 0) * 0.1 * Math.Sinh(v / 0.1)).Sum();
            Assert.That(currents[line], Is.EqualTo(expected).Within(1e-9 * columns.Max()));
        }

        // Limits are those of the two sides: none is reached where there is room for all.
        double[] limited = new double[currents.Length];
        Assert.That(tile.ReadLimited(voltages, 1.0, limited), Is.Zero);
        Assert.That(limited, Is.EqualTo(currents).Within(1e-18));
    }

    [Test]
    public void Multiply_AnyThreads_IsTheSameAndDoneByTheReference([Values] bool wired)
    {
        ProgrammedMatrix matrix = Mapped(new OffsetMapping(Subtraction.BeforeAdc), wired ? new ResistiveWires(s_resistances) : PerfectWires.Instance, noisy: true)
            .Program(Address);
        double[] inputs = SimulatorSamples.Inputs(40, 20, signed: false);
        ICrossbarProduct product = CrossbarProducts.Fastest(matrix, Calibration.Freeze(matrix, inputs));
        double[] one = new double[40 * 15];
        double[] two = new double[one.Length];

        product.Multiply(inputs, one);
        product.Multiply(inputs, two, threads: 2);

        Assert.That(product, Is.InstanceOf<CrossbarProduct>());
        Assert.That(two, Is.EqualTo(one));
    }

    [Test]
    public void ReadVariances_CellsDrivenByTheLaw_GrowWithItsSquare()
    {
        ProgrammedMatrix matrix = Mapped(new OffsetMapping(Subtraction.AfterAdc, OffsetReference.Digital), PerfectWires.Instance, noisy: true).Program(Address);
        double[] inputs = [.. Enumerable.Repeat(1.0, 20)];
        ICrossbarProduct product = CrossbarProducts.Reference(matrix, Calibration.Freeze(matrix, inputs));
        const int Reads = 4000;
        double[] outputs = new double[Reads * 15];
        product.Multiply(Enumerable.Repeat(inputs, Reads).SelectMany(x => x).ToArray(), outputs);

        // σ of a column of 20 rows at 0.2 V: noise of 2 % of each cell, driven with 0.1·sinh(2) = 0.3627 V.
        MappedTile map = matrix.Tiles[0].Mapped;
        double variance = Enumerable.Range(0, 20).Sum(row => Math.Pow(0.02 * matrix.Cells(0)[row * map.Columns] * 0.1 * Math.Sinh(2), 2));
        double expected = Math.Sqrt(variance) / (map.Outputs[0].SiemensPerWeight * 0.2);
        double[] first = [.. Enumerable.Range(0, Reads).Select(read => outputs[read * 15])];
        double sigma = Math.Sqrt(first.Average(y => Math.Pow(y - first.Average(), 2)));
        Assert.That(sigma, Is.EqualTo(expected).Within(5 * expected / Math.Sqrt(2 * Reads)), "σ of N samples has standard error σ/√(2N); five of them");
    }

    [Test]
    public void Read_VoltageBeyondTheLaw_IsRefused()
    {
        LevelTableDevice device = new("curved", s_device.Levels) { Current = new PolynomialCurrent([0, 2], Voltage.FromVolts(0.15)) };
        ProgrammedTile tile = new MappedMatrix(SimulatorSamples.Weights(3, 4), SimulatorSamples.Hardware with { Device = device }).ProgramIdeally().Tiles[0];

        Assert.That(
            () => tile.Read([0.1, 0.2, 0, 0], new double[3]),
            Throws.InstanceOf<NetworkException>().With.Message.EqualTo("A row is driven with 0.2 V, but the law of the cells holds from -0.15 V to 0.15 V."));
    }

    private static double[] Voltages(int rows) => [.. Enumerable.Range(0, rows).Select(row => row % 5 == 3 ? 0 : 0.01 + (0.19 * (row * 7 % 11) / 10))];

    private static MappedMatrix Mapped(IWeightMapping mapping, IWires wires, bool noisy = false) => new(
        SimulatorSamples.Weights(15, 20), SimulatorSamples.Hardware with
        {
            Device = s_device,
            Mapping = mapping,
            Tile = new TileShape(20, 30),
            Wires = wires,
            Dac = new DacSettings { Bits = null, Range = RangeRule.Fixed, Low = 0, High = 1 },
            ReadNoise = noisy ? new ReadNoise(0.02, DeviationScale.Level, s_device) : null,
        });
}
