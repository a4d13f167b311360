using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
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
    private Wiring? _wiring;

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
    public MappedTile Map(WeightMatrix weights, TileRegion region, WeightScale scale, IDeviceModel device) => Map(weights, region, scale, device, null);

    /// <inheritdoc/>
    public MappedTile Map(WeightMatrix weights, TileRegion region, WeightScale scale, IDeviceModel device, double[]? room)
    {
        double lowest = device.LowestConductance.Siemens;
        double highest = device.HighestConductance.Siemens;
        double span = highest - lowest;
        double[] factors = scale.SiemensPerWeight(weights, region, span);
        int columns = 2 * _pairs * region.Outputs;
        int length = region.Inputs * columns;
        double[] targets = room?.Length == length ? room : GC.AllocateUninitializedArray<double>(length);
        using RelativeWeights parts = new(weights, region, factors, span);
        if (_slices is null)
        {
            PairUp(parts.Values, lowest, span, targets);
        }
        else
        {
            Cut(parts.Values, _slices, lowest, span, columns, targets);
        }

        (device as IConductanceLevels)?.Levels.Snap(targets);

        bool analog = _subtraction == Subtraction.BeforeAdc;
        Wiring lines = _wiring?.Terms.Length == region.Outputs ? _wiring : _wiring = Wire(region.Outputs); // most tiles are of one size
        MappedTile.Output[] outputs = new MappedTile.Output[region.Outputs];
        for (int output = 0; output < outputs.Length; output++)
        {
            outputs[output] = new MappedTile.Output(lines.Terms[output], PerWeight(factors[output]));
        }

        return new MappedTile
        {
            Region = region,
            Columns = columns,
            Targets = targets,
            Arrays = _arrays == ArrayLayout.Separate ? [.. ArrayColumns.Dealt(0, columns, 2 * _pairs)] : null,
            Lines = lines.Lines,
            Outputs = outputs,
            LowestPerRow = analog ? -span : lowest,
            HighestPerRow = analog ? span : highest,
            ClippedWeights = parts.Clipped,
        };
    }

    /// <summary>Both cells of each pair, of any conductance.</summary>
    private void PairUp(ReadOnlySpan<double> parts, double lowest, double span, Span<double> targets)
    {
        Span<Vector128<double>> pairs = MemoryMarshal.Cast<double, Vector128<double>>(targets)[..parts.Length];
        Vector128<double> signs = Vector128.Create(1.0, -1.0);
        bool isOneSided = _balance == PairBalance.OneSided;
        for (int pair = 0; pair < pairs.Length; pair++)
        {
            Vector128<double> both = Vector128.Create(parts[pair]) * signs;
            both = isOneSided ? Vector128.Max(both, Vector128<double>.Zero) : (both + Vector128<double>.One) / 2;
            pairs[pair] = (both * span) + Vector128.Create(lowest);
        }
    }

    /// <summary>The same for the digits of slices.</summary>
    private void Cut(ReadOnlySpan<double> parts, WeightSlices slices, double lowest, double span, int columns, Span<double> targets)
    {
        int outputs = columns / (2 * _pairs);
        for (int weight = 0; weight < parts.Length; weight++)
        {
            int code = (int)Math.Round(parts[weight] * slices.HighestCode);
            (int input, int output) = Math.DivRem(weight, outputs);
            for (int pair = 0; pair < _pairs; pair++)
            {
                double held = Math.Sign(code) * slices.Part(Math.Abs(code), pair);
                int cell = (input * columns) + (2 * ((output * _pairs) + pair));
                targets[cell] = lowest + (span * Math.Max(0, held));
                targets[cell + 1] = lowest + (span * Math.Max(0, -held));
            }
        }
    }

    /// <summary>The lines of so many outputs.</summary>
    private Wiring Wire(int outputs) => new(
        _subtraction == Subtraction.BeforeAdc
            ? [.. Enumerable.Range(0, outputs * _pairs).Select(pair => new MappedTile.Line(2 * pair, (2 * pair) + 1, pair % _pairs))]
            : [.. Enumerable.Range(0, 2 * outputs * _pairs).Select(c => new MappedTile.Line(c, -1, c / 2 % _pairs))],
        [.. Enumerable.Range(0, outputs).Select(o => (MappedTile.Term[])
            [.. Enumerable.Range(0, _pairs).SelectMany(pair => Terms((o * _pairs) + pair, _slices?.Place(pair) ?? 1.0))])]);

    private MappedTile.Term[] Terms(int pair, double place) => _subtraction == Subtraction.BeforeAdc
        ? [new(pair, place)]
        : [new(2 * pair, place), new((2 * pair) + 1, -place)];

    /// <summary>The sum of digits that a weight of 1 amounts to, in siemens: M digits of one step each.</summary>
    private double PerWeight(double factor) => _slices is null ? factor : factor * _slices.HighestCode / _slices.HighestDigit;

    /// <summary>What a tile of a certain width senses, and which of it makes each output.</summary>
    private sealed record Wiring(MappedTile.Line[] Lines, MappedTile.Term[][] Terms);
}
