namespace CrossbarSim.Simulator.Converters;

/// <summary>An analog-to-digital converter: a current to one of finitely many codes, each with its value.</summary>
public interface IAdc
{
    /// <summary>The currents it tells apart; those outside are clipped to its ends.</summary>
    AdcRange Range { get; }

    /// <summary>How many codes there are. Codes run from 0.</summary>
    int Codes { get; }

    /// <summary>Distance of two neighbouring values, in amperes.</summary>
    double Lsb { get; }

    /// <summary>The code of a current in amperes.</summary>
    int Code(double amperes);

    /// <summary>The current, in amperes, that a code stands for.</summary>
    double Value(int code);
}
