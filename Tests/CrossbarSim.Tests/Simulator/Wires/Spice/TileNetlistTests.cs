using CrossbarSim.Devices.Quantities;
using CrossbarSim.Devices.Randomness;
using CrossbarSim.Simulator.Imperfections;
using CrossbarSim.Simulator.Mapping;
using CrossbarSim.Simulator.Tiles;
using CrossbarSim.Simulator.Wires;
using CrossbarSim.Simulator.Wires.Spice;

namespace CrossbarSim.Tests.Simulator.Wires.Spice;

internal sealed class TileNetlistTests
{
    private static readonly WireResistances s_resistances = new()
    {
        WordLine = Resistance.FromOhms(40),
        BitLine = Resistance.FromOhms(70),
        Driver = Resistance.FromOhms(300),
        HasLastSegment = false,
    };

    private static IEnumerable<TestCaseData> Mappings => MappingCatalog.Standard.Kinds.Values.OrderBy(kind => kind.Name)
        .SelectMany(kind => new[] { ArrayLayout.Shared, ArrayLayout.Separate }.Where(layout => layout == ArrayLayout.Shared || kind.UsesArrays)
            .SelectMany(layout => new[] { false, true }.Select(perfect => new TestCaseData(kind, layout, perfect)
                .SetArgDisplayNames($"{kind.Name} {layout}{(perfect ? " perfect" : "")}"))));

    /// <summary>Every mapping's tile, its pairs on one array or on two, its lines perfect or not: ngspice finds what the tile reads.</summary>
    [TestCaseSource(nameof(Mappings))]
    public void Of_AnyMapping_IsSolvedByNgspiceToWhatTheTileReads(MappingKind kind, ArrayLayout layout, bool perfect)
    {
        ProgrammedMatrix matrix = Programmed(kind.Create(new MappingOptions { Arrays = layout }), perfect ? PerfectWires.Instance : new ResistiveWires(s_resistances));
        for (int t = 0; t < matrix.Tiles.Count; t++)
        {
            ProgrammedTile tile = matrix.Tiles[t];
            double[] voltages = Voltages(tile.Mapped.Region.Inputs);
            SpiceNetlist netlist = TileNetlist.Of(matrix, t, voltages, ["A tile"]);

            IReadOnlyDictionary<int, double> currents = Ngspice.Currents(netlist.Text());

            Assert.That(netlist.Arrays, Has.Count.EqualTo(layout == ArrayLayout.Separate ? 2 : 1));
            double[] lines = new double[tile.Mapped.Lines.Length];
            tile.Read(voltages, lines);
            double largest = currents.Values.Max();
            for (int line = 0; line < lines.Length; line++)
            {
                (int plus, int minus, _) = tile.Mapped.Lines[line];
                (plus, minus) = tile.Mapped.ColumnsPerCell == 2 ? (2 * plus, (2 * plus) + 1) : (plus, minus);
                double shift = kind.Name == "shifted-levels" ? voltages.Sum() * 4e-6 : 0; // the lowest of five levels
                double found = currents[plus] - shift - (minus < 0 ? 0 : currents[minus]);
                Assert.That(found, Is.EqualTo(lines[line]).Within(1e-12 * largest), $"line {line}");
            }
        }
    }

    [Test]
    public void Of_OneArray_IsThatArrayAlone()
    {
        ProgrammedMatrix matrix = Programmed(
            MappingCatalog.Standard.Kinds["differential"].Create(new MappingOptions { Arrays = ArrayLayout.Separate }), new ResistiveWires(s_resistances));
        double[] voltages = Voltages(7);

        IReadOnlyDictionary<int, double> all = Ngspice.Currents(TileNetlist.Of(matrix, 0, voltages, ["A tile"]).Text());
        IReadOnlyDictionary<int, double> one = Ngspice.Currents(TileNetlist.Of(matrix, 0, voltages, ["A tile"], array: 1).Text());

        Assert.That(all.Keys, Is.EquivalentTo(Enumerable.Range(0, 8)));
        Assert.That(one.Keys, Is.EquivalentTo(new[] { 1, 3, 5, 7 }));
        foreach ((int column, double current) in one)
        {
            Assert.That(current, Is.EqualTo(all[column]).Within(1e-12 * current));
        }
    }

