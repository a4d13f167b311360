namespace CrossbarSim.Devices.Behaviours;

/// <summary>Noise that is drawn anew, cell by cell, at every read: Gaussian, mean zero, independent from cell to cell and from read to read.</summary>
public interface IReadNoise
{
    /// <summary>The variance of every cell's conductance from read to read.</summary>
    /// <param name="conductances">As programmed, in siemens.</param>
    /// <param name="variances">Receives siemens², zero or more; as long as the conductances.</param>
    void Variances(ReadOnlySpan<double> conductances, Span<double> variances);
}
