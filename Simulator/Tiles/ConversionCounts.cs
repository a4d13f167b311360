namespace CrossbarSim.Simulator.Tiles;

/// <summary>How often converters worked and how often they saturated.</summary>
/// <param name="Inputs">Inputs that went through a DAC.</param>
/// <param name="ClippedInputs">Those outside the DAC's range.</param>
/// <param name="Conversions">Currents that went through an ADC.</param>
/// <param name="ClippedConversions">Those outside the ADC's range.</param>
public readonly record struct ConversionCounts(long Inputs, long ClippedInputs, long Conversions, long ClippedConversions)
{
    /// <summary>Nothing was converted.</summary>
    public static ConversionCounts None => default;

    /// <summary>The counts of two pieces of work together.</summary>
    public static ConversionCounts operator +(ConversionCounts a, ConversionCounts b) => new(
        a.Inputs + b.Inputs, a.ClippedInputs + b.ClippedInputs, a.Conversions + b.Conversions, a.ClippedConversions + b.ClippedConversions);

    /// <inheritdoc cref="op_Addition"/>
    public static ConversionCounts Add(ConversionCounts left, ConversionCounts right) => left + right;
}
