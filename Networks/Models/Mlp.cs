using CrossbarSim.Devices.Randomness;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Models;

/// <summary>A fully connected network: flatten, then linear layers with ReLU between them.</summary>
/// <remarks>First weights are normal with the requested sigma, biases zero; layers are called fc1, fc2, ...</remarks>
internal static class Mlp
{
    public static Sequential Build(ModelRequest request, RandomKey key)
    {
        int[] widths = [request.Channels * request.Height * request.Width, .. request.Hidden, request.Classes];
        List<(string, nn.Module<Tensor, Tensor>)> layers = [("flatten", nn.Flatten())];
        for (int i = 1; i < widths.Length; i++)
        {
            Linear linear = nn.Linear(widths[i - 1], widths[i]);
            FirstWeights.Draw(linear.weight, linear.bias, request.InitialSigma, key.For("layer", i));
            layers.Add(($"fc{i}", linear));
            if (i < widths.Length - 1)
            {
                layers.Add(($"relu{i}", nn.ReLU()));
            }
        }

        return nn.Sequential(layers.ToArray());
    }
}
