using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Laws;
using CrossbarSim.Devices.Quantities;
using CrossbarSim.Devices.Randomness;

namespace CrossbarSim.Devices.Ageing;

/// <summary>G(t) = G₀ + m·L + (s₀ + s·L)·z with L = ln(age/t₀): relaxation of filaments, whose mean moves and whose spread widens with the logarithm of time.</summary>
/// <remarks>z is standard normal from cell to cell, the same at all times. Conductances below zero become zero, those above the window its upper end where it is given.</remarks>
/// <param name="highest">The conductance that states are relative to.</param>
/// <param name="clock">t₀, and what times count from.</param>
/// <param name="mean">m, in siemens for each factor e of time.</param>
/// <param name="std">s, in siemens for each factor e of time.</param>
/// <param name="stdAtReference">s₀, in siemens.</param>
public sealed class LogarithmicDrift(Conductance highest, DriftClock clock, StateLaw mean, StateLaw std, StateLaw stdAtReference) : IConductanceDrift
{
    /// <summary>The window that cells stay in; null: they stay above zero.</summary>
    public (Conductance Lowest, Conductance Highest)? Window { get; init; }

    /// <inheritdoc/>
    public TimeSpan Earliest => clock.Earliest;

    /// <inheritdoc/>
    public TimeSpan? Latest { get; init; }

    /// <inheritdoc/>
    public string Content => FormattableString.Invariant(
        $"log {highest.Siemens:R} {clock.Reference.TotalSeconds:R} {mean} {std} {stdAtReference} {clock.CountsFromReference} {Window?.Lowest.Siemens:R} {Window?.Highest.Siemens:R}");

    /// <inheritdoc/>
    public void Age(Span<double> cells, TimeSpan time, RandomKey key)
    {
        double[] draws = new double[cells.Length];
        key.FillNormal(draws);
        double logarithm = clock.Logarithm(time);
        (double lowest, double most) = Window is var (low, high) ? (low.Siemens, high.Siemens) : (0, double.PositiveInfinity);
        for (int cell = 0; cell < cells.Length; cell++)
        {
            double x = cells[cell] / highest.Siemens;
            double sigma = stdAtReference.At(x) + (std.At(x) * logarithm);
            cells[cell] = Math.Clamp(cells[cell] + (mean.At(x) * logarithm) + (sigma * draws[cell]), lowest, most);
        }
    }
}
