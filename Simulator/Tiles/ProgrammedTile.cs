using System.Numerics.Tensors;
using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Currents;
using CrossbarSim.Devices.Quantities;
using CrossbarSim.Devices.Randomness;
using CrossbarSim.Simulator.Mapping;
using CrossbarSim.Simulator.Wires;
using CrossbarSim.Simulator.Wires.NonOhmic;

namespace CrossbarSim.Simulator.Tiles;

/// <summary>One programmed array, as its lines see it.</summary>
public sealed class ProgrammedTile
{
    private readonly double[] _lines;
    private readonly Lazy<(double[] Plus, double[] Minus)> _sides;
    private readonly ICellCurrent? _law; // null: Ohm's
    private readonly NonOhmicTile? _searches;

    /// <summary>A tile.</summary>
    /// <param name="mapped">What was aimed at.</param>
    /// <param name="cells">[rows, columns] in siemens.</param>
    /// <param name="noise">Noise of every read; null: none.</param>
    /// <param name="address">Address of the tile on its chip; null: programmed ideally, on no chip.</param>
    /// <param name="wires">What its lines make of the cells.</param>
    /// <param name="law">How currents follow voltages.</param>
    /// <param name="programmed">What cells were before time passed; null: none passed.</param>
    /// <param name="room">May become what its lines are, if it is as long; null: there is none.</param>
    internal ProgrammedTile(
        MappedTile mapped, double[] cells, IReadNoise? noise, RandomKey? address, IWires wires, ICellCurrent law, double[]? programmed = null, double[]? room = null)
    {
        Mapped = mapped;
        _law = law is OhmicCurrent ? null : law;
        Reads = address?.For("read").Exact();
        if (wires.ArePerfect)
        {
            _lines = mapped.SenseMatrix(cells, room);
            _sides = new Lazy<(double[], double[])>(() => mapped.SenseSides(cells));
        }
        else
        {
            Wired = new WiredTile(mapped, cells, wires);
            _lines = Wired.Sense();
            _sides = new Lazy<(double[], double[])>(Wired.SenseSides);
            _searches = _law is null ? null : new NonOhmicTile(Wired, wires.Resistances, _law);
        }

        if (noise is not null)
        {
            double[] variances = new double[cells.Length];
            noise.Variances(programmed ?? cells, cells, variances);
            Wired?.Attenuate(variances, wires.Resistances);
            Variances = mapped.SenseVariances(variances);
        }
    }

    private ProgrammedTile(ProgrammedTile other, MappedTile mapped)
    {
        (Mapped, Wired, Reads, Variances) = (mapped, other.Wired, other.Reads, other.Variances);
        (_lines, _sides, _law, _searches) = (other._lines, other._sides, other._law, other._searches);
    }

    /// <summary>The same tile, whose lines make outputs in another way.</summary>
    internal ProgrammedTile With(MappedTile mapped) => new(this, mapped);

    /// <summary>What was aimed at, and how lines make outputs.</summary>
    public MappedTile Mapped { get; }

    /// <summary>Its cells on arrays, and what the lines of those make of them; null: lines are perfect.</summary>
    public WiredTile? Wired { get; }

    /// <summary>Address of what is drawn at every read: read n of a tile with L lines has the draws from n·4·⌈L/4⌉ on. Null: no chip.</summary>
    internal RandomKey? Reads { get; }

    /// <summary>Variance of every read on each row and line, [rows, lines] in siemens²; null: none.</summary>
    internal double[]? Variances { get; }

    /// <summary>Draws from one read to the next.</summary>
    internal int DrawsPerRead => (Mapped.Lines.Length + 3) / 4 * 4;

    /// <summary>Conductance of one row on every line, in siemens: the effective one where lines have resistance. Negative where a line is a difference.</summary>
    public ReadOnlySpan<double> Row(int row) => _lines.AsSpan(row * Mapped.Lines.Length, Mapped.Lines.Length);

    /// <summary>The same of all rows, [rows, lines].</summary>
    internal ReadOnlySpan<double> RowByRow => _lines;

    /// <summary>Where they stand.</summary>
    internal double[] Lines => _lines;

