using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Laws;
using CrossbarSim.Devices.Quantities;
using CrossbarSim.Devices.Randomness;

namespace CrossbarSim.Devices.Ageing;

/// <summary>G(t) = G₀·(age/t₀)^(-ν): structural relaxation of phase-change cells, and what else follows a power of time.</summary>
/// <remarks>
/// ν is normal from cell to cell, its mean and standard deviation those of the state that the cell was programmed to. Age is t + t₀ where times count from the reference
/// state at t₀ (V. Joshi et al., Nat. Commun. 11, 2473 (2020), <see href="https://doi.org/10.1038/s41467-020-16108-9"/>), t itself where they count from programming.
/// </remarks>
/// <param name="highest">The conductance that states are relative to.</param>
/// <param name="clock">t₀, and what times count from.</param>
/// <param name="mean">Mean of ν.</param>
/// <param name="std">Standard deviation of ν.</param>
public sealed class PowerDrift(Conductance highest, DriftClock clock, StateLaw mean, StateLaw std) : IConductanceDrift
{
    /// <summary>Whether a negative ν counts as a positive one: nothing rises.</summary>
    public bool NeverRises { get; init; }

    /// <inheritdoc/>
    public TimeSpan Earliest => clock.Earliest;

    /// <inheritdoc/>
    public TimeSpan? Latest { get; init; }

    /// <inheritdoc/>
    public string Content => FormattableString.Invariant(
        $"power {highest.Siemens:R} {clock.Reference.TotalSeconds:R} {mean} {std} {clock.CountsFromReference} {NeverRises}");

    /// <inheritdoc/>
    public void Age(Span<double> cells, TimeSpan time, RandomKey key)
    {
        double[] draws = new double[cells.Length];
        key.FillNormal(draws);
        double logarithm = clock.Logarithm(time);
        for (int cell = 0; cell < cells.Length; cell++)
        {
            double x = cells[cell] / highest.Siemens;
            double exponent = mean.At(x) + (std.At(x) * draws[cell]);
            cells[cell] *= Math.Exp(-(NeverRises ? Math.Abs(exponent) : exponent) * logarithm);
        }
    }
}
