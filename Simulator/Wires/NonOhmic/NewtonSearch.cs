using System.Numerics.Tensors;
using System.Runtime.Intrinsics;
using CrossbarSim.Simulator.Kernels;

namespace CrossbarSim.Simulator.Wires.NonOhmic;

/// <summary>Finds the voltages over the cells of an array, by Newton's method; the room for it, for one thread.</summary>
/// <remarks>
/// <para>
/// Unknown are the voltages d over the cells. Currents c = G·f(d) leave word lines at u = V - Rw·c and bit lines at w = Rb·c, Rw and Rb being the resistances that their
/// currents share; wanted is that the mismatch F = d - (u - w) be zero. A step of Newton's method changes bit lines by x and word lines by y, with D = G·f'(d):
/// (Tb - D·Tw⁻¹·D)·x = D·(Tw⁻¹·D·F - F) and y = Tw⁻¹·D·(x + F), T being lines whose cells conduct D to ground; d changes by y - x - F. Conjugate gradients find x, preconditioned by the bit lines,
/// so that an iteration solves each line once. Products with T are never taken: Tb·p follows from one direction to the next, and wires may be without resistance.
/// </para>
/// <para>
/// Voltages are found when Σ D·|F|, which no error of the sensed currents exceeds in sum (each cell's mismatch is a source in series with it, and of the current it
/// drives no more than all gets into the senses), is at most <see cref="Tolerance"/> of Σ|c|, column by column; or, where no step
/// reduces the mismatch any more, at most <see cref="Guaranteed"/> of that of one column.
/// </para>
/// </remarks>
internal abstract unsafe class NewtonSearch
{
    /// <summary>How far the current of a column may be off, relative to the magnitudes of its cells' currents, when the search ends.</summary>
    public const double Tolerance = 1e-12;

    /// <summary>How far all currents together may be off, relative to the magnitudes of one column, where rounding keeps the search from going on.</summary>
    public const double Guaranteed = 1e-9;

    private const double FirstForcing = 0.1;
    private const double MostForcing = 0.03;
    private const double LeastForcing = 1e-9;
    private const double Slow = 0.3; // as much of a mismatch should not be left of it by a step
    private const double ChordAt = 0.5; // of the driver's voltage
    private const int MostSteps = 100;
    private const double ShortestStep = 1e-6; // of Newton's
    private const int MostIterations = 1000;

    private readonly NetworkBuffers _buffers;
    private readonly double[] _chordVolts;
    private readonly double[] _chordValues;
    private readonly double[] _chordSlopes;

    protected NewtonSearch(NetworkShape shape)
    {
        Shape = shape;
        _buffers = new NetworkBuffers(shape);
        (_chordVolts, _chordValues, _chordSlopes) = (new double[shape.PaddedRows], new double[shape.PaddedRows], new double[shape.PaddedRows]);
    }

    public NetworkShape Shape { get; }

    /// <summary>Steps that the last search took.</summary>
    public int Steps { get; private set; }

    /// <summary>Iterations of conjugate gradients in them.</summary>
    public int Iterations { get; private set; }

    /// <summary>Steps that had to be shortened.</summary>
    public int Halvings { get; private set; }

    /// <summary>What the last search found.</summary>
    public NetworkBuffers Buffers => _buffers;

    public static NewtonSearch Create(NetworkShape shape, VectorPath path) => path switch
    {
        VectorPath.Vector512 => new NewtonSearch<Lanes512, Vector512<float>, Vector512<double>>(shape),
        VectorPath.Vector256 => new NewtonSearch<Lanes256, Vector256<float>, Vector256<double>>(shape),
        _ => new NewtonSearch<LanesScalar, float, double>(shape),
    };

    /// <summary>Finds the voltages.</summary>
    /// <param name="network">The array.</param>
    /// <param name="rowVoltages">Voltages of its drivers, in volts; not all zero.</param>
    /// <exception cref="NetworkException">None were found.</exception>
    public void Find(NonOhmicNetwork network, ReadOnlySpan<double> rowVoltages)
    {
        (Steps, Iterations, Halvings) = (0, 0, 0);
        rowVoltages.CopyTo(_buffers.Drivers.Span);
        SetChords(network, rowVoltages);
        Start(network, _chordSlopes);
        double before = double.PositiveInfinity;
        double loosest = MostForcing;
        double forcing = FirstForcing;
        while (Steps < MostSteps)
        {
            Step(network, forcing);
            Steps++;
            double mismatch = Evaluate(network);
            if (IsFound() || (mismatch >= before && IsGoodEnough()))
            {
                return;
            }

            if (mismatch >= before && forcing > LeastForcing)
            {
                // The equations of the step may not have been solved well enough for it to be any good: once more.
                Retreat(1.0);
                before = Evaluate(network);
                forcing = loosest = Math.Max(LeastForcing, 1e-3 * forcing);
                continue;
            }

            if (mismatch >= before)
            {
                mismatch = Shorten(network, before);
            }

            double ratio = double.IsFinite(before) ? mismatch / before : 1.0;
            loosest = ratio > Slow && double.IsFinite(before) ? Math.Max(LeastForcing, 0.1 * loosest) : loosest;
            forcing = Math.Min(loosest, Math.Max(ratio * ratio, Needed()));
            before = mismatch;
        }

        throw Lost(network);
    }

