using CrossbarSim.Devices.Randomness;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Models;

/// <summary>LeNet-5 with ReLU and max pooling: 6@5x5, pool, 16@5x5, pool, then 120, 84 and the classes.</summary>
/// <remarks>
/// Y. LeCun, L. Bottou, Y. Bengio, P. Haffner, Proc. IEEE 86 (1998) 2278, <see href="https://doi.org/10.1109/5.726791"/>. Images of
/// less than 32x32 are padded by two, as there; on 32x32 the first linear layer is the convolution of 120@5x5 there. First weights are normal with sigma √(2 / inputs) of each layer, biases zero.
/// </remarks>
internal static class LeNet5
{
    public static Sequential Build(ModelRequest request, RandomKey key)
    {
        bool padded = request.Height < 32 || request.Width < 32;
        int height = AfterPools(request.Height + (padded ? 4 : 0));
        int width = AfterPools(request.Width + (padded ? 4 : 0));
        bool bias = request.Bias == LayerBias.All;
        return nn.Sequential(
            ("conv1", Convolution(nn.Conv2d(request.Channels, 6, 5, padding: padded ? 2 : 0, bias: bias), key.For("layer", 1))),
            ("relu1", nn.ReLU()),
            ("pool1", nn.MaxPool2d(2)),
            ("conv2", Convolution(nn.Conv2d(6, 16, 5, bias: bias), key.For("layer", 2))),
            ("relu2", nn.ReLU()),
            ("pool2", nn.MaxPool2d(2)),
            ("flatten", nn.Flatten()),
            ("fc1", Linear(nn.Linear(16 * height * width, 120, bias), key.For("layer", 3))),
            ("relu3", nn.ReLU()),
            ("fc2", Linear(nn.Linear(120, 84, bias), key.For("layer", 4))),
            ("relu4", nn.ReLU()),
            ("fc3", Linear(nn.Linear(84, request.Classes, request.Bias != LayerBias.None), key.For("layer", 5))));
    }

    /// <summary>A side after two convolutions of 5x5, each followed by a pool of 2x2.</summary>
    private static int AfterPools(int side) => (((side - 4) / 2) - 4) / 2;

    private static Conv2d Convolution(Conv2d layer, RandomKey key)
    {
        FirstWeights.Draw(layer.weight, layer.bias, Fan(layer.weight), key);
        return layer;
    }

    private static Linear Linear(Linear layer, RandomKey key)
    {
        FirstWeights.Draw(layer.weight, layer.bias, Fan(layer.weight), key);
        return layer;
    }

    private static double Fan(Tensor weight) => Math.Sqrt(2.0 * weight.shape[0] / weight.numel());
}
