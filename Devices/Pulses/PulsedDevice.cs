using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Currents;
using CrossbarSim.Devices.Models;
using CrossbarSim.Devices.Quantities;
using CrossbarSim.Devices.Randomness;

namespace CrossbarSim.Devices.Pulses;

/// <summary>A cell known by what a pulse does to it: a published model of devices for training, with its window in conductances.</summary>
/// <remarks>
/// A pulse in direction d = ±1 takes the state w to clip(w + d·Δ·y(w) + σ·s·ξ, b_min, b_max). Δ = |Δw_min·(1 + dβ + σ_d·ξ)| is the cell's own step, y its
/// <see cref="StepLaw"/>, s = |Δ·y| + offset + slope·|w|, or Δ where noise is additive. What is read is w + write noise·Δw_min·ξ. States from w_min to w_max
/// are conductances from the lowest to the highest, in proportion; a cell whose own bounds lie beyond those has that window, but not below 0 S.
/// Source: T. Gokmen and Y. Vlasov, Front. Neurosci. 10, 333 (2016); M. Rasch et al., AICAS 2021. Every ξ is a standard normal draw of its own.
/// Left out: drift, decay of the state, reference cells that are subtracted, the number of pulses that a cell lives.
/// </remarks>
public sealed class PulsedDevice : IDeviceModel, IPulseProgramming
{
    /// <summary>A cell.</summary>
    /// <param name="name">The name it goes by.</param>
    /// <param name="lowest">Conductance of w_min. Zero or more.</param>
    /// <param name="highest">Conductance of w_max. Above the lowest.</param>
    /// <param name="law">How steps depend on the state.</param>
    /// <param name="numbers">All other numbers.</param>
    public PulsedDevice(string name, Conductance lowest, Conductance highest, StepLaw law, PulseNumbers numbers)
    {
        HighestConductance = Window.Checked(lowest, highest);
        (Name, LowestConductance, Law, Numbers) = (name, lowest, law, numbers);
        if (!(numbers.Low <= 0) || !(numbers.High > 0) || !(numbers.Step > 0) || !(numbers.CanRaise || numbers.CanLower))
        {
            throw new ArgumentException("A pulsed cell has w_min at most 0, w_max and a step above 0, and pulses in one direction at least.", nameof(numbers));
        }
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public Conductance LowestConductance { get; }

    /// <inheritdoc/>
    public Conductance HighestConductance { get; }

    /// <summary>How steps depend on the state.</summary>
    public StepLaw Law { get; }

    /// <summary>All other numbers.</summary>
    public PulseNumbers Numbers { get; }

    /// <inheritdoc/>
    public ICellCurrent Current { get; init; } = OhmicCurrent.Law;

    /// <inheritdoc/>
    public string Content => DeviceContent.Of(Law.GetType().Name, [LowestConductance.Siemens, HighestConductance.Siemens, .. Numbers.Numbers, .. Law.Numbers]);

    /// <inheritdoc/>
    public string PulseContent => Content;

    /// <inheritdoc/>
    public bool CanRaise => Numbers.CanRaise;

    /// <inheritdoc/>
    public bool CanLower => Numbers.CanLower;

    /// <inheritdoc/>
    public Conductance LowestReached => LowestConductance;

    /// <inheritdoc/>
    public Conductance HighestReached => HighestConductance;

    /// <inheritdoc/>
    public IDeviceModel With(ICellCurrent current) => new PulsedDevice(Name, LowestConductance, HighestConductance, Law, Numbers) { Current = current };

    /// <inheritdoc/>
    public IPulsedCells MakeCells(int count, double start, double noiseScale, RandomKey key, long first = 0) =>
        new SteppedCells(this, count, start, noiseScale, key, first);
}
