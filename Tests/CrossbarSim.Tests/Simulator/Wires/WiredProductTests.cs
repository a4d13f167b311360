using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Models;
using CrossbarSim.Devices.Quantities;
using CrossbarSim.Devices.Randomness;
using CrossbarSim.Simulator.Converters;
using CrossbarSim.Simulator.Imperfections;
using CrossbarSim.Simulator.Kernels;
using CrossbarSim.Simulator.Mapping;
using CrossbarSim.Simulator.Tiles;
using CrossbarSim.Simulator.Wires;
using CrossbarSim.Tests.Simulator.Kernels;

namespace CrossbarSim.Tests.Simulator.Wires;

/// <summary>Lines with resistance in the chain from weights to codes.</summary>
internal sealed class WiredProductTests
{
    private static readonly WireResistances s_resistances = new()
    {
        WordLine = Resistance.FromOhms(4),
        BitLine = Resistance.FromOhms(7),
        Driver = Resistance.FromOhms(30),
    };

    /// <summary>Conductances at which a few ohms matter in so small an array.</summary>
    private static readonly LevelTableDevice s_device = new(
        "large", new ConductanceLevels([120e-6, 150e-6, 195e-6, 210e-6, 270e-6], [6e-6, 3e-6, 6e-6, 9e-6, 6e-6]));

    private static IEnumerable<TestCaseData> Mappings => MappingCatalog.Standard.Kinds.Values.OrderBy(kind => kind.Name)
        .SelectMany(kind => new[] { ArrayLayout.Shared, ArrayLayout.Separate }.Where(layout => layout == ArrayLayout.Shared || kind.UsesArrays)
            .SelectMany(layout => new WeightSlices?[] { null, new WeightSlices(2, 5) }.Where(slices => slices is null || kind.SlicedBits is not null)
                .Select(slices => new TestCaseData(kind, new MappingOptions { Arrays = layout, Slices = slices })
                    .SetArgDisplayNames($"{kind.Name} {layout} {slices}"))));

    /// <summary>Every array of the tile, solved by itself, makes the lines of the tile.</summary>
    [TestCaseSource(nameof(Mappings))]
    public void Program_ResistiveLines_SensesWhatTheArraysCarry(MappingKind kind, MappingOptions options)
    {
        MappedMatrix mapped = Mapped(kind, options, new ResistiveWires(s_resistances));
        ProgrammedMatrix wired = mapped.Program(Address);
        ProgrammedMatrix perfect = Mapped(kind, options, PerfectWires.Instance).Program(Address);
        for (int t = 0; t < wired.Tiles.Count; t++)
        {
            WiredTile tile = wired.Tiles[t].Wired!;
            MappedTile map = wired.Tiles[t].Mapped;
            Assert.That(tile.Arrays.SelectMany(array => array).Order(), Is.EqualTo(Enumerable.Range(0, tile.Columns)));
            Assert.That(tile.Arrays.Max(array => array.Length), Is.LessThanOrEqualTo(24), "columns of an array");
            double[] effective = new double[tile.Effective.Length];
            foreach (int[] array in tile.Arrays)
            {
                double[] expected = NodalOracle.Effective(tile.Of(array, tile.Nominal), tile.Rows, array.Length, s_resistances);
                for (int i = 0; i < expected.Length; i++)
                {
                    effective[(i / array.Length * tile.Columns) + array[i % array.Length]] = expected[i];
                }
            }

            Assert.That(tile.Effective, Is.EqualTo(effective).Within(1e-12 * effective.Max()));

            // Lines are the same function of columns with resistance as without.
            double[] plain = new double[map.Lines.Length];
            for (int row = 0; row < tile.Rows; row++)
            {
                Lines(map, tile.Nominal.AsSpan(row * tile.Columns, tile.Columns), map.Targets, row, plain);
                Assert.That(perfect.Tiles[t].Row(row).ToArray(), Is.EqualTo(plain).Within(1e-18));
                Lines(map, effective.AsSpan(row * tile.Columns, tile.Columns), map.Targets, row, plain);
                Assert.That(wired.Tiles[t].Row(row).ToArray(), Is.EqualTo(plain).Within(1e-16));
            }
        }
    }

    [TestCaseSource(nameof(Mappings))]
    public void Multiply_ResistiveLines_EqualsTheReference(MappingKind kind, MappingOptions options)
    {
        ProgrammedMatrix matrix = Mapped(kind, options, new ResistiveWires(s_resistances)).Program(Address);
        double[] inputs = SimulatorSamples.Inputs(20, 40);
        FrozenConverters converters = Calibration.Freeze(matrix, inputs);
        foreach (VectorPath path in Enum.GetValues<VectorPath>())
        {
            KernelSamples.AssertEqual(matrix, converters, inputs, path);
        }
    }

