using System.Buffers;
using System.Numerics.Tensors;
using CrossbarSim.Simulator.Kernels;

namespace CrossbarSim.Simulator.Mapping;

/// <summary>The weights of a tile as parts of the largest ones that conductances can represent, those beyond them clipped.</summary>
internal readonly ref struct RelativeWeights
{
    private readonly double[] _byInput;

    /// <summary>The weights of a tile.</summary>
    /// <param name="weights">The whole layer.</param>
    /// <param name="region">The tile.</param>
    /// <param name="factors">Siemens per weight, one per output.</param>
    /// <param name="span">Siemens of a part of 1.</param>
    public RelativeWeights(WeightMatrix weights, TileRegion region, double[] factors, double span)
    {
        int count = region.Inputs * region.Outputs;
        double[] byOutput = ArrayPool<double>.Shared.Rent(count);
        for (int output = 0; output < region.Outputs; output++)
        {
            Span<double> parts = byOutput.AsSpan(output * region.Inputs, region.Inputs);
            weights.CopyTo(region.FirstOutput + output, region.FirstInput, parts);
            TensorPrimitives.Multiply(parts, factors[output], parts);
            TensorPrimitives.Divide(parts, span, parts);
        }

        Clipped = Clipping.ToUnit(byOutput.AsSpan(0, count));
        _byInput = ArrayPool<double>.Shared.Rent(count);
        Values = _byInput.AsSpan(0, count);
        MatrixTranspose.Copy(byOutput.AsSpan(0, count), _byInput.AsSpan(0, count), region.Outputs, region.Inputs);
        ArrayPool<double>.Shared.Return(byOutput);
    }

    /// <summary>[inputs, outputs], from -1 to 1.</summary>
    public ReadOnlySpan<double> Values { get; }

    /// <summary>How many were clipped.</summary>
    public int Clipped { get; }

    /// <summary>Gives the memory back.</summary>
    public void Dispose() => ArrayPool<double>.Shared.Return(_byInput);
}
