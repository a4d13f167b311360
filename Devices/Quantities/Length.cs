namespace CrossbarSim.Devices.Quantities;

/// <summary>A length. Stored in metres.</summary>
public readonly record struct Length
{
    private Length(double metres) => Metres = metres;

    /// <summary>The value in metres.</summary>
    public double Metres { get; }

    /// <summary>The value in micrometres.</summary>
    public double Micrometres => Metres * 1e6;

    /// <summary>A length of so many metres.</summary>
    public static Length FromMetres(double value) => new(value);

    /// <summary>A length of so many micrometres.</summary>
    public static Length FromMicrometres(double value) => new(value / 1e6);

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Micrometres:0.######} um");
}
