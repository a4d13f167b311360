using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Quantities;

namespace CrossbarSim.Devices.Currents;

/// <summary>The hyperbolic sine of many filamentary and tunnelling cells: f(V) = s·v0·sinh(V/v0).</summary>
/// <remarks>
/// s is 1 where the conductance of a cell is its slope at zero; where it is I/V at some read voltage Vr, s = Vr/(v0·sinh(Vr/v0)). Source: the usual compact
/// form, as in X. Guan, S. Yu and H.-S. P. Wong, IEEE Electron Device Lett. 33, 1405 (2012), with v0 the same for all cells and states. Values and slopes
/// are right to a few parts in 10^16, near zero as well: sinh and cosh come of the same polynomials.
/// </remarks>
public sealed class SinhCurrent : ICellCurrent
{
    /// <summary>The law holds up to so many v0: sinh(40) is 10^17.</summary>
    public const double MostV0 = 40;

    private readonly double _v0;
    private readonly double _scale;

    /// <summary>A law.</summary>
    /// <param name="v0">Above zero, finite.</param>
    /// <param name="conductanceAt">Where I/V is the conductance of a cell; zero: its slope there. Within <see cref="MostV0"/> v0.</param>
    public SinhCurrent(Voltage v0, Voltage conductanceAt = default)
    {
        if (!(v0.Volts > 0) || !double.IsFinite(v0.Volts))
        {
            throw new ArgumentOutOfRangeException(nameof(v0), v0, "A v0 is finite and above 0 V.");
        }

        if (!(Math.Abs(conductanceAt.Volts) <= MostV0 * v0.Volts))
        {
            throw new ArgumentOutOfRangeException(nameof(conductanceAt), conductanceAt, $"The law holds to {MostV0} times its v0, {v0}.");
        }

        (V0, ConductanceAt, _v0, _scale) = (v0, conductanceAt, v0.Volts, 1.0);
        if (conductanceAt.Volts != 0)
        {
            Span<double> value = stackalloc double[1];
            Span<double> slope = stackalloc double[1];
            Evaluate([conductanceAt.Volts], value, slope);
            _scale = conductanceAt.Volts / value[0];
        }
    }

    /// <summary>The voltage over which currents stop being in proportion.</summary>
    public Voltage V0 { get; }

    /// <summary>Where I/V is the conductance of a cell; zero: its slope there.</summary>
    public Voltage ConductanceAt { get; }

    /// <inheritdoc/>
    public string Description => ConductanceAt.Volts == 0 ? $"sinh, v0 = {V0}" : $"sinh, v0 = {V0}, conductance at {ConductanceAt}";

    /// <inheritdoc/>
    public string Content => FormattableString.Invariant($"sinh {_v0:R} {ConductanceAt.Volts:R}");

    /// <inheritdoc/>
    public Voltage Lowest => Voltage.FromVolts(-MostV0 * _v0);

    /// <inheritdoc/>
    public Voltage Highest => Voltage.FromVolts(MostV0 * _v0);

    /// <inheritdoc/>
    public void Evaluate(ReadOnlySpan<double> volts, Span<double> values, Span<double> slopes) =>
        LawLoop.Run(new Kernel(_v0, _scale), volts, values, slopes);

    private readonly struct Kernel(double v0, double scale) : ILawKernel
    {
        private readonly double _v0 = v0;
        private readonly double _scale = scale;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<double> Evaluate(Vector512<double> volts, out Vector512<double> slopes)
        {
            Vector512<double> held = LawLoop.Held(volts, MostV0 * _v0);
            Vector512<double> sinh = Hyperbolic.SinhCosh(held / Vector512.Create(_v0), out Vector512<double> cosh);
            slopes = cosh * Vector512.Create(_scale);
            return Vector512.FusedMultiplyAdd(slopes, volts - held, sinh * Vector512.Create(_scale * _v0));
        }
    }
}
