using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Laws;
using CrossbarSim.Devices.Quantities;
using CrossbarSim.Devices.Randomness;

namespace CrossbarSim.Devices.Ageing;

/// <summary>G(t) = G₀ + m·L + (s₀ + s·L)·z with L = ln(age/t₀): relaxation of filaments, whose mean moves and whose spread widens with the logarithm of time.</summary>
/// <remarks>z is standard normal from cell to cell, the same at all times. Conductances below zero become zero, those above the window its upper end where it is given.</remarks>
/// <param name="highest">The conductance that states are relative to.</param>
/// <param name="reference">t₀. Above zero.</param>
/// <param name="mean">m, in siemens for each factor e of time.</param>
/// <param name="std">s, in siemens for each factor e of time.</param>
/// <param name="stdAtReference">s₀, in siemens.</param>
public sealed class LogarithmicDrift(Conductance highest, TimeSpan reference, StateLaw mean, StateLaw std, StateLaw stdAtReference) : IConductanceDrift
{
    /// <summary>Whether times count from the reference state rather than from programming.</summary>
    public bool CountsFromReference { get; init; }

    /// <summary>The window that cells stay in; null: they stay above zero.</summary>
    public (Conductance Lowest, Conductance Highest)? Window { get; init; }

    /// <inheritdoc/>
    public TimeSpan Earliest => CountsFromReference ? TimeSpan.Zero : reference;

    /// <inheritdoc/>
    public TimeSpan? Latest { get; init; }

    /// <inheritdoc/>
    public string Content => FormattableString.Invariant(
        $"log {highest.Siemens:R} {reference.TotalSeconds:R} {mean} {std} {stdAtReference} {CountsFromReference} {Window?.Lowest.Siemens:R} {Window?.Highest.Siemens:R}");

    /// <inheritdoc/>
    public void Age(Span<double> cells, TimeSpan time, RandomKey key)
    {
        double[] draws = new double[cells.Length];
        key.FillNormal(draws);
        double logarithm = Math.Log((time.TotalSeconds + (CountsFromReference ? reference.TotalSeconds : 0)) / reference.TotalSeconds);
        (double lowest, double most) = Window is var (low, high) ? (low.Siemens, high.Siemens) : (0, double.PositiveInfinity);
        for (int cell = 0; cell < cells.Length; cell++)
        {
            double x = cells[cell] / highest.Siemens;
            double sigma = stdAtReference.At(x) + (std.At(x) * logarithm);
            cells[cell] = Math.Clamp(cells[cell] + (mean.At(x) * logarithm) + (sigma * draws[cell]), lowest, most);
        }
    }
}
