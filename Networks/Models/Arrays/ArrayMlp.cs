using CrossbarSim.Devices.Randomness;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Models.Arrays;

/// <summary>A fully connected network for arrays: linear, batch normalization, hardtanh; the last linear layer gives the logits.</summary>
/// <remarks>Published with hidden widths of 512, 512, 512 on MNIST: 935,434 parameters. Layers are called fc1, fc2, ...; inputs go onto arrays too.</remarks>
internal static class ArrayMlp
{
    /// <summary>As published.</summary>
    public static Sequential Build(ModelRequest request, RandomKey key) => Build(request, key, normalizesOutputs: false);

    /// <summary>With a batch normalization of the logits, which gives what few ADC levels leave of them a scale, and an offset to each class.</summary>
    public static Sequential BuildNormalized(ModelRequest request, RandomKey key) => Build(request, key, normalizesOutputs: true);

    private static Sequential Build(ModelRequest request, RandomKey key, bool normalizesOutputs)
    {
        ArrayNetwork layers = new(key);
        int[] widths = [request.Channels * request.Height * request.Width, .. request.Hidden, request.Classes];
        List<(string, nn.Module<Tensor, Tensor>)> network = [("flatten", nn.Flatten())];
        for (int i = 1; i < widths.Length; i++)
        {
            bool last = i == widths.Length - 1;
            network.Add(($"fc{i}", layers.Linear(widths[i - 1], widths[i], request.InitialSigma)));
            if (!last || normalizesOutputs)
            {
                network.Add(($"norm{i}", nn.BatchNorm1d(widths[i])));
            }

            if (!last)
            {
                network.Add(($"hardtanh{i}", nn.Hardtanh()));
            }
        }

        return nn.Sequential(network);
    }
}
