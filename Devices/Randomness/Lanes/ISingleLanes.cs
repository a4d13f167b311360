namespace CrossbarSim.Devices.Randomness.Lanes;

/// <summary>What normal numbers are approximated with, for one quantity of them at a time.</summary>
/// <typeparam name="TBits">So many words of 32 bits.</typeparam>
/// <typeparam name="TSingle">As many single-precision numbers.</typeparam>
/// <remarks>
/// Operations round as IEEE 754 says, and a sum of a product once or twice as the processor likes it better: on one machine the numbers
/// do not depend on how many are computed at a time.
/// </remarks>
internal unsafe interface ISingleLanes<TBits, TSingle>
{
    /// <summary>Numbers at a time.</summary>
    static abstract int Singles { get; }

    static abstract TBits Load(uint* from);

    static abstract void Store(float* to, TSingle value);

    /// <summary>Words below 2^31 as they are, and of the others the complement.</summary>
    static abstract TBits Fold(TBits words);

    /// <summary>Signed whole numbers, rounded to nearest.</summary>
    static abstract TSingle ToSingle(TBits wholes);

    /// <summary>How far the representation of each number is below that of 1.</summary>
    static abstract TBits StepsBelowOne(TSingle value);

    /// <summary>Each number without its sign and exponent: 1 or more, less than 2.</summary>
    static abstract TSingle Significand(TSingle value);

    static abstract TSingle Subtract(TSingle a, float b);

    static abstract TSingle Subtract(float a, TSingle b);

    static abstract TSingle Multiply(TSingle a, TSingle b);

    /// <summary>a·b + c, rounded once or twice.</summary>
    static abstract TSingle MultiplyAdd(TSingle a, TSingle b, float c);

    /// <inheritdoc cref="MultiplyAdd(TSingle, TSingle, float)"/>
    static abstract TSingle MultiplyAdd(TSingle a, float b, TSingle c);

    /// <inheritdoc cref="MultiplyAdd(TSingle, TSingle, float)"/>
    static abstract TSingle MultiplyAdd(TSingle a, float b, float c);

    /// <summary>Bit i is set where word i is below the bound.</summary>
    static abstract ulong Below(TBits words, uint bound);

    /// <summary>The numbers where the uppermost bit of the word is set, otherwise their negatives.</summary>
    static abstract TSingle Signed(TSingle value, TBits words);
}
