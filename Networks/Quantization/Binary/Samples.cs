using static TorchSharp.torch;

namespace CrossbarSim.Networks.Quantization.Binary;

/// <summary>What there is one of for each sample of a batch.</summary>
internal static class Samples
{
    /// <summary>The mean over each sample, shaped so that it broadcasts to the batch; a tensor of one dimension is one sample.</summary>
    public static Tensor Mean(Tensor values) => values.ndim < 2
        ? values.mean()
        : values.mean([.. Enumerable.Range(1, (int)values.ndim - 1).Select(dimension => (long)dimension)], keepdim: true);
}
