using CrossbarSim.Simulator.Converters;

namespace CrossbarSim.Simulator.Kernels;

/// <summary>How the lines of one tile become codes: conductances in code units, thresholds, error bounds.</summary>
internal sealed class PackedCoding
{
    public PackedCoding(PackedTile tile, ILinearAdc[] adcs, Dac dac, int panelWidth)
    {
        Adcs = adcs;
        (int lines, int rows) = (tile.Lines, tile.Rows);
        Lowest = -adcs[0].OriginCode;
        Highest = adcs[0].Codes - 1 - adcs[0].OriginCode;
        Panels = new AlignedBuffer<float>(tile.Slots * rows);
        Offsets = new AlignedBuffer<float>(tile.Slots);
        RestCodes = new AlignedBuffer<float>(tile.Slots);
        double unit = dac.Steps is int steps ? dac.ReadVoltage.Volts / steps : 1.0;
        double largestNorm = 0;
        double largestOffset = 0;
        for (int slot = 0; slot < lines; slot++)
        {
            ILinearAdc adc = adcs[slot];
            double codesPerSiemens = adc.CodesPerAmpere * unit;
            double squares = 0;
            int panel = slot / panelWidth * panelWidth * rows;
            for (int row = 0; row < rows; row++)
            {
                double codes = tile.Conductances.Span[(slot * rows) + row] * codesPerSiemens;
                squares += codes * codes;
                Panels.Span[panel + (row * panelWidth) + (slot % panelWidth)] = (float)codes;
            }

            double offset = -adc.Origin * adc.CodesPerAmpere;
            Offsets.Span[slot] = (float)offset;
            largestNorm = Math.Max(largestNorm, Math.Sqrt(squares));
            largestOffset = Math.Max(largestOffset, Math.Abs(offset));
            RestCodes.Span[slot] = adc.Code(0) - adc.OriginCode;
            RestClipped += adc.Range.Low > 0 || adc.Range.High < 0 ? 1 : 0;
        }

        BoundPerNorm = ErrorBound.PerNorm(largestNorm);
        BoundConstant = ErrorBound.Constant(largestOffset, adcs[0].Codes);
    }

    /// <summary>The converter of each slot.</summary>
    public ILinearAdc[] Adcs { get; }

    /// <summary>Lowest code; the same for all lines.</summary>
    public float Lowest { get; }

    /// <summary>Highest code; the same for all lines.</summary>
    public float Highest { get; }

    /// <summary>[panel, rows, panel width], codes per DAC step (or per volt where the DAC is ideal).</summary>
    public AlignedBuffer<float> Panels { get; }

    /// <summary>What the ADC's origin adds, in codes; one per slot.</summary>
    public AlignedBuffer<float> Offsets { get; }

    /// <summary>The code of a line that carries nothing; one per slot.</summary>
    public AlignedBuffer<float> RestCodes { get; }

    /// <summary>How many lines are clipped when they carry nothing.</summary>
    public int RestClipped { get; }

    /// <inheritdoc cref="ErrorBound.PerNorm"/>
    public float BoundPerNorm { get; }

    /// <inheritdoc cref="ErrorBound.Constant"/>
    public float BoundConstant { get; }

    /// <summary>Whether kernels can compute with these converters: all ideal, or all linear with the same codes.</summary>
    public static bool Supports(IAdc?[] adcs) =>
        adcs.All(adc => adc is null)
        || adcs.All(adc => adc is ILinearAdc linear && adcs[0] is ILinearAdc first
            && linear.Codes == first.Codes && linear.OriginCode == first.OriginCode);
}
