using System.Text.Json.Serialization;
using CrossbarSim.Simulator.Imperfections;
using CrossbarSim.Simulator.Tiles;
using CrossbarSim.Simulator.Wires;

namespace CrossbarSim.Networks.Conversion;

/// <summary>What became of one layer of a network when it was put on hardware.</summary>
public sealed record LayerPlan
{
    /// <summary>Dotted name in the network.</summary>
    public required string Name { get; init; }

    /// <summary>Its type, such as Linear.</summary>
    public required string Kind { get; init; }

    /// <summary>Why it stayed digital; null: it is on tiles.</summary>
    public string? StaysDigital { get; init; }

    /// <summary>The batch normalization worked into its weights; null: none.</summary>
    public string? FoldedNorm { get; init; }

    /// <summary>Weights on tiles.</summary>
    public long Weights { get; init; }

    /// <summary>What one of them takes where it is one of a few values that the cells' levels make: log2 of how many there are; null: the device has no levels, or their values are not the same everywhere.</summary>
    public double? WeightBits { get; init; }

    /// <summary>Tiles it takes.</summary>
    public int Tiles { get; init; }

    /// <summary>Share of the cells of those tiles that its weights occupy, 0 to 1.</summary>
    public double Utilisation { get; init; }

    /// <summary>Weights beyond what the conductances can represent, which were clipped.</summary>
    public int ClippedWeights { get; init; }

    /// <summary>Root mean square difference between wanted weights and those the targets stand for, in weight units.</summary>
    public double MappingError { get; init; }

    /// <summary>What each imperfection does to it on the first chip, in the order in which they are applied; group by group.</summary>
    public IReadOnlyList<ImperfectionEffect> Effects { get; init; } = [];

    /// <summary>What lines do to each of its arrays on the first chip, group by group; empty where they are perfect.</summary>
    [JsonIgnore]
    public IReadOnlyList<(int Group, WireEffect Effect)> Wires { get; init; } = [];

    /// <summary>Largest part of the current that one of its arrays loses in its lines, all rows driven alike, 0 to 1; null: they are perfect.</summary>
    public double? WireLoss => Wires.Count == 0 ? null : Wires.Max(each => each.Effect.MeanLoss);

    /// <summary>Largest input the DAC represents.</summary>
    public double InputRange { get; init; }

    /// <summary>Smallest ADC step over the tiles, in µA; 0 when ideal.</summary>
    public double SmallestLsbMicroamperes { get; init; }

    /// <summary>Largest ADC step over the tiles, in µA; 0 when ideal.</summary>
    public double LargestLsbMicroamperes { get; init; }

    /// <summary>Share of the ADCs' codes that the currents of the calibration set have on ideally programmed tiles, 0 to 1; null: no ADC, or no set.</summary>
    public double? CodesUsed { get; init; }

    /// <summary>Share of its inputs that were clipped by the DAC, over all chips evaluated, 0 to 1; null: not measured.</summary>
    public double? DacClipRate { get; init; }

    /// <summary>Share of its conversions that were clipped by an ADC, over all chips evaluated, 0 to 1; null: none was made.</summary>
    public double? AdcClipRate { get; init; }

    /// <summary>Its converters, one entry a group; empty: it stays digital.</summary>
    [JsonIgnore]
    public IReadOnlyList<FrozenConverters> Converters { get; init; } = [];
}
