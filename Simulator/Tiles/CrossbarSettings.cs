using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Quantities;
using CrossbarSim.Simulator.Converters;
using CrossbarSim.Simulator.Imperfections;
using CrossbarSim.Simulator.Mapping;
using CrossbarSim.Simulator.Wires;

namespace CrossbarSim.Simulator.Tiles;

/// <summary>The hardware that weight matrices are put on.</summary>
public sealed record CrossbarSettings
{
    /// <summary>The memory cell.</summary>
    public required IDeviceModel Device { get; init; }

    /// <summary>How weights become conductances.</summary>
    public required IWeightMapping Mapping { get; init; }

    /// <summary>The factor between weights and conductances.</summary>
    public WeightScale Scale { get; init; } = new(ScaleReach.Layer);

    /// <summary>The size of an array.</summary>
    public TileShape Tile { get; init; } = new(128, 128);

    /// <summary>How matrices are cut into tiles.</summary>
    public TileSplit Split { get; init; }

    /// <summary>The converters on the rows.</summary>
    public DacSettings Dac { get; init; } = new();

    /// <summary>The converters on the columns.</summary>
    public AdcSettings Adc { get; init; } = new();

    /// <summary>Factor on every standard deviation of programming; 0: exact.</summary>
    public double NoiseScale { get; init; } = 1.0;

    /// <summary>How cells are programmed by pulses; null: what <see cref="Device"/> says of its programming error befalls them.</summary>
    public PulseProgramming? Pulses { get; init; }

    /// <summary>What happens to cells after programming, in this order.</summary>
    public IReadOnlyList<ICellImperfection> Imperfections { get; init; } = [];

    /// <summary>What time makes of cells, after all that; null: none passes.</summary>
    public Ageing? Ageing { get; init; }

    /// <summary>The lines of arrays.</summary>
    public IWires Wires { get; init; } = PerfectWires.Instance;

    /// <summary>Noise of every cell at every read; null: none.</summary>
    public IReadNoise? ReadNoise { get; init; }

    /// <summary>Most current, of either sign, that a column can carry; null: any.</summary>
    public Current? ColumnLimit { get; init; }

    /// <summary>Bits of the accumulator that adds conversions digitally, sign included, in steps of its tile's ADC; null: as many as it takes.</summary>
    public int? AccumulatorBits { get; init; }

    /// <summary>All that happens to cells, in order: programming first.</summary>
    internal IEnumerable<ICellImperfection> Chain =>
        [Pulses is { } pulses ? pulses : new ProgrammingError(NoiseScale), .. Imperfections, .. Ageing is null ? Array.Empty<ICellImperfection>() : [Ageing]];

    /// <summary>Whether chips of this hardware differ from one another.</summary>
    public bool IsRandom => Imperfections.Any(imperfection => imperfection.IsRandom) || ReadNoise is not null || Ageing is not null || Adc.IsRandom
        || (Pulses?.IsRandom ?? (NoiseScale > 0 && Device is IProgrammingNoise));
}
