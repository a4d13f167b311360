using CrossbarSim.Devices.Behaviours;

namespace CrossbarSim.Simulator.Imperfections;

/// <summary>Read noise of a given standard deviation, relative to the cell's conductance or the same for all cells.</summary>
/// <remarks>
/// Every read of a line with row voltages V adds √(Σ σᵣ²·Vᵣ²)·z, one standard normal z a line and read: the sum of independent Gaussian cells,
/// exactly in distribution.
/// </remarks>
public sealed class ReadNoise : IReadNoise
{
    private readonly double _sigma;
    private readonly bool _relativeToLevel;

    /// <summary>Read noise of one device.</summary>
    /// <param name="sigma">Standard deviation, dimensionless: 0.05 is 5 %. Above zero, finite.</param>
    /// <param name="scale">What it is relative to.</param>
    /// <param name="device">The memory cell.</param>
    public ReadNoise(double sigma, DeviationScale scale, IDeviceModel device)
    {
        if (!(sigma > 0) || !double.IsFinite(sigma))
        {
            throw new ArgumentOutOfRangeException(nameof(sigma), sigma, "A standard deviation is finite and above 0.");
        }

        _relativeToLevel = scale == DeviationScale.Level;
        _sigma = scale switch
        {
            DeviationScale.Level => sigma,
            DeviationScale.Range => sigma * (device.HighestConductance.Siemens - device.LowestConductance.Siemens),
            _ => sigma * device.HighestConductance.Siemens,
        };
    }

    /// <inheritdoc/>
    public void Variances(ReadOnlySpan<double> programmed, ReadOnlySpan<double> conductances, Span<double> variances)
    {
        for (int cell = 0; cell < conductances.Length; cell++)
        {
            double sigma = _relativeToLevel ? _sigma * conductances[cell] : _sigma;
            variances[cell] = sigma * sigma;
        }
    }
}
