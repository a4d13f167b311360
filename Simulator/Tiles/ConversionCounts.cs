namespace CrossbarSim.Simulator.Tiles;

/// <summary>How often converters worked and how often something saturated.</summary>
/// <param name="Inputs">Inputs that went through a DAC.</param>
/// <param name="ClippedInputs">Those outside the DAC's range.</param>
/// <param name="Conversions">Currents that went through an ADC.</param>
/// <param name="ClippedConversions">Those outside the ADC's range.</param>
/// <param name="LimitedCurrents">Column currents that were cut to the limit of a column.</param>
/// <param name="ClippedSums">Digital sums that did not fit the accumulator.</param>
public readonly record struct ConversionCounts(
    long Inputs, long ClippedInputs, long Conversions, long ClippedConversions, long LimitedCurrents = 0, long ClippedSums = 0)
{
    /// <summary>Nothing was converted.</summary>
    public static ConversionCounts None => default;

    /// <summary>The counts of two pieces of work together.</summary>
    public static ConversionCounts operator +(ConversionCounts a, ConversionCounts b) => new(
        a.Inputs + b.Inputs, a.ClippedInputs + b.ClippedInputs, a.Conversions + b.Conversions, a.ClippedConversions + b.ClippedConversions,
        a.LimitedCurrents + b.LimitedCurrents, a.ClippedSums + b.ClippedSums);

    /// <inheritdoc cref="op_Addition"/>
    public static ConversionCounts Add(ConversionCounts left, ConversionCounts right) => left + right;
}
