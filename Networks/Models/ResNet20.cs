using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Models;

/// <summary>
/// ResNet-20 for small images: a convolution of 3x3, three stages of three basic blocks with 16, 32 and 64 channels, the second and third of
/// which begin with stride 2, global average pooling, and a linear layer to the classes.
/// </summary>
/// <remarks>
/// K. He, X. Zhang, S. Ren, J. Sun, CVPR 2016, section 4.2, <see href="https://arxiv.org/abs/1512.03385"/>. Batch normalization after every
/// convolution, and none of them has a bias. Where a stage changes the shape its shortcut is a convolution of 1x1 (option B there), so that 22
/// layers have weights. First weights are normal with sigma √(2 / inputs) of each layer, biases zero.
/// </remarks>
internal static class ResNet20
{
    private const int Stages = 3;
    private const int BlocksPerStage = 3;

    public static Sequential Build(ModelRequest request, RandomKey key)
    {
        Layers layers = new(key);
        int channels = request.FirstChannels;
        List<(string, nn.Module<Tensor, Tensor>)> network =
        [
            .. layers.Normalized("conv1", "norm1", request.Channels, channels, kernel: 3, stride: 1), ("relu1", nn.ReLU()),
        ];
        for (int stage = 1; stage <= Stages; stage++)
        {
            List<(string, nn.Module<Tensor, Tensor>)> blocks = [];
            for (int block = 1; block <= BlocksPerStage; block++)
            {
                bool widens = stage > 1 && block == 1;
                blocks.Add(($"block{block}", layers.Block(widens ? channels / 2 : channels, channels, widens ? 2 : 1)));
            }

            network.Add(($"stage{stage}", nn.Sequential(blocks)));
            channels *= stage == Stages ? 1 : 2;
        }

        network.Add(("pool", new GlobalAveragePool()));
        network.Add(("fc", layers.Linear(channels, request.Classes)));
        return nn.Sequential(network);
    }

    /// <summary>Makes layers, each with first weights from an address of its own.</summary>
    private sealed class Layers(RandomKey key)
    {
        private int _made;

        public ResidualBlock Block(int inputs, int outputs, int stride)
        {
            Sequential main = nn.Sequential(
            [
                .. Normalized("conv1", "norm1", inputs, outputs, kernel: 3, stride), ("relu1", nn.ReLU()),
                .. Normalized("conv2", "norm2", outputs, outputs, kernel: 3, stride: 1),
            ]);
            Sequential? shortcut = inputs == outputs && stride == 1
                ? null
                : nn.Sequential(Normalized("conv", "norm", inputs, outputs, kernel: 1, stride));
            return new ResidualBlock(main, shortcut, nn.ReLU());
        }

        /// <summary>A convolution that keeps the size of its input up to the stride, and its batch normalization.</summary>
        public (string, nn.Module<Tensor, Tensor>)[] Normalized(string conv, string norm, int inputs, int outputs, int kernel, int stride)
        {
            Conv2d layer = nn.Conv2d(inputs, outputs, kernel, stride, padding: kernel / 2, bias: false);
            Draw(layer.weight, null);
            return [(conv, layer), (norm, nn.BatchNorm2d(outputs))];
        }

        public Linear Linear(int inputs, int outputs)
        {
            Linear layer = nn.Linear(inputs, outputs);
            Draw(layer.weight, layer.bias);
            return layer;
        }

        private void Draw(Parameter weight, Parameter? bias) =>
            FirstWeights.Draw(weight, bias, Math.Sqrt(2.0 * weight.shape[0] / weight.numel()), key.For("layer", ++_made));
    }
}
