namespace CrossbarSim.Devices.Quantities;

/// <summary>An electrical current. Stored in amperes.</summary>
public readonly record struct Current
{
    private Current(double amperes) => Amperes = amperes;

    /// <summary>The value in amperes.</summary>
    public double Amperes { get; }

    /// <summary>The value in microamperes.</summary>
    public double Microamperes => Amperes * 1e6;

    /// <summary>A current of so many amperes.</summary>
    public static Current FromAmperes(double value) => new(value);

    /// <summary>A current of so many microamperes.</summary>
    public static Current FromMicroamperes(double value) => new(value / 1e6);

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Microamperes:0.######} uA");
}
