using System.Collections.Immutable;

namespace CrossbarSim.Devices.Characterisation.Sections;

/// <summary>What one pulse of a direction does to a cell, on average, given its conductance.</summary>
public abstract record PulseResponse
{
    /// <summary>The mean change of conductance of one pulse, in siemens; negative for a pulse that lowers it.</summary>
    /// <param name="siemens">The conductance before it.</param>
    public abstract double MeanStep(double siemens);
}

/// <summary>
/// G(p) = from + (to - from)·(1 - e^(-κp/P))/(1 - e^(-κ)) after p of P pulses: the curve of S. Yu's group (NeuroSim), with κ = P/A.
/// κ = 0 is a straight line.
/// </summary>
/// <param name="From">Conductance before the first pulse, in siemens.</param>
/// <param name="To">Conductance after all pulses, in siemens.</param>
/// <param name="Nonlinearity">κ, dimensionless; positive where the first steps are the largest.</param>
/// <param name="Pulses">P: how many pulses lead from one to the other.</param>
public sealed record ExponentialPulses(double From, double To, double Nonlinearity, int Pulses) : PulseResponse
{
    /// <summary>The conductance after some pulses, in siemens.</summary>
    public double After(double pulses) => From + ((To - From) * Part(pulses / Pulses, Nonlinearity));

    /// <inheritdoc/>
    public override double MeanStep(double siemens)
    {
        if (Math.Abs(Nonlinearity) < 1e-9)
        {
            return (To - From) / Pulses;
        }

        double bound = From + ((To - From) / -double.ExpM1(-Nonlinearity));
        return (bound - siemens) * -double.ExpM1(-Nonlinearity / Pulses);
    }

    /// <summary>(1 - e^(-κx))/(1 - e^(-κ)), x where κ is next to zero.</summary>
    internal static double Part(double x, double nonlinearity) => Math.Abs(nonlinearity) < 1e-9
        ? x + (0.5 * nonlinearity * x * (1 - x))
        : double.ExpM1(-nonlinearity * x) / double.ExpM1(-nonlinearity);
}

/// <summary>Soft bounds: a pulse closes a fixed part of the distance to a bound, ΔG = rate·(bound - G).</summary>
/// <param name="Rate">That part, dimensionless, above 0.</param>
/// <param name="Bound">The bound, in siemens.</param>
public sealed record SoftBoundsPulses(double Rate, double Bound) : PulseResponse
{
    /// <inheritdoc/>
    public override double MeanStep(double siemens) => Rate * (Bound - siemens);
}

/// <summary>
/// Linear step: ΔG = step·(1 + slope·g), g being -1 at the lower and 1 at the upper end of the window, which bounds it hard.
/// </summary>
/// <param name="Step">Step in the middle of the window, in siemens; negative where pulses lower the conductance.</param>
/// <param name="Slope">Its relative change from the middle to the upper end, dimensionless.</param>
/// <param name="Lowest">Lower end of the window, in siemens.</param>
/// <param name="Highest">Upper end.</param>
public sealed record LinearStepPulses(double Step, double Slope, double Lowest, double Highest) : PulseResponse
{
    /// <inheritdoc/>
    public override double MeanStep(double siemens) =>
        Step * (1 + (Slope * ((2 * siemens) - Lowest - Highest) / (Highest - Lowest)));
}

/// <summary>
/// Measured steps: for some conductances the quantiles of ΔG, from which steps are drawn by the inverse of the distribution:
/// the look-up table of CrossSim (Sandia). For shapes that no formula fits.
/// </summary>
/// <param name="Conductances">In siemens, ascending; two or more.</param>
/// <param name="Quantiles">Probabilities, ascending, inside (0, 1); two or more.</param>
/// <param name="Steps">ΔG in siemens: a row a conductance, a column a quantile, ascending in each row.</param>
public sealed record TabulatedPulses(
    ImmutableArray<double> Conductances, ImmutableArray<double> Quantiles, ImmutableArray<ImmutableArray<double>> Steps) : PulseResponse
{
    /// <summary>The step at a conductance and a uniform number: linear between the numbers of the table, constant beyond them.</summary>
    /// <param name="siemens">The conductance before the pulse.</param>
    /// <param name="uniform">In [0, 1).</param>
    public double Step(double siemens, double uniform)
    {
        (int low, double part) = Place(Conductances, siemens);
        (int quantile, double within) = Place(Quantiles, uniform);
        double At(int row) => Steps[row][quantile] + (within * (Steps[row][quantile + 1] - Steps[row][quantile]));
        return At(low) + (part * (At(low + 1) - At(low)));
    }

    /// <inheritdoc/>
    public override double MeanStep(double siemens)
    {
        (int low, double part) = Place(Conductances, siemens);
        return Steps[low].Average() + (part * (Steps[low + 1].Average() - Steps[low].Average()));
    }

    /// <summary>The interval a number is in and how far, clamped.</summary>
    private static (int Low, double Part) Place(ImmutableArray<double> grid, double value)
    {
        int found = grid.BinarySearch(value);
        int low = Math.Clamp(found >= 0 ? found : ~found - 1, 0, grid.Length - 2);
        return (low, Math.Clamp((value - grid[low]) / (grid[low + 1] - grid[low]), 0, 1));
    }
}
