using CrossbarSim.Networks.Layers;
using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Quantization.NonUniform;

/// <summary>Shared weights: each weight is one of 2^b centroids, which are learned; which one is found once.</summary>
/// <remarks>The gradient of a centroid is the sum of those of its weights; the weights themselves have none any more. Source: with <see cref="KMeans"/>.</remarks>
public sealed class KMeansQuantizer : Quantizer
{
    private readonly int _count;
    private readonly Grouping _grouping;

    [ComponentName(Name = "centroids")]
    private readonly Parameter _centroids; // [groups · k]

    [ComponentName(Name = "assignment")]
    private readonly Tensor _assignment; // [weights]

    /// <summary>A quantizer of weights, of 1 to 8 bits.</summary>
    /// <param name="request">Bits, granularity, precision, and the shape of the weights.</param>
    /// <exception cref="ArgumentException">No shape is given.</exception>
    public KMeansQuantizer(QuantizerRequest request)
        : base(CheckedName(request))
    {
        _count = 1 << request.Bits;
        _grouping = request.Grouping;
        _centroids = Learned(0, request.Type, (long)_grouping.Count * _count);
        _assignment = torch.zeros([.. request.Shape], ScalarType.Int64).DetachFromDisposeScope();
        RegisterComponents();
    }

    /// <summary>The centroids, those of one group after another.</summary>
    public Parameter Centroids => _centroids;

    /// <inheritdoc/>
    public override int? Levels => _count;

    /// <inheritdoc/>
    protected override void Initialise(Tensor first)
    {
        KMeans[] fits = [.. _grouping.Gather(first).Select(values => KMeans.Fit(values, _count))];
        _centroids.copy_(TensorData.FromDoubles([.. fits.SelectMany(fit => fit.Centroids.Select(centroid => centroid[0]))], _centroids.dtype, _centroids.shape));
        double[][] indices = [.. fits.Select((fit, group) => fit.Assignment.Select(index => (double)((group * _count) + index)).ToArray())];
        _assignment.copy_(_grouping.Scatter(indices, torch.empty(first.shape, ScalarType.Float64)));
    }

    /// <inheritdoc/>
    protected override Tensor Quantize(Tensor input) => _centroids.index_select(0, _assignment.flatten()).reshape(input.shape);

    private static string CheckedName(QuantizerRequest request)
    {
        if (request.Shape.Count == 0)
        {
            throw new ArgumentException("Shared weights need to know the shape of the weights.", nameof(request));
        }

        return request.Bits is >= 1 and <= 8
            ? nameof(KMeansQuantizer)
            : throw new ArgumentOutOfRangeException(nameof(request), request.Bits, "Shared weights have 1 to 8 bits.");
    }
}
