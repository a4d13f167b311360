namespace CrossbarSim.Devices.Behaviours;

/// <summary>Noise that is drawn anew, cell by cell, at every read: Gaussian, mean zero, independent from cell to cell and from read to read.</summary>
public interface IReadNoise
{
    /// <summary>The variance of every cell's conductance from read to read.</summary>
    /// <param name="programmed">What the cells were before time passed, in siemens.</param>
    /// <param name="conductances">What they are at the read, in siemens; as many.</param>
    /// <param name="variances">Receives siemens², zero or more; as many.</param>
    void Variances(ReadOnlySpan<double> programmed, ReadOnlySpan<double> conductances, Span<double> variances);
}
