using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Datasets;
using TorchSharp;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Layers;

/// <summary>Images of a data set as tensors.</summary>
public static class ImageTensors
{
    /// <summary>[count, channels, height, width], pixels in [0, 1] or normalised, as the data set says.</summary>
    public static Tensor Of(ImageDataset data, ReadOnlySpan<int> indices)
    {
        float[] pixels = new float[indices.Length * data.PixelsPerImage];
        data.WritePixels(indices, pixels);
        return Shaped(data, indices.Length, pixels);
    }

    /// <summary>The same, changed at random.</summary>
    /// <param name="data">The images.</param>
    /// <param name="indices">Which of them.</param>
    /// <param name="augmentation">What befalls them.</param>
    /// <param name="key">Address of the draws, one for every epoch.</param>
    public static Tensor Of(ImageDataset data, ReadOnlySpan<int> indices, ImageAugmentation augmentation, RandomKey key)
    {
        float[] pixels = new float[indices.Length * data.PixelsPerImage];
        augmentation.WritePixels(data, indices, pixels, key);
        return Shaped(data, indices.Length, pixels);
    }

    private static Tensor Shaped(ImageDataset data, int count, float[] pixels)
    {
        using Tensor flat = torch.tensor(pixels);
        return flat.reshape(count, data.Channels, data.Height, data.Width);
    }

    /// <summary>[count], class numbers.</summary>
    public static Tensor Labels(ImageDataset data, ReadOnlySpan<int> indices)
    {
        long[] labels = new long[indices.Length];
        data.WriteLabels(indices, labels);
        return torch.tensor(labels);
    }
}
