using CrossbarSim.Simulator.Mapping;

namespace CrossbarSim.Networks.Quantization;

/// <summary>Which elements of a tensor share a scale (and whatever else a quantizer has one of).</summary>
/// <remarks>
/// Weights are [outputs, inputs] or [outputs, channels, height, width]; everything after the outputs counts as inputs. Activations share one
/// scale: a scale of its own for every channel could not be taken out of a sum over channels.
/// </remarks>
public readonly record struct Granularity
{
    private readonly int _outputs;
    private readonly int _inputs;
    private readonly bool _wholeChannels;

    private Granularity(int outputs, int inputs, bool wholeChannels = false) =>
        (_outputs, _inputs, _wholeChannels) = (outputs, inputs, wholeChannels);

    /// <summary>All elements of a tensor.</summary>
    public static Granularity Tensor => default;

    /// <summary>The weights of one output (one filter).</summary>
    public static Granularity Channel => new(1, 0);

    /// <summary>The weights of so many neighbouring outputs; the last group has what is left.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not one or more.</exception>
    public static Granularity Channels(int outputs) => new(AtLeastOne(outputs), 0);

    /// <summary>So many neighbouring inputs of one output; the last group has what is left.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not one or more.</exception>
    public static Granularity Inputs(int inputs) => new(1, AtLeastOne(inputs));

    /// <summary>What one column of an array holds: the inputs of one row tile, for one output. Channels of a convolution are not cut.</summary>
    /// <param name="rows">Rows of the array: 128 rows hold 14 channels of a 3x3 convolution.</param>
    /// <exception cref="ArgumentOutOfRangeException">Not one or more.</exception>
    public static Granularity Tile(int rows = 128) => new(1, AtLeastOne(rows), wholeChannels: true);

    /// <summary>Whether all elements share one scale.</summary>
    public bool IsTensor => _outputs == 0;

    /// <summary>The groups that a tensor of the given shape falls into.</summary>
    /// <exception cref="ArgumentException">The tensor has no outputs to tell apart, or one channel does not fit on the rows of a tile.</exception>
    public Grouping Of(ReadOnlySpan<long> shape)
    {
        if (IsTensor)
        {
            return new Grouping(shape, null, null);
        }

        if (shape.Length < 2)
        {
            throw new ArgumentException($"Scales of their own for parts of a tensor need outputs and inputs; its shape is [{string.Join(", ", shape.ToArray())}].", nameof(shape));
        }

        int inputs = 1;
        foreach (long length in shape[1..])
        {
            inputs *= (int)length;
        }

        int perChannel = inputs / (int)shape[1];
        return new Grouping(
            shape,
            Parts((int)shape[0], _outputs, TileSplit.FillFirst, 1),
            Parts(inputs, _inputs == 0 ? inputs : _inputs, _wholeChannels ? TileSplit.WholeChannels : TileSplit.FillFirst, perChannel));
    }

    /// <summary>As in <c>tensor</c>, <c>channel</c> and <c>tile of 128 rows</c>.</summary>
    public override string ToString() => (_outputs, _inputs, _wholeChannels) switch
    {
        (0, _, _) => "tensor",
        (1, 0, _) => "channel",
        (_, 0, _) => $"group of {_outputs} channels",
        (_, _, false) => $"group of {_inputs} inputs",
        _ => $"tile of {_inputs} rows",
    };

    private static (int First, int Count)[] Parts(int length, int most, TileSplit split, int perChannel) =>
        [.. TilePlan.Cut(1, length, most, 1, split, perChannel).Select(part => (part.FirstInput, part.Inputs))];

    private static int AtLeastOne(int count) =>
        count >= 1 ? count : throw new ArgumentOutOfRangeException(nameof(count), count, "A group has one element or more.");
}
