using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Networks.Summaries;
using CrossbarSim.Scenarios.Schema;
using CrossbarSim.Simulator.Mapping;
using CrossbarSim.Simulator.Tiles;

namespace CrossbarSim.Scenarios.Studies;

/// <summary>How finely layers compute on the tiles of a scenario.</summary>
internal static class TilePrecision
{
    /// <summary>Bits of the inputs that DACs drive, and bits enough to tell apart all weights that cells can hold.</summary>
    public static LayerPrecision Of(HardwareSection section, CrossbarSettings hardware) =>
        new(hardware.Dac.InputBits ?? hardware.Dac.Bits ?? LayerPrecision.Float, WeightBits(section, hardware));

    private static int WeightBits(HardwareSection section, CrossbarSettings hardware)
    {
        if (hardware.Mapping is BinaryMapping)
        {
            return 1;
        }

        if (section.MappingOptions.Slices is WeightSlices slices)
        {
            return slices.WeightBits;
        }

        if ((hardware.Device as IConductanceLevels)?.Levels.Count is not int levels)
        {
            return LayerPrecision.Float; // any conductance of the window
        }

        // Mirrored levels are those of both signs and zero; pairs have a difference of zero in common.
        int weights = hardware.Mapping switch
        {
            LevelMapping { HasPairs: true } => (2 * levels) + 1,
            { HasPairs: true } => (2 * levels) - 1,
            _ => levels,
        };
        return Math.Max(1, (int)Math.Ceiling(Math.Log2(weights)));
    }
}
