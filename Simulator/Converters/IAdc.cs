namespace CrossbarSim.Simulator.Converters;

/// <summary>An analog-to-digital converter: a current to one of finitely many codes, each with its value.</summary>
/// <remarks>A higher current never has a lower code.</remarks>
public interface IAdc
{
    /// <summary>The currents it tells apart; those outside are clipped to its ends.</summary>
    AdcRange Range { get; }

    /// <summary>How many codes there are. Codes run from 0.</summary>
    int Codes { get; }

    /// <summary>Distance of two neighbouring values, in amperes; their mean distance where it differs.</summary>
    double Lsb { get; }

    /// <summary>Whether a current lies outside the range, by more than the rounding of sums.</summary>
    bool Clips(double amperes) => amperes < Range.Low - (Lsb / CodePosition.PerStep) || amperes > Range.High + (Lsb / CodePosition.PerStep);

    /// <summary>The code of a current in amperes.</summary>
    int Code(double amperes);

    /// <summary>The current, in amperes, that a code stands for.</summary>
    double Value(int code);

    /// <summary>Standard deviation of that current from read to read, in amperes; zero or more.</summary>
    /// <remarks>A converter says the same every time it is asked: whoever reads adds σ·z, with a draw of its own for each line and read. Where steps are equal (<see cref="ILinearAdc"/>) there is none.</remarks>
    double Sigma(int code) => 0;
}
