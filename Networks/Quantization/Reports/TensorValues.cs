using CrossbarSim.Networks.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Quantization.Reports;

/// <summary>What a tensor of a network is.</summary>
public enum TensorKind
{
    /// <summary>What the network is given.</summary>
    Input,

    /// <summary>Weights of a layer.</summary>
    Weights,

    /// <summary>What a layer gives, rectified where a rectifier follows it.</summary>
    Output,
}

/// <summary>All values of one tensor of a network, over some images.</summary>
/// <param name="Layer">Dotted name of the layer; of the network's input, "input".</param>
/// <param name="Kind">What it is.</param>
/// <param name="Values">Its values.</param>
public sealed record TensorValues(string Layer, TensorKind Kind, ReadOnlyMemory<double> Values)
{
    /// <summary>What the values span beside three deviations.</summary>
    public RangeReport Range => RangeReport.Of(Values.Span);

    /// <summary>The input of a network, and weights and outputs of its linear layers and convolutions, in the order in which they are called.</summary>
    /// <param name="network">The network; called as in evaluation.</param>
    /// <param name="images">What it is given. All outputs are held at once: 8 bytes for each number.</param>
    public static IReadOnlyList<TensorValues> Of(Sequential network, Tensor images)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable frozen = torch.no_grad();
        bool training = network.training;
        network.eval();
        List<TensorValues> found = [new("input", TensorKind.Input, TensorData.ToDoubles(images))];
        Dictionary<string, int> outputs = [];
        NetworkTrace.Through(network, images, (step, before, _, output) =>
        {
            if (WeightLayer.Of(step.Module) is WeightLayer layer)
            {
                found.Add(new TensorValues(step.Name, TensorKind.Weights, TensorData.ToDoubles(layer.Weight)));
                outputs[step.Name] = found.Count;
                found.Add(new TensorValues(step.Name, TensorKind.Output, TensorData.ToDoubles(output)));
            }
            else if (step.Module is ReLU && before is not null && outputs.TryGetValue(before.Name, out int place))
            {
                found[place] = found[place] with { Values = TensorData.ToDoubles(output) };
            }
        });
        network.train(training);
        return found;
    }
}
