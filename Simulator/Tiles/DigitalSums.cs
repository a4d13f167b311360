using CrossbarSim.Simulator.Converters;
using CrossbarSim.Simulator.Mapping;

namespace CrossbarSim.Simulator.Tiles;

/// <summary>What happens digitally to the converted currents of one tile: offsets are subtracted, the rest is scaled back and accumulated.</summary>
internal sealed class DigitalSums
{
    private readonly double _driven;

    public DigitalSums(MappedTile tile, CrossbarSettings settings, FrozenConverters converters, int index)
    {
        Dac dac = converters.Dac;
        int outputs = tile.Outputs.Length;
        _driven = dac.HasOffset ? dac.Steps!.Value : 0;
        VoltsPerCode = dac.VoltsPerCode;
        Divisors = [.. tile.Outputs.Select(output => output.SiemensPerWeight / output.Gain * dac.VoltsPerUnit)];
        Offsets = [.. tile.Outputs.Select(output => output.OffsetSiemens / output.Gain)];
        HasOffsets = Offsets.Any(offset => offset != 0);
        Corrections = new double[outputs];
        if (dac.HasOffset)
        {
            double[] lines = tile.SenseMatrix(tile.Targets);
            for (int output = 0; output < outputs; output++)
            {
                for (int row = 0; row < tile.Region.Inputs; row++)
                {
                    // What raised inputs add to cells at their targets; what makes up for drift multiplies it as well.
                    MappedTile.Output wanted = tile.OutputsAtTargets[output];
                    double weight = MappedTile.Weight(wanted, lines.AsSpan(row * tile.Lines.Length, tile.Lines.Length));
                    Corrections[output] += dac.ReadVoltage.Volts * weight * wanted.SiemensPerWeight;
                }

                Corrections[output] /= tile.Outputs[output].Gain;
            }
        }

        if (settings.AccumulatorBits is int bits && converters.Adcs[index][0] is not null)
        {
            double weight = converters.Passes.Min(pass => Math.Abs(pass.Weight));
            double most = Math.ScaleB(1, bits - 1) - 1;
            Limits = [.. tile.Outputs.Select((output, o) => output.Terms.Min(term =>
                Math.Abs(term.Factor) * converters.Adcs[index][term.Line]!.Lsb)
                * weight * most / Divisors[o])];
        }
    }

    /// <summary>Volts that one step of a code stands for.</summary>
    public double VoltsPerCode { get; }

    /// <summary>Siemens per weight times volts per unit of input, one per output.</summary>
    public double[] Divisors { get; }

    /// <summary>What a weight of zero stands at, in siemens, one per output.</summary>
    public double[] Offsets { get; }

    /// <summary>What raised inputs add, in amperes, one per output.</summary>
    public double[] Corrections { get; }

    /// <summary>The largest sum an accumulator holds, one per output; null: any.</summary>
    public double[]? Limits { get; }

    /// <summary>Whether codes have to be summed.</summary>
    public bool HasOffsets { get; }

    /// <summary>The digital sum of what rows are driven with, in volts: of whole numbers, so in any order.</summary>
    public double DrivenVolts(ReadOnlySpan<double> codes)
    {
        double sum = 0;
        foreach (double code in codes)
        {
            sum += code + _driven;
        }

        return sum * VoltsPerCode;
    }

    /// <summary>Adds a tile's share to the outputs.</summary>
    /// <param name="totals">Currents over all passes, in amperes, one per output.</param>
    /// <param name="codes">Codes of the tile's rows.</param>
    /// <param name="sums">Receive it, in input times weight units.</param>
    /// <returns>How many sums did not fit the accumulator.</returns>
    public int Add(ReadOnlySpan<double> totals, ReadOnlySpan<double> codes, Span<double> sums)
    {
        double driven = HasOffsets ? DrivenVolts(codes) : 0;
        int saturated = 0;
        for (int output = 0; output < totals.Length; output++)
        {
            double current = totals[output] - (Offsets[output] * driven) - Corrections[output];
            sums[output] += current / Divisors[output];
            if (Limits is not null && Math.Abs(sums[output]) > Limits[output])
            {
                saturated++;
                sums[output] = Math.Clamp(sums[output], -Limits[output], Limits[output]);
            }
        }

        return saturated;
    }
}
