using CrossbarSim.Devices.Quantities;

namespace CrossbarSim.Devices.Behaviours;

/// <summary>How the current of a cell follows its voltage: I = G·f(V), G being the conductance it was programmed to.</summary>
/// <remarks>
/// f is a voltage: f(0) = 0, nowhere falling, with a continuous slope. It is defined for every voltage. Beyond the ends of where the law
/// holds it goes on as a straight line, so that a search for the voltages of an array may pass through there; what is found to lie there is to be refused.
/// </remarks>
public interface ICellCurrent
{
    /// <summary>The law in words, as in <c>sinh, v0 = 0.1 V</c>.</summary>
    string Description { get; }

    /// <summary>Its numbers as text: laws that give the same currents have the same, others have others.</summary>
    string Content { get; }

    /// <summary>The lowest voltage at which the law holds. At most zero.</summary>
    Voltage Lowest { get; }

    /// <summary>The highest voltage at which the law holds. Zero or more.</summary>
    Voltage Highest { get; }

    /// <summary>The law at many voltages.</summary>
    /// <param name="volts">Voltages over the cells, in volts; finite.</param>
    /// <param name="values">Receives f(V), in volts; as long as the voltages.</param>
    /// <param name="slopes">Receives f'(V), dimensionless, zero or more; as long as the voltages.</param>
    /// <exception cref="ArgumentException">The spans differ in length.</exception>
    /// <remarks>What a voltage gives does not depend on its place, on its neighbours or on how wide the registers of the machine are.</remarks>
    void Evaluate(ReadOnlySpan<double> volts, Span<double> values, Span<double> slopes);
}
