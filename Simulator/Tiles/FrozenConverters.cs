using CrossbarSim.Simulator.Converters;
using CrossbarSim.Simulator.Imperfections;

namespace CrossbarSim.Simulator.Tiles;

/// <summary>The converters of one layer with their ranges fixed. Nothing at hand ever changes them again.</summary>
public sealed class FrozenConverters
{
    private readonly ConversionPoint _converts;
    private readonly AdcErrors _spread;

    internal FrozenConverters(
        Dac dac, IAdc?[][] adcs, ConversionPoint converts = ConversionPoint.EachPass, LineErrors?[]? errors = null, AdcErrors? spread = null)
    {
        (Dac, Adcs, _converts, Errors, _spread) = (dac, adcs, converts, errors ?? new LineErrors?[adcs.Length], spread ?? AdcErrors.None);
        Passes = converts == ConversionPoint.AfterAccumulation && dac.Passes.Count > 1 ? [InputPasses.Accumulated(dac)] : dac.Passes;
        HasNoisyValues = adcs.SelectMany(tile => tile).Distinct()
            .Any(adc => adc is not (null or ILinearAdc) && Enumerable.Range(0, adc.Codes).Any(code => adc.Sigma(code) > 0));
    }

    /// <summary>The converter on every row.</summary>
    public Dac Dac { get; }

    /// <summary>What is read and converted, one after the other: the converter's passes, or their analog sum.</summary>
    public IReadOnlyList<InputPass> Passes { get; }

    /// <summary>The converter of each line, [tile][line]; null where currents pass as they are.</summary>
    internal IAdc?[][] Adcs { get; }

    /// <summary>Whether any code stands for something else at every read.</summary>
    internal bool HasNoisyValues { get; }

    /// <summary>What precedes the converters of each tile on one chip; null where nothing does.</summary>
    internal LineErrors?[] Errors { get; }

    /// <summary>The lines that share an ADC's range, tile by tile; none where ADCs are ideal.</summary>
    public IEnumerable<SharedRange> Ranges => Adcs.SelectMany((adcs, tile) => adcs.Index().Where(line => line.Item is not null)
        .GroupBy(line => line.Item!, line => line.Index, ReferenceEqualityComparer.Instance)
        .Select(lines => new SharedRange(tile, [.. lines], (IAdc)lines.Key!)));

    /// <summary>The converter of one line; null when it is ideal.</summary>
    public IAdc? Adc(int tile, int line) => Adcs[tile][line];

    /// <summary>The converters of one chip: with the errors that the settings give each line's ADC. These ones, where they give none.</summary>
    /// <param name="address">Address of the layer on its chip; the ADCs of tile t draw from keys of their own below it.</param>
    public FrozenConverters OnChip(LayerAddress address)
    {
        if (_spread.IsNone)
        {
            return this;
        }

        (IAdc?[] Adcs, LineErrors? Errors)[] tiles =
            [.. Adcs.Select((adcs, tile) => _spread.Draw(adcs, address.Layer.For("tile", tile).For("adc")))];
        return OfChip([.. tiles.Select(tile => tile.Adcs)], [.. tiles.Select(tile => tile.Errors)]);
    }

    /// <summary>The converters that one chip has instead: the same inputs and ranges, each line with errors of its own.</summary>
    /// <param name="adcs">[tile][line]; null where currents pass as they are.</param>
    /// <param name="errors">What precedes them, one entry per tile; null: nothing.</param>
    internal FrozenConverters OfChip(IAdc?[][] adcs, LineErrors?[] errors)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(adcs.Length, Adcs.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(errors.Length, Adcs.Length);
        return new FrozenConverters(Dac, adcs, _converts, errors);
    }
}

/// <summary>Lines of a tile that share the range of an ADC.</summary>
/// <param name="Tile">The tile.</param>
/// <param name="Lines">The lines, ascending.</param>
/// <param name="Adc">The ADC that each of them has.</param>
public sealed record SharedRange(int Tile, IReadOnlyList<int> Lines, IAdc Adc);
