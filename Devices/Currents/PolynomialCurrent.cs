using System.Collections.Immutable;
using System.Globalization;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Quantities;
using MathNet.Numerics;

namespace CrossbarSim.Devices.Currents;

/// <summary>A polynomial, as fits of measured curves are: f(V) = s·(V + a2·V² + a3·V³ + ...).</summary>
/// <remarks>
/// s is 1 where the conductance of a cell is its slope at zero; where it is I/V at some read voltage Vr, it makes f(Vr) = Vr. A polynomial holds from -limit to limit,
/// where it has to rise.
/// </remarks>
public sealed class PolynomialCurrent : ICellCurrent
{
    /// <summary>The most coefficients.</summary>
    public const int MostCoefficients = 11;

    private readonly double _limit;
    private readonly double[] _values; // of V, V², V³, ...

    /// <summary>A law.</summary>
    /// <param name="coefficients">a2, a3 and so on, in V⁻¹, V⁻² and so on; finite, one to <see cref="MostCoefficients"/>.</param>
    /// <param name="limit">The voltage, either way, up to which it holds. Above zero, finite.</param>
    /// <param name="conductanceAt">Where I/V is the conductance of a cell; zero: its slope there. Within the limit.</param>
    /// <exception cref="ArgumentException">It does not rise all the way.</exception>
    public PolynomialCurrent(ReadOnlySpan<double> coefficients, Voltage limit, Voltage conductanceAt = default)
    {
        if (coefficients.Length is 0 or > MostCoefficients || !TensorPrimitives.IsFiniteAll(coefficients))
        {
            throw new ArgumentException($"Expected 1 to {MostCoefficients} finite coefficients.", nameof(coefficients));
        }

        if (!(limit.Volts > 0) || !double.IsFinite(limit.Volts))
        {
            throw new ArgumentOutOfRangeException(nameof(limit), limit, "A limit is finite and above 0 V.");
        }

        if (!(Math.Abs(conductanceAt.Volts) <= limit.Volts))
        {
            throw new ArgumentOutOfRangeException(nameof(conductanceAt), conductanceAt, $"The law holds to {limit}.");
        }

        if (FallsAt(coefficients, limit) is Voltage falls)
        {
            throw new ArgumentException($"The polynomial does not rise at {falls}.", nameof(coefficients));
        }

        Coefficients = [.. coefficients];
        (ConductanceAt, _limit) = (conductanceAt, limit.Volts);
        double at = conductanceAt.Volts;
        double scale = 1.0 / (at == 0 ? 1.0 : Polynomial.Evaluate(at, [1.0, .. coefficients]));
        _values = [scale, .. Coefficients.Select(coefficient => scale * coefficient)];
    }

    /// <summary>a2, a3 and so on, in V⁻¹, V⁻² and so on.</summary>
    public ImmutableArray<double> Coefficients { get; }

    /// <summary>Where I/V is the conductance of a cell; zero: its slope there.</summary>
    public Voltage ConductanceAt { get; }

    /// <inheritdoc/>
    public string Description =>
        $"polynomial of degree {Coefficients.Length + 1} to {Highest}{(ConductanceAt.Volts == 0 ? "" : $", conductance at {ConductanceAt}")}";

    /// <inheritdoc/>
    public string Content => string.Create(
        CultureInfo.InvariantCulture,
        $"polynomial {_limit:R} {ConductanceAt.Volts:R} {string.Join(' ', Coefficients.Select(value => value.ToString("R", CultureInfo.InvariantCulture)))}");

    /// <inheritdoc/>
    public Voltage Lowest => Voltage.FromVolts(-_limit);

    /// <inheritdoc/>
    public Voltage Highest => Voltage.FromVolts(_limit);

    /// <summary>A voltage at which a polynomial does not rise; null: there is none up to a limit.</summary>
    /// <param name="coefficients">a2, a3 and so on; finite.</param>
    /// <param name="limit">Above zero, finite.</param>
    internal static Voltage? FallsAt(ReadOnlySpan<double> coefficients, Voltage limit)
    {
        double[] slope = new double[coefficients.Length + 1];
        slope[0] = 1.0;
        for (int i = 0; i < coefficients.Length; i++)
        {
            slope[i + 1] = (i + 2) * coefficients[i];
        }

        // The least slope is at an end or where the slope of the slope is zero, of which only real parts matter.
        double[] bends = [.. Bends(slope).Where(volts => Math.Abs(volts) < limit.Volts)];
        double[] places = [-limit.Volts, .. bends, limit.Volts];
        double least = places.MinBy(volts => Polynomial.Evaluate(volts, slope));
        return Polynomial.Evaluate(least, slope) > 0 ? null : Voltage.FromVolts(least);
    }

    /// <inheritdoc/>
    public void Evaluate(ReadOnlySpan<double> volts, Span<double> values, Span<double> slopes) =>
        LawLoop.Run(new Kernel(_limit, _values), volts, values, slopes);

    private static double[] Bends(double[] slope)
    {
        double[] bend = [.. slope.Skip(1).Select((value, power) => (power + 1) * value)];
        int degree = Array.FindLastIndex(bend, value => value != 0);
        return degree < 1 ? [] : [.. FindRoots.Polynomial(bend[..(degree + 1)]).Select(root => root.Real)];
    }

    private readonly struct Kernel(double limit, double[] coefficients) : ILawKernel
    {
        private readonly double _limit = limit;
        private readonly double[] _coefficients = coefficients;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<double> Evaluate(Vector512<double> volts, out Vector512<double> slopes)
        {
            // Horner's scheme, for the polynomial less its factor V; the slope along with it: (V·q)' = q + V·q'.
            Vector512<double> held = LawLoop.Held(volts, _limit);
            Vector512<double> quotient = Vector512.Create(_coefficients[^1]);
            Vector512<double> quotientSlope = Vector512<double>.Zero;
            for (int power = _coefficients.Length - 2; power >= 0; power--)
            {
                quotientSlope = Vector512.FusedMultiplyAdd(quotientSlope, held, quotient);
                quotient = Vector512.FusedMultiplyAdd(quotient, held, Vector512.Create(_coefficients[power]));
            }

            slopes = Vector512.FusedMultiplyAdd(quotientSlope, held, quotient);
            return Vector512.FusedMultiplyAdd(slopes, volts - held, quotient * held);
        }
    }
}
