using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Currents;
using CrossbarSim.Devices.Quantities;
using CrossbarSim.Devices.Randomness;
using CrossbarSim.Simulator.Kernels;
using CrossbarSim.Simulator.Wires;
using CrossbarSim.Simulator.Wires.NonOhmic;

namespace CrossbarSim.Tests.Simulator.Wires.NonOhmic;

internal sealed class NonOhmicNetworkTests
{
    private static readonly RandomKey Key = RandomKey.FromSeed(20);

    private static readonly Dictionary<string, ICellCurrent> Laws = new()
    {
        ["ohmic"] = OhmicCurrent.Law,
        ["sinh"] = new SinhCurrent(Voltage.FromVolts(0.1)),
        ["steep sinh"] = new SinhCurrent(Voltage.FromVolts(0.03)),
        ["polynomial"] = new PolynomialCurrent([0.4, 12.0], Voltage.FromVolts(1)),

        // One that opens late, and one that saturates early.
        ["threshold"] = new TabulatedCurrent([-1, -0.2, -0.1, 0, 0.1, 0.2, 1], [-3e-5, -2.8e-5, -1e-6, 0, 1e-6, 2.8e-5, 3e-5], Voltage.FromVolts(0.2)),
        ["saturating"] = new TabulatedCurrent([-1, -0.1, 0, 0.05, 1], [-1.1e-5, -1e-5, 0, 1e-5, 1.2e-5], Voltage.FromVolts(0.1)),
    };

    private static IEnumerable<string> LawNames => Laws.Keys;

    [Test]
    public void Read_AnySizeAndWires_EqualsTheDenseSolution([ValueSource(nameof(LawNames))] string law, [Range(0, 19)] int sample)
    {
        (double[] cells, int rows, int columns, WireResistances wires, double[] drivers) = Sample(sample);
        (double[] expected, double[] voltages) = DenseNewton.Read(cells, rows, columns, wires, Laws[law], drivers);

        double[] currents = new double[columns];
        double[] wordLines = new double[rows * columns];
        double[] bitLines = new double[rows * columns];
        new NonOhmicNetwork(cells, rows, columns, wires, Laws[law]).Read(drivers, currents, wordLines, bitLines, new NonOhmicWorkspace(rows, columns));

        // 1e-12 of the cells' currents is where the search ends; the dense matrix is less exact.
        double most = expected.Max(Math.Abs);
        Assert.That(currents, Is.EqualTo(expected).Within(1e-10 * most));
        for (int cell = 0; cell < voltages.Length; cell++)
        {
            Assert.That(wordLines[cell] - bitLines[cell], Is.EqualTo(voltages[cell]).Within(1e-10), $"cell {cell}");
        }
    }

    [Test]
    public void Read_AnyRegisters_GivesTheSameBytes([ValueSource(nameof(LawNames))] string law, [Range(0, 9)] int sample)
    {
        (double[] cells, int rows, int columns, WireResistances wires, double[] drivers) = Sample(sample);
        NonOhmicNetwork network = new(cells, rows, columns, wires, Laws[law]);
        double[] expected = Read(network, drivers, VectorPath.Scalar);

        Assert.That(Read(network, drivers, VectorPath.Vector256), Is.EqualTo(expected));
        Assert.That(Read(network, drivers, VectorPath.Vector512), Is.EqualTo(expected));
    }

    [Test]
    public void Read_LargeArray_GivesTheSameBytesWithAnyRegisters()
    {
        (NonOhmicNetwork network, double[] drivers) = Large(new SinhCurrent(Voltage.FromVolts(0.05)));
        double[] expected = Read(network, drivers, VectorPath.Scalar);

        Assert.That(Read(network, drivers, VectorPath.Vector256), Is.EqualTo(expected));
        Assert.That(Read(network, drivers, VectorPath.Vector512), Is.EqualTo(expected));
    }

    [Test]
    public void Read_OnManyThreadsWithUsedWorkspaces_GivesTheSameBytes()
    {
        (NonOhmicNetwork network, double[] drivers) = Large(Laws["sinh"]);
        double[][] vectors = [.. Enumerable.Range(0, 12).Select(shift => drivers.Select((volts, row) => drivers[(row + (11 * shift)) % drivers.Length]).ToArray())];
        double[][] expected = [.. vectors.Select(vector => Read(network, vector, VectorPaths.Best))];
        double[][] actual = new double[vectors.Length][];

        Parallel.For(0, 3, new ParallelOptions { MaxDegreeOfParallelism = 3 }, thread =>
        {
            NonOhmicWorkspace workspace = new(network.Rows, network.Columns);
            for (int vector = vectors.Length - 1 - thread; vector >= 0; vector -= 3)
            {
                actual[vector] = new double[network.Columns];
                network.Read(vectors[vector], actual[vector], workspace);
            }
        });

        Assert.That(actual, Is.EqualTo(expected));
    }

