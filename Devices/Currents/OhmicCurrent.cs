using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Quantities;

namespace CrossbarSim.Devices.Currents;

/// <summary>Ohm's law: I = G·V at every voltage.</summary>
public sealed class OhmicCurrent : ICellCurrent
{
    private OhmicCurrent()
    {
    }

    /// <summary>The law; there is one.</summary>
    public static OhmicCurrent Law { get; } = new();

    /// <inheritdoc/>
    public string Description => "ohmic";

    /// <inheritdoc/>
    public string Content => "ohmic";

    /// <inheritdoc/>
    public Voltage Lowest => Voltage.FromVolts(double.MinValue);

    /// <inheritdoc/>
    public Voltage Highest => Voltage.FromVolts(double.MaxValue);

    /// <inheritdoc/>
    public void Evaluate(ReadOnlySpan<double> volts, Span<double> values, Span<double> slopes)
    {
        Lengths.Check(volts, values, slopes);
        volts.CopyTo(values);
        slopes.Fill(1.0);
    }
}
