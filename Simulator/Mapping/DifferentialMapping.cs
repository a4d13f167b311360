using CrossbarSim.Devices.Behaviours;

namespace CrossbarSim.Simulator.Mapping;

/// <summary>Where the two cells of a pair stand when the weight is zero.</summary>
public enum PairBalance
{
    /// <summary>Both at the lowest conductance; only one of them rises with |weight|.</summary>
    OneSided,

    /// <summary>Both at mid-window; one rises as the other falls.</summary>
    TwoSided,
}

/// <summary>Two columns an output, or two for each slice of its weights, which are the differences G+ - G-.</summary>
/// <remarks>
/// With w the weight over the largest one, and the window [Gmin, Gmax]. One-sided: G± = Gmin + (Gmax - Gmin)·max(0, ±w).
/// Two-sided: G± = Gmin + (Gmax - Gmin)·(1 ± w)/2. Either way G+ - G- = (Gmax - Gmin)·w. Sliced (<see cref="WeightSlices"/>): the digits of |code|,
/// each on a one-sided pair of its own.
/// </remarks>
public sealed class DifferentialMapping : IWeightMapping
{
    private readonly PairBalance _balance;
    private readonly Subtraction _subtraction;
    private readonly WeightSlices? _slices;
    private readonly int _pairs;
    private readonly ArrayLayout _arrays;

    /// <summary>The mapping.</summary>
    /// <param name="balance">Where pairs stand at weight zero; one-sided for slices.</param>
    /// <param name="subtraction">Where the columns of a pair are subtracted.</param>
    /// <param name="slices">How weights are cut; null: a weight stands on one pair as it is.</param>
    /// <param name="arrays">Whether sides and slices share arrays.</param>
    /// <exception cref="ArgumentException">Slices do not go with the balance, or cells hold more bits than the magnitude of a weight has.</exception>
    public DifferentialMapping(PairBalance balance, Subtraction subtraction, WeightSlices? slices = null, ArrayLayout arrays = ArrayLayout.Shared)
    {
        if (slices is not null && balance != PairBalance.OneSided)
        {
            throw new ArgumentException("Slices of a weight stand on one-sided pairs.", nameof(balance));
        }

        if (slices is not null && slices.CellBits > slices.WeightBits - 1)
        {
            throw new ArgumentException(
                $"The magnitude of a weight of {slices.WeightBits} bits does not fill a cell of {slices.CellBits}.", nameof(slices));
        }

        (_balance, _subtraction, _slices, _arrays) = (balance, subtraction, slices, arrays);
        _pairs = slices?.Count(slices.WeightBits - 1) ?? 1;
    }

    /// <inheritdoc/>
    public string Name => "differential";

    /// <inheritdoc/>
    public bool HasPairs => true;

    /// <inheritdoc/>
    public int OutputsPerTile(int columns) => _arrays == ArrayLayout.Separate ? columns : columns / (2 * _pairs);

    /// <inheritdoc/>
    public string? Refusal(IDeviceModel device) =>
        device.HighestConductance > device.LowestConductance ? _slices?.Refusal(Name, device) : Refusals.OneLevel(Name, device);

    /// <inheritdoc/>
    public MappedTile Map(WeightMatrix weights, TileRegion region, WeightScale scale, IDeviceModel device)
    {
        double lowest = device.LowestConductance.Siemens;
        double highest = device.HighestConductance.Siemens;
        double span = highest - lowest;
        double[] factors = scale.SiemensPerWeight(weights, region, span);
        int columns = 2 * _pairs * region.Outputs;
        double[] targets = new double[region.Inputs * columns];
        LevelSnap snap = new(device);
        int clipped = 0;
        for (int output = 0; output < region.Outputs; output++)
        {
            ReadOnlySpan<double> row = weights.Row(region.FirstOutput + output).Slice(region.FirstInput, region.Inputs);
            for (int input = 0; input < row.Length; input++)
            {
                double part = Clipping.ToUnit(row[input] * factors[output] / span, ref clipped);
                int code = _slices is null ? 0 : (int)Math.Round(part * _slices.HighestCode);
                for (int pair = 0; pair < _pairs; pair++)
                {
                    double held = _slices is null ? part : Math.Sign(code) * _slices.Part(Math.Abs(code), pair);
                    (double plus, double minus) = _balance == PairBalance.OneSided
                        ? (Math.Max(0, held), Math.Max(0, -held))
                        : ((1.0 + held) / 2, (1.0 - held) / 2);
                    int cell = (input * columns) + (2 * ((output * _pairs) + pair));
                    targets[cell] = snap.ToLevel(lowest + (span * plus));
                    targets[cell + 1] = snap.ToLevel(lowest + (span * minus));
                }
            }
        }

        bool analog = _subtraction == Subtraction.BeforeAdc;
        return new MappedTile
        {
            Region = region,
            Columns = columns,
            Targets = targets,
            Arrays = _arrays == ArrayLayout.Separate ? [.. ArrayColumns.Dealt(0, columns, 2 * _pairs)] : null,
            Lines = analog
                ? [.. Enumerable.Range(0, columns / 2).Select(pair => new MappedTile.Line(2 * pair, (2 * pair) + 1, pair % _pairs))]
                : [.. Enumerable.Range(0, columns).Select(c => new MappedTile.Line(c, -1, c / 2 % _pairs))],
            Outputs = [.. factors.Select((factor, o) => new MappedTile.Output(
                [.. Enumerable.Range(0, _pairs).SelectMany(pair => Terms((o * _pairs) + pair, _slices?.Place(pair) ?? 1.0))], PerWeight(factor)))],
            LowestPerRow = analog ? -span : lowest,
            HighestPerRow = analog ? span : highest,
            ClippedWeights = clipped,
        };
    }

    private MappedTile.Term[] Terms(int pair, double place) => _subtraction == Subtraction.BeforeAdc
        ? [new(pair, place)]
        : [new(2 * pair, place), new((2 * pair) + 1, -place)];

    /// <summary>The sum of digits that a weight of 1 amounts to, in siemens: M digits of one step each.</summary>
    private double PerWeight(double factor) => _slices is null ? factor : factor * _slices.HighestCode / _slices.HighestDigit;
}
