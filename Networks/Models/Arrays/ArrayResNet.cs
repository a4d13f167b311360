using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Models.Arrays;

/// <summary>Where the second normalization of a residual block stands.</summary>
internal enum BlockOrder
{
    /// <summary>On the main branch, before the sum: convolution, norm, hardtanh, convolution, norm, sum, hardtanh.</summary>
    NormThenSum,

    /// <summary>After the sum: convolution, norm, hardtanh, convolution, sum, norm, hardtanh; the last block ends with its sum.</summary>
    SumThenNorm,
}

/// <summary>A residual network for arrays: a convolution, stages of blocks with twice as many channels each, average pooling, a linear layer.</summary>
/// <remarks>
/// Stages from the second on begin with stride 2 and a shortcut of 1x1. Convolutions of 3x3 in blocks go onto arrays and have biases; the first one, shortcuts (both without)
/// and the linear layer stay in floating point. What is pooled is normalized and held within ±1 again, and so are the logits normalized. Published for
/// CIFAR-10: ResNet-20 with 80 channels at first (sum, then norm), 6.76 million parameters; with 64 (norm, then sum) 4,330,974; ResNet-18 11,178,846.
/// </remarks>
/// <param name="Blocks">Blocks of each stage.</param>
/// <param name="Order">Order within a block.</param>
/// <param name="FirstStride">Stride of the first convolution.</param>
internal sealed record ArrayResNet(IReadOnlyList<int> Blocks, BlockOrder Order, int FirstStride = 1)
{
    /// <summary>Whether a layer of that name stays in floating point.</summary>
    public static bool StaysDigital(string name) => name is "conv1" or "fc" || name.EndsWith(".shortcut.conv", StringComparison.Ordinal);

    public Sequential Build(ModelRequest request, RandomKey key)
    {
        ArrayNetwork layers = new(key);
        int channels = request.FirstChannels;
        List<(string, nn.Module<Tensor, Tensor>)> network =
        [
            ("conv1", layers.Convolution(request.Channels, channels, stride: FirstStride, bias: false)), ("norm1", nn.BatchNorm2d(channels)), ("hardtanh1", nn.Hardtanh()),
        ];
        for (int stage = 1; stage <= Blocks.Count; stage++)
        {
            List<(string, nn.Module<Tensor, Tensor>)> blocks = [];
            for (int block = 1; block <= Blocks[stage - 1]; block++)
            {
                bool widens = stage > 1 && block == 1;
                bool last = stage == Blocks.Count && block == Blocks[^1];
                blocks.Add(($"block{block}", Block(layers, widens ? channels / 2 : channels, channels, widens ? 2 : 1, last)));
            }

            network.Add(($"stage{stage}", nn.Sequential(blocks)));
            channels *= stage == Blocks.Count ? 1 : 2;
        }

        network.AddRange(
        [
            ("pool", new GlobalAveragePool()), ("norm2", nn.BatchNorm1d(channels)), ("hardtanh2", nn.Hardtanh()),
            ("fc", layers.Linear(channels, request.Classes)), ("norm3", nn.BatchNorm1d(request.Classes)),
        ]);
        return nn.Sequential(network);
    }

    private ResidualBlock Block(ArrayNetwork layers, int inputs, int outputs, int stride, bool last)
    {
        List<(string, nn.Module<Tensor, Tensor>)> main =
        [
            ("conv1", layers.Convolution(inputs, outputs, stride: stride)), ("norm1", nn.BatchNorm2d(outputs)), ("hardtanh1", nn.Hardtanh()),
            ("conv2", layers.Convolution(outputs, outputs)),
        ];
        if (Order == BlockOrder.NormThenSum)
        {
            main.Add(("norm2", nn.BatchNorm2d(outputs)));
        }

        Sequential? shortcut = stride == 1 && inputs == outputs ? null : nn.Sequential(
            ("conv", layers.Convolution(inputs, outputs, kernel: 1, stride, bias: false)), ("norm", nn.BatchNorm2d(outputs)));
        nn.Module<Tensor, Tensor>? after = Order == BlockOrder.NormThenSum ? nn.Hardtanh()
            : last ? null
            : nn.Sequential(("norm", nn.BatchNorm2d(outputs)), ("hardtanh", nn.Hardtanh()));
        return new ResidualBlock(nn.Sequential(main), shortcut, after);
    }
}