    [Test]
    public void Read_LargeArray_ConservesCharge()
    {
        // What drivers give is what senses take, and both are what the cells carry; the search never makes use of it.
        (NonOhmicNetwork network, double[] drivers) = Large(new SinhCurrent(Voltage.FromVolts(0.05)));
        double[] currents = new double[network.Columns];
        double[] wordLines = new double[network.Rows * network.Columns];
        double[] bitLines = new double[wordLines.Length];
        network.Read(drivers, currents, wordLines, bitLines, new NonOhmicWorkspace(network.Rows, network.Columns));

        double given = Enumerable.Range(0, network.Rows).Sum(row => (drivers[row] - wordLines[row * network.Columns]) / network.Wires.DriverTotal);
        double taken = Enumerable.Range(0, network.Columns).Sum(column => bitLines[((network.Rows - 1) * network.Columns) + column] / network.Wires.SenseTotal);

        // Differences of voltages cost digits: 2.5 Ohm of some 10 kOhm.
        Assert.That(given, Is.EqualTo(currents.Sum()).Within(1e-9 * currents.Sum()));
        Assert.That(taken, Is.EqualTo(currents.Sum()).Within(1e-9 * currents.Sum()));
    }

    [Test]
    public void Read_StuckCellsAndSteepLaw_TakesFewSteps([Values(0.05, 0.1, 0.2, 0.5)] double v0)
    {
        (NonOhmicNetwork network, double[] drivers) = Large(new SinhCurrent(Voltage.FromVolts(v0)));
        NonOhmicWorkspace workspace = new(network.Rows, network.Columns);

        network.Read(drivers, new double[network.Columns], workspace);

        // Independent prototypes took 4 to 6 steps and 8 to 21 iterations in all.
        Assert.That((workspace.Steps, workspace.Iterations), Is.EqualTo((0, 0)).Using<(int Steps, int Iterations)>((actual, _) => actual.Steps <= 6 && actual.Iterations <= 21));
    }

    [TestCase("saturating")]
    [TestCase("threshold")]
    public void Read_LawWithAKnee_ShortensSteps(string law)
    {
        // Newton's method by itself goes back and forth across the knee.
        NonOhmicNetwork network = new([1e-4], 1, 1, WireCase.Totals(0, 0, 100e3, 0), Laws[law]);
        NonOhmicWorkspace workspace = new(1, 1);
        double[] current = new double[1];

        network.Read([0.4], current, workspace);

        Assert.That(workspace.Search.Halvings, Is.Positive);
        double[] value = new double[1];
        Laws[law].Evaluate([0.4 - (100e3 * current[0])], value, new double[1]);
        Assert.That(1e-4 * value[0], Is.EqualTo(current[0]).Within(1e-9 * current[0]));
    }

    [Test]
    public void Read_PerfectWires_SumsTheLawOfTheDrivers()
    {
        NonOhmicNetwork network = new([1e-6, 2e-6, 0, 4e-6], 2, 2, new WireResistances(), Laws["sinh"]);
        double[] currents = new double[2];
        double[] wordLines = new double[4];
        double[] bitLines = new double[4];

        network.Read([0.2, -0.1], currents, wordLines, bitLines, new NonOhmicWorkspace(2, 2));

        // By hand: G·v0·sinh(V/v0).
        (double first, double second) = (0.1 * Math.Sinh(2), 0.1 * Math.Sinh(-1));
        Assert.That(currents, Is.EqualTo(new[] { 1e-6 * first, (2e-6 * first) + (4e-6 * second) }).Within(1e-20));
        Assert.That(wordLines, Is.EqualTo(new[] { 0.2, 0.2, -0.1, -0.1 }));
        Assert.That(bitLines, Is.All.Zero);
    }

