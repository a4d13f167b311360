using CrossbarSim.Networks.Datasets;
using TorchSharp;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Layers;

/// <summary>Images of a data set as tensors.</summary>
public static class ImageTensors
{
    /// <summary>[count, channels, height, width], pixels in [0, 1].</summary>
    public static Tensor Of(ImageDataset data, ReadOnlySpan<int> indices)
    {
        float[] pixels = new float[indices.Length * data.PixelsPerImage];
        data.WritePixels(indices, pixels);
        using Tensor flat = torch.tensor(pixels);
        return flat.reshape(indices.Length, data.Channels, data.Height, data.Width);
    }

    /// <summary>[count], class numbers.</summary>
    public static Tensor Labels(ImageDataset data, ReadOnlySpan<int> indices)
    {
        long[] labels = new long[indices.Length];
        data.WriteLabels(indices, labels);
        return torch.tensor(labels);
    }
}
