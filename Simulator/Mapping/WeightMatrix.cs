using System.Numerics.Tensors;

namespace CrossbarSim.Simulator.Mapping;

/// <summary>The weights of one layer: [outputs, inputs], dimensionless, finite; immutable.</summary>
public sealed class WeightMatrix
{
    private readonly float[]? _singles; // as it was given
    private readonly double _largest;
    private double[]? _values;
    private double? _mean;

    /// <summary>A matrix from its values, output by output.</summary>
    /// <param name="outputs">Rows of the matrix. One or more.</param>
    /// <param name="inputs">Columns of the matrix. One or more.</param>
    /// <param name="values">outputs · inputs finite numbers.</param>
    /// <param name="inputsPerChannel">Neighbouring inputs that make a channel, kh·kw for a convolution; divides the inputs.</param>
    /// <exception cref="ArgumentException">A size is zero, the values are too few or too many, or one is not finite.</exception>
    public WeightMatrix(int outputs, int inputs, ReadOnlySpan<double> values, int inputsPerChannel = 1)
        : this(outputs, inputs, values.Length, inputsPerChannel)
    {
        _values = values.ToArray();
        _largest = Math.Abs(TensorPrimitives.MaxMagnitude(values));
        CheckFinite();
    }

    /// <summary>A matrix from values in single precision.</summary>
    /// <inheritdoc cref="WeightMatrix(int, int, ReadOnlySpan{double}, int)"/>
    public WeightMatrix(int outputs, int inputs, ReadOnlySpan<float> values, int inputsPerChannel = 1)
        : this(outputs, inputs, values.Length, inputsPerChannel)
    {
        _singles = values.ToArray();
        _largest = Math.Abs(TensorPrimitives.MaxMagnitude(values));
        CheckFinite();
    }

    private WeightMatrix(int outputs, int inputs, int values, int inputsPerChannel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(outputs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(inputs, 1);
        if (inputsPerChannel < 1 || inputs % inputsPerChannel != 0)
        {
            throw new ArgumentException($"{inputs} inputs do not make channels of {inputsPerChannel}.", nameof(inputsPerChannel));
        }

        if (values != (long)outputs * inputs)
        {
            throw new ArgumentException($"A {outputs}x{inputs} matrix has {(long)outputs * inputs} weights, got {values}.", nameof(values));
        }

        (Outputs, Inputs, InputsPerChannel) = (outputs, inputs, inputsPerChannel);
    }

    /// <summary>How many outputs the layer has.</summary>
    public int Outputs { get; }

    /// <summary>How many inputs the layer has.</summary>
    public int Inputs { get; }

    /// <summary>Neighbouring inputs that make a channel; 1 but for convolutions.</summary>
    public int InputsPerChannel { get; }

    /// <summary>All weights, output by output.</summary>
    public ReadOnlySpan<double> Values => All;

    /// <summary>How large its weights are, over all of them.</summary>
    internal double Magnitude(WeightMagnitude magnitude) => magnitude == WeightMagnitude.Largest ? _largest : _mean ??= WeightScale.Mean(All);

    /// <summary>The weights of one output, one per input.</summary>
    public ReadOnlySpan<double> Row(int output) => All.AsSpan(output * Inputs, Inputs);

    /// <summary>Some weights of one output.</summary>
    /// <param name="output">The output.</param>
    /// <param name="firstInput">The first of them.</param>
    /// <param name="weights">Receives as many as fit.</param>
    internal void CopyTo(int output, int firstInput, Span<double> weights)
    {
        int start = (output * Inputs) + firstInput;
        if (_values is null)
        {
            TensorPrimitives.ConvertChecked(_singles.AsSpan(start, weights.Length), weights);
        }
        else
        {
            _values.AsSpan(start, weights.Length).CopyTo(weights);
        }
    }

    /// <summary>All weights in double precision: made of the others when they are asked for.</summary>
    private double[] All => _values ??= Widened(_singles);

    private void CheckFinite()
    {
        if (!double.IsFinite(_largest))
        {
            int first = Array.FindIndex(All, value => !double.IsFinite(value));
            throw new ArgumentException($"The weight of output {first / Inputs}, input {first % Inputs} is {All[first]}.", "values");
        }
    }

    private static double[] Widened(ReadOnlySpan<float> values)
    {
        double[] wide = new double[values.Length];
        TensorPrimitives.ConvertChecked<float, double>(values, wide);
        return wide;
    }
}