    /// <summary>Whether currents follow voltages in proportion, so that <see cref="Row"/> says all there is to reads.</summary>
    public bool IsOhmic => _law is null;

    /// <summary>Sums each line: I[l] = Σᵣ f(V[r])·G[r, l], rows in order, f(V) = V where cells are ohmic; where they are not and lines have resistance, what the network carries.</summary>
    /// <param name="voltages">In volts; one per row in use.</param>
    /// <param name="currents">Receives amperes; one per line.</param>
    /// <exception cref="NetworkException">Cells see voltages at which their law does not hold, or none were found.</exception>
    public void Read(ReadOnlySpan<double> voltages, Span<double> currents)
    {
        if (_law is null)
        {
            Sum(_lines, voltages, currents);
            return;
        }

        double[] driven = Driven(voltages);
        if (_searches is null)
        {
            Sum(_lines, driven, currents);
            return;
        }

        double[] subtracted = new double[currents.Length];
        Search(voltages, driven, currents, subtracted);
        TensorPrimitives.Subtract(currents, subtracted, currents);
    }

    /// <summary>What cells are driven with at given voltages: f(V), in volts.</summary>
    /// <exception cref="NetworkException">The law does not hold at a voltage.</exception>
    internal double[] Driven(ReadOnlySpan<double> voltages)
    {
        double[] driven = [.. voltages];
        if (_law is null)
        {
            return driven;
        }

        foreach (double volts in voltages)
        {
            if (volts < _law.Lowest.Volts || volts > _law.Highest.Volts)
            {
                throw new NetworkException($"A row is driven with {Voltage.FromVolts(volts)}, but the law of the cells holds from {_law.Lowest} to {_law.Highest}.");
            }
        }

        _law.Evaluate(voltages, driven, new double[driven.Length]);
        return driven;
    }

    /// <summary>The same where no column carries more than so much.</summary>
    /// <param name="voltages">In volts; one per row in use.</param>
    /// <param name="limit">Most current of a column, in amperes.</param>
    /// <param name="currents">Receives amperes; one per line.</param>
    /// <returns>How many columns reached the limit.</returns>
    internal int ReadLimited(ReadOnlySpan<double> voltages, double limit, Span<double> currents)
    {
        double[] subtracted = new double[currents.Length];
        double[] driven = Driven(voltages);
        if (_searches is null)
        {
            (double[] plus, double[] minus) = _sides.Value;
            Sum(plus, driven, currents);
            Sum(minus, driven, subtracted);
        }
        else
        {
            Search(voltages, driven, currents, subtracted);
        }

        int limited = 0;
        for (int line = 0; line < currents.Length; line++)
        {
            limited += (Math.Abs(currents[line]) > limit ? 1 : 0) + (Math.Abs(subtracted[line]) > limit ? 1 : 0);
            currents[line] = Math.Clamp(currents[line], -limit, limit) - Math.Clamp(subtracted[line], -limit, limit);
        }

        return limited;
    }

    /// <summary>Variance of each line's current at a read, in A².</summary>
    /// <param name="squares">Squares of what rows are driven with, in V²; one per row in use.</param>
    /// <param name="variances">Receives A²; one per line.</param>
    internal void ReadVariances(ReadOnlySpan<double> squares, Span<double> variances) => Sum(Variances!, squares, variances);

    private void Search(ReadOnlySpan<double> voltages, double[] driven, Span<double> plus, Span<double> minus)
    {
        double[] columns = new double[Wired!.Columns];
        _searches!.Read(voltages, columns);
        Wired.Sides(columns, driven, plus, minus);
    }

    private void Sum(double[] matrix, ReadOnlySpan<double> rows, Span<double> sums)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(rows.Length, Mapped.Region.Inputs);
        ArgumentOutOfRangeException.ThrowIfNotEqual(sums.Length, Mapped.Lines.Length);
        sums.Clear();
        for (int row = 0; row < rows.Length; row++)
        {
            if (rows[row] != 0) // a row at rest adds exactly nothing
            {
                TensorPrimitives.MultiplyAdd(matrix.AsSpan(row * sums.Length, sums.Length), rows[row], sums, sums);
            }
        }
    }
}
