using CrossbarSim.Simulator.Converters;

namespace CrossbarSim.Simulator.Kernels;

/// <summary>How the lines of one tile become codes: conductances in code units, thresholds, error bounds.</summary>
internal sealed class PackedCoding
{
    public PackedCoding(PackedTile tile, ILinearAdc[] adcs, IReadOnlyList<InputPass> passes, int panelWidth)
    {
        Adcs = adcs;
        (int lines, int rows) = (tile.Lines, tile.Rows);
        Lowest = -adcs[0].OriginCode;
        Highest = adcs[0].Codes - 1 - adcs[0].OriginCode;
        LowEnd = (float)((adcs[0].Range.Low - adcs[0].Origin) * adcs[0].CodesPerAmpere);
        HighEnd = (float)((adcs[0].Range.High - adcs[0].Origin) * adcs[0].CodesPerAmpere);
        Offsets = new AlignedBuffer<float>(tile.Slots);
        RestCodes = new AlignedBuffer<float>(tile.Slots);
        double largestOffset = 0;
        for (int slot = 0; slot < lines; slot++)
        {
            ILinearAdc adc = adcs[slot];
            double atRest = tile.Offset(slot);
            double offset = (atRest - adc.Origin) * adc.CodesPerAmpere;
            Offsets.Span[slot] = (float)offset;
            largestOffset = Math.Max(largestOffset, Math.Abs(offset));
            RestCodes.Span[slot] = adc.Code(atRest) - adc.OriginCode;
            RestClipped += adc.Clips(atRest) ? 1 : 0;
        }

        Noise = tile.IsNoisy ? new PackedNoise(tile, adcs, passes[0].VoltsPerDigit, panelWidth) : null;
        BoundConstant = ErrorBound.Constant(largestOffset, adcs[0].Codes);
        double[] units = [.. passes.Select(pass => pass.VoltsPerDigit).Distinct()];
        Sums = [.. units.Select(unit => new PackedSums(
            tile, adcs, unit, passes.Where(pass => pass.VoltsPerDigit == unit).Max(pass => pass.MostDigit), panelWidth))];
        foreach (PackedSums sums in Sums)
        {
            sums.TryAll(tile, this);
        }

        SumsOfPass = [.. passes.Select(pass => Sums[Array.IndexOf(units, pass.VoltsPerDigit)])];
        VarianceScales = [.. passes.Select(pass => (float)Math.Pow(pass.VoltsPerDigit / passes[0].VoltsPerDigit, 2))];
    }

    /// <summary>The converter of each slot.</summary>
    public ILinearAdc[] Adcs { get; }

    /// <summary>Lowest code; the same for all lines.</summary>
    public float Lowest { get; }

    /// <summary>Highest code; the same for all lines.</summary>
    public float Highest { get; }

    /// <summary>Where the range begins, in codes; the same for all lines.</summary>
    public float LowEnd { get; }

    /// <summary>Where the range ends, in codes; the same for all lines.</summary>
    public float HighEnd { get; }

    /// <summary>What the ADC's origin and the offset of the line add, in codes; one per slot.</summary>
    public AlignedBuffer<float> Offsets { get; }

    /// <summary>The code of a line that carries nothing; one per slot.</summary>
    public AlignedBuffer<float> RestCodes { get; }

    /// <summary>How many lines are clipped when they carry nothing.</summary>
    public int RestClipped { get; }

    /// <summary>Noise of reads and conversions; null: none.</summary>
    public PackedNoise? Noise { get; }

    /// <summary>Conductances in code units, one for each voltage that passes drive a digit of 1 with.</summary>
    public PackedSums[] Sums { get; }

    /// <summary>Those of each pass.</summary>
    public PackedSums[] SumsOfPass { get; }

    /// <summary>What variances of each pass are multiplied with: the noise is packed for the first one's voltage.</summary>
    public float[] VarianceScales { get; }

    /// <inheritdoc cref="ErrorBound.Constant"/>
    public float BoundConstant { get; }

    /// <summary>Gives its memory back.</summary>
    public void Release()
    {
        Offsets.Release();
        RestCodes.Release();
        Noise?.Release();
        Array.ForEach(Sums, sums => sums.Release());
    }

    /// <summary>Whether kernels can compute with these converters: all linear with the same codes and the same ends of their ranges in codes.</summary>
    public static bool Supports(IAdc?[] adcs) =>
        adcs.All(adc => adc is ILinearAdc linear && adcs[0] is ILinearAdc first
            && linear.Codes == first.Codes && linear.OriginCode == first.OriginCode && SameEnds(linear, first));

    private static bool SameEnds(ILinearAdc a, ILinearAdc b) =>
        Math.Abs(((a.Range.Low - a.Origin) * a.CodesPerAmpere) - ((b.Range.Low - b.Origin) * b.CodesPerAmpere)) < 1e-6
        && Math.Abs(((a.Range.High - a.Origin) * a.CodesPerAmpere) - ((b.Range.High - b.Origin) * b.CodesPerAmpere)) < 1e-6;
}
