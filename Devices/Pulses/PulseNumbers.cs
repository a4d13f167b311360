namespace CrossbarSim.Devices.Pulses;

/// <summary>The numbers that pulsed devices of every law have. States and steps are in weights.</summary>
public sealed record PulseNumbers
{
    /// <summary>w_min: lower bound of a typical cell. Zero or less.</summary>
    public double Low { get; init; } = -1;

    /// <summary>w_max: upper bound of a typical cell. Above zero.</summary>
    public double High { get; init; } = 1;

    /// <summary>Δw_min: the typical step. Above zero.</summary>
    public required double Step { get; init; }

    /// <summary>β: steps are Δw_min·(1 + β) up and Δw_min·(1 - β) down.</summary>
    public double UpDown { get; init; }

    /// <summary>σ of a step from pulse to pulse: in units of the step at hand, or of Δ where noise is additive. Zero or more.</summary>
    public double CycleToCycle { get; init; }

    /// <summary>Whether noise from pulse to pulse is in units of Δ, whatever the state, rather than of the step at hand.</summary>
    public bool AdditiveNoise { get; init; }

    /// <summary>A part of the noise from pulse to pulse that does not depend on the step, in weights and units of σ. Zero or more.</summary>
    public double NoiseOffset { get; init; }

    /// <summary>A part of it in proportion to |w|, in units of σ. Zero or more.</summary>
    public double NoiseSlope { get; init; }

    /// <summary>σ, in units of Δw_min, by which a cell reads other than its state, drawn anew at every pulse. Zero or more.</summary>
    public double WriteNoise { get; init; }

    /// <summary>What differs from device to device.</summary>
    public DeviceSpread Spread { get; init; } = new();

    /// <summary>Whether there are pulses that raise.</summary>
    public bool CanRaise { get; init; } = true;

    /// <summary>Whether there are pulses that lower.</summary>
    public bool CanLower { get; init; } = true;

    internal IEnumerable<double> Numbers =>
    [
        Low, High, Step, UpDown, CycleToCycle, AdditiveNoise ? 1 : 0, NoiseOffset, NoiseSlope, WriteNoise, CanRaise ? 1 : 0, CanLower ? 1 : 0,
        Spread.Step, Spread.LognormalStep ? 1 : 0, Spread.UpDown, Spread.Low, Spread.High, Spread.Corrupt, Spread.CorruptRange,
    ];
}

/// <summary>Standard deviations from device to device. Zero or more each.</summary>
public sealed record DeviceSpread
{
    /// <summary>Of Δw_min, relative to it.</summary>
    public double Step { get; init; }

    /// <summary>Whether steps are Δw_min·(e^(σξ) ± β) rather than Δw_min·(1 + σξ ± β).</summary>
    public bool LognormalStep { get; init; }

    /// <summary>Of β.</summary>
    public double UpDown { get; init; }

    /// <summary>Of the lower bound, relative to it.</summary>
    public double Low { get; init; }

    /// <summary>Of the upper bound, relative to it.</summary>
    public double High { get; init; }

    /// <summary>Probability of a cell that does not change, 0 to 1.</summary>
    public double Corrupt { get; init; }

    /// <summary>Such cells stand anywhere between minus this and this, in weights.</summary>
    public double CorruptRange { get; init; }
}
