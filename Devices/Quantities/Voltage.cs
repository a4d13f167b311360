namespace CrossbarSim.Devices.Quantities;

/// <summary>An electrical potential difference. Stored in volts.</summary>
public readonly record struct Voltage
{
    private Voltage(double volts) => Volts = volts;

    /// <summary>The value in volts.</summary>
    public double Volts { get; }

    /// <summary>A voltage of so many volts.</summary>
    public static Voltage FromVolts(double value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Volts:0.######} V");
}
