namespace CrossbarSim.Simulator.Mapping;

/// <summary>Where a column and the one it is compared with are subtracted.</summary>
public enum Subtraction
{
    /// <summary>Currents are subtracted, then converted: one conversion an output.</summary>
    BeforeAdc,

    /// <summary>Each is converted by itself, codes are subtracted: two conversions an output.</summary>
    AfterAdc,
}