    [Test]
    public void Read_ResistancesThatVanish_ApproachesPerfectWires()
    {
        (double[] cells, int rows, int columns, _, double[] drivers) = Sample(7);
        double[] perfect = Read(new NonOhmicNetwork(cells, rows, columns, new WireResistances(), Laws["sinh"]), drivers, VectorPaths.Best);

        double[] nearly = Read(new NonOhmicNetwork(cells, rows, columns, WireCase.Totals(1e-9, 1e-9, 1e-9, 1e-9), Laws["sinh"]), drivers, VectorPaths.Best);

        Assert.That(nearly, Is.EqualTo(perfect).Within(1e-10 * perfect.Max(Math.Abs)).And.Not.EqualTo(perfect));
    }

    [Test]
    public void Read_NothingConductsOrNothingIsDriven_GivesZero()
    {
        WireResistances wires = WireCase.Totals(1, 2, 3, 4);

        Assert.That(Read(new NonOhmicNetwork(new double[12], 3, 4, wires, Laws["sinh"]), [0.1, 0.2, 0.1], VectorPaths.Best), Is.All.Zero);
        Assert.That(Read(new NonOhmicNetwork([.. Enumerable.Repeat(1e-5, 12)], 3, 4, wires, Laws["sinh"]), [0, 0, 0], VectorPaths.Best), Is.All.Zero);
    }

    [Test]
    public void Read_OneCell_IsTheRootOfItsEquation()
    {
        double[] current = Read(new NonOhmicNetwork([1e-4], 1, 1, WireCase.Totals(7, 8, 1000, 2000), Laws["sinh"]), [0.3], VectorPaths.Best);

        // By bisection of d + 3000·1e-4·0.1·sinh(d/0.1) = 0.3.
        (double low, double high) = (0.0, 0.3);
        for (int i = 0; i < 100; i++)
        {
            double middle = (low + high) / 2;
            (low, high) = middle + (0.03 * Math.Sinh(middle / 0.1)) < 0.3 ? (middle, high) : (low, middle);
        }

        Assert.That(current[0], Is.EqualTo(1e-5 * Math.Sinh(low / 0.1)).Within(1e-12).Percent);
    }

