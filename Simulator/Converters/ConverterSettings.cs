using CrossbarSim.Devices.Quantities;

namespace CrossbarSim.Simulator.Converters;

/// <summary>Where the range of a converter comes from.</summary>
public enum RangeRule
{
    /// <summary>ADC only: the largest current that rows, window and voltages allow.</summary>
    FullScale,

    /// <summary>Found on a calibration set once, then frozen.</summary>
    Calibrated,

    /// <summary>Given.</summary>
    Fixed,
}

/// <summary>When an ADC converts, where inputs are driven in several passes.</summary>
public enum ConversionPoint
{
    /// <summary>In every pass; codes are shifted and added digitally.</summary>
    EachPass,

    /// <summary>Once, after the currents of all passes were weighted and added in the analog domain.</summary>
    AfterAccumulation,
}

/// <summary>The digital-to-analog converters of a layer's rows.</summary>
public sealed record DacSettings
{
    /// <summary>Resolution of one pass, 1 to 16; null: ideal.</summary>
    public int? Bits { get; init; } = 8;

    /// <summary>Resolution of the inputs, 1 to 16; driven in several passes where it is more than that of one. Null: the same.</summary>
    public int? InputBits { get; init; }

    /// <summary>How signed inputs are driven.</summary>
    public SignedInputs SignedInputs { get; init; }

    /// <summary>Calibrated or fixed.</summary>
    public RangeRule Range { get; init; } = RangeRule.Calibrated;

    /// <summary>How a calibrated range is found. An ideal converter clips nothing: it has none but the largest.</summary>
    public CalibrationRule Rule { get; init; }

    /// <summary>Lowest input of a fixed range: 0, or minus the highest.</summary>
    public double Low { get; init; }

    /// <summary>Highest input of a fixed range.</summary>
    public double High { get; init; } = 1.0;

    /// <summary>Row voltage of the highest input.</summary>
    public Voltage ReadVoltage { get; init; } = Voltage.FromVolts(0.2);
}

/// <summary>The analog-to-digital converters of a tile's columns.</summary>
public sealed record AdcSettings
{
    /// <summary>Resolution; null: ideal, currents are passed on as they are. A kind without a choice of bits looks no further.</summary>
    public int? Bits { get; init; } = 8;

    /// <summary>Which codes it has.</summary>
    public AdcKind Kind { get; init; } = ConverterCatalog.Uniform;

    /// <summary>Where its range comes from. A kind that comes with a range of its own looks no further.</summary>
    public RangeRule Range { get; init; } = RangeRule.Calibrated;

    /// <summary>How a calibrated range is found.</summary>
    public CalibrationRule Rule { get; init; }

    /// <summary>A fixed range, in amperes.</summary>
    public AdcRange Fixed { get; init; }

    /// <summary>Neighbouring lines of a tile that share one calibrated range; null: all that hold the same slice of the weights do.</summary>
    public int? LinesPerRange { get; init; }

    /// <summary>When it converts, where inputs are driven in several passes.</summary>
    public ConversionPoint Converts { get; init; }

    /// <summary>How those of a chip differ from what they should be.</summary>
    public AdcErrors Errors { get; init; } = AdcErrors.None;

    /// <summary>Whether ranges are found on a calibration set.</summary>
    public bool IsCalibrated => Bits is not null && Kind.Range is null && Range == RangeRule.Calibrated;

    /// <summary>Whether chips differ in them, or one read from the next.</summary>
    internal bool IsRandom => Bits is not null && (!Errors.IsNone || Kind.IsNoisy);
}