    /// <summary>By hand: perfect lines, cells of 100 and 1 µS for weights of 1 and 0, and of 50.5 µS for 0.5.</summary>
    [Test]
    public void Of_PerfectLines_SaysWhatItIsAndWhatItComesTo()
    {
        MappedMatrix mapped = new(new WeightMatrix(1, 3, [1, -0.5, 0]), SimulatorSamples.Hardware with { Tile = new TileShape(2, 8) });

        SpiceNetlist netlist = TileNetlist.Of(mapped.ProgramIdeally(), 0, [1, 2], ["The title", "and more"]);

        Assert.That(netlist.About, Is.EqualTo(new[]
        {
            "The title",
            "and more",
            "",
            "2 of 2 word lines are in use, and 2 columns on one array of 8: lines end with the last one in use.",
            "Lines are perfect.",
            "row3: ideal voltage of row 3. word3_5, bit3_5: where the cell of row 3 and column 5 meets its lines. sense5: 0 V.",
            "'ngspice -b' with this file prints i(vsense5), the current of column 5 into its sense, in amperes.",
            "",
            "The same according to CrossbarSim (wires: none), without noise, limits and converters:",
            $"column 0: {1e-4 + (2 * 1e-6):R} A",
            $"column 1: {1e-6 + (2 * 5.05e-5):R} A",
            "",
            "What converters of the tile see of them:",
            $"line 0: column 0 - column 1: {1e-4 - 1e-6 + (2 * (1e-6 - 5.05e-5)):R} A",
        }));
    }

    [Test]
    public void Of_ResistiveLines_SaysHowMuchTheyResist()
    {
        ProgrammedMatrix matrix = Programmed(
            MappingCatalog.Standard.Kinds["differential"].Create(new MappingOptions { Arrays = ArrayLayout.Separate }), new ResummedWires(s_resistances));

        IReadOnlyList<string> about = TileNetlist.Of(matrix, 1, Voltages(4), ["The title"], 0).About;

        Assert.That(about.Skip(2).Take(3), Is.EqualTo(new[]
        {
            "4 of 7 word lines are in use, and 8 columns on 2 arrays of 9: lines end with the last one in use.",
            "Of these, array 0.",
            "Ohms: 40 along word lines from column to column, 340 before the first; 70 along bit lines from row to row, 0 below the last.",
        }));
        Assert.That(about[7], Is.Empty);
        Assert.That(about[8], Is.EqualTo("The same according to CrossbarSim (wires: resummed), without noise, limits and converters:"));
        Assert.That(about[^1], Is.EqualTo("What converters of the tile see of them:"), "a line needs both arrays");
    }

    [Test]
    public void Of_NoSuchTileArrayOrRow_IsRefused()
    {
        ProgrammedMatrix matrix = Programmed(MappingCatalog.Standard.Kinds["differential"].Create(new MappingOptions()), PerfectWires.Instance);

        Assert.That(() => TileNetlist.Of(matrix, 4, Voltages(7), ["A tile"]), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => TileNetlist.Of(matrix, 0, Voltages(6), ["A tile"]), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => TileNetlist.Of(matrix, 0, Voltages(7), ["A tile"], 1), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    /// <summary>4 outputs of 11 inputs on arrays of 7x9, their cells stuck here and there: two tiles.</summary>
    private static ProgrammedMatrix Programmed(IWeightMapping mapping, IWires wires) => new MappedMatrix(
        SimulatorSamples.Weights(4, 11),
        SimulatorSamples.Hardware with
        {
            Device = SimulatorSamples.FiveLevels,
            Mapping = mapping,
            Tile = new TileShape(7, 9),
            Wires = wires,
            Imperfections = [new StuckCells(0.05, 0.05, Conductance.FromMicrosiemens(0), Conductance.FromMicrosiemens(20))],
        }).Program(LayerAddress.Of(RandomKey.FromSeed(3), 0));

    private static double[] Voltages(int rows) => [.. Enumerable.Range(0, rows).Select(row => 0.2 - (0.03 * row))];
}
