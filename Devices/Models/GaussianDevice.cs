using System.Numerics.Tensors;
using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Currents;
using CrossbarSim.Devices.Quantities;
using CrossbarSim.Devices.Randomness;

namespace CrossbarSim.Devices.Models;

/// <summary>A cell whose programming error is normal, of a constant size or in proportion to its target.</summary>
/// <remarks>
/// G = max(0, target + f·σ·z), z standard normal, with σ = <see cref="AbsoluteSigma"/> + <see cref="RelativeSigma"/>·target
/// and f the noise scale. Left out: drift, read noise, device-to-device spread, levels.
/// </remarks>
public sealed class GaussianDevice : IProgrammingNoise
{
    /// <summary>A cell with the given window and errors.</summary>
    /// <param name="lowest">Lowest conductance. Zero or more.</param>
    /// <param name="highest">Highest conductance. Above the lowest.</param>
    /// <param name="absoluteSigma">Part of the standard deviation that every target has. Zero or more.</param>
    /// <param name="relativeSigma">Part of the standard deviation relative to the target. Zero or more; 0.05 is 5 %.</param>
    public GaussianDevice(Conductance lowest, Conductance highest, Conductance absoluteSigma, double relativeSigma)
    {
        HighestConductance = Window.Checked(lowest, highest);
        LowestConductance = lowest;
        if (!double.IsFinite(absoluteSigma.Siemens) || absoluteSigma.Siemens < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(absoluteSigma), absoluteSigma, "A standard deviation is finite and zero or more.");
        }

        if (!double.IsFinite(relativeSigma) || relativeSigma < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(relativeSigma), relativeSigma, "A standard deviation is finite and zero or more.");
        }

        AbsoluteSigma = absoluteSigma;
        RelativeSigma = relativeSigma;
    }

    /// <inheritdoc/>
    public string Name => "gaussian";

    /// <inheritdoc/>
    public Conductance LowestConductance { get; }

    /// <inheritdoc/>
    public Conductance HighestConductance { get; }

    /// <inheritdoc/>
    public ICellCurrent Current { get; init; } = OhmicCurrent.Law;

    /// <inheritdoc/>
    public string Content => DeviceContent.Of(Name, LowestConductance.Siemens, HighestConductance.Siemens, AbsoluteSigma.Siemens, RelativeSigma);

    /// <inheritdoc/>
    public IDeviceModel With(ICellCurrent current) => new GaussianDevice(LowestConductance, HighestConductance, AbsoluteSigma, RelativeSigma) { Current = current };

    /// <summary>Standard deviation common to all targets.</summary>
    public Conductance AbsoluteSigma { get; }

    /// <summary>Standard deviation relative to the target, dimensionless.</summary>
    public double RelativeSigma { get; }

    /// <inheritdoc/>
    public void Program(ReadOnlySpan<double> targets, Span<double> programmed, double noiseScale, RandomKey key)
    {
        Programming.Check(targets, programmed, noiseScale);
        Span<double> sigmas = stackalloc double[Programming.CellsAtATime];
        for (int first = 0; first < targets.Length; first += Programming.CellsAtATime)
        {
            int count = Math.Min(Programming.CellsAtATime, targets.Length - first);
            ReadOnlySpan<double> means = targets.Slice(first, count);
            if (RelativeSigma == 0)
            {
                Programming.Draw(means, AbsoluteSigma.Siemens, noiseScale, key, first, programmed.Slice(first, count));
                continue;
            }

            Span<double> sigma = sigmas[..count];
            TensorPrimitives.Multiply(means, RelativeSigma, sigma);
            TensorPrimitives.Add(sigma, AbsoluteSigma.Siemens, sigma);
            Programming.Draw(means, sigma, noiseScale, key, first, programmed.Slice(first, count));
        }
    }
}
