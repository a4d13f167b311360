namespace CrossbarSim.Simulator.Wires.NonOhmic;

/// <summary>An array of non-ohmic cells that could not be read: no voltages were found, or cells see voltages at which their law does not hold.</summary>
/// <param name="message">What was found and what would do.</param>
public sealed class NetworkException(string message) : Exception(message);
