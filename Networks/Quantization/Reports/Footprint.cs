using CrossbarSim.Simulator.Mapping;

namespace CrossbarSim.Networks.Quantization.Reports;

/// <summary>What a layer stores and computes.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Parameters">How many parameters it has of how many bits each.</param>
/// <param name="Positions">How many places of its output each weight is used at; 0 where it multiplies nothing.</param>
public sealed record LayerFootprint(string Name, IReadOnlyDictionary<int, long> Parameters, long Positions)
{
    /// <summary>Bits of its inputs, if they are fewer than 32: a product has as many bits as the wider of its two factors.</summary>
    public int InputBits { get; init; }

    /// <summary>Biases among the parameters of 32 bits: they are added, not multiplied.</summary>
    public long Biases { get; init; }

    /// <summary>A linear layer.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="inputs">Inputs.</param>
    /// <param name="outputs">Outputs.</param>
    /// <param name="bits">Bits of a weight.</param>
    /// <param name="bias">Whether it has biases, of 32 bits.</param>
    public static LayerFootprint Linear(string name, long inputs, long outputs, int bits, bool bias) => Of(name, inputs * outputs, outputs, 1, bits, bias);

    /// <summary>A convolution.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="shape">Its geometry.</param>
    /// <param name="height">Rows of its input.</param>
    /// <param name="width">Columns of its input.</param>
    /// <param name="bits">Bits of a weight.</param>
    /// <param name="bias">Whether it has biases, of 32 bits.</param>
    public static LayerFootprint Convolution(string name, ConvolutionShape shape, int height, int width, int bits, bool bias)
    {
        (int rows, int columns) = shape.OutputSize(height, width);
        return Of(name, (long)shape.WindowInputs * shape.Outputs, shape.Outputs, (long)rows * columns, bits, bias);
    }

    /// <summary>A batch normalization: for inference a scale and a shift each channel, of 32 bits.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="scales">Whether it has a γ; without it, the variance is what scales.</param>
    /// <param name="fused">Whether β and mean count as one number, and γ and variance as one.</param>
    public static LayerFootprint BatchNorm(string name, long channels, bool scales, bool fused = true) =>
        new(name, new Dictionary<int, long> { [32] = channels * (fused ? 2 : scales ? 4 : 3) }, 0);

    /// <summary>Multiplications, each with an addition, by the bits of a weight.</summary>
    public IEnumerable<(int Bits, long Count)> Products => Positions == 0 ? [] : Parameters.Select(each => (
        Math.Max(each.Key, InputBits), (each.Value - (each.Key == 32 ? Biases : 0)) * Positions)).Where(each => each.Item2 > 0);

    private static LayerFootprint Of(string name, long weights, long outputs, long positions, int bits, bool bias)
    {
        Dictionary<int, long> parameters = new() { [bits] = weights };
        if (bias)
        {
            parameters[32] = parameters.GetValueOrDefault(32) + outputs;
        }

        return new LayerFootprint(name, parameters, positions) { Biases = bias ? outputs : 0 };
    }
}

/// <summary>What a network stores and computes.</summary>
/// <remarks>Follows the summaries of Larq: L. Geiger, P. Team, JOSS 5 (2020) 1746.</remarks>
/// <param name="Layers">Its layers.</param>
public sealed record Footprint(IReadOnlyList<LayerFootprint> Layers)
{
    /// <summary>How many parameters it has.</summary>
    public long Parameters => Layers.Sum(layer => layer.Parameters.Values.Sum());

    /// <summary>Bits of all parameters.</summary>
    public long Bits => Layers.Sum(layer => layer.Parameters.Sum(each => each.Key * each.Value));

    /// <summary>Storage in KiB, of 8·1024 bits.</summary>
    public double Kibibytes => Bits / 8192.0;

    /// <summary>Storage in KiB where every parameter has 32 bits.</summary>
    public double FloatKibibytes => Parameters * 32 / 8192.0;

    /// <summary>Storage over that of 32 bits a parameter.</summary>
    public double CompressionRatio => (double)Bits / (Parameters * 32);

    /// <summary>Bytes where what has 32 bits has 8 instead.</summary>
    public double BytesWithFloatsOfEightBits => Layers.Sum(layer => layer.Parameters.Sum(each => (each.Key == 32 ? 8 : each.Key) * each.Value)) / 8.0;

    /// <summary>Multiplications of an input, each with an addition.</summary>
    public long Products => Layers.Sum(layer => layer.Products.Sum(each => each.Count));

    /// <summary>How many parameters have so many bits.</summary>
    public long ParametersOf(int bits) => Layers.Sum(layer => layer.Parameters.GetValueOrDefault(bits));

    /// <summary>How many multiplications have so many bits.</summary>
    public long ProductsOf(int bits) => Layers.Sum(layer => layer.Products.Where(each => each.Bits == bits).Sum(each => each.Count));
}
