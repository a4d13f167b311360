using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Characterisation.Sections;
using CrossbarSim.Devices.Models;
using CrossbarSim.Devices.Quantities;
using CrossbarSim.Devices.Randomness;

namespace CrossbarSim.Devices.Pulses;

/// <summary>Cells whose pulses were measured: what the section <c>pulses</c> of a device file says.</summary>
/// <remarks>
/// A pulse takes G to clip(G + m·(1 + σ_d·ξ) + σ_c·M·ξ', lowest, highest): m the mean step of its direction at G, M the size of mean steps, ξ drawn once for each device, ξ' for each pulse.
/// M is that of the whole trace where the curve says so, else the mean over the window. A table of steps is drawn from by the inverse of its distribution instead.
/// Left out: a window of its own for each device, noise of reads.
/// </remarks>
/// <param name="section">What was measured.</param>
public sealed class FittedPulses(PulsesSection section) : IPulseProgramming
{
    /// <inheritdoc/>
    public bool CanRaise => section.Up is not null;

    /// <inheritdoc/>
    public bool CanLower => section.Down is not null;

    /// <inheritdoc/>
    public Conductance LowestReached => section.Lowest;

    /// <inheritdoc/>
    public Conductance HighestReached => section.Highest;

    /// <inheritdoc/>
    public string PulseContent => DeviceContent.Of(
        $"pulses {section.Model}",
        [section.Lowest.Siemens, section.Highest.Siemens, section.CycleToCycle, section.DeviceToDevice ?? 0, .. Numbers(section.Up), .. Numbers(section.Down)]);

    /// <inheritdoc/>
    public IPulsedCells MakeCells(int count, double start, double noiseScale, RandomKey key, long first = 0) =>
        new Cells(section, count, start, noiseScale, key, first);

    private static IEnumerable<double> Numbers(PulseResponse? response) => response switch
    {
        ExponentialPulses curve => [1, curve.From, curve.To, curve.Nonlinearity, curve.Pulses],
        SoftBoundsPulses soft => [2, soft.Rate, soft.Bound],
        LinearStepPulses line => [3, line.Step, line.Slope],
        TabulatedPulses table => [4, table.Conductances.Length, .. table.Conductances, .. table.Quantiles, .. table.Steps.SelectMany(row => row)],
        _ => [0],
    };

    private sealed class Cells : IPulsedCells
    {
        private const int MeanOver = 64;

        private readonly PulsesSection _section;
        private readonly double _noiseScale;
        private readonly RandomKey _key;
        private readonly long _first;
        private readonly double[] _conductances;
        private readonly double[] _sizes;
        private readonly double[] _draws;
        private readonly (double Up, double Down) _sigmas;

        public Cells(PulsesSection section, int count, double start, double noiseScale, RandomKey key, long first)
        {
            (_section, _noiseScale, _key, _first) = (section, noiseScale, key, first);
            (_conductances, _sizes, _draws) = (new double[count], new double[count], new double[count]);
            Array.Fill(_conductances, Math.Clamp(start, section.Lowest.Siemens, section.Highest.Siemens));
            double spread = (section.DeviceToDevice ?? 0) * noiseScale;
            if (spread > 0)
            {
                key.For("device").For("step").FillNormal(_sizes, first);
            }

            for (int cell = 0; cell < count; cell++)
            {
                _sizes[cell] = Math.Abs(1 + (spread * _sizes[cell]));
            }

            _sigmas = (Sigma(section.Up), Sigma(section.Down));
        }

        public ReadOnlySpan<double> Conductances => _conductances;

        public void Pulse(ReadOnlySpan<sbyte> directions, long number)
        {
            ArgumentOutOfRangeException.ThrowIfNotEqual(directions.Length, _conductances.Length);
            if (_section.Model == PulseModel.Table)
            {
                _key.For("cycle", number).FillUniform(_draws, _first);
            }
            else if (_sigmas.Up + _sigmas.Down > 0)
            {
                _key.For("cycle", number).FillNormal(_draws, _first);
            }

            for (int cell = 0; cell < directions.Length; cell++)
            {
                if (directions[cell] != 0)
                {
                    bool up = directions[cell] > 0;
                    PulseResponse response = (up ? _section.Up : _section.Down) ?? throw new ArgumentException($"There are no pulses that {(up ? "raise" : "lower")}.", nameof(directions));
                    double step = Step(response, cell, up ? _sigmas.Up : _sigmas.Down);
                    _conductances[cell] = Math.Clamp(_conductances[cell] + step, _section.Lowest.Siemens, _section.Highest.Siemens);
                }
            }
        }

        private double Step(PulseResponse response, int cell, double sigma)
        {
            double mean = response.MeanStep(_conductances[cell]);
            return response is TabulatedPulses table
                ? _sizes[cell] * (mean + (_noiseScale * (table.Step(_conductances[cell], _draws[cell]) - mean)))
                : (_sizes[cell] * mean) + (sigma * _draws[cell]);
        }

        private double Sigma(PulseResponse? response)
        {
            if (response is null or TabulatedPulses)
            {
                return 0;
            }

            (double low, double high) = (_section.Lowest.Siemens, _section.Highest.Siemens);
            double size = response is ExponentialPulses curve
                ? Math.Abs(curve.To - curve.From) / curve.Pulses
                : Enumerable.Range(0, MeanOver).Average(i => Math.Abs(response.MeanStep(low + ((i + 0.5) / MeanOver * (high - low)))));
            return _section.CycleToCycle * _noiseScale * size;
        }
    }
}
