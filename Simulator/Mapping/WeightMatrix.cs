namespace CrossbarSim.Simulator.Mapping;

/// <summary>The weights of one layer: [outputs, inputs], dimensionless, finite; immutable.</summary>
public sealed class WeightMatrix
{
    private readonly double[] _values;

    /// <summary>A matrix from its values, output by output.</summary>
    /// <param name="outputs">Rows of the matrix. One or more.</param>
    /// <param name="inputs">Columns of the matrix. One or more.</param>
    /// <param name="values">outputs · inputs finite numbers.</param>
    /// <param name="inputsPerChannel">Neighbouring inputs that make a channel, kh·kw for a convolution; divides the inputs.</param>
    /// <exception cref="ArgumentException">A size is zero, the values are too few or too many, or one is not finite.</exception>
    public WeightMatrix(int outputs, int inputs, ReadOnlySpan<double> values, int inputsPerChannel = 1)
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

        for (int i = 0; i < values.Length; i++)
        {
            if (!double.IsFinite(values[i]))
            {
                throw new ArgumentException($"The weight of output {i / inputs}, input {i % inputs} is {values[i]}.", nameof(values));
            }
        }

        (Outputs, Inputs, InputsPerChannel, _values) = (outputs, inputs, inputsPerChannel, values.ToArray());
    }

    /// <summary>How many outputs the layer has.</summary>
    public int Outputs { get; }

    /// <summary>How many inputs the layer has.</summary>
    public int Inputs { get; }

    /// <summary>Neighbouring inputs that make a channel; 1 but for convolutions.</summary>
    public int InputsPerChannel { get; }

    /// <summary>All weights, output by output.</summary>
    public ReadOnlySpan<double> Values => _values;

    /// <summary>The weights of one output, one per input.</summary>
    public ReadOnlySpan<double> Row(int output) => _values.AsSpan(output * Inputs, Inputs);
}
