using System.Collections.Immutable;

namespace CrossbarSim.Devices.Laws;

/// <summary>A number that depends on the state of a cell: a function of x, its conductance over the highest one.</summary>
public abstract record StateLaw
{
    /// <summary>The number at a state.</summary>
    /// <param name="x">Conductance over the highest one, dimensionless; zero or more.</param>
    public abstract double At(double x);
}

/// <summary>The same number everywhere.</summary>
/// <param name="Value">The number.</param>
public sealed record ConstantLaw(double Value) : StateLaw
{
    /// <inheritdoc/>
    public override double At(double x) => Value;
}

/// <summary>c0 + c1·x + c2·x² + ...</summary>
/// <param name="Coefficients">c0, c1, ...</param>
public sealed record PolynomialLaw(ImmutableArray<double> Coefficients) : StateLaw
{
    /// <inheritdoc/>
    public override double At(double x)
    {
        double sum = 0;
        for (int i = Coefficients.Length - 1; i >= 0; i--)
        {
            sum = (sum * x) + Coefficients[i];
        }

        return sum;
    }

    /// <inheritdoc/>
    public override string ToString() => $"polynomial [{string.Join(' ', Coefficients)}]";

    /// <inheritdoc/>
    public bool Equals(PolynomialLaw? other) => other is not null && Coefficients.AsSpan().SequenceEqual(other.Coefficients.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => Coefficients.Length;
}

/// <summary>slope·ln x + offset, cut off below and above; states below 1e-7 count as that.</summary>
/// <param name="Slope">By ln x.</param>
/// <param name="Offset">At x = 1.</param>
/// <param name="Lowest">Lower end.</param>
/// <param name="Highest">Upper end.</param>
public sealed record LogarithmicLaw(double Slope, double Offset, double Lowest, double Highest) : StateLaw
{
    /// <inheritdoc/>
    public override double At(double x) => Math.Clamp((Slope * Math.Log(Math.Max(x, 1e-7))) + Offset, Lowest, Highest);
}

/// <summary>factor·x^exponent, cut off above; states below 1e-7 count as that.</summary>
/// <param name="Factor">At x = 1.</param>
/// <param name="Exponent">The exponent.</param>
/// <param name="Highest">Upper end.</param>
public sealed record PowerLaw(double Factor, double Exponent, double Highest) : StateLaw
{
    /// <inheritdoc/>
    public override double At(double x) => Math.Min(Factor * Math.Pow(Math.Max(x, 1e-7), Exponent), Highest);
}

/// <summary>One law below a state and another from there on.</summary>
/// <param name="Limit">The state.</param>
/// <param name="Below">Below it.</param>
/// <param name="Above">At it and above.</param>
public sealed record PiecewiseLaw(double Limit, StateLaw Below, StateLaw Above) : StateLaw
{
    /// <inheritdoc/>
    public override double At(double x) => x < Limit ? Below.At(x) : Above.At(x);
}

/// <summary>Numbers at some states, linear between them and constant beyond.</summary>
/// <param name="Points">States, ascending, and their numbers; one or more.</param>
public sealed record TableLaw(ImmutableArray<(double X, double Value)> Points) : StateLaw
{
    /// <inheritdoc/>
    public override double At(double x)
    {
        int above = 0;
        while (above < Points.Length && Points[above].X <= x)
        {
            above++;
        }

        if (above == 0 || above == Points.Length)
        {
            return Points[Math.Min(above, Points.Length - 1)].Value;
        }

        ((double x0, double y0), (double x1, double y1)) = (Points[above - 1], Points[above]);
        return y0 + ((x - x0) / (x1 - x0) * (y1 - y0));
    }

    /// <inheritdoc/>
    public override string ToString() => $"table [{string.Join(' ', Points)}]";

    /// <inheritdoc/>
    public bool Equals(TableLaw? other) => other is not null && Points.AsSpan().SequenceEqual(other.Points.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => Points.Length;
}
