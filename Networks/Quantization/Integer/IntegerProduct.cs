using CrossbarSim.Networks.Quantization.Uniform;

namespace CrossbarSim.Networks.Quantization.Integer;

/// <summary>A layer's matrix product in integers alone: codes in, codes out.</summary>
/// <remarks>
/// acc = Σ (q_w - z_w)·(q_x - z_x) + q_b in 32 bits, with Σ q_w·q_x computed and the zero points taken out of it afterwards; q_b = round(b/(S_w·S_x));
/// q_y = clamp(z_y + M·acc), M = S_w·S_x/S_y. A rectifier is a lowest code of z_y. A sum that leaves 32 bits is an error.
/// Source: B. Jacob et al., CVPR 2018, arXiv:1712.05877, section 2.
/// </remarks>
public sealed class IntegerProduct
{
    private readonly int[] _weights; // [outputs, inputs]
    private readonly int[] _bias;
    private readonly long[] _weightSums;
    private readonly int _inputs;
    private readonly int _weightZeroPoint;
    private readonly int _inputZeroPoint;
    private readonly IRequantizer[] _requantizers;
    private readonly int _outputZeroPoint;
    private readonly CodeRange _outputCodes;

    /// <summary>A layer.</summary>
    /// <param name="weights">Codes, [outputs, inputs].</param>
    /// <param name="bias">Codes of scale S_w·S_x, one an output.</param>
    /// <param name="weightZeroPoint">z_w.</param>
    /// <param name="inputZeroPoint">z_x.</param>
    /// <param name="requantizers">M; one for all outputs, or one each where each has its own S_w.</param>
    /// <param name="outputZeroPoint">z_y.</param>
    /// <param name="outputCodes">The codes of outputs.</param>
    /// <param name="rectified">Whether outputs below zero become zero.</param>
    /// <exception cref="ArgumentException">Numbers of weights, biases and factors that do not fit.</exception>
    public IntegerProduct(
        ReadOnlySpan<int> weights, ReadOnlySpan<int> bias, int weightZeroPoint, int inputZeroPoint, IReadOnlyList<IRequantizer> requantizers,
        int outputZeroPoint, CodeRange outputCodes, bool rectified = false)
    {
        if (bias.Length == 0 || weights.Length % bias.Length != 0)
        {
            throw new ArgumentException($"{weights.Length} weights are no whole number for each of {bias.Length} outputs.", nameof(weights));
        }

        if (requantizers.Count != 1 && requantizers.Count != bias.Length)
        {
            throw new ArgumentException($"{requantizers.Count} factors for {bias.Length} outputs: one, or one each.", nameof(requantizers));
        }

        (_weights, _bias, _inputs) = (weights.ToArray(), bias.ToArray(), weights.Length / bias.Length);
        (_weightZeroPoint, _inputZeroPoint, _outputZeroPoint) = (weightZeroPoint, inputZeroPoint, outputZeroPoint);
        _requantizers = requantizers.Count == 1 ? [.. Enumerable.Repeat(requantizers[0], bias.Length)] : [.. requantizers];
        _outputCodes = rectified ? new CodeRange(Math.Max(outputCodes.Lowest, outputZeroPoint), outputCodes.Highest) : outputCodes;
        _weightSums = [.. Enumerable.Range(0, bias.Length).Select(output => _weights.Skip(output * _inputs).Take(_inputs).Sum(weight => (long)weight))];
    }

    /// <summary>How many outputs it has.</summary>
    public int Outputs => _bias.Length;

    /// <summary>The bias in codes: round(b/(S_w·S_x)).</summary>
    public static int BiasCode(double bias, double weightScale, double inputScale) => checked((int)Math.Round(bias / (weightScale * inputScale)));

    /// <summary>The sums, bias included, in steps of S_w·S_x.</summary>
    /// <param name="inputs">Codes, as many as the layer has inputs.</param>
    /// <param name="accumulators">Receives one sum an output.</param>
    /// <exception cref="OverflowException">A sum leaves 32 bits.</exception>
    public void Accumulate(ReadOnlySpan<int> inputs, Span<int> accumulators)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(inputs.Length, _inputs);
        ArgumentOutOfRangeException.ThrowIfNotEqual(accumulators.Length, Outputs);
        long inputSum = 0;
        foreach (int input in inputs)
        {
            inputSum += input;
        }

        long zeroPoints = (long)_inputs * _weightZeroPoint * _inputZeroPoint;
        for (int output = 0; output < Outputs; output++)
        {
            ReadOnlySpan<int> row = _weights.AsSpan(output * _inputs, _inputs);
            long sum = 0;
            for (int i = 0; i < row.Length; i++)
            {
                sum += (long)row[i] * inputs[i];
            }

            accumulators[output] = checked((int)(
                sum - (_weightZeroPoint * inputSum) - (_inputZeroPoint * _weightSums[output]) + zeroPoints + _bias[output]));
        }
    }

    /// <summary>The output codes.</summary>
    /// <param name="inputs">Codes, as many as the layer has inputs.</param>
    /// <param name="outputs">Receives one code an output.</param>
    public void Multiply(ReadOnlySpan<int> inputs, Span<int> outputs)
    {
        Accumulate(inputs, outputs);
        for (int output = 0; output < Outputs; output++)
        {
            outputs[output] = Math.Clamp(_outputZeroPoint + _requantizers[output].Apply(outputs[output]), _outputCodes.Lowest, _outputCodes.Highest);
        }
    }

    /// <summary>A residual sum: both branches on the output's scale, each by its own factor, then clamped.</summary>
    /// <param name="main">Codes less their zero point.</param>
    /// <param name="mainFactor">S of the main branch over S of the output.</param>
    /// <param name="shortcut">Codes less their zero point.</param>
    /// <param name="shortcutFactor">S of the shortcut over S of the output.</param>
    /// <param name="outputZeroPoint">z of the output.</param>
    /// <param name="outputCodes">The codes of outputs.</param>
    public static int Add(int main, IRequantizer mainFactor, int shortcut, IRequantizer shortcutFactor, int outputZeroPoint, CodeRange outputCodes) =>
        Math.Clamp(outputZeroPoint + mainFactor.Apply(main) + shortcutFactor.Apply(shortcut), outputCodes.Lowest, outputCodes.Highest);
}
