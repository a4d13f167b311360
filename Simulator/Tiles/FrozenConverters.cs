using CrossbarSim.Simulator.Converters;

namespace CrossbarSim.Simulator.Tiles;

/// <summary>The converters of one layer with their ranges fixed. Nothing at hand ever changes them again.</summary>
public sealed class FrozenConverters
{
    private readonly ConversionPoint _converts;

    internal FrozenConverters(Dac dac, IAdc?[][] adcs, ConversionPoint converts = ConversionPoint.EachPass, LineErrors?[]? errors = null)
    {
        (Dac, Adcs, _converts, Errors) = (dac, adcs, converts, errors ?? new LineErrors?[adcs.Length]);
        Passes = converts == ConversionPoint.AfterAccumulation && dac.Passes.Count > 1 ? [InputPasses.Accumulated(dac)] : dac.Passes;
    }

    /// <summary>The converter on every row.</summary>
    public Dac Dac { get; }

    /// <summary>What is read and converted, one after the other: the converter's passes, or their analog sum.</summary>
    public IReadOnlyList<InputPass> Passes { get; }

    /// <summary>The converter of each line, [tile][line]; null where currents pass as they are.</summary>
    internal IAdc?[][] Adcs { get; }

    /// <summary>What precedes the converters of each tile on one chip; null where nothing does.</summary>
    internal LineErrors?[] Errors { get; }

    /// <summary>The converter of one line; null when it is ideal.</summary>
    public IAdc? Adc(int tile, int line) => Adcs[tile][line];

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
