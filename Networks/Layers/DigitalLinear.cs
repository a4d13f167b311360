using static TorchSharp.torch;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace CrossbarSim.Networks.Layers;

/// <summary>A linear layer computed digitally in double precision, inputs summed in order.</summary>
/// <remarks>
/// A library's product may change its order of summation with batch size or threads, and so the last bit of a result. This one
/// never does: digital baselines and layers kept off the tiles are the same bytes however they are evaluated.
/// </remarks>
public sealed class DigitalLinear : nn.Module<Tensor, Tensor>
{
    private readonly double[] _columns; // [inputs, outputs]
    private readonly double[] _bias;
    private readonly int _inputs;

    /// <summary>A layer from its weights.</summary>
    /// <param name="name">Name of the layer.</param>
    /// <param name="weights">[outputs, inputs], output by output.</param>
    /// <param name="bias">One number per output; its length says how many outputs there are.</param>
    public DigitalLinear(string name, double[] weights, double[] bias)
        : base(name)
    {
        (_bias, _inputs) = (bias, weights.Length / bias.Length);
        _columns = new double[weights.Length];
        for (int i = 0; i < weights.Length; i++)
        {
            _columns[(i % _inputs * bias.Length) + (i / _inputs)] = weights[i];
        }
    }

    /// <summary>[batch, inputs] to [batch, outputs].</summary>
    public override Tensor forward(Tensor input)
    {
        int outputs = _bias.Length;
        double[] inputs = TensorData.ToDoubles(input);
        double[] results = new double[input.shape[0] * outputs];
        for (int sample = 0; sample < input.shape[0]; sample++)
        {
            Span<double> sums = results.AsSpan(sample * outputs, outputs);
            for (int i = 0; i < _inputs; i++)
            {
                double value = inputs[(sample * _inputs) + i];
                if (value != 0)
                {
                    TensorPrimitives.MultiplyAdd(_columns.AsSpan(i * outputs, outputs), value, sums, sums);
                }
            }

            TensorPrimitives.Add(sums, _bias, sums);
        }

        return TensorData.FromDoubles(results, input.shape[0], outputs);
    }
}
