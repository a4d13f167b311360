using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Layers;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Quantization.NonUniform;

/// <summary>Weights become the nearest of given levels, with the noise of the level in training; from the middle the lower one.</summary>
/// <remarks>ŵ = L_i + f·σ_i·z; the gradient is 1. Latent weights train, noise is drawn anew in every pass.</remarks>
/// <param name="table">The levels.</param>
/// <param name="noiseScale">f; 0: no noise.</param>
/// <param name="key">Address of the draws.</param>
public sealed class LevelQuantizer(LevelTable table, double noiseScale, RandomKey key) : Quantizer(nameof(LevelQuantizer))
{
    private readonly double[] _thresholds = NearestLevel.Thresholds(table.Values);
    private readonly Draws _draws = new(key);

    /// <inheritdoc/>
    /// <remarks>Without noise.</remarks>
    public override int? Levels => table.Values.Count;

    /// <summary>The index of the nearest level of each weight.</summary>
    public int[] Indices(ReadOnlySpan<double> weights)
    {
        int[] indices = new int[weights.Length];
        for (int i = 0; i < indices.Length; i++)
        {
            indices[i] = NearestLevel.Of(weights[i], _thresholds);
        }

        return indices;
    }

    /// <summary>The levels of weights, and so many of their deviations more.</summary>
    /// <param name="weights">Weights.</param>
    /// <param name="normals">Standard normal numbers, as many; empty: no noise.</param>
    public double[] Draw(ReadOnlySpan<double> weights, ReadOnlySpan<double> normals)
    {
        int[] indices = Indices(weights);
        double[] values = new double[indices.Length];
        for (int i = 0; i < indices.Length; i++)
        {
            values[i] = table.Values[indices[i]] + (normals.IsEmpty ? 0 : noiseScale * table.Sigmas[indices[i]] * normals[i]);
        }

        return values;
    }

    /// <inheritdoc/>
    protected override Tensor Quantize(Tensor input)
    {
        double[] normals = training && noiseScale > 0 ? TensorData.ToDoubles(_draws.Normal(input)) : [];
        return StraightThrough.Of(TensorData.FromDoubles(Draw(TensorData.ToDoubles(input), normals), input.dtype, input.shape), input);
    }
}
