using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Quantities;
using MathNet.Numerics.Interpolation;

namespace CrossbarSim.Devices.Currents;

/// <summary>A measured curve: f(V) = I(V)/Gn through its points, Gn being what the measured cell is taken to conduct.</summary>
/// <remarks>
/// Between points it is the piecewise cubic of F. N. Fritsch and J. Butland (SIAM J. Sci. Stat. Comput. 5, 300 (1984); "PCHIP"): it rises wherever the points do. Gn is I/V at a
/// read voltage, or the slope at zero. The law holds between the first and the last point.
/// </remarks>
public sealed class TabulatedCurrent : ICellCurrent
{
    private readonly Segment[] _segments;

    // The table in equal cells: for each, a segment at or before its start, from where the search for one begins.
    private readonly int[] _before;
    private readonly double _first;
    private readonly double _last;
    private readonly double _cellsPerVolt;

    /// <summary>A law.</summary>
    /// <param name="volts">Voltages, finite, strictly ascending, zero among them; three or more.</param>
    /// <param name="amperes">Currents there, finite, nowhere falling, zero at zero; as many.</param>
    /// <param name="conductanceAt">Where I/V is the conductance of the measured cell; zero: its slope there. In the table, and not where nothing flows.</param>
    /// <exception cref="ArgumentException">The table or the voltage is otherwise.</exception>
    public TabulatedCurrent(ReadOnlySpan<double> volts, ReadOnlySpan<double> amperes, Voltage conductanceAt)
    {
        if (volts.Length < 3 || amperes.Length != volts.Length)
        {
            throw new ArgumentException($"Expected as many currents as voltages and three or more, got {amperes.Length} and {volts.Length}.", nameof(amperes));
        }

        for (int i = 0; i < volts.Length; i++)
        {
            if (!double.IsFinite(volts[i]) || !double.IsFinite(amperes[i]) || (i > 0 && (volts[i] <= volts[i - 1] || amperes[i] < amperes[i - 1])))
            {
                throw new ArgumentException($"Point {i} ({volts[i]} V, {amperes[i]} A) is not finite, not above the voltage before or below the current before.", nameof(volts));
            }
        }

        int zero = volts.IndexOf(0.0);
        if (zero < 0 || amperes[zero] != 0)
        {
            throw new ArgumentException("A cell carries 0 A at 0 V, and its table has to say so.", nameof(volts));
        }

        if (!(conductanceAt.Volts >= volts[0] && conductanceAt.Volts <= volts[^1]))
        {
            throw new ArgumentOutOfRangeException(
                nameof(conductanceAt), conductanceAt, $"The table goes from {Voltage.FromVolts(volts[0])} to {Voltage.FromVolts(volts[^1])}.");
        }

        (_first, _last, ConductanceAt) = (volts[0], volts[^1], conductanceAt);
        Measured = [.. volts.ToArray().Zip(amperes.ToArray())];
        (Points, Content) = (volts.Length, ContentOf(volts, amperes, conductanceAt));
        MeasuredConductance = ConductanceOf(volts, amperes, conductanceAt);
        if (!(MeasuredConductance > Conductance.Zero))
        {
            throw new ArgumentException($"Nothing flows at {conductanceAt}: the measured cell has no conductance there.", nameof(conductanceAt));
        }

        _segments = Segments(volts, amperes, MeasuredConductance.Siemens);
        _before = new int[4 * volts.Length];
        _cellsPerVolt = (_before.Length - 1) / (_last - _first);
        for (int cell = 1; cell < _before.Length; cell++)
        {
            int segment = _before[cell - 1];
            while (segment + 1 < _segments.Length && (_segments[segment + 1].Start - _first) * _cellsPerVolt < cell)
            {
                segment++;
            }

            _before[cell] = segment;
        }
    }

    /// <summary>The points as measured, voltages ascending.</summary>
    public ImmutableArray<(double Volts, double Amperes)> Measured { get; }

    /// <summary>How many points there are.</summary>
    public int Points { get; }