    [Test]
    public void Program_AnyThreads_IsTheSame()
    {
        MappedMatrix mapped = Mapped(MappingCatalog.Standard.Kinds["differential"], new MappingOptions(), new ResistiveWires(s_resistances));
        ProgrammedMatrix one = mapped.Program(Address);
        ProgrammedMatrix two = mapped.Program(Address, 2);

        Assert.That(two.EffectiveWeights(), Is.EqualTo(one.EffectiveWeights()));
        Assert.That(mapped.ProgramIdeally(2).EffectiveWeights(), Is.EqualTo(mapped.ProgramIdeally().EffectiveWeights()));
    }

    [Test]
    public void Program_AnotherChip_IsSolvedAnew()
    {
        MappedMatrix mapped = Mapped(MappingCatalog.Standard.Kinds["differential"], new MappingOptions(), new ResistiveWires(s_resistances));

        Assert.That(
            mapped.Program(LayerAddress.Of(RandomKey.FromSeed(9).For("trial", 1), 0)).EffectiveWeights(), Is.Not.EqualTo(mapped.Program(Address).EffectiveWeights()));
    }

    /// <summary>The first-order noise of a read: what each cell's own fluctuation does to each sense, found by solving the array with that cell changed.</summary>
    [Test]
    public void Variances_ResistiveLines_AreCloseToThoseOfCellsSolvedOneByOne()
    {
        const double Sigma = 0.02;
        MappedMatrix mapped = Mapped(
            MappingCatalog.Standard.Kinds["raw-levels"], new MappingOptions(), new ResistiveWires(s_resistances),
            device => new ReadNoise(Sigma, DeviationScale.Level, device));
        ProgrammedTile tile = mapped.Program(Address).Tiles[0];
        WiredTile wired = tile.Wired!;
        double[] voltages = SimulatorSamples.Inputs(1, wired.Rows, signed: false);
        double[] expected = new double[wired.Columns];
        double[] before = Currents(wired.Effective);
        ResistiveWires wires = new(s_resistances);
        for (int cell = 0; cell < wired.Nominal.Length; cell++)
        {
            double[] cells = [.. wired.Nominal];
            cells[cell] *= 1 + 1e-4;
            double[] effective = new double[cells.Length];
            wires.Effective(cells, wired.Rows, wired.Columns, effective);
            double[] after = Currents(effective);
            for (int column = 0; column < expected.Length; column++)
            {
                expected[column] += Math.Pow((after[column] - before[column]) / 1e-4 * Sigma, 2);
            }
        }

        double[] variances = new double[wired.Columns];
        tile.ReadVariances([.. voltages.Select(v => v * v)], variances);

        // Simulator/README.md: within 8 % of the standard deviation where lines lose a fifth of the current.
        Assert.That(1 - (before.Sum() / CurrentsOf(wired.Nominal).Sum()), Is.GreaterThan(0.2));
        for (int column = 0; column < expected.Length; column++)
        {
            Assert.That(Math.Sqrt(variances[column]), Is.EqualTo(Math.Sqrt(expected[column])).Within(8).Percent);
        }

        double[] Currents(double[] effective) => CurrentsOf(effective);

        double[] CurrentsOf(double[] matrix)
        {
            double[] currents = new double[wired.Columns];
            for (int cell = 0; cell < matrix.Length; cell++)
            {
                currents[cell % wired.Columns] += matrix[cell] * voltages[cell / wired.Columns];
            }

            return currents;
        }
    }

    private static LayerAddress Address => LayerAddress.Of(RandomKey.FromSeed(9).For("trial", 0), 0);

    private static MappedMatrix Mapped(
        MappingKind kind, MappingOptions options, IWires wires, Func<LevelTableDevice, ReadNoise>? noise = null)
    {
        return new MappedMatrix(SimulatorSamples.Weights(30, 40), SimulatorSamples.Hardware with
        {
            Device = s_device,
            Mapping = kind.Create(options),
            Tile = new TileShape(17, 24),
            Wires = wires,
            ReadNoise = noise?.Invoke(s_device),
            Adc = new AdcSettings { Bits = 8 },
        });
    }

    /// <summary>What lines sense, from physical columns.</summary>
    private static void Lines(MappedTile map, ReadOnlySpan<double> columns, double[] targets, int row, double[] lines)
    {
        for (int line = 0; line < lines.Length; line++)
        {
            (int plus, int minus, _) = map.Lines[line];
            if (map.ColumnsPerCell == 2)
            {
                lines[line] = columns[2 * plus] - columns[(2 * plus) + 1];
                continue;
            }

            double baseline = map.Baselines is null ? 0 : map.Baselines[(row * map.Columns) + plus];
            lines[line] = columns[plus] - baseline - (minus >= 0 ? columns[minus] : 0);
        }
    }
}
