using CrossbarSim.Devices.Currents;
using CrossbarSim.Devices.Quantities;
using CrossbarSim.Devices.Randomness;
using CrossbarSim.Simulator.Wires;
using CrossbarSim.Simulator.Wires.NonOhmic;
using CrossbarSim.Simulator.Wires.Spice;

namespace CrossbarSim.Tests.Simulator.Wires.Spice;

internal sealed class SpiceNetlistTests
{
    private static readonly double[] s_resistances = [0, 1.5];

    private static IEnumerable<string> QuickCases => WireCase.Ids.Where(id => WireCase.Of(id).Rows <= 32);

    /// <summary>By hand: the topology of Golden/wires/README.json.</summary>
    [Test]
    public void Text_TwoByTwo_IsTheWholeNetwork()
    {
        SpiceNetlist netlist = new()
        {
            About = ["Two by two", "", "by hand"],
            Resistances = WireCase.Totals(2.5, 1, 10, 20),
            RowVoltages = [0.2, -0.1],
            Arrays = [new SpiceArray([0, 1], [1e-5, 0, 2e-6, 1e-3])],
        };

        Assert.That(netlist.Text(), Is.EqualTo("""
            * Two by two
            *
            * by hand
            *
            * Row voltages
            Vrow0 row0 0 0.2
            Vrow1 row1 0 -0.1
            *
            * Word lines of columns 0 1
            Rword0_0 row0 word0_0 10
            Rword0_1 word0_0 word0_1 2.5
            Rword1_0 row1 word1_0 10
            Rword1_1 word1_0 word1_1 2.5
            * Cells
            Rcell0_0 word0_0 bit0_0 99999.99999999999
            Rcell1_0 word1_0 bit1_0 500000
            Rcell1_1 word1_1 bit1_1 1000
            * Bit lines
            Rbit0_0 bit0_0 bit1_0 1
            Rbit0_1 bit0_1 bit1_1 1
            Rbit1_0 bit1_0 sense0 20
            Rbit1_1 bit1_1 sense1 20
            *
            * Senses
            Vsense0 sense0 0 0
            Vsense1 sense1 0 0
            *
            * Tighter than rounding asks for; numbers with 17 digits
            .options reltol=1e-12 abstol=1e-20 vntol=1e-15 gmin=1e-20
            .control
            set numdgt=16
            op
            print i(vsense0)
            print i(vsense1)
            quit
            .endc
            .end

            """));
    }

    /// <summary>Nodes that nothing separates are one: the source, the word line and the first cell; the last cell, the bit line and the sense.</summary>
    [Test]
    public void Text_PerfectLinesAndTwoArrays_JoinsRowsAndSensesByCellsAlone()
    {
        SpiceNetlist netlist = new()
        {
            About = ["Perfect"],
            Resistances = new WireResistances(),
            RowVoltages = [0.2, 0.1],
            Arrays = [new SpiceArray([1], [0.5, 0.25]), new SpiceArray([0], [1, 2])],
            Cell = SpiceCells.Of(new SinhCurrent(Voltage.FromVolts(0.1))),
        };

        string[] lines = netlist.Text().Split('\n');

        Assert.That(lines.Where(line => line.Length > 0 && line[0] is 'R' or 'V' or 'B'), Is.EqualTo(new[]
        {
            "Vrow0 row0 0 0.2",
            "Vrow1 row1 0 0.1",
            "Bcell0_1 row0 sense1 I=0.5*(0.1*sinh(V(row0,sense1)/0.1))",
            "Bcell1_1 row1 sense1 I=0.25*(0.1*sinh(V(row1,sense1)/0.1))",
            "Bcell0_0 row0 sense0 I=1*(0.1*sinh(V(row0,sense0)/0.1))",
            "Bcell1_0 row1 sense0 I=2*(0.1*sinh(V(row1,sense0)/0.1))",
            "Vsense1 sense1 0 0",
            "Vsense0 sense0 0 0",
        }));
    }

    [TestCaseSource(nameof(QuickCases))]
    public void Text_ReferenceCase_IsSolvedByNgspiceToTheSameCurrents(string id)
    {
        WireCase reference = WireCase.Of(id);
        double[] voltages = Vector(reference.Voltages, reference.Vectors);
        double[] golden = Vector(reference.Currents, reference.Vectors);

        double[] found = Ngspice(reference.Cells, reference.Columns, reference.Resistances, voltages);

        // Golden/wires/README.json: ngspice is within 4.9e-13 of the reference.
        AssertClose(found, golden, 1e-12);
        AssertClose(found, Currents(reference.Cells, reference.Columns, reference.Resistances, voltages), 1e-12);
    }

