using CrossbarSim.Devices.Quantities;
using CrossbarSim.Devices.Randomness;
using CrossbarSim.Simulator.Kernels;
using CrossbarSim.Simulator.Wires;
using CrossbarSim.Simulator.Wires.Dissection;

namespace CrossbarSim.Tests.Simulator.Wires;

internal sealed class ResistiveWiresTests
{
    private static readonly double[] s_resistances = [0, 1.5];

    [Test]
    public void Effective_ReferenceCase_IsWithinRounding(
        [ValueSource(typeof(WireCase), nameof(WireCase.Ids))] string id, [Values] WirePrecision precision, [Values] VectorPath path)
    {
        WireCase reference = WireCase.Of(id);
        double[] effective = Effective(reference.Cells, reference.Rows, reference.Columns, reference.Resistances, precision, path);

        // The reference is a sparse LU refined with long doubles. 1e-12 and 2e-6 are asked for; sums of positive numbers err by some units in the last place.
        double tolerance = precision == WirePrecision.Double ? 1e-14 : 1.5e-6;
        double[] expected = reference.Effective;
        Assert.That(Worst(effective, expected), Is.LessThan(tolerance * expected.Max()));
        double[] currents = Currents(effective, reference);
        double[] expectedCurrents = reference.Currents;
        for (int i = 0; i < currents.Length; i++)
        {
            Assert.That(currents[i], Is.EqualTo(expectedCurrents[i]).Within(tolerance * Math.Abs(expectedCurrents[i])));
        }
    }

    [Test]
    public void Effective_AnyRegisters_HasTheSameBits([Values(1, 7, 40)] int rows, [Values(3, 8, 33)] int columns, [Values] WirePrecision precision)
    {
        double[] cells = Cells(rows, columns);
        WireResistances wires = WireCase.Totals(2, 3, 12, 5);
        double[] expected = Effective(cells, rows, columns, wires, precision, VectorPath.Scalar);

        Assert.That(Effective(cells, rows, columns, wires, precision, VectorPath.Vector256), Is.EqualTo(expected));
        Assert.That(Effective(cells, rows, columns, wires, precision, VectorPath.Vector512), Is.EqualTo(expected));
    }

    /// <summary>Every way for resistances to be zero or not, at sizes around those of tiles.</summary>
    [Test]
    public void Effective_ZeroResistances_AreThoseOfTheNetworkOfNodes(
        [ValueSource(nameof(s_resistances))] double wordLine, [ValueSource(nameof(s_resistances))] double bitLine,
        [Values(0.0, 0.7, 9.0)] double driver, [Values(0.0, 0.7, 9.0)] double sense,
        [Values("1x1", "1x6", "6x1", "5x4", "9x8")] string size)
    {
        int[] lengths = [.. size.Split('x').Select(int.Parse)];
        (int rows, int columns) = (lengths[0], lengths[1]);
        double[] cells = Cells(rows, columns);
        cells[0] *= 40; // a stuck cell where the special cases begin
        WireResistances wires = WireCase.Totals(wordLine, bitLine, driver, sense);
        double[] expected = NodalOracle.Effective(cells, rows, columns, wires);

        Assert.That(Worst(Effective(cells, rows, columns, wires), expected), Is.LessThan(1e-12 * expected.Max()));
    }

    [Test]
    public void Effective_RandomSizes_AreThoseOfTheBlockTridiagonalMethod([Range(0, 39)] int draw)
    {
        double[] uniform = new double[6];
        RandomKey.FromSeed(5).For("sizes", draw).FillUniform(uniform);
        (int rows, int columns) = (1 + (int)(uniform[0] * 50), 1 + (int)(uniform[1] * 50));
        double[] cells = Cells(rows, columns, draw);
        WireResistances wires = WireCase.Totals(
            0.1 + (5 * uniform[2]), 0.1 + (5 * uniform[3]), 0.1 + (50 * uniform[4]), 0.1 + (50 * uniform[5]));
        double[] expected = BlockTridiagonal.Solve(
            cells, rows, columns, new SegmentConductances<double>(1 / wires.WordLine.Ohms, 1 / wires.BitLine.Ohms, 1 / wires.DriverTotal, 1 / wires.SenseTotal));

        Assert.That(Worst(Effective(cells, rows, columns, wires), expected), Is.LessThan(1e-12 * expected.Max()));
        Assert.That(Worst(Effective(cells, rows, columns, wires, WirePrecision.Single), expected), Is.LessThan(1.5e-6 * expected.Max()));
    }

    [Test]
    public void Effective_SeenFromTheSenses_IsTheSame([Values(8, 21)] int rows, [Values(13, 64)] int columns)
    {
        double[] cells = Cells(rows, columns);
        double[] effective = Effective(cells, rows, columns, WireCase.Totals(1, 4, 20, 6));
        double[] turned = Effective(Turned(cells, rows, columns), columns, rows, WireCase.Totals(4, 1, 6, 20));

        Assert.That(Worst(turned, Turned(effective, rows, columns)), Is.LessThan(1e-14 * effective.Max()));
    }

    [Test]
    public void Effective_ResistanceTowardsZero_TendsToTheCells([Values] WirePrecision precision)
    {
        double[] cells = Cells(24, 17);
        double[] effective = Effective(cells, 24, 17, WireCase.Totals(1e-6, 1e-6, 1e-6, 1e-6), precision);

        // A cell of G loses G² times at most 41 segments' resistance, and as much for each of its 41 neighbours on either line.
        double most = cells.Max();
        Assert.That(Worst(effective, cells), Is.LessThan((most * most * 41 * 41 * 1e-6) + (precision == WirePrecision.Single ? most * 1e-6 : 0)));
    }

