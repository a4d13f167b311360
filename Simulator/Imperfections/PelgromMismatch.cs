using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Quantities;

namespace CrossbarSim.Simulator.Imperfections;

/// <summary>Local mismatch of the transistors that cells are made of: every cell's conductance is off by itself, the less the larger they are.</summary>
/// <remarks>
/// G·(1 + σ·z), z standard normal, one draw per cell; σ = A/√(W·L). Conductances below zero become zero. Coefficients are often given for the difference of
/// two transistors: that of one cell is then smaller by √2. Source: M. Pelgrom et al., IEEE J. Solid-State Circuits 24, 1433 (1989),
/// <see href="https://doi.org/10.1109/JSSC.1989.572629"/>. Left out: mismatch that grows with distance.
/// </remarks>
public sealed class PelgromMismatch : ICellImperfection
{
    private readonly Deviation _deviation;

    /// <summary>Mismatch of cells of one size.</summary>
    /// <param name="coefficient">A, in metres: 3.5 %·µm is 0.035e-6. Above zero.</param>
    /// <param name="width">W. Above zero.</param>
    /// <param name="length">L. Above zero.</param>
    /// <param name="index">Number among the imperfections of its hardware: two of them draw by themselves.</param>
    public PelgromMismatch(double coefficient, Length width, Length length, int index = 0)
    {
        Sigma = coefficient / Math.Sqrt(width.Metres * length.Metres);
        if (!(Sigma > 0) || !double.IsFinite(Sigma))
        {
            throw new ArgumentOutOfRangeException(nameof(coefficient), coefficient, "A coefficient, a width and a length are finite and above 0.");
        }

        _deviation = new Deviation(DeviationReach.Cell, Sigma, DeviationScale.Level, DeviationLaw.Gaussian, index);
    }

    /// <inheritdoc/>
    public string Name => "pelgrom";

    /// <summary>Standard deviation of a cell, relative to its conductance.</summary>
    public double Sigma { get; }

    /// <inheritdoc/>
    public string? Refusal(IDeviceModel device) => null;

    /// <inheritdoc/>
    public void Apply(Span<double> cells, TilePlace place) => _deviation.Apply(cells, place);
}
