using System.Collections.Immutable;

namespace CrossbarSim.Devices.Pulses;

/// <summary>Every step alike: y = 1, up to hard bounds. T. Gokmen and Y. Vlasov, Front. Neurosci. 10, 333 (2016), <see href="https://doi.org/10.3389/fnins.2016.00333"/>.</summary>
public sealed record ConstantStep : StepLaw
{
    /// <inheritdoc/>
    internal override IEnumerable<double> Numbers => [];

    /// <inheritdoc/>
    public override double Up(double w, in CellWindow cell) => 1;

    /// <inheritdoc/>
    public override double Down(double w, in CellWindow cell) => 1;
}

/// <summary>Steps change in proportion to the state: y = 1 - |γ + σξ|·w/b, b the bound of a typical cell in the direction of the pulse; 0 where that is negative.</summary>
/// <param name="GammaUp">γ of pulses that raise: the part by which steps at the upper bound are smaller than at w = 0.</param>
/// <param name="GammaDown">γ of pulses that lower.</param>
/// <param name="GammaUpSpread">σ of γ from device to device.</param>
/// <param name="GammaDownSpread">Likewise, of pulses that lower.</param>
public sealed record LinearStep(double GammaUp, double GammaDown, double GammaUpSpread, double GammaDownSpread) : StepLaw
{
    /// <inheritdoc/>
    public override int Draws => 2;

    /// <inheritdoc/>
    internal override IEnumerable<double> Numbers => [GammaUp, GammaDown, GammaUpSpread, GammaDownSpread];

    /// <inheritdoc/>
    public override double Up(double w, in CellWindow cell) => Math.Max(0, 1 - (Math.Abs(GammaUp + (GammaUpSpread * cell.UpDraw)) * w / cell.TypicalHigh));

    /// <inheritdoc/>
    public override double Down(double w, in CellWindow cell) => Math.Max(0, 1 - (Math.Abs(GammaDown + (GammaDownSpread * cell.DownDraw)) * w / cell.TypicalLow));
}

/// <summary>Soft bounds: steps vanish at the bound of the cell, y = 1 - w/b, b its own bound in the direction of the pulse.</summary>
public sealed record SoftBounds : StepLaw
{
    /// <inheritdoc/>
    internal override IEnumerable<double> Numbers => [];

    /// <inheritdoc/>
    public override double Up(double w, in CellWindow cell) => cell.High > 0 ? 1 - (w / cell.High) : 0;

    /// <inheritdoc/>
    public override double Down(double w, in CellWindow cell) => cell.Low < 0 ? 1 - (w / cell.Low) : 0;
}

/// <summary>Exponential steps: y = max(0, 1 - A·e^(dγz)), z = 2a·w/(b_max - b_min) + b, d = 1 up and -1 down, with A and γ of the direction.</summary>
/// <param name="AmplitudeUp">A of pulses that raise.</param>
/// <param name="AmplitudeDown">A of pulses that lower.</param>
/// <param name="GammaUp">γ of pulses that raise.</param>
/// <param name="GammaDown">γ of pulses that lower.</param>
/// <param name="Slope">a.</param>
/// <param name="Offset">b.</param>
public sealed record ExpStep(double AmplitudeUp, double AmplitudeDown, double GammaUp, double GammaDown, double Slope, double Offset) : StepLaw
{
    /// <inheritdoc/>
    internal override IEnumerable<double> Numbers => [AmplitudeUp, AmplitudeDown, GammaUp, GammaDown, Slope, Offset];

    /// <inheritdoc/>
    public override double Up(double w, in CellWindow cell) => Math.Max(0, 1 - (AmplitudeUp * Math.Exp(GammaUp * Z(w, cell))));

    /// <inheritdoc/>
    public override double Down(double w, in CellWindow cell) => Math.Max(0, 1 - (AmplitudeDown * Math.Exp(-GammaDown * Z(w, cell))));

    private double Z(double w, in CellWindow cell) => cell.Width > 0 ? (2 * Slope * w / cell.Width) + Offset : Offset;
}

/// <summary>
/// Steps follow a power of the distance to the bound: y = ω^γ up and (1-ω)^γ down, ω = (b_max - w)/(b_max - b_min), with γ·|1 ± β + σξ| of the direction.
/// S. Fusi and L. Abbott, Nat. Neurosci. 10, 485 (2007), <see href="https://doi.org/10.1038/nn1859"/>; J. Frascaroli et al., Sci. Rep. 8, 7178 (2018).
/// </summary>
/// <param name="Gamma">γ. 0 or more; 1 is soft bounds.</param>
/// <param name="UpDown">β: how γ differs from one direction to the other.</param>
/// <param name="GammaSpread">σ, relative to γ.</param>
public sealed record PowStep(double Gamma, double UpDown, double GammaSpread) : StepLaw
{
    /// <inheritdoc/>
    public override int Draws => 2;

    /// <inheritdoc/>
    internal override IEnumerable<double> Numbers => [Gamma, UpDown, GammaSpread];

    /// <inheritdoc/>
    public override double Up(double w, in CellWindow cell) => Math.Pow(Distance(w, cell), Gamma * Math.Abs(1 + UpDown + (GammaSpread * cell.UpDraw)));

    /// <inheritdoc/>
    public override double Down(double w, in CellWindow cell) => Math.Pow(1 - Distance(w, cell), Gamma * Math.Abs(1 - UpDown + (GammaSpread * cell.DownDraw)));

    private static double Distance(double w, in CellWindow cell) => cell.Width > 0 ? Math.Clamp((cell.High - w) / cell.Width, 0, 1) : 0;
}

/// <summary>Steps given at equal distances over the window of the cell, from its lower to its upper bound; straight lines between them.</summary>
/// <param name="StepsUp">y of pulses that raise; two or more.</param>
/// <param name="StepsDown">y of pulses that lower; two or more.</param>
public sealed record PiecewiseStep(ImmutableArray<double> StepsUp, ImmutableArray<double> StepsDown) : StepLaw
{
    /// <inheritdoc/>
    internal override IEnumerable<double> Numbers => [StepsUp.Length, .. StepsUp, .. StepsDown];

    /// <inheritdoc/>
    public override double Up(double w, in CellWindow cell) => At(StepsUp, w, cell);

    /// <inheritdoc/>
    public override double Down(double w, in CellWindow cell) => At(StepsDown, w, cell);

    private static double At(ImmutableArray<double> steps, double w, in CellWindow cell)
    {
        double place = cell.Width > 0 ? Math.Clamp((w - cell.Low) / cell.Width, 0, 1) * (steps.Length - 1) : 0;
        int low = Math.Min((int)place, steps.Length - 2);
        return steps[low] + ((place - low) * (steps[low + 1] - steps[low]));
    }
}