    [Test]
    public void Effective_AnyArray_LosesCurrentInEveryColumn([Values(0.01, 1, 30)] double ohms)
    {
        double[] cells = Cells(48, 40);
        double[] effective = Effective(cells, 48, 40, WireCase.Totals(ohms, ohms, ohms, ohms));

        Assert.That(effective, Has.All.GreaterThanOrEqualTo(0));
        for (int column = 0; column < 40; column++)
        {
            double given = Enumerable.Range(0, 48).Sum(row => cells[(row * 40) + column]);
            Assert.That(Enumerable.Range(0, 48).Sum(row => effective[(row * 40) + column]), Is.LessThan(given));
        }
    }

    [Test]
    public void Effective_AllCellsOpen_IsZero([Values] WirePrecision precision) =>
        Assert.That(Effective(new double[20 * 12], 20, 12, WireCase.Totals(1, 1, 1, 1), precision), Has.All.Zero);

    [Test]
    public void Effective_OpenRowsAndStuckCells_AreThoseOfTheNetworkOfNodes()
    {
        double[] cells = Cells(12, 10);
        cells.AsSpan(30, 20).Clear(); // rows 3 and 4
        for (int row = 0; row < 12; row++)
        {
            cells[(row * 10) + 6] = 0; // a column
        }

        (cells[0], cells[^1], cells[55]) = (1e-3, 1e-3, 1e-3);
        WireResistances wires = WireCase.Totals(2.5, 2.5, 2.5, 2.5);
        double[] expected = NodalOracle.Effective(cells, 12, 10, wires);

        double[] effective = Effective(cells, 12, 10, wires);
        Assert.That(Worst(effective, expected), Is.LessThan(1e-13 * expected.Max()));
        Assert.That(effective[36], Is.Zero);
        Assert.That(effective[6], Is.Zero);
    }

    [Test]
    public void Effective_IntoTheCellsThemselves_IsTheSame([Values(0, 2)] double wordLine, [Values(0, 2)] double bitLine, [Values(0, 5)] double driver, [Values(0, 5)] double sense)
    {
        double[] cells = Cells(10, 11);
        WireResistances wires = WireCase.Totals(wordLine, bitLine, driver, sense);
        double[] expected = Effective(cells, 10, 11, wires);

        new ResistiveWires(wires).Effective(cells, 10, 11, cells);

        Assert.That(cells, Is.EqualTo(expected));
    }

    [Test]
    public void Effective_ManyThreads_HasTheSameBits()
    {
        ResistiveWires wires = new(WireCase.Totals(2.5, 2.5, 2.5, 2.5));
        double[][] cells = [.. Enumerable.Range(0, 24).Select(i => Cells(32 + (i % 3), 32, i))];
        double[][] expected = [.. cells.Select(each => Run(each))];
        double[][] found = new double[cells.Length][];
        Parallel.For(0, cells.Length, i => found[i] = Run(cells[i]));

        Assert.That(found, Is.EqualTo(expected));

        double[] Run(double[] each)
        {
            double[] effective = new double[each.Length];
            wires.Effective(each, each.Length / 32, 32, effective);
            return effective;
        }
    }

    [TestCase(-1e-6, "-1E-06")]
    [TestCase(double.NaN, "NaN")]
    [TestCase(double.PositiveInfinity, "Infinity")]
    public void Effective_WrongConductance_IsRefused(double conductance, string found)
    {
        double[] cells = Cells(3, 3);
        cells[4] = conductance;

        Assert.That(
            () => Effective(cells, 3, 3, WireCase.Totals(1, 1, 1, 1)),
            Throws.ArgumentException.With.Message.StartsWith($"A conductance is zero or more, and finite; found {found}."));
    }

    [TestCase(-1)]
    [TestCase(double.NaN)]
    [TestCase(double.PositiveInfinity)]
    public void WireResistances_WrongNumber_IsRefused(double ohms) =>
        Assert.That(() => new WireResistances { Sense = Resistance.FromOhms(ohms) }, Throws.InstanceOf<ArgumentOutOfRangeException>());

    private static double[] Effective(
        double[] cells, int rows, int columns, WireResistances wires, WirePrecision precision = WirePrecision.Double, VectorPath? path = null)
    {
        double[] effective = new double[cells.Length];
        new ResistiveWires(wires, precision, path ?? VectorPaths.Best).Effective(cells, rows, columns, effective);
        return effective;
    }

    private static double[] Cells(int rows, int columns, int draw = 0)
    {
        double[] cells = new double[rows * columns];
        RandomKey.FromSeed(4).For("cells", draw).FillUniform(cells);
        return [.. cells.Select((u, i) => i % 29 == 11 ? 0 : i % 31 == 17 ? 1e-3 : 1e-6 + (99e-6 * u))];
    }

    private static double[] Turned(double[] cells, int rows, int columns) =>
        [.. Enumerable.Range(0, cells.Length).Select(i => cells[((rows - 1 - (i % rows)) * columns) + columns - 1 - (i / rows)])];

    private static double Worst(double[] found, double[] expected) => found.Zip(expected, (a, b) => Math.Abs(a - b)).Max();

    private static double[] Currents(double[] effective, WireCase reference)
    {
        double[] voltages = reference.Voltages;
        double[] currents = new double[reference.Columns * reference.Vectors];
        for (int row = 0; row < reference.Rows; row++)
        {
            for (int column = 0; column < reference.Columns; column++)
            {
                for (int vector = 0; vector < reference.Vectors; vector++)
                {
                    currents[(column * reference.Vectors) + vector] +=
                        effective[(row * reference.Columns) + column] * voltages[(row * reference.Vectors) + vector];
                }
            }
        }

        return currents;
    }
}
