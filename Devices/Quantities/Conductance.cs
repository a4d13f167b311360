namespace CrossbarSim.Devices.Quantities;

/// <summary>An electrical conductance. Stored in siemens; µS can never pass for S.</summary>
public readonly record struct Conductance : IComparable<Conductance>
{
    private Conductance(double siemens) => Siemens = siemens;

    /// <summary>The value in siemens.</summary>
    public double Siemens { get; }

    /// <summary>The value in microsiemens.</summary>
    public double Microsiemens => Siemens * 1e6;

    /// <summary>No conductance at all: an open circuit.</summary>
    public static Conductance Zero => default;

    /// <summary>A conductance of so many siemens.</summary>
    public static Conductance FromSiemens(double value) => new(value);

    /// <summary>A conductance of so many microsiemens.</summary>
    public static Conductance FromMicrosiemens(double value) => new(value / 1e6);

    /// <inheritdoc/>
    public int CompareTo(Conductance other) => Siemens.CompareTo(other.Siemens);

    /// <summary>Whether one conductance is below another.</summary>
    public static bool operator <(Conductance left, Conductance right) => left.Siemens < right.Siemens;

    /// <summary>Whether one conductance is above another.</summary>
    public static bool operator >(Conductance left, Conductance right) => left.Siemens > right.Siemens;

    /// <summary>Whether one conductance is at most another.</summary>
    public static bool operator <=(Conductance left, Conductance right) => left.Siemens <= right.Siemens;

    /// <summary>Whether one conductance is at least another.</summary>
    public static bool operator >=(Conductance left, Conductance right) => left.Siemens >= right.Siemens;

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Microsiemens:0.######} uS");
}
