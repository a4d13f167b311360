using CrossbarSim.Devices.Randomness;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Models.Arrays;

/// <summary>LeNet-5 for arrays: 6@5x5, pool, 16@5x5, pool, 120, 84 and the classes; a batch normalization and a hardtanh after each but the last, which is normalized alone.</summary>
/// <remarks>
/// The layers and their sizes are those of Y. LeCun et al., Proc. IEEE 86 (1998) 2278, but for padding, which keeps sizes up to the pools. The first and the last layer stay in
/// floating point; 128 rows hold 5 channels of 5x5.
/// </remarks>
internal static class ArrayLeNet5
{
    public static Sequential Build(ModelRequest request, RandomKey key)
    {
        ArrayNetwork layers = new(key);
        int inputs = 16 * (request.Height / 4) * (request.Width / 4);
        return nn.Sequential(
            ("conv1", layers.Convolution(request.Channels, 6, kernel: 5)), ("pool1", nn.MaxPool2d(2)), ("norm1", nn.BatchNorm2d(6)), ("hardtanh1", nn.Hardtanh()),
            ("conv2", layers.Convolution(6, 16, kernel: 5)), ("pool2", nn.MaxPool2d(2)), ("norm2", nn.BatchNorm2d(16)), ("hardtanh2", nn.Hardtanh()),
            ("flatten", nn.Flatten()),
            ("fc1", layers.Linear(inputs, 120)), ("norm3", nn.BatchNorm1d(120)), ("hardtanh3", nn.Hardtanh()),
            ("fc2", layers.Linear(120, 84)), ("norm4", nn.BatchNorm1d(84)), ("hardtanh4", nn.Hardtanh()),
            ("fc", layers.Linear(84, request.Classes)), ("norm5", nn.BatchNorm1d(request.Classes)));
    }
}
