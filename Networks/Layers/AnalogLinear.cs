using CrossbarSim.Simulator.Tiles;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Layers;

/// <summary>A linear layer whose matrix product is read from crossbar tiles. For inference: it has no gradient.</summary>
/// <remarks>The bias is added digitally. A sample's output does not depend on the batch it stands in.</remarks>
public sealed class AnalogLinear : nn.Module<Tensor, Tensor>
{
    private readonly CrossbarProduct _product;
    private readonly double[]? _bias;
    private readonly int _threads;

    /// <summary>A layer on the given tiles.</summary>
    /// <param name="name">Name of the layer, for messages.</param>
    /// <param name="product">Its programmed tiles and their converters.</param>
    /// <param name="bias">One number per output; null: none.</param>
    /// <param name="threads">Most threads to use.</param>
    public AnalogLinear(string name, CrossbarProduct product, double[]? bias, int threads = 1)
        : base(name) => (_product, _bias, _threads) = (product, bias, threads);

    /// <summary>The tiles that hold the weights.</summary>
    public ProgrammedMatrix Matrix => _product.Matrix;

    /// <summary>What the converters did in all forward passes so far.</summary>
    public ConversionCounts Counts { get; private set; }

    /// <summary>[batch, inputs] to [batch, outputs].</summary>
    public override Tensor forward(Tensor input)
    {
        int outputs = _product.Matrix.Mapped.Weights.Outputs;
        double[] inputs = TensorData.ToDoubles(input);
        double[] results = new double[input.shape[0] * outputs];
        Counts += _product.Multiply(inputs, results, _threads);
        if (_bias is not null)
        {
            for (int i = 0; i < results.Length; i++)
            {
                results[i] += _bias[i % outputs];
            }
        }

        return TensorData.FromDoubles(results, input.shape[0], outputs);
    }
}
