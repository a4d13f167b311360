using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Layers;
using CrossbarSim.Networks.Quantization.Perturbation;
using TorchSharp;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Conversion;

/// <summary>Outputs of a layer on their way on: <see cref="OutputEffect"/>s, one after the other. Differentiable.</summary>
/// <param name="effects">The effects; one or more.</param>
/// <param name="largest">Largest magnitude of the outputs that ranges are calibrated on.</param>
/// <param name="key">Address of the layer's draws; null: nothing is drawn.</param>
internal sealed class OutputStage(IReadOnlyList<OutputEffect> effects, double largest, RandomKey? key) : nn.Module<Tensor, Tensor>("outputs")
{
    private long _samples;

    /// <summary>The largest magnitude of outputs.</summary>
    public static double Largest(Tensor outputs)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable frozen = torch.no_grad();
        return outputs.detach().abs().max().to(ScalarType.Float64).item<double>();
    }

    /// <summary>Draws as if so many samples had come before.</summary>
    public void StartAt(long samples) => _samples = samples;

    /// <summary>[samples, ...]; what a sample becomes does not depend on the batch it stands in.</summary>
    public override Tensor forward(Tensor input)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Tensor output = input.alias();
        foreach ((int index, OutputEffect effect) in effects.Index())
        {
            if (effect.IsRandom && key is RandomKey draws)
            {
                Tensor normals = Normals(draws.For("output", index), input.shape);
                output = effect.NoiseRelativeTo == NoiseScale.Value
                    ? OutputNoise.Add(output, normals, effect.Noise, NoiseScale.Value)
                    : OutputNoise.Add(output, normals, effect.NoiseRelativeTo == NoiseScale.Largest ? effect.Noise * largest : effect.Noise, NoiseScale.Absolute);
            }

            (double Low, double High)? limit = effect.LimitShare is double share ? (-share * largest, share * largest) : effect.Limit;
            if (limit is (double low, double high))
            {
                output = output.clamp((Scalar)low, (Scalar)high);
            }
        }

        _samples += input.shape[0];
        return output.MoveToOuterDisposeScope();
    }

    private Tensor Normals(RandomKey draws, long[] shape)
    {
        int each = (int)shape.Skip(1).Aggregate(1L, (product, length) => product * length);
        long stride = (each + 3) / 4 * 4; // whole blocks of the generator
        double[] normals = new double[shape[0] * each];
        for (int sample = 0; sample < shape[0]; sample++)
        {
            draws.FillNormal(normals.AsSpan(sample * each, each), (_samples + sample) * stride);
        }

        return TensorData.FromDoubles(normals, shape);
    }
}
