using CrossbarSim.Networks.Layers;
using CrossbarSim.Simulator.Mapping;
using CrossbarSim.Simulator.Tiles;
using TorchSharp;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Quantization.MixedPrecision;

/// <summary>What of the hardware is counted.</summary>
public enum HardwareResource
{
    /// <summary>Arrays that tiles stand on.</summary>
    Arrays,

    /// <summary>Conversions of ADCs for one image.</summary>
    Conversions,
}

/// <summary>What layers take of the hardware, each mapped with weights of so many bits.</summary>
/// <remarks>
/// Conversions are lines of all tiles, times the passes of inputs as far as these come with a sign, times the windows of a convolution; none where ADCs are ideal. A layer
/// that stays digital takes nothing.
/// </remarks>
public sealed class HardwareSizes : ILayerSizes
{
    private readonly CrossbarSettings _hardware;
    private readonly Func<int, IWeightMapping> _mapping;
    private readonly HardwareResource _resource;
    private readonly Dictionary<string, (IReadOnlyList<WeightMatrix> Matrices, long Reads)> _layers = [];

    /// <summary>The sizes for a network.</summary>
    /// <param name="network">The trained network; it is left in evaluation mode.</param>
    /// <param name="hardware">The hardware.</param>
    /// <param name="keepDigital">Names of layers that are not to go on tiles.</param>
    /// <param name="mapping">The mapping for weights of so many bits.</param>
    /// <param name="resource">What is counted.</param>
    /// <param name="images">What tells which inputs come with a sign, [samples, ...], one or more.</param>
    public HardwareSizes(
        nn.Module<Tensor, Tensor> network,
        CrossbarSettings hardware,
        IReadOnlyCollection<string> keepDigital,
        Func<int, IWeightMapping> mapping,
        HardwareResource resource,
        Tensor images)
    {
        (_hardware, _mapping, _resource) = (hardware, mapping, resource);
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable frozen = torch.no_grad();
        network.eval();
        NetworkTrace.Through(network, images, (step, _, input, output) =>
        {
            if (WeightLayer.Of(step.Module) is WeightLayer layer && !keepDigital.Contains(step.Name))
            {
                long windows = layer.Convolution is null ? 1 : output.shape[2] * output.shape[3];
                int passes = Calibration.CountPasses(hardware, input.min().item<float>() < 0);
                _layers[step.Name] = (layer.Matrices(), hardware.Adc.Bits is null ? 0 : windows * passes);
            }
        });
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The layer does not fit on the hardware.</exception>
    public long Of(string layer, int? weightBits)
    {
        if (!_layers.TryGetValue(layer, out (IReadOnlyList<WeightMatrix> Matrices, long Reads) taken))
        {
            return 0;
        }

        CrossbarSettings hardware = weightBits is int bits ? _hardware with { Mapping = _mapping(bits) } : _hardware;
        IEnumerable<MappedMatrix> mapped = taken.Matrices.Select(matrix => new MappedMatrix(matrix, hardware));
        return _resource == HardwareResource.Arrays
            ? mapped.Sum(matrix => matrix.Arrays)
            : mapped.Sum(matrix => matrix.Lines) * taken.Reads;
    }
}
