namespace CrossbarSim.Simulator.Converters;

/// <summary>An ADC with equal steps, described by numbers, so that kernels can convert many currents at once.</summary>
/// <remarks>
/// A promise about the members of <see cref="IAdc"/>, to the last bit and in double precision, with c the code counted from the origin's:
/// p = (clip(I) - Origin)·CodesPerAmpere, rounded to a multiple of 2^-24 (<see cref="CodePosition.Snap"/>): currents that are equal but for the rounding
/// of their sums get the same code; c = round(p), within the codes there are; value = c/CodesPerAmpere + Origin. Where p lies exactly between two
/// codes it is half to even, unless <see cref="RoundsHalfToEven"/> says otherwise. The range may go half a step beyond the first and last code.
/// </remarks>
public interface ILinearAdc : IAdc
{
    /// <summary>Codes per ampere: one over the step.</summary>
    double CodesPerAmpere { get; }

    /// <summary>The current, in amperes, from which codes are counted.</summary>
    double Origin { get; }

    /// <summary>Whether a current exactly between two codes goes to the even one, counted from the origin's.</summary>
    bool RoundsHalfToEven => true;

    /// <summary>The code of that current.</summary>
    int OriginCode { get; }
}
