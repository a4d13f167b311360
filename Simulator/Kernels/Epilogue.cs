namespace CrossbarSim.Simulator.Kernels;

/// <summary>What happens to outputs after all tiles, digitally and on their way to memory.</summary>
/// <remarks>The bias is added in double precision and the sum rounded once; what else is added, and the rectifier, work in single precision.</remarks>
public readonly ref struct Epilogue
{
    /// <summary>One number per output of the matrix; empty: none.</summary>
    public ReadOnlySpan<double> Bias { get; init; }

    /// <summary>Added to the outputs, laid out as they are; empty: nothing.</summary>
    public ReadOnlySpan<float> Added { get; init; }

    /// <summary>Whether what is then below zero becomes zero.</summary>
    public bool Rectifies { get; init; }

    /// <summary>A bias alone.</summary>
    public static implicit operator Epilogue(ReadOnlySpan<double> bias) => FromBias(bias);

    /// <summary>A bias alone.</summary>
    public static implicit operator Epilogue(double[] bias) => FromBias(bias);

    /// <summary>A bias alone.</summary>
    public static Epilogue FromBias(ReadOnlySpan<double> bias) => new() { Bias = bias };

    /// <summary>Checks the lengths.</summary>
    /// <exception cref="ArgumentException">One does not fit.</exception>
    internal void Check(int biases, int outputs)
    {
        if (!Bias.IsEmpty)
        {
            ArgumentOutOfRangeException.ThrowIfNotEqual(Bias.Length, biases);
        }

        if (!Added.IsEmpty)
        {
            ArgumentOutOfRangeException.ThrowIfNotEqual(Added.Length, outputs);
        }
    }

    /// <summary>One output.</summary>
    /// <param name="sum">What the tiles gave.</param>
    /// <param name="output">Which output of the matrix.</param>
    /// <param name="at">Where it is written.</param>
    public float Finish(double sum, int output, int at)
    {
        float value = (float)(Bias.IsEmpty ? sum : sum + Bias[output]);
        value = Added.IsEmpty ? value : value + Added[at];
        return Rectifies ? Math.Max(value, 0f) : value;
    }
}