    [Test]
    public void Read_CalledAgain_AllocatesNothing()
    {
        (NonOhmicNetwork network, double[] drivers) = Large(Laws["polynomial"]);
        NonOhmicWorkspace workspace = new(network.Rows, network.Columns);
        double[] currents = new double[network.Columns];
        network.Read(drivers, currents, workspace);
        long before = GC.GetAllocatedBytesForCurrentThread();

        network.Read(drivers, currents, workspace);

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    [Test]
    public void Read_VoltagesBeyondTheLaw_SaysWhichCell()
    {
        PolynomialCurrent law = new([0.0, 1.0], Voltage.FromVolts(0.15));
        NonOhmicNetwork network = new([1e-6, 0, 0, 1e-6], 2, 2, WireCase.Totals(1, 1, 1, 1), law);

        Assert.That(
            () => Read(network, [0.1, 0.2], VectorPaths.Best),
            Throws.TypeOf<NetworkException>().With.Message.EqualTo(
                "The cell in row 1 and column 1 sees 0.199999 V; its law (polynomial of degree 3 to 0.15 V) holds from -0.15 V to 0.15 V."));
        Assert.That(
            () => Read(new NonOhmicNetwork([1e-6, 0, 0, 1e-6], 2, 2, new WireResistances(), law), [0.1, 0.2], VectorPaths.Best),
            Throws.TypeOf<NetworkException>().With.Message.EqualTo(
                "The cell in row 1 and column 0 sees 0.2 V; its law (polynomial of degree 3 to 0.15 V) holds from -0.15 V to 0.15 V."));
    }

    [Test]
    public void Read_DriversBeyondTheLawButCellsWithin_Reads()
    {
        // Half of 0.2 V is lost on 10 kOhm before a cell of some 100 uS.
        NonOhmicNetwork network = new([1e-4], 1, 1, WireCase.Totals(0, 0, 10e3, 0), new PolynomialCurrent([0.0, 1.0], Voltage.FromVolts(0.15)));

        double current = Read(network, [0.2], VectorPaths.Best)[0];

        // d + 10 kOhm·100 uS·(d + d³) = 0.2 has its root at d = 0.0995..: by hand d³ + 2d - 0.2 = 0.
        double cell = 0.2 - (10e3 * current);
        Assert.That((cell * cell * cell) + (2 * cell), Is.EqualTo(0.2).Within(1e-12));
    }

    [Test]
    public void Read_LawTooSteep_SaysSo()
    {
        // Forty v0 in either direction, cells of 10 mS and megohms: nothing double precision could tell.
        NonOhmicNetwork network = new(
            [.. Enumerable.Repeat(1e-2, 60)], 6, 10, WireCase.Totals(1e6, 1e5, 1e5, 1e6), new SinhCurrent(Voltage.FromVolts(0.025)));

        Assert.That(
            () => Read(network, [1, -1, 1, -1, 1, -1], VectorPaths.Best),
            Throws.TypeOf<NetworkException>().With.Message.Match(
                @"^No voltages were found for an array of 6x10 cells whose current is sinh, v0 = 0\.025 V, after \d+ steps: the law is too steep for these voltages and wires\.$"));
    }

    [Test]
    public void Constructor_BadConductances_SaysSo()
    {
        Assert.That(
            () => new NonOhmicNetwork([1, 2, 3], 2, 2, new WireResistances(), OhmicCurrent.Law),
            Throws.ArgumentException.With.Message.StartsWith("Expected 4 conductances, got 3."));
        Assert.That(
            () => new NonOhmicNetwork([1, -2], 1, 2, new WireResistances(), OhmicCurrent.Law),
            Throws.ArgumentException.With.Message.StartsWith("A conductance is finite and zero or more, not -2 S."));
    }

    [Test]
    public void Read_BadArguments_SaysSo()
    {
        NonOhmicNetwork network = new([1, 2, 3, 4], 2, 2, WireCase.Totals(1, 1, 1, 1), OhmicCurrent.Law);

        Assert.That(() => network.Read([1, 1], new double[2], new NonOhmicWorkspace(2, 3)), Throws.ArgumentException.With.Message.StartsWith("The workspace is for arrays of 2x3 cells, not 2x2."));
        Assert.That(() => network.Read([1, double.NaN], new double[2], new NonOhmicWorkspace(2, 2)), Throws.ArgumentException.With.Message.StartsWith("A voltage is finite, not NaN V."));
        Assert.That(() => network.Read([1], new double[2], new NonOhmicWorkspace(2, 2)), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => network.Read([1, 1], new double[3], new NonOhmicWorkspace(2, 2)), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    private static double[] Read(NonOhmicNetwork network, double[] drivers, VectorPath path)
    {
        double[] currents = new double[network.Columns];
        network.Read(drivers, currents, new NonOhmicWorkspace(network.Rows, network.Columns, path));
        return currents;
    }

    /// <summary>Sizes to 11 by 19, every combination of resistances that are zero, cells stuck at 0 and 1 mS, drivers of one sign or both, some at 0 V.</summary>
    private static (double[] Cells, int Rows, int Columns, WireResistances Wires, double[] Drivers) Sample(int sample)
    {
        RandomKey key = Key.For("sample", sample);
        double[] sizes = Uniform(key.For("sizes"), 6);
        (int rows, int columns) = (1 + (int)(11 * sizes[0]), 1 + (int)(19 * sizes[1]));
        double[] ohms = [.. Enumerable.Range(0, 4).Select(i => ((sample >> i) & 1) == 0 ? Math.Pow(10, 3 * sizes[i + 2]) : 0.0)];
        double[] drivers = [.. Uniform(key.For("drivers"), rows).Select((value, row) => sample % 3 == 0 ? 0.2 * value : row % 4 == 3 ? 0.0 : 0.4 * (value - 0.5))];
        return (Cells(key, rows * columns, 0.1), rows, columns, WireCase.Totals(ohms[0], ohms[1], ohms[2], ohms[3]), drivers);
    }

    private static (NonOhmicNetwork Network, double[] Drivers) Large(ICellCurrent law)
    {
        RandomKey key = Key.For("large");
        return (
            new NonOhmicNetwork(Cells(key, 128 * 128, 0.01), 128, 128, WireCase.Totals(2.5, 2.5, 2.5, 2.5), law),
            [.. Uniform(key.For("drivers"), 128).Select(value => 0.2 * value)]);
    }

    /// <summary>1 to 100 uS; of both kinds of stuck cells so many.</summary>
    private static double[] Cells(RandomKey key, int count, double stuck)
    {
        double[] faults = Uniform(key.For("faults"), count);
        return [.. Uniform(key.For("cells"), count).Select((value, cell) =>
            faults[cell] < stuck ? 0.0 : faults[cell] < 2 * stuck ? 1e-3 : 1e-6 + (99e-6 * value))];
    }

    private static double[] Uniform(RandomKey key, int count)
    {
        double[] numbers = new double[count];
        key.FillUniform(numbers);
        return numbers;
    }
}