    /// <summary>Where I/V is the conductance of the measured cell; zero: its slope there.</summary>
    public Voltage ConductanceAt { get; }

    /// <summary>What the measured cell conducts.</summary>
    public Conductance MeasuredConductance { get; }

    /// <inheritdoc/>
    public string Description => $"table of {Points} points from {Lowest} to {Highest}, conductance at {ConductanceAt}";

    /// <inheritdoc/>
    public string Content { get; }

    /// <inheritdoc/>
    public Voltage Lowest => Voltage.FromVolts(_first);

    /// <inheritdoc/>
    public Voltage Highest => Voltage.FromVolts(_last);

    /// <summary>What a measured cell conducts at a voltage: I/V, or the slope at zero.</summary>
    /// <param name="volts">As for the constructor.</param>
    /// <param name="amperes">As for the constructor.</param>
    /// <param name="at">In the table.</param>
    internal static Conductance ConductanceOf(ReadOnlySpan<double> volts, ReadOnlySpan<double> amperes, Voltage at)
    {
        CubicSpline curve = Curve(volts, amperes);
        return Conductance.FromSiemens(at.Volts == 0 ? curve.Differentiate(0) : curve.Interpolate(at.Volts) / at.Volts);
    }

    /// <inheritdoc/>
    public void Evaluate(ReadOnlySpan<double> volts, Span<double> values, Span<double> slopes)
    {
        Lengths.Check(volts, values, slopes);
        for (int i = 0; i < volts.Length; i++)
        {
            (values[i], slopes[i]) = Evaluate(volts[i]);
        }
    }

    private (double Value, double Slope) Evaluate(double volts)
    {
        double held = volts < _first ? _first : volts > _last ? _last : volts;
        int at = _before[(int)((held - _first) * _cellsPerVolt)];
        while (at + 1 < _segments.Length && _segments[at + 1].Start <= held)
        {
            at++;
        }

        ref readonly Segment segment = ref _segments[at];
        double along = held - segment.Start;
        double value = Math.FusedMultiplyAdd(Math.FusedMultiplyAdd(Math.FusedMultiplyAdd(segment.Cube, along, segment.Square), along, segment.Slope), along, segment.Value);
        double slope = Math.FusedMultiplyAdd(Math.FusedMultiplyAdd(3.0 * segment.Cube, along, 2.0 * segment.Square), along, segment.Slope);
        slope = Math.Max(0.0, slope); // rounding where the curve is flat
        return (Math.FusedMultiplyAdd(slope, volts - held, value), slope);
    }

    private static Segment[] Segments(ReadOnlySpan<double> volts, ReadOnlySpan<double> amperes, double siemens)
    {
        CubicSpline curve = Curve(volts, amperes);
        Segment[] segments = new Segment[volts.Length - 1];
        for (int i = 0; i < segments.Length; i++)
        {
            double width = volts[i + 1] - volts[i];
            double chord = (amperes[i + 1] - amperes[i]) / siemens / width;
            double first = curve.Differentiate(volts[i]) / siemens;
            double last = curve.Differentiate(volts[i + 1]) / siemens;
            segments[i] = new Segment(
                volts[i], amperes[i] / siemens, first, ((3.0 * chord) - (2.0 * first) - last) / width, (first + last - (2.0 * chord)) / (width * width));
        }

        return segments;
    }

    private static CubicSpline Curve(ReadOnlySpan<double> volts, ReadOnlySpan<double> amperes) =>
        CubicSpline.InterpolatePchipSorted(volts.ToArray(), amperes.ToArray());

    private static string ContentOf(ReadOnlySpan<double> volts, ReadOnlySpan<double> amperes, Voltage conductanceAt)
    {
        StringBuilder text = new();
        for (int i = 0; i < volts.Length; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{volts[i]:R},{amperes[i]:R}\n");
        }

        string points = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..16];
        return FormattableString.Invariant($"table {points} {conductanceAt.Volts:R}");
    }

    /// <summary>A cubic from one point to the next, in volts from its start.</summary>
    private readonly record struct Segment(double Start, double Value, double Slope, double Square, double Cube);
}
