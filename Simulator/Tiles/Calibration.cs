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
    /// <exception cref="ArgumentException">A calibrated range is asked for without inputs, or an accumulator of so many bits without an ADC.</exception>
    public static FrozenConverters Freeze(ProgrammedMatrix matrix, ReadOnlyMemory<double> inputs, int threads = 1) =>
        Freeze(matrix, new MatrixInputs(inputs), threads);

    /// <summary>Fixes every range of a layer.</summary>
    /// <param name="matrix">The layer; programmed ideally where a range is to serve any chip.</param>
    /// <param name="inputs">Calibration inputs; needed only where a range is calibrated.</param>
    /// <param name="threads">Most threads to use; the result does not depend on it.</param>
    /// <exception cref="ArgumentException">A calibrated range is asked for without inputs, or an accumulator of so many bits without an ADC.</exception>
    public static FrozenConverters Freeze(ProgrammedMatrix matrix, CalibrationInputs inputs, int threads = 1)
    {
        CrossbarSettings settings = matrix.Mapped.Settings;
        bool calibrated = settings.Dac.Range == RangeRule.Calibrated
            || (settings.Adc is { Bits: not null, Range: RangeRule.Calibrated });
        if (calibrated && inputs.IsEmpty)
        {
            throw new ArgumentException("Calibrated ranges need calibration inputs.", nameof(inputs));
        }

        if (settings.AccumulatorBits is not null && settings.Adc.Bits is null)
        {
            throw new ArgumentException("An accumulator of so many bits adds codes: its ADCs cannot be ideal.", nameof(matrix));
        }

        Dac dac = FreezeDac(settings.Dac, inputs);
        IAdc?[][] ideal = [.. matrix.Tiles.Select(tile => new IAdc?[tile.Mapped.Lines.Length])];
        FrozenConverters unconverted = new(dac, ideal, settings.Adc.Converts);
        if (settings.Adc.Bits is not int bits)
        {
            return unconverted;
        }

        RangeObserver observed = new(matrix);
        if (settings.Adc.Range == RangeRule.Calibrated)
        {
            inputs.Observe(matrix, unconverted, observed, threads);
        }

        return new FrozenConverters(
            dac,
            [.. matrix.Tiles.Select((tile, t) => FreezeTile(tile.Mapped, settings, bits, unconverted, observed.Ranges[t]))],
            settings.Adc.Converts);
    }

    private static Dac FreezeDac(DacSettings settings, CalibrationInputs inputs)
    {
        if (settings.Range == RangeRule.Fixed)
        {
            return new Dac(settings, settings.Low, settings.High);
        }

        (bool signed, double high) = inputs.Extremes();

        // A layer whose calibration inputs are all zero never drives a row: any range serves.
        high = high == 0 ? 1.0 : high;
        return new Dac(settings, signed ? -high : 0.0, high);
    }

    private static IAdc?[] FreezeTile(MappedTile tile, CrossbarSettings hardware, int bits, FrozenConverters unconverted, AdcRange[] observed)
    {
        AdcSettings settings = hardware.Adc;
        IAdc?[] adcs = new IAdc?[tile.Lines.Length];
        foreach (int[] lines in Groups(tile, settings.LinesPerRange))
        {
            AdcRange range = settings.Range switch
            {
                RangeRule.Fixed => settings.Fixed,
                RangeRule.FullScale => FullScale(tile, unconverted),
                _ => lines.Select(line => observed[line]).Aggregate((a, b) => a.Union(b)),
            };
            if (settings.Kind.NeedsSymmetricRange && settings.Range != RangeRule.Fixed)
            {
                range = range.Symmetric();
            }

            // Lines that carried one and the same current throughout calibration say nothing about a range.
            range = range.IsEmpty && settings.Range == RangeRule.Calibrated ? FullScale(tile, unconverted) : range;
            IAdc adc = settings.Kind.Create(bits, range);
            foreach (int line in lines)
            {
                adcs[line] = adc;
            }
        }

        return adcs;
    }

    /// <summary>Lines that share a range: those of one slice, so many neighbours of them at a time.</summary>
    private static IEnumerable<int[]> Groups(MappedTile tile, int? neighbours) =>
        tile.Lines.Select((line, l) => (line.Slice, Line: l)).GroupBy(line => line.Slice, line => line.Line)
            .SelectMany(slice => slice.Chunk(neighbours ?? tile.Lines.Length));

    /// <summary>The currents that a line can carry when every row drives and every cell stands at its best or worst.</summary>
    private static AdcRange FullScale(MappedTile tile, FrozenConverters converters)
    {
        double low = converters.Passes.Min(pass => pass.VoltRange(converters.Dac).Low);
        double high = converters.Passes.Max(pass => pass.VoltRange(converters.Dac).High);
        double[] corners = [low * tile.LowestPerRow, low * tile.HighestPerRow, high * tile.LowestPerRow, high * tile.HighestPerRow];
        int rows = tile.Region.Inputs;
        return new AdcRange(rows * corners.Min(), rows * corners.Max());
    }

    /// <summary>Lowest and highest current of every line.</summary>
    private sealed class RangeObserver(ProgrammedMatrix matrix) : CurrentObserver
    {
        public AdcRange[][] Ranges { get; } = [.. matrix.Tiles.Select(tile => Enumerable.Repeat(
            new AdcRange(double.PositiveInfinity, double.NegativeInfinity), tile.Mapped.Lines.Length).ToArray())];

        public override CurrentObserver Fresh() => new RangeObserver(matrix);

        public override void See(int tile, int line, ReadOnlySpan<double> currents)
        {
            (double low, double high) = Ranges[tile][line];
            foreach (double current in currents)
            {
                (low, high) = (Math.Min(low, current), Math.Max(high, current));
            }

            Ranges[tile][line] = new AdcRange(low, high);
        }

        public override void Merge(CurrentObserver other)
        {
            for (int tile = 0; tile < Ranges.Length; tile++)
            {
                Ranges[tile] = [.. Ranges[tile].Zip(((RangeObserver)other).Ranges[tile], (a, b) => a.Union(b))];
            }
        }
    }
}
