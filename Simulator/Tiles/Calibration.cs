using CrossbarSim.Simulator.Converters;
using CrossbarSim.Simulator.Mapping;

namespace CrossbarSim.Simulator.Tiles;

/// <summary>Finds the ranges of a layer's converters, once, and freezes them.</summary>
public static class Calibration
{
    /// <summary>Fixes every range of a layer.</summary>
    /// <param name="matrix">The layer; programmed ideally where a range is to serve any chip.</param>
    /// <param name="inputs">Calibration inputs, [samples, inputs]; needed only where a range is calibrated.</param>
    /// <param name="threads">Most threads to use; the result does not depend on it.</param>
    /// <exception cref="ArgumentException">A calibrated range is asked for without inputs.</exception>
    public static FrozenConverters Freeze(ProgrammedMatrix matrix, ReadOnlyMemory<double> inputs, int threads = 1) =>
        Freeze(matrix, inputs.IsEmpty ? [] : [inputs], threads);

    /// <summary>Fixes every range of a layer.</summary>
    /// <param name="matrix">The layer; programmed ideally where a range is to serve any chip.</param>
    /// <param name="blocks">
    /// Calibration inputs in blocks of [samples, inputs], gone through twice at the most; needed only where a range is calibrated.
    /// </param>
    /// <param name="threads">Most threads to use; the result does not depend on it.</param>
    /// <exception cref="ArgumentException">A calibrated range is asked for without inputs.</exception>
    public static FrozenConverters Freeze(ProgrammedMatrix matrix, IEnumerable<ReadOnlyMemory<double>> blocks, int threads = 1)
    {
        CrossbarSettings settings = matrix.Mapped.Settings;
        bool calibrated = settings.Dac.Range == RangeRule.Calibrated
            || (settings.Adc is { Bits: not null, Range: RangeRule.Calibrated });
        if (calibrated && !blocks.Any())
        {
            throw new ArgumentException("Calibrated ranges need calibration inputs.", nameof(blocks));
        }

        Dac dac = FreezeDac(settings.Dac, blocks);
        IAdc?[][] ideal = [.. matrix.Tiles.Select(tile => new IAdc?[tile.Mapped.Lines.Length])];
        if (settings.Adc.Bits is not int bits)
        {
            return new FrozenConverters(dac, ideal);
        }

        AdcRange[][] observed = settings.Adc.Range == RangeRule.Calibrated
            ? ObserveCurrents(new CrossbarProduct(matrix, new FrozenConverters(dac, ideal)), blocks, threads)
            : [];
        return new FrozenConverters(
            dac, [.. matrix.Tiles.Select((tile, t) => FreezeTile(tile.Mapped, settings.Adc, bits, dac, observed.ElementAtOrDefault(t)))]);
    }

    private static AdcRange[][] ObserveCurrents(CrossbarProduct product, IEnumerable<ReadOnlyMemory<double>> blocks, int threads) =>
        blocks.Select(block => product.ObserveCurrents(block, threads)).Aggregate(
            (all, more) => [.. all.Zip(more, (a, b) => (AdcRange[])[.. a.Zip(b, (x, y) => x.Union(y))])]);

    private static Dac FreezeDac(DacSettings settings, IEnumerable<ReadOnlyMemory<double>> blocks)
    {
        if (settings.Range == RangeRule.Fixed)
        {
            return new Dac(settings.Bits, settings.Low, settings.High, settings.ReadVoltage);
        }

        double high = 0;
        bool signed = false;
        foreach (ReadOnlyMemory<double> block in blocks)
        {
            foreach (double input in block.Span)
            {
                high = Math.Max(high, Math.Abs(input));
                signed |= input < 0;
            }
        }

        // A layer whose calibration inputs are all zero never drives a row: any range serves.
        high = high == 0 ? 1.0 : high;
        return new Dac(settings.Bits, signed ? -high : 0.0, high, settings.ReadVoltage);
    }

    private static IAdc?[] FreezeTile(MappedTile tile, AdcSettings settings, int bits, Dac dac, AdcRange[]? observed)
    {
        int lines = tile.Lines.Length;
        int group = settings.LinesPerRange ?? lines;
        IAdc?[] adcs = new IAdc?[lines];
        for (int first = 0; first < lines; first += group)
        {
            int count = Math.Min(group, lines - first);
            AdcRange range = settings.Range switch
            {
                RangeRule.Fixed => settings.Fixed,
                RangeRule.FullScale => FullScale(tile, dac),
                _ => observed!.AsSpan(first, count).ToArray().Aggregate((a, b) => a.Union(b)),
            };
            if (settings.Kind.NeedsSymmetricRange && settings.Range != RangeRule.Fixed)
            {
                range = range.Symmetric();
            }

            // Lines that carried one and the same current throughout calibration say nothing about a range.
            range = range.IsEmpty && settings.Range == RangeRule.Calibrated ? FullScale(tile, dac) : range;
            Array.Fill(adcs, settings.Kind.Create(bits, range), first, count);
        }

        return adcs;
    }

    /// <summary>The currents that a line can carry when every row drives and every cell stands at its best or worst.</summary>
    private static AdcRange FullScale(MappedTile tile, Dac dac)
    {
        double high = dac.ReadVoltage.Volts;
        double low = dac.Low < 0 ? -high : 0.0;
        double[] corners = [low * tile.LowestPerRow, low * tile.HighestPerRow, high * tile.LowestPerRow, high * tile.HighestPerRow];
        int rows = tile.Region.Inputs;
        return new AdcRange(rows * corners.Min(), rows * corners.Max());
    }
}
