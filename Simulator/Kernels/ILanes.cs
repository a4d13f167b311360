namespace CrossbarSim.Simulator.Kernels;

/// <summary>The operations kernels are written in, for one width of registers.</summary>
/// <typeparam name="TSingle">So many single-precision numbers.</typeparam>
/// <typeparam name="TDouble">So many double-precision numbers.</typeparam>
/// <remarks>Every operation rounds as IEEE 754 says, so double-precision results do not depend on the width.</remarks>
internal unsafe interface ILanes<TSingle, TDouble>
{
    /// <summary>Single-precision numbers in a register.</summary>
    static abstract int Singles { get; }

    /// <summary>Double-precision numbers in a register.</summary>
    static abstract int Doubles { get; }

    static abstract TSingle Load(float* from);

    static abstract void Store(float* to, TSingle value);

    static abstract TSingle Broadcast(float value);

    static abstract TSingle Add(TSingle a, TSingle b);

    static abstract TSingle Subtract(TSingle a, TSingle b);

    static abstract TSingle Multiply(TSingle a, TSingle b);

    /// <summary>a·b + c, rounded once or twice.</summary>
    static abstract TSingle MultiplyAdd(TSingle a, TSingle b, TSingle c);

    static abstract TSingle Abs(TSingle value);

    static abstract TSingle Sqrt(TSingle value);

    static abstract TSingle Clamp(TSingle value, TSingle low, TSingle high);

    static abstract TSingle Min(TSingle a, TSingle b);

    /// <summary>To the nearest whole number, half to even.</summary>
    static abstract TSingle Round(TSingle value);

    /// <summary>Bit i is set where lane i of a is less than that of b; not set where either is not a number.</summary>
    static abstract uint LessThan(TSingle a, TSingle b);

    static abstract float Sum(TSingle value);

    static abstract TDouble Load(double* from);

    /// <summary>Loads single-precision numbers as double-precision ones.</summary>
    static abstract TDouble Widen(float* from);

    /// <summary>A register of single-precision numbers as two of double-precision ones; where a register holds one, the second means nothing.</summary>
    static abstract (TDouble Lower, TDouble Upper) Widen(TSingle value);

    static abstract void Store(double* to, TDouble value);

    /// <summary>Stores as single-precision numbers, rounded to nearest.</summary>
    static abstract void Narrow(float* to, TDouble value);

    static abstract TDouble Broadcast(double value);

    static abstract TDouble Add(TDouble a, TDouble b);

    static abstract TDouble Subtract(TDouble a, TDouble b);

    static abstract TDouble Multiply(TDouble a, TDouble b);

    static abstract TDouble Divide(TDouble a, TDouble b);

    /// <summary>a·b + c, rounded once.</summary>
    static abstract TDouble FusedMultiplyAdd(TDouble a, TDouble b, TDouble c);

    static abstract TDouble Abs(TDouble value);

    static abstract TDouble Clamp(TDouble value, TDouble low, TDouble high);

    /// <inheritdoc cref="Round(TSingle)"/>
    static abstract TDouble Round(TDouble value);

    /// <inheritdoc cref="LessThan(TSingle, TSingle)"/>
    static abstract uint LessThan(TDouble a, TDouble b);
}
