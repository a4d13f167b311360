using CrossbarSim.Devices.Behaviours;

namespace CrossbarSim.Simulator.Mapping;

/// <summary>What columns are compared with.</summary>
public enum OffsetReference
{
    /// <summary>A column of cells that stand where a weight of zero does; one for each slice.</summary>
    Column,

    /// <summary>The digital sum of what the rows are driven with: exact, and blind to what befalls cells.</summary>
    Digital,
}

/// <summary>One column an output, or one for each slice of its weights; all outputs of a tile are compared with one reference.</summary>
/// <remarks>
/// <para>
/// G = Gmid + h·w with w the weight over the largest one; the reference stands at Gmid, so G - Gmid = h·w holds for
/// negative weights too. Gmid is mid-window, or the level nearest to it, so that a zero weight is exact; h is the distance
/// to the nearer end of the window.
/// </para>
/// <para>
/// Sliced (<see cref="WeightSlices"/>): the digits of code + 2^(B-1), which is 1 to 2^B - 1; the reference has those of 2^(B-1). A given conductance per
/// weight is that of the whole number on a single cell.
/// </para>
/// </remarks>
public sealed class OffsetMapping : IWeightMapping
{
    private readonly Subtraction _subtraction;
    private readonly WeightSlices? _slices;
    private readonly int _columns;
    private readonly int _references;
    private readonly ArrayLayout _arrays;

    /// <summary>The mapping.</summary>
    /// <param name="subtraction">Where the reference column is subtracted; a digital reference always is after the ADC.</param>
    /// <param name="reference">What columns are compared with.</param>
    /// <param name="slices">How weights are cut; null: a weight stands on one cell as it is.</param>
    /// <param name="arrays">Whether slices and references share arrays.</param>
    /// <exception cref="ArgumentException">Cells hold more bits than a weight has.</exception>
    public OffsetMapping(
        Subtraction subtraction, OffsetReference reference = OffsetReference.Column, WeightSlices? slices = null, ArrayLayout arrays = ArrayLayout.Shared)
    {
        if (slices is not null && slices.CellBits > slices.WeightBits)
        {
            throw new ArgumentException($"A weight of {slices.WeightBits} bits does not fill a cell of {slices.CellBits}.", nameof(slices));
        }

        _subtraction = reference == OffsetReference.Digital ? Subtraction.AfterAdc : subtraction;
        _slices = slices;
        _arrays = arrays;
        _columns = slices?.Count(slices.WeightBits) ?? 1;
        _references = reference == OffsetReference.Column ? _columns : 0;
    }

    /// <inheritdoc/>
    public string Name => "offset";

    /// <inheritdoc/>
    public int OutputsPerTile(int columns) => _arrays == ArrayLayout.Separate ? columns : Math.Max(0, columns - _references) / _columns;

    /// <inheritdoc/>
    public string? Refusal(IDeviceModel device)
    {
        if (_slices is not null)
        {
            return device.HighestConductance > device.LowestConductance ? _slices.Refusal(Name, device) : Refusals.OneLevel(Name, device);
        }

        (double[] middle, double half) = Zero(device);
        return half > 0
            ? null
            : $"mapping 'offset' needs a device with a conductance on either side of its middle; '{device.Name}' has none below or above {middle[0] * 1e6:0.###} uS.";
    }

    /// <inheritdoc/>
    public MappedTile Map(WeightMatrix weights, TileRegion region, WeightScale scale, IDeviceModel device)
    {
        double lowest = device.LowestConductance.Siemens;
        double highest = device.HighestConductance.Siemens;
        (double[] zero, double half) = Zero(device);
        double[] factors = scale.SiemensPerWeight(weights, region, half);
        int columns = _references + (_columns * region.Outputs); // references come first
        double[] targets = new double[region.Inputs * columns];
        int clipped = 0;
        for (int input = 0; input < region.Inputs; input++)
        {
            zero.AsSpan(0, _references).CopyTo(targets.AsSpan(input * columns));
        }

        for (int output = 0; output < region.Outputs; output++)
        {
            ReadOnlySpan<double> row = weights.Row(region.FirstOutput + output).Slice(region.FirstInput, region.Inputs);
            for (int input = 0; input < row.Length; input++)
            {
                double part = Clipping.ToUnit(row[input] * factors[output] / half, ref clipped);
                Span<double> cells = targets.AsSpan((input * columns) + _references + (output * _columns), _columns);
                if (_slices is null)
                {
                    cells[0] = zero[0] + (half * part);
                    continue;
                }

                int code = (int)Math.Round((part * _slices.HighestCode) + _slices.HighestCode + 1);
                for (int slice = 0; slice < cells.Length; slice++)
                {
                    cells[slice] = lowest + ((highest - lowest) * _slices.Part(code, slice));
                }
            }
        }

        (device as IConductanceLevels)?.Levels.Snap(targets);
        bool analog = _subtraction == Subtraction.BeforeAdc;
        double offset = _references > 0 ? 0.0 : zero.Select((conductance, slice) => Place(slice) * conductance).Sum();
        (double down, double up) = _slices is null ? (-half, half) : (zero.Min(each => lowest - each), zero.Max(each => highest - each));
        return new MappedTile
        {
            Region = region,
            Columns = columns,
            Targets = targets,
            Arrays = _arrays == ArrayLayout.Separate
                ? [.. Enumerable.Range(0, _references).Select(reference => new[] { reference }), .. ArrayColumns.Dealt(_references, columns, _columns)]
                : null,
            Lines = analog
                ? [.. Enumerable.Range(_references, columns - _references).Select(c => new MappedTile.Line(c, c % _columns, c % _columns))]
                : [.. Enumerable.Range(0, columns).Select(c => new MappedTile.Line(c, -1, c % _columns))],
            Outputs = [.. factors.Select((factor, o) => new MappedTile.Output(
                [.. Enumerable.Range(0, _columns).SelectMany(slice => Terms(o, slice))], PerWeight(factor), offset))],
            LowestPerRow = analog ? down : lowest,
            HighestPerRow = analog ? up : highest,
            ClippedWeights = clipped,
        };
    }

    private MappedTile.Term[] Terms(int output, int slice)
    {
        int column = (output * _columns) + slice;
        return (_subtraction, _references) switch
        {
            (Subtraction.BeforeAdc, _) or (_, 0) => [new(column, Place(slice))],
            _ => [new(_references + column, Place(slice)), new(slice, -Place(slice))],
        };
    }

    private double Place(int slice) => _slices?.Place(slice) ?? 1.0;

    /// <summary>The sum of digits that a weight of 1 amounts to, in siemens.</summary>
    private double PerWeight(double factor) => _slices is null ? factor : factor * ((2 * _slices.HighestCode) + 1) / _slices.HighestDigit;

    /// <summary>Where the cells of a weight of zero stand, and how far from there the largest one is as a single cell.</summary>
    private (double[] Cells, double Half) Zero(IDeviceModel device)
    {
        double lowest = device.LowestConductance.Siemens;
        double highest = device.HighestConductance.Siemens;
        LevelSnap snap = new(device);
        if (_slices is not null)
        {
            double[] digits = [.. Enumerable.Range(0, _columns).Select(slice =>
                snap.ToLevel(lowest + ((highest - lowest) * _slices.Part(_slices.HighestCode + 1, slice))))];
            return (digits, (highest - lowest) * _slices.HighestCode / ((2 * _slices.HighestCode) + 1));
        }

        double middle = snap.ToLevel((lowest + highest) / 2);
        return ([middle], Math.Min(middle - lowest, highest - middle));
    }
}
