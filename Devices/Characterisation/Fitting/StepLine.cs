namespace CrossbarSim.Devices.Characterisation.Fitting;

/// <summary>The straight line ΔG = a + b·G through the steps of one trace: what soft bounds and linear steps have in common.</summary>
/// <remarks>
/// Read noise is in G and, with the opposite sign, in ΔG; plain regression takes it for a slope. The fitted curve, which has none
/// of it, stands in as instrument: b = Σ(Z - Z̄)ΔG / Σ(Z - Z̄)G with Z the curve. Errors follow from the influence of each step; where
/// neighbouring residuals are anticorrelated, as read noise makes them, the covariance of neighbours counts too.
/// </remarks>
internal sealed class StepLine
{
    private readonly double[] _residuals;
    private readonly double[] _levers;
    private readonly double _meanConductance;
    private readonly double _meanStep;

    /// <summary>Fits a trace.</summary>
    /// <param name="siemens">The trace.</param>
    /// <param name="curve">Its expected conductances; as long.</param>
    public StepLine(double[] siemens, double[] curve)
    {
        int count = siemens.Length - 1;
        double[] steps = [.. Enumerable.Range(0, count).Select(i => siemens[i + 1] - siemens[i])];
        _meanConductance = Sample.Mean(siemens.AsSpan(0, count));
        _meanStep = Sample.Mean(steps);
        double meanCurve = Sample.Mean(curve.AsSpan(0, count));
        double shared = 0;
        double with = 0;
        for (int i = 0; i < count; i++)
        {
            shared += (curve[i] - meanCurve) * (siemens[i] - _meanConductance);
            with += (curve[i] - meanCurve) * steps[i];
        }

        Slope = with / shared;
        _residuals = [.. steps.Select((step, i) => step - _meanStep - (Slope * (siemens[i] - _meanConductance)))];
        _levers = [.. Enumerable.Range(0, count).Select(i => (curve[i] - meanCurve) / shared)];
        Variance = _residuals.Sum(residual => residual * residual) / (count - 2);
        Neighbours = Enumerable.Range(0, count - 1).Sum(i => _residuals[i] * _residuals[i + 1]) / (count - 2);
    }

    /// <summary>b, per siemens of G: dimensionless.</summary>
    public double Slope { get; }

    /// <summary>Variance of the residuals, siemens².</summary>
    public double Variance { get; }

    /// <summary>Covariance of neighbouring residuals, siemens²: minus the variance of read noise, where there is any.</summary>
    public double Neighbours { get; }

    /// <summary>Degrees of freedom.</summary>
    public int Freedom => _residuals.Length - 2;

    /// <summary>The residuals, in siemens.</summary>
    public IReadOnlyList<double> Residuals => _residuals;

    /// <summary>The part of a pulse's distance to the bound that it closes, -b.</summary>
    public (double Value, double Error) Rate => (-Slope, Error(0, -1));

    /// <summary>The conductance at which the step is zero, in siemens.</summary>
    public (double Value, double Error) Bound =>
        (_meanConductance - (_meanStep / Slope), Error(-1 / Slope, _meanStep / (Slope * Slope)));

    /// <summary>The step at a conductance, in siemens.</summary>
    public (double Value, double Error) StepAt(double siemens) =>
        (_meanStep + (Slope * (siemens - _meanConductance)), Error(1, siemens - _meanConductance));

    /// <summary>The relative change of the step from the middle of a window to its end, dimensionless.</summary>
    public (double Value, double Error) RelativeSlope(double middle, double half)
    {
        double step = StepAt(middle).Value;
        double value = Slope * half / step;
        return (value, Error(-value / step, (half / step) - (value / step * (middle - _meanConductance))));
    }

    /// <summary>Standard error of a parameter that changes by so much with the mean step and the slope.</summary>
    private double Error(double byMean, double bySlope)
    {
        double sum = 0;
        double before = 0;
        bool correlated = Neighbours < -0.2 * Variance;
        for (int i = 0; i < _residuals.Length; i++)
        {
            double influence = _residuals[i] * ((byMean / _residuals.Length) + (bySlope * _levers[i]));
            sum += (influence * influence) + (correlated ? 2 * influence * before : 0);
            before = influence;
        }

        return Math.Sqrt(Math.Max(sum, 0) * _residuals.Length / (_residuals.Length - 2));
    }
}