    /// <summary>Every way for resistances to be zero or not.</summary>
    [Test]
    public void Text_ZeroResistances_IsSolvedByNgspiceToTheSameCurrents(
        [ValueSource(nameof(s_resistances))] double wordLine, [ValueSource(nameof(s_resistances))] double bitLine,
        [Values(0.0, 9.0)] double driver, [Values(0.0, 9.0)] double sense)
    {
        WireResistances wires = WireCase.Totals(wordLine, bitLine, driver, sense);
        double[] cells = Cells(6, 5);
        double[] voltages = Voltages(6);

        AssertClose(Ngspice(cells, 5, wires, voltages), Currents(cells, 5, wires, voltages), 1e-12);
    }

    [Test]
    public void Text_OpenAndStuckCells_IsSolvedByNgspiceToTheSameCurrents()
    {
        double[] cells = Cells(8, 8);
        cells.AsSpan(16, 16).Clear(); // rows 2 and 3
        for (int row = 0; row < 8; row++)
        {
            cells[(row * 8) + 5] = 0; // a column
        }

        (cells[0], cells[63], cells[35], cells[1]) = (1e-3, 1e-3, 1, double.Epsilon);
        WireResistances wires = WireCase.Totals(2.5, 2.5, 2.5, 2.5);
        double[] voltages = Voltages(8);

        double[] found = Ngspice(cells, 8, wires, voltages);

        AssertClose(found, Currents(cells, 8, wires, voltages), 1e-12);
        Assert.That(found[5], Is.Zero);
    }

    [Test]
    public void Text_TwoArrays_IsSolvedByNgspiceArrayByArray()
    {
        WireResistances wires = WireCase.Totals(4, 3, 12, 8);
        (double[] first, double[] second, double[] voltages) = (Cells(7, 3), [.. Cells(7, 4).Select(cell => cell / 2)], Voltages(7));

        double[] found = Solve(new SpiceNetlist
        {
            About = ["Two arrays"],
            Resistances = wires,
            RowVoltages = voltages,
            Arrays = [new SpiceArray([0, 2, 4], first), new SpiceArray([1, 3, 5, 6], second)],
        });

        (double[] a, double[] b) = (Currents(first, 3, wires, voltages), Currents(second, 4, wires, voltages));
        AssertClose(found, [a[0], b[0], a[1], b[1], a[2], b[2], b[3]], 1e-12);
    }

    [TestCase("nl8_r2p5_v0p1", 8, 0.1)]
    [TestCase("nl16x8_r2p5_v0p2", 8, 0.2)]
    public void Text_SinhCells_IsSolvedByNgspiceToTheReference(string id, int columns, double volts)
    {
        double[] cells = NumpyFile.Read(GoldenFile.Path("wires", $"{id}_G.npy")).Values;
        double[] voltages = NumpyFile.Read(GoldenFile.Path("wires", $"{id}_V.npy")).Values;
        double[] golden = NumpyFile.Read(GoldenFile.Path("wires", $"{id}_I.npy")).Values;
        int vectors = golden.Length / columns;
        for (int vector = 0; vector < vectors; vector++)
        {
            double[] found = Solve(new SpiceNetlist
            {
                About = [id],
                Resistances = WireCase.Totals(2.5, 2.5, 2.5, 2.5),
                RowVoltages = Vector(voltages, vectors, vector),
                Arrays = [new SpiceArray([.. Enumerable.Range(0, columns)], cells)],
                Cell = SpiceCells.Of(new SinhCurrent(Voltage.FromVolts(volts))),
            });

            // Newton's method; cases_nonlinear.json: ngspice is within 6.4e-12 of it.
            AssertClose(found, Vector(golden, vectors, vector), 1e-11);
        }
    }

