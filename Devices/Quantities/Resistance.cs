namespace CrossbarSim.Devices.Quantities;

/// <summary>An electrical resistance. Stored in ohms.</summary>
public readonly record struct Resistance
{
    private Resistance(double ohms) => Ohms = ohms;

    /// <summary>The value in ohms.</summary>
    public double Ohms { get; }

    /// <summary>A resistance of so many ohms.</summary>
    public static Resistance FromOhms(double value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Ohms:0.######} Ohm");
}
