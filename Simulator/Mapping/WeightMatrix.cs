using System.Numerics.Tensors;

namespace CrossbarSim.Simulator.Mapping;

/// <summary>The weights of one layer: [outputs, inputs], dimensionless, finite; immutable.</summary>
public sealed class WeightMatrix
{
    private readonly double[] _values;
    private readonly double _largest;
    private double? _mean;

    /// <summary>A matrix from its values, output by output.</summary>
    /// <param name="outputs">Rows of the matrix. One or more.</param>
    /// <param name="inputs">Columns of the matrix. One or more.</param>
    /// <param name="values">outputs · inputs finite numbers.</param>
    /// <param name="inputsPerChannel">Neighbouring inputs that make a channel, kh·kw for a convolution; divides the inputs.</param>
    /// <exception cref="ArgumentException">A size is zero, the values are too few or too many, or one is not finite.</exception>
    public WeightMatrix(int outputs, int inputs, ReadOnlySpan<double> values, int inputsPerChannel = 1)
        : this(outputs, inputs, values.ToArray(), inputsPerChannel, 0)
    {
    }

    /// <summary>A matrix from values in single precision.</summary>
    /// <inheritdoc cref="WeightMatrix(int, int, ReadOnlySpan{double}, int)"/>
    public WeightMatrix(int outputs, int inputs, ReadOnlySpan<float> values, int inputsPerChannel = 1)
        : this(outputs, inputs, Widened(values), inputsPerChannel, 0)
    {
    }

    private WeightMatrix(int outputs, int inputs, double[] values, int inputsPerChannel, int _)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(outputs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(inputs, 1);
        if (inputsPerChannel < 1 || inputs % inputsPerChannel != 0)
        {
            throw new ArgumentException($"{inputs} inputs do not make channels of {inputsPerChannel}.", nameof(inputsPerChannel));
        }

        if (values.Length != (long)outputs * inputs)
        {
            throw new ArgumentException($"A {outputs}x{inputs} matrix has {(long)outputs * inputs} weights, got {values.Length}.", nameof(values));
        }

        _largest = Math.Abs(TensorPrimitives.MaxMagnitude<double>(values));
        if (!double.IsFinite(_largest))
        {
            int first = Array.FindIndex(values, value => !double.IsFinite(value));
            throw new ArgumentException($"The weight of output {first / inputs}, input {first % inputs} is {values[first]}.", nameof(values));
        }

        (Outputs, Inputs, InputsPerChannel, _values) = (outputs, inputs, inputsPerChannel, values);
    }

    /// <summary>How many outputs the layer has.</summary>
    public int Outputs { get; }

    /// <summary>How many inputs the layer has.</summary>
    public int Inputs { get; }

    /// <summary>Neighbouring inputs that make a channel; 1 but for convolutions.</summary>
    public int InputsPerChannel { get; }

    /// <summary>All weights, output by output.</summary>
    public ReadOnlySpan<double> Values => _values;

    /// <summary>How large its weights are, over all of them.</summary>
    internal double Magnitude(WeightMagnitude magnitude) => magnitude == WeightMagnitude.Largest ? _largest : _mean ??= WeightScale.Mean(_values);

    /// <summary>The weights of one output, one per input.</summary>
    public ReadOnlySpan<double> Row(int output) => _values.AsSpan(output * Inputs, Inputs);

    private static double[] Widened(ReadOnlySpan<float> values)
    {
        double[] wide = new double[values.Length];
        TensorPrimitives.ConvertChecked<float, double>(values, wide);
        return wide;
    }
}
