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
    /// <exception cref="ArgumentException">A calibrated range is asked for without inputs, or settings contradict each other.</exception>
    public static FrozenConverters Freeze(ProgrammedMatrix matrix, ReadOnlyMemory<double> inputs, int threads = 1) =>
        Freeze(matrix, new MatrixInputs(inputs), threads);

    /// <summary>Fixes every range of a layer.</summary>
    /// <param name="matrix">The layer; programmed ideally where a range is to serve any chip.</param>
    /// <param name="inputs">Calibration inputs; needed only where a range is calibrated.</param>
    /// <param name="threads">Most threads to use; the result does not depend on it.</param>
    /// <exception cref="ArgumentException">A calibrated range is asked for without inputs, or settings contradict each other.</exception>
    public static FrozenConverters Freeze(ProgrammedMatrix matrix, CalibrationInputs inputs, int threads = 1)
    {
        CrossbarSettings settings = matrix.Mapped.Settings;
        AdcSettings adc = settings.Adc;
        if ((settings.Dac.Range == RangeRule.Calibrated || adc.IsCalibrated) && inputs.IsEmpty)
        {
            throw new ArgumentException("Calibrated ranges need calibration inputs.", nameof(inputs));
        }

        if (settings.AccumulatorBits is not null && settings.Adc.Bits is null)
        {
            throw new ArgumentException("An accumulator of so many bits adds codes: its ADCs cannot be ideal.", nameof(matrix));
        }

        Dac dac = FreezeDac(settings.Dac, inputs);
        IAdc?[][] ideal = [.. matrix.Tiles.Select(tile => new IAdc?[tile.Mapped.Lines.Length])];
        FrozenConverters unconverted = new(dac, ideal, adc.Converts);
        if (adc.Bits is null)
        {
            return adc.Errors.IsNone ? unconverted : throw new ArgumentException("An ideal ADC has no errors.", nameof(matrix));
        }

        IAdc?[][] adcs = adc.IsCalibrated
            ? Calibrate(matrix, inputs, unconverted, threads)
            : [.. matrix.Tiles.Select(tile => Shared(tile.Mapped, adc, Given(tile.Mapped, adc, unconverted)))];
        return new FrozenConverters(dac, adcs, adc.Converts, spread: adc.Errors);
    }

    /// <summary>How many codes of a layer's ADCs its currents have.</summary>
    /// <param name="matrix">The layer, programmed ideally.</param>
    /// <param name="converters">Its converters.</param>
    /// <param name="inputs">Calibration inputs; not empty.</param>
    /// <param name="threads">Most threads to use; the result does not depend on it.</param>
    /// <returns>Codes that occurred and codes there are, both summed over the ranges of all tiles; none where ADCs are ideal.</returns>
    public static (int Used, int Codes) CountCodes(ProgrammedMatrix matrix, FrozenConverters converters, CalibrationInputs inputs, int threads = 1)
    {
        CodesObserver observer = new(converters);
        if (observer.Codes > 0)
        {
            inputs.Observe(matrix, converters, observer, threads);
        }

        return (observer.Used, observer.Codes);
    }

    /// <summary>How often the lines of a layer are converted for one product.</summary>
    /// <param name="settings">The hardware.</param>
    /// <param name="signed">Whether calibration inputs have anything below zero; not looked at where the range of inputs is given.</param>
    public static int CountPasses(CrossbarSettings settings, bool signed)
    {
        DacSettings dac = settings.Dac;
        bool isSigned = dac.Range == RangeRule.Fixed ? dac.Low < 0 : signed;
        return new FrozenConverters(new Dac(dac, isSigned ? -1.0 : 0.0, 1.0), [], settings.Adc.Converts).Passes.Count;
    }

    private static Dac FreezeDac(DacSettings settings, CalibrationInputs inputs)
    {
        if (settings.Bits is null && settings.Rule != CalibrationRule.Max)
        {
            throw new ArgumentException("An ideal DAC clips nothing: its range can only be the largest.", nameof(settings));
        }

        if (settings.Range == RangeRule.Fixed)
        {
            return new Dac(settings, settings.Low, settings.High);
        }

        (bool signed, double high) = inputs.Extremes();
        if (high == 0)
        {
            high = 1.0; // a layer whose calibration inputs are all zero never drives a row: any range serves
        }
        else if (settings.Rule.Method != CalibrationMethod.Max)
        {
            Histogram magnitudes = new(0, high);
            inputs.Count(magnitudes, zeros: settings.Rule.Method != CalibrationMethod.Kl);
            high = HighestInput(settings, signed, magnitudes);
        }

        return new Dac(settings, signed ? -high : 0.0, high);
    }

    private static double HighestInput(DacSettings settings, bool signed, Histogram magnitudes)
    {
        double high = magnitudes.High;
        double[] centres = magnitudes.Centres;
        double[] codes = new double[centres.Length];
        return settings.Rule.Method switch
        {
            CalibrationMethod.Percentile => magnitudes.Percentile(settings.Rule.Percentile),
            CalibrationMethod.Mse => high * RangeSearch.LeastError(part => SquaredError(Of(part * high))),
            _ => high * RangeSearch.LeastDivergence(magnitudes.Counts, Of(high).Steps!.Value + 1) / Histogram.Bins,
        };

        Dac Of(double highest) => new(settings, signed ? -highest : 0.0, highest);

        double SquaredError(Dac dac)
        {
            dac.Convert(centres, codes);
            double sum = 0;
            for (int bin = 0; bin < centres.Length; bin++)
            {
                double error = (codes[bin] * dac.High / dac.Steps!.Value) - centres[bin];
                sum += magnitudes.Counts[bin] * error * error;
            }

            return sum;
        }
    }

    /// <summary>Two looks at the calibration set: the extremes, then, unless they are all it takes, how often what lies between them.</summary>
    private static IAdc?[][] Calibrate(ProgrammedMatrix matrix, CalibrationInputs inputs, FrozenConverters unconverted, int threads)
    {
        AdcSettings adc = matrix.Mapped.Settings.Adc;
        ExtremesObserver extremes = new(matrix);
        inputs.Observe(matrix, unconverted, extremes, threads);
        RangeGroup[][] groups = [.. matrix.Tiles.Select((tile, t) => (RangeGroup[])[.. Groups(tile.Mapped, adc.LinesPerRange).Select(lines =>
            new RangeGroup(lines, lines.Select(line => extremes.Ranges[t][line]).Aggregate((a, b) => a.Union(b)), adc))])];
        HistogramObserver counted = new(groups);
        if (adc.Rule.Method != CalibrationMethod.Max)
        {
            inputs.Observe(matrix, unconverted, counted, threads);
        }

        IAdc?[][] adcs = [.. matrix.Tiles.Select(tile => new IAdc?[tile.Mapped.Lines.Length])];
        for (int tile = 0; tile < groups.Length; tile++)
        {
            for (int group = 0; group < groups[tile].Length; group++)
            {
                AdcRange range = groups[tile][group].Find(counted.Histograms[tile][group]);

                // Lines that carried one and the same current throughout calibration say nothing about a range.
                IAdc shared = adc.Kind.Create(adc.Bits!.Value, range.IsEmpty ? FullScale(matrix.Tiles[tile].Mapped, adc, unconverted) : range);
                foreach (int line in groups[tile][group].Lines)
                {
                    adcs[tile][line] = shared;
                }
            }
        }

        return adcs;
    }

    /// <summary>The range of a tile that is not calibrated.</summary>
    private static AdcRange Given(MappedTile tile, AdcSettings adc, FrozenConverters unconverted) =>
        adc.Kind.Range ?? (adc.Range == RangeRule.Fixed ? adc.Fixed : FullScale(tile, adc, unconverted));

    private static IAdc?[] Shared(MappedTile tile, AdcSettings adc, AdcRange range)
    {
        IAdc?[] adcs = new IAdc?[tile.Lines.Length];
        Array.Fill(adcs, adc.Kind.Create(adc.Bits!.Value, range));
        return adcs;
    }

    /// <summary>Lines that share a range: those of one slice, so many neighbours of them at a time.</summary>
    private static IEnumerable<int[]> Groups(MappedTile tile, int? neighbours) =>
        tile.Lines.Select((line, l) => (line.Slice, Line: l)).GroupBy(line => line.Slice, line => line.Line)
            .SelectMany(slice => slice.Chunk(neighbours ?? tile.Lines.Length));

    /// <summary>The currents that a line can carry when every row drives and every cell stands at its best or worst.</summary>
    private static AdcRange FullScale(MappedTile tile, AdcSettings adc, FrozenConverters converters)
    {
        double low = converters.Passes.Min(pass => pass.VoltRange(converters.Dac).Low);
        double high = converters.Passes.Max(pass => pass.VoltRange(converters.Dac).High);
        double[] corners = [low * tile.LowestPerRow, low * tile.HighestPerRow, high * tile.LowestPerRow, high * tile.HighestPerRow];
        int rows = tile.Region.Inputs;
        AdcRange range = new(rows * corners.Min(), rows * corners.Max());
        return adc.Kind.NeedsSymmetricRange ? range.Symmetric() : range;
    }
}
