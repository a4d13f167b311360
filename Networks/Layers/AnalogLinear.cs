using System.Runtime.InteropServices;
using CrossbarSim.Simulator.Kernels;
using CrossbarSim.Simulator.Tiles;
using TorchSharp;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Layers;

/// <summary>A linear layer whose matrix product is read from crossbar tiles. For inference: it has no gradient.</summary>
/// <remarks>The bias is added digitally. A sample's output does not depend on the batch it stands in.</remarks>
public sealed class AnalogLinear : nn.Module<Tensor, Tensor>
{
    private readonly ICrossbarProduct _product;
    private readonly double[]? _bias;
    private readonly int _threads;

    /// <summary>A layer on the given tiles.</summary>
    /// <param name="name">Name of the layer, for messages.</param>
    /// <param name="product">Its programmed tiles and their converters.</param>
    /// <param name="bias">One number per output; null: none.</param>
    /// <param name="threads">Most threads to use.</param>
    public AnalogLinear(string name, ICrossbarProduct product, double[]? bias, int threads = 1)
        : base(name) => (_product, _bias, _threads) = (product, bias, threads);

    /// <summary>The tiles that hold the weights.</summary>
    public ProgrammedMatrix Matrix => _product.Matrix;

    /// <summary>What the converters did in all forward passes so far.</summary>
    public ConversionCounts Counts { get; private set; }

    /// <summary>[batch, inputs] to [batch, outputs].</summary>
    public override Tensor forward(Tensor input)
    {
        using IDisposable scope = torch.NewDisposeScope();
        Tensor values = input.detach().cpu().to(ScalarType.Float32).contiguous();
        Tensor results = torch.empty(input.shape[0], _product.Matrix.Mapped.Weights.Outputs, ScalarType.Float32);
        Counts += _product.Multiply(
            MemoryMarshal.Cast<byte, float>(values.bytes), _bias, MemoryMarshal.Cast<byte, float>(results.bytes), _threads);
        return results.MoveToOuterDisposeScope();
    }
}