    [Test]
    public void Text_WrongInput_IsRefused()
    {
        SpiceNetlist fine = new()
        {
            About = ["fine"],
            Resistances = new WireResistances(),
            RowVoltages = [0.2],
            Arrays = [new SpiceArray([0, 1], [1, 1])],
        };

        Assert.That(
            () => (fine with { About = [] }).Text(),
            Throws.ArgumentException.With.Message.StartsWith("A netlist begins with a title, and comments are a line each."));
        Assert.That(
            () => (fine with { About = ["fine\n.end"] }).Text(),
            Throws.ArgumentException.With.Message.StartsWith("A netlist begins with a title, and comments are a line each."));
        Assert.That(
            () => (fine with { RowVoltages = [double.NaN] }).Text(),
            Throws.ArgumentException.With.Message.StartsWith("A row voltage is finite; found NaN."));
        Assert.That(
            () => (fine with { Arrays = [new SpiceArray([0, 0], [1, 1])] }).Text(),
            Throws.ArgumentException.With.Message.StartsWith("A column stands on one array, once."));
        Assert.That(
            () => (fine with { Arrays = [new SpiceArray([0, 1], [1, -1])] }).Text(),
            Throws.ArgumentException.With.Message.StartsWith("A conductance is zero or more, and finite; found -1."));
        Assert.That(
            () => (fine with { RowVoltages = [0.2, 0.2] }).Text(),
            Throws.ArgumentException.With.Message.StartsWith("An array of 2x2 cells has 4 conductances; given are 2, and room for 2."));
    }

    [Test]
    public void Text_PolynomialCells_IsSolvedByNgspiceToTheSameCurrents()
    {
        PolynomialCurrent law = new([0.4, 6, -2], Voltage.FromVolts(0.6), Voltage.FromVolts(0.2));
        WireResistances wires = WireCase.Totals(4, 3, 12, 8);
        (double[] cells, double[] voltages) = (Cells(7, 5), [.. Voltages(7).Select((v, i) => i % 2 == 0 ? v : -v)]);
        double[] expected = new double[5];
        new NonOhmicNetwork(cells, 7, 5, wires, law).Read(voltages, expected, new NonOhmicWorkspace(7, 5));

        double[] found = Solve(new SpiceNetlist
        {
            About = ["polynomial"],
            Resistances = wires,
            RowVoltages = voltages,
            Arrays = [new SpiceArray([.. Enumerable.Range(0, 5)], cells)],
            Cell = SpiceCells.Of(law),
        });

        AssertClose(found, expected, 1e-9);
    }

    private static double[] Ngspice(double[] cells, int columns, WireResistances wires, double[] voltages) => Solve(new SpiceNetlist
    {
        About = ["A test"],
        Resistances = wires,
        RowVoltages = voltages,
        Arrays = [new SpiceArray([.. Enumerable.Range(0, columns)], cells)],
    });

    private static double[] Solve(SpiceNetlist netlist) =>
        [.. Tests.Ngspice.Currents(netlist.Text()).OrderBy(current => current.Key).Select(current => current.Value)];

    private static double[] Currents(double[] cells, int columns, WireResistances wires, double[] voltages)
    {
        double[] effective = new double[cells.Length];
        new ResistiveWires(wires).Effective(cells, voltages.Length, columns, effective);
        double[] currents = new double[columns];
        for (int cell = 0; cell < cells.Length; cell++)
        {
            currents[cell % columns] += voltages[cell / columns] * effective[cell];
        }

        return currents;
    }

    private static double[] Cells(int rows, int columns)
    {
        double[] cells = new double[rows * columns];
        RandomKey.FromSeed(6).For("cells").FillUniform(cells);
        return [.. cells.Select(u => 1e-6 + (99e-6 * u))];
    }

    private static double[] Voltages(int rows)
    {
        double[] voltages = new double[rows];
        RandomKey.FromSeed(6).For("voltages").FillUniform(voltages);
        return [.. voltages.Select(u => 0.2 * u)];
    }

    /// <summary>One of several vectors that stand side by side.</summary>
    private static double[] Vector(double[] all, int vectors, int vector = 0) => [.. all.Where((_, i) => i % vectors == vector)];

    private static void AssertClose(double[] found, double[] expected, double relative)
    {
        Assert.That(found, Has.Length.EqualTo(expected.Length));
        for (int i = 0; i < found.Length; i++)
        {
            Assert.That(found[i], Is.EqualTo(expected[i]).Within(relative * Math.Abs(expected[i])), $"column {i}");
        }
    }
}
