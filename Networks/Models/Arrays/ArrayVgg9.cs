using CrossbarSim.Devices.Randomness;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Models.Arrays;

/// <summary>
/// VGG9 for arrays: six convolutions of 3x3, the second, fourth and sixth of which are followed by a pool of 2x2, and three linear layers, each of them
/// followed by a batch normalization, and, but for the last, a hardtanh.
/// </summary>
/// <remarks>
/// With c channels at first: c, c, 2c, 2c, 4c and 512 (4c if that is less), then the requested hidden widths. Published with c = 384 and two of 1024 on CIFAR-10:
/// 36.5 million parameters, 4.55 thousand million products. The first and the last layer stay in floating point; the normalization of the logits learns nothing.
/// </remarks>
internal static class ArrayVgg9
{
    private const int MostLastChannels = 512;

    public static Sequential Build(ModelRequest request, RandomKey key)
    {
        ArrayNetwork layers = new(key);
        int first = request.FirstChannels;
        int[] channels = [request.Channels, first, first, 2 * first, 2 * first, 4 * first, Math.Min(MostLastChannels, 4 * first)];
        List<(string, nn.Module<Tensor, Tensor>)> network = [];
        for (int i = 1; i < channels.Length; i++)
        {
            network.Add(($"conv{i}", layers.Convolution(channels[i - 1], channels[i])));
            if (i % 2 == 0)
            {
                network.Add(($"pool{i}", nn.MaxPool2d(2)));
            }

            network.AddRange([($"norm{i}", nn.BatchNorm2d(channels[i])), ($"hardtanh{i}", nn.Hardtanh())]);
        }

        network.Add(("flatten", nn.Flatten()));
        int[] widths = [channels[^1] * (request.Height / 8) * (request.Width / 8), .. request.Hidden];
        for (int i = 1; i < widths.Length; i++)
        {
            network.AddRange([($"fc{i}", layers.Linear(widths[i - 1], widths[i])), ($"norm{i + 6}", nn.BatchNorm1d(widths[i])), ($"hardtanh{i + 6}", nn.Hardtanh())]);
        }

        network.AddRange([("fc", layers.Linear(widths[^1], request.Classes)), ("norm", nn.BatchNorm1d(request.Classes, 1e-5, 0.1, affine: false))]);
        return nn.Sequential(network);
    }
}
