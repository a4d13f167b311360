using CrossbarSim.Simulator.Converters;

namespace CrossbarSim.Simulator.Tiles;

/// <summary>The converters of one layer with their ranges fixed. Nothing at hand ever changes them again.</summary>
public sealed class FrozenConverters
{
    internal FrozenConverters(Dac dac, IAdc?[][] adcs) => (Dac, Adcs) = (dac, adcs);

    /// <summary>The converter on every row.</summary>
    public Dac Dac { get; }

    /// <summary>The converter of each line, [tile][line]; null where currents pass as they are.</summary>
    internal IAdc?[][] Adcs { get; }

    /// <summary>The converter of one line; null when it is ideal.</summary>
    public IAdc? Adc(int tile, int line) => Adcs[tile][line];
}
