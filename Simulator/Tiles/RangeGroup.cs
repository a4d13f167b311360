using CrossbarSim.Simulator.Converters;

namespace CrossbarSim.Simulator.Tiles;

/// <summary>Lines of a tile that share a calibrated range, and how that is found on the currents they carried.</summary>
/// <param name="lines">The lines.</param>
/// <param name="extremes">Lowest and highest current of them all.</param>
/// <param name="adc">The ADCs that are to have the range.</param>
internal sealed class RangeGroup(int[] lines, AdcRange extremes, AdcSettings adc)
{
    // Magnitudes count from zero, or from the end of the range that is nearest to it.
    private readonly double _centre = adc.Kind.NeedsSymmetricRange ? 0.0 : Math.Clamp(0.0, extremes.Low, Math.Max(extremes.Low, extremes.High));

    /// <summary>The lines.</summary>
    public int[] Lines => lines;

    private bool CountsMagnitudes => adc.Kind.NeedsSymmetricRange || adc.Rule.Method == CalibrationMethod.Kl;

    /// <summary>An empty histogram for what is to be seen; null where the extremes are enough.</summary>
    public Histogram? NewHistogram()
    {
        (double low, double high) = CountsMagnitudes
            ? (0.0, Math.Max(extremes.High - _centre, _centre - extremes.Low))
            : (extremes.Low, extremes.High);
        return adc.Rule.Method != CalibrationMethod.Max && high > low ? new Histogram(low, high) : null;
    }

    /// <summary>Counts a current, or what of it the rule asks for.</summary>
    public void Count(double current, Histogram histogram)
    {
        if (current != 0 || adc.Rule.Method != CalibrationMethod.Kl)
        {
            histogram.Add(CountsMagnitudes ? Math.Abs(current - _centre) : current);
        }
    }

    /// <summary>The range; empty where the lines carried one and the same current throughout.</summary>
    /// <param name="histogram">What was counted; null: nothing had to be.</param>
    public AdcRange Find(Histogram? histogram)
    {
        if (histogram is null)
        {
            return adc.Kind.NeedsSymmetricRange ? extremes.Symmetric() : extremes;
        }

        return adc.Rule.Method switch
        {
            CalibrationMethod.Kl => Within(histogram.High * LeastDivergence(histogram) / Histogram.Bins),
            CalibrationMethod.Mse when CountsMagnitudes => Within(histogram.High * LeastError(histogram)),
            CalibrationMethod.Mse => LeastErrorOfBothEnds(histogram),
            _ when CountsMagnitudes => Within(histogram.Percentile(adc.Rule.Percentile)),
            _ => new AdcRange(histogram.Percentile(1 - adc.Rule.Percentile), histogram.Percentile(adc.Rule.Percentile)),
        };
    }

    /// <summary>So much on either side, but no more than was seen unless it has to be symmetric.</summary>
    private AdcRange Within(double magnitude) => adc.Kind.NeedsSymmetricRange
        ? new AdcRange(-magnitude, magnitude)
        : new AdcRange(Math.Max(extremes.Low, _centre - magnitude), Math.Min(extremes.High, _centre + magnitude));

    private IAdc Adc(AdcRange range) => adc.Kind.Create(adc.Bits!.Value, range);

    private int LeastDivergence(Histogram histogram)
    {
        int codes = Adc(Within(histogram.High)).Codes;
        bool isOneSided = !adc.Kind.NeedsSymmetricRange && (_centre == extremes.Low || _centre == extremes.High);
        return RangeSearch.LeastDivergence(histogram.Counts, isOneSided ? codes : (codes + 1) / 2);
    }

    /// <summary>Magnitudes tell all there is to tell of errors: a symmetric converter errs on both sides alike.</summary>
    private double LeastError(Histogram histogram)
    {
        double[] centres = histogram.Centres;
        return RangeSearch.LeastError(part => RangeSearch.SquaredError(Adc(Within(part * histogram.High)), centres, histogram.Counts));
    }

    /// <summary>The high end, the low end, and again, until neither moves.</summary>
    private AdcRange LeastErrorOfBothEnds(Histogram histogram)
    {
        const int MostRounds = 8;
        double[] centres = histogram.Centres;
        (double low, double high) = extremes;
        double width = high - low;
        (double lowPart, double highPart) = (1.0, 1.0);
        for (int round = 0; round < MostRounds; round++)
        {
            (double lowBefore, double highBefore) = (lowPart, highPart);
            highPart = RangeSearch.LeastError(part => Error(lowPart, part));
            lowPart = RangeSearch.LeastError(part => Error(part, highPart));
            if (lowPart == lowBefore && highPart == highBefore)
            {
                break;
            }
        }

        return Range(lowPart, highPart);

        double Error(double fromHigh, double fromLow) => Range(fromHigh, fromLow) is { IsEmpty: false } range
            ? RangeSearch.SquaredError(Adc(range), centres, histogram.Counts)
            : double.PositiveInfinity;

        AdcRange Range(double fromHigh, double fromLow) => new(
            fromHigh == 1 ? low : high - (fromHigh * width), fromLow == 1 ? high : low + (fromLow * width));
    }
}
