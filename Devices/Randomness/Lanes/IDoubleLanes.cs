namespace CrossbarSim.Devices.Randomness.Lanes;

/// <summary>What random numbers in double precision are computed with, for one width of registers.</summary>
/// <typeparam name="TDouble">So many double-precision numbers.</typeparam>
/// <remarks>Every operation rounds as IEEE 754 says and none is fused with another, so each lane holds what scalar code gives.</remarks>
internal unsafe interface IDoubleLanes<TDouble>
{
    /// <summary>Numbers in a register.</summary>
    static abstract int Doubles { get; }

    /// <summary>Words as whole numbers.</summary>
    static abstract TDouble Widen(uint* from);

    /// <summary>The upper 53 bits of words of 64 bits, as whole numbers.</summary>
    static abstract TDouble WidenUpper(ulong* from);

    static abstract TDouble Load(double* from);

    static abstract void Store(double* to, TDouble value);

    static abstract TDouble Add(TDouble a, double b);

    static abstract TDouble Subtract(double a, TDouble b);

    static abstract TDouble Multiply(TDouble a, TDouble b);

    static abstract TDouble Multiply(TDouble a, double b);

    static abstract TDouble Divide(TDouble a, TDouble b);

    static abstract TDouble SquareRoot(TDouble value);

    /// <summary>Bit i is set where lane i is farther from zero than the bound.</summary>
    static abstract uint Beyond(TDouble value, double bound);
}