    /// <summary>No currents yet; cells as conductances.</summary>
    protected abstract void Start(NonOhmicNetwork network, ReadOnlySpan<double> chords);

    /// <summary>Currents, slopes and mismatch at the cells' voltages.</summary>
    protected abstract void EvaluateCells(NonOhmicNetwork network);

    /// <summary>Makes the first residual.</summary>
    /// <returns>r·Tb⁻¹·r.</returns>
    protected abstract double Begin(NonOhmicNetwork network);

    /// <summary>Takes a new direction.</summary>
    /// <returns>p·D·Tw⁻¹·D·p.</returns>
    protected abstract double Turn(NonOhmicNetwork network, double beta);

    /// <summary>Goes along it.</summary>
    /// <returns>r·Tb⁻¹·r of the residual that is left.</returns>
    protected abstract double Go(NonOhmicNetwork network, double alpha);

    /// <summary>Changes the cells' voltages.</summary>
    protected abstract void Apply(NonOhmicNetwork network);

    private double Evaluate(NonOhmicNetwork network)
    {
        EvaluateCells(network);
        return Math.Sqrt(Sum.Of(_buffers.Squares.Pointer, Shape.PaddedColumns));
    }

    /// <summary>A step of Newton's method, its equations solved until what is left of them is so much of what there was.</summary>
    private void Step(NonOhmicNetwork network, double forcing)
    {
        double square = Begin(network);
        double enough = forcing * forcing * square;
        (double direct, double beta) = (0.0, 0.0); // p·Tb·p
        for (int i = 0; i < MostIterations && square > enough; i++)
        {
            direct = square + (beta * beta * direct);
            double curvature = direct - Turn(network, beta);
            if (!(curvature > 0))
            {
                break; // nothing is left but rounding
            }

            double next = Go(network, square / curvature);
            Iterations++;
            beta = next / square;
            square = next;
        }

        Apply(network);
    }

    /// <summary>Halves the last step until the mismatch is less than before it.</summary>
    private double Shorten(NonOhmicNetwork network, double before)
    {
        for (double length = 0.5; length > ShortestStep; length /= 2)
        {
            Retreat(length);
            Halvings++;
            double mismatch = Evaluate(network);
            if (mismatch < before)
            {
                return mismatch;
            }
        }

        throw Lost(network);
    }

    /// <summary>Takes back so much of the last step.</summary>
    private void Retreat(double length)
    {
        Span<double> cells = _buffers.Cells.Span;
        TensorPrimitives.FusedMultiplyAdd(_buffers.Direction.Span, -length, cells, cells);
    }

    /// <summary>Whether every column's current is right to <see cref="Tolerance"/> of its cells' currents.</summary>
    private bool IsFound()
    {
        bool isFound = true;
        for (int column = 0; column < Shape.Columns; column++)
        {
            isFound &= _buffers.Errors.Pointer[column] <= Tolerance * _buffers.Magnitudes.Pointer[column];
        }

        return isFound;
    }

    /// <summary>Whether all currents together are right to <see cref="Guaranteed"/> of the cells' currents of one column, the one with most.</summary>
    private bool IsGoodEnough() =>
        Sum.Of(_buffers.Errors.Pointer, Shape.PaddedColumns) <= Guaranteed * TensorPrimitives.Max<double>(_buffers.Magnitudes.Span);

    /// <summary>The forcing below which a step would be better than it need be.</summary>
    private double Needed()
    {
        double errors = Sum.Of(_buffers.Errors.Pointer, Shape.PaddedColumns);
        double magnitudes = Sum.Of(_buffers.Magnitudes.Pointer, Shape.PaddedColumns);
        return 0.1 * Tolerance * magnitudes / errors;
    }

    /// <summary>Cells begin as conductances, as steep as a chord of the law on the way to their driver's voltage.</summary>
    private void SetChords(NonOhmicNetwork network, ReadOnlySpan<double> rowVoltages)
    {
        TensorPrimitives.Multiply(rowVoltages, ChordAt, _chordVolts);
        network.Current.Evaluate(_chordVolts, _chordValues, _chordSlopes);
        for (int row = 0; row < rowVoltages.Length; row++)
        {
            _chordSlopes[row] = _chordVolts[row] == 0 ? _chordSlopes[row] : _chordValues[row] / _chordVolts[row];
        }
    }

    private NetworkException Lost(NonOhmicNetwork network) => new(
        $"No voltages were found for an array of {Shape.Rows}x{Shape.Columns} cells whose current is {network.Current.Description}, after {Steps} steps: "
        + "the law is too steep for these voltages and wires.");

    /// <summary>How far apart the voltages of the array can be: from the lowest driver, or the senses, to the highest.</summary>
    public static double SpanOf(ReadOnlySpan<double> rowVoltages) =>
        Math.Max(0.0, TensorPrimitives.Max(rowVoltages)) - Math.Min(0.0, TensorPrimitives.Min(rowVoltages));
}
