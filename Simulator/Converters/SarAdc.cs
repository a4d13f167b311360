using CrossbarSim.Devices.Randomness;

namespace CrossbarSim.Simulator.Converters;

/// <summary>An ideal successive-approximation converter: 2^b codes over ±V, each the middle of its step; none of them is zero (mid-rise).</summary>
/// <remarks>
/// <para>
/// LSB = 2V/2^b; code = ⌈(I + V)/LSB⌉ - 1 within 0..2^b - 1; value = code·LSB - V·(2^b - 1)/2^b. A current on a step belongs below it. As in
/// CrossSim 3 (<see href="https://github.com/sandialabs/cross-sim"/>).
/// </para>
/// <para>
/// Its steps err as binary-weighted capacitors do: bit i has 2^i unit capacitors, whose deviations are independent. DNL is the standard deviation
/// of the step in the middle, where all of them change over; steps that fewer of them make err less. The sum of all capacitors is the reference,
/// and has no error. What the search passes by are missing codes.
/// </para>
/// </remarks>
public sealed class SarAdc : ILinearAdc, IMismatchedAdc
{
    private readonly int _bits;

    /// <summary>A converter of <paramref name="bits"/> bits, 1 to 16, over a range about zero that is not empty.</summary>
    public SarAdc(int bits, AdcRange range)
    {
        AdcChecks.Check(bits, 1, range);
        AdcChecks.CheckSymmetric(range);
        (Range, _bits, Codes) = (range, bits, 1 << bits);
        Lsb = 2.0 * range.High / Codes;
        (CodesPerAmpere, Origin) = (1.0 / Lsb, -range.High * (Codes - 1) / Codes);
    }

    /// <inheritdoc/>
    public AdcRange Range { get; }

    /// <inheritdoc/>
    public int Codes { get; }

    /// <inheritdoc/>
    public double Lsb { get; }

    /// <inheritdoc/>
    public double CodesPerAmpere { get; }

    /// <inheritdoc/>
    public double Origin { get; }

    /// <inheritdoc/>
    public int OriginCode => 0;

    /// <inheritdoc/>
    public bool RoundsHalfToEven => false;

    /// <inheritdoc/>
    public int Code(double amperes) =>
        (int)Math.Clamp(Math.Ceiling(CodePosition.Of((amperes + Range.High) / Lsb)) - 1.0, 0, Codes - 1);

    /// <inheritdoc/>
    public double Value(int code) => (code / CodesPerAmpere) + Origin;

    /// <inheritdoc/>
    public void Displace(Span<double> thresholds, double dnl, RandomKey key)
    {
        double[] capacitors = new double[_bits];
        key.FillNormal(capacitors);
        double unitSigma = dnl / Math.Sqrt(Codes - 1);
        for (int bit = 0; bit < _bits; bit++)
        {
            // An array of 2^i units deviates by √(2^i) times what one does. None is smaller than nothing.
            capacitors[bit] = Math.Max(0, (1 << bit) + (unitSigma * Math.Sqrt(1 << bit) * capacitors[bit]));
        }

        double total = capacitors.Sum();
        if (total == 0)
        {
            return;
        }

        double[] ideal = thresholds.ToArray();
        Search(0, Codes, double.NegativeInfinity, double.PositiveInfinity, thresholds);

        // The code from the middle of the interval on begins where its capacitors say, within what earlier decisions left.
        void Search(int first, int end, double low, double high, Span<double> found)
        {
            int code = (first + end) / 2;
            if (code == first)
            {
                return;
            }

            double capacitance = 0;
            for (int bit = 0; bit < capacitors.Length; bit++)
            {
                capacitance += (code >> bit & 1) != 0 ? capacitors[bit] : 0;
            }

            double error = (capacitance * (Codes - 1) / total) - code;
            double threshold = Math.Clamp(ideal[code - 1] + (error * Lsb), low, high);
            found[code - 1] = threshold;
            Search(first, code, low, threshold, found);
            Search(code, end, threshold, high, found);
        }
    }
}
