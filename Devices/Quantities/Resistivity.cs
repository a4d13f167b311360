namespace CrossbarSim.Devices.Quantities;

/// <summary>An electrical resistivity. Stored in ohm metres.</summary>
public readonly record struct Resistivity
{
    private Resistivity(double ohmMetres) => OhmMetres = ohmMetres;

    /// <summary>The value in ohm metres.</summary>
    public double OhmMetres { get; }

    /// <summary>The value in microohm centimetres, as tables of metals have it.</summary>
    public double MicroohmCentimetres => OhmMetres * 1e8;

    /// <summary>A resistivity of so many ohm metres.</summary>
    public static Resistivity FromOhmMetres(double value) => new(value);

    /// <summary>A resistivity of so many microohm centimetres: 1.68 is copper in bulk.</summary>
    public static Resistivity FromMicroohmCentimetres(double value) => new(value / 1e8);

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{MicroohmCentimetres:0.######} uOhmcm");
}
