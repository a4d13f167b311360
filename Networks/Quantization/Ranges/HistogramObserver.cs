namespace CrossbarSim.Networks.Quantization.Ranges;

/// <summary>The range that loses least of a histogram: a search from both ends inwards, with the squared error of uniform steps.</summary>
/// <remarks>
/// The histogram grows with what is seen: old counts are spread over 128 parts of a bin and binned anew on the wider range. Search: quantiles a = 0
/// and b = 1 move inwards by 10^-5, whichever end may cross more bins first, until the error rises. Error of a window: its width in
/// <see cref="Steps"/> steps; in every bin values are uniform, and each stands for the middle of its step. Convention of the histogram observers of
/// deep-learning frameworks.
/// </remarks>
public sealed class HistogramObserver : IRangeObserver
{
    private const double SearchStep = 1e-5;
    private const int Upsampling = 128;
    private readonly int _bins;
    private double[] _counts;
    private ValueRange _range = ValueRange.Empty;

    /// <summary>An empty histogram.</summary>
    /// <param name="bins">Bins, two or more.</param>
    /// <param name="steps">Steps of the quantizer: 2^b.</param>
    public HistogramObserver(int bins = 2048, int steps = 256)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        (_bins, Steps, _counts) = (bins, steps, new double[bins]);
    }

    /// <summary>Steps of the quantizer.</summary>
    public int Steps { get; }

    /// <summary>Values per bin; parts of values where the histogram has grown.</summary>
    public IReadOnlyList<double> Counts => _counts;

    /// <summary>From the lowest to the highest that was seen, and a little more where the histogram has grown.</summary>
    public ValueRange Seen => _range;

    private double BinWidth => _range.Width / _bins;

    /// <inheritdoc/>
    public void See(ReadOnlySpan<double> values)
    {
        ValueRange batch = ValueRange.Of(values);
        if (batch.IsEmpty)
        {
            return;
        }

        if (_range.IsEmpty)
        {
            _range = batch;
        }
        else if (batch.Low < _range.Low || batch.High > _range.High)
        {
            GrowTo(_range.Union(batch));
        }

        double perUnit = _range.Width > 0 ? _bins / _range.Width : 0;
        foreach (double value in values)
        {
            _counts[Math.Clamp((int)((value - _range.Low) * perUnit), 0, _bins - 1)]++;
        }
    }

    /// <inheritdoc/>
    public ValueRange Find()
    {
        if (_range.IsEmpty || _range.Width == 0)
        {
            return _range;
        }

        double[] cumulative = new double[_bins];
        double total = 0;
        for (int bin = 0; bin < _bins; bin++)
        {
            cumulative[bin] = total += _counts[bin];
        }

        (int start, int end, double least) = (0, _bins - 1, double.PositiveInfinity);
        (double low, double high) = (0.0, 1.0);
        while (low < high)
        {
            (double nextLow, double nextHigh) = (low + SearchStep, high - SearchStep);
            (int left, int right) = (start, end);
            while (left < end && cumulative[left] < nextLow * total)
            {
                left++;
            }

            while (right > start && cumulative[right] > nextHigh * total)
            {
                right--;
            }

            (int nextStart, int nextEnd) = (start, end);
            if (left - start > end - right)
            {
                (nextStart, low) = (left, nextLow);
            }
            else
            {
                (nextEnd, high) = (right, nextHigh);
            }

            if (nextStart == start && nextEnd == end)
            {
                continue;
            }

            double error = Error(nextStart, nextEnd);
            if (error > least)
            {
                break;
            }

            (least, start, end) = (error, nextStart, nextEnd);
        }

        return new ValueRange(_range.Low + (BinWidth * start), _range.Low + (BinWidth * (end + 1)));
    }

    /// <summary>The squared error where the steps span a window of bins: of all values, those outside included.</summary>
    /// <param name="first">First bin of the window.</param>
    /// <param name="last">Last bin of the window.</param>
    public double Error(int first, int last)
    {
        double width = BinWidth * (last - first + 1) / Steps;
        if (width == 0)
        {
            return 0;
        }

        double sum = 0;
        for (int bin = 0; bin < _bins; bin++)
        {
            double begin = (bin - first) * BinWidth;
            double end = begin + BinWidth;
            double beginStep = Math.Clamp(Math.Floor(begin / width), 0, Steps - 1);
            double endStep = Math.Clamp(Math.Floor(end / width), 0, Steps - 1);
            double density = _counts[bin] / BinWidth;
            sum += density * (Moment(begin - ((beginStep + 0.5) * width), width / 2)
                + ((endStep - beginStep - 1) * Moment(-width / 2, width / 2))
                + Moment(-width / 2, end - ((endStep + 0.5) * width)));
        }

        return sum;

        static double Moment(double from, double to) => ((to * to * to) - (from * from * from)) / 3;
    }

    /// <summary>Bins old counts anew, on a range that holds the given one and has a whole number of old parts of bins in a new one.</summary>
    private void GrowTo(ValueRange wider)
    {
        if (_range.Width == 0)
        {
            double all = _counts.Sum();
            double place = (_range.Low - wider.Low) / wider.Width * _bins;
            (_counts, _range) = (new double[_bins], wider);
            _counts[Math.Clamp((int)place, 0, _bins - 1)] = all;
            return;
        }

        double part = _range.Width / ((double)_bins * Upsampling);
        int partsPerBin = (int)Math.Ceiling(wider.Width / (_bins * part));
        long offset = (long)Math.Round((_range.Low - wider.Low) / part);
        double[] counts = new double[_bins];
        for (int bin = 0; bin < _bins; bin++)
        {
            for (int each = 0; each < Upsampling; each++)
            {
                long place = (offset + ((long)bin * Upsampling) + each) / partsPerBin;
                counts[Math.Min(place, _bins - 1)] += _counts[bin] / Upsampling;
            }
        }

        (_counts, _range) = (counts, new ValueRange(wider.Low, wider.Low + ((double)_bins * part * partsPerBin)));
    }
}
