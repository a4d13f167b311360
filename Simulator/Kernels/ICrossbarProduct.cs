using CrossbarSim.Simulator.Tiles;

namespace CrossbarSim.Simulator.Kernels;

/// <summary>The product of inputs with a matrix on programmed tiles.</summary>
/// <remarks>
/// Whatever computes it, the results are the same to the last bit, and so are the counts: <see cref="CrossbarProduct"/> says what they are,
/// the others say it sooner. A sample's result depends on that sample alone.
/// </remarks>
public interface ICrossbarProduct
{
    /// <summary>What is multiplied with.</summary>
    ProgrammedMatrix Matrix { get; }

    /// <summary>The converters in use.</summary>
    FrozenConverters Converters { get; }

    /// <summary>Multiplies.</summary>
    /// <param name="inputs">[samples, inputs], dimensionless, finite.</param>
    /// <param name="outputs">Receives [samples, outputs], in input times weight units.</param>
    /// <param name="threads">Most threads to use; the result does not depend on it.</param>
    /// <returns>What the converters did.</returns>
    /// <exception cref="ArgumentException">An input is not finite, or a length does not fit.</exception>
    ConversionCounts Multiply(ReadOnlyMemory<double> inputs, Memory<double> outputs, int threads = 1);

    /// <summary>Multiplies and adds a bias, from single precision to single precision; double precision in between.</summary>
    /// <param name="inputs">[samples, inputs], dimensionless, finite.</param>
    /// <param name="bias">One number per output, added after all tiles; empty: none.</param>
    /// <param name="outputs">Receives [samples, outputs], in input times weight units, rounded once.</param>
    /// <param name="threads">Most threads to use; the result does not depend on it.</param>
    /// <returns>What the converters did.</returns>
    /// <exception cref="ArgumentException">An input is not finite, or a length does not fit.</exception>
    ConversionCounts Multiply(ReadOnlySpan<float> inputs, ReadOnlySpan<double> bias, Span<float> outputs, int threads = 1)
    {
        double[] wide = new double[inputs.Length];
        for (int i = 0; i < wide.Length; i++)
        {
            wide[i] = inputs[i];
        }

        double[] results = new double[outputs.Length];
        ConversionCounts counts = Multiply(wide, results, threads);
        for (int i = 0; i < results.Length; i++)
        {
            outputs[i] = (float)(bias.IsEmpty ? results[i] : results[i] + bias[i % bias.Length]);
        }

        return counts;
    }
}
