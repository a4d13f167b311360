using CrossbarSim.Devices.Randomness;

namespace CrossbarSim.Simulator.Converters;

/// <summary>An ADC whose steps err in a way of its own. Those of others err independently of each other.</summary>
public interface IMismatchedAdc : IAdc
{
    /// <summary>Displaces the thresholds as mismatched components do.</summary>
    /// <param name="thresholds">Where codes begin, in amperes, from code 1 on; not falling, before and after.</param>
    /// <param name="dnl">Standard deviation of a step, in LSB; zero or more.</param>
    /// <param name="key">Random key of this line's converter.</param>
    void Displace(Span<double> thresholds, double dnl, RandomKey key);
}
