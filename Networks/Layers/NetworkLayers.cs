using CrossbarSim.Networks.Quantization;
using CrossbarSim.Networks.Quantization.Plans;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Layers;

/// <summary>A network taken apart into what it calls, in the order in which it does.</summary>
internal static class NetworkLayers
{
    /// <summary>The steps of nested Sequentials, residual blocks among them; any other module is a layer.</summary>
    public static IReadOnlyList<NetworkStep> Steps(nn.Module<Tensor, Tensor> network, string prefix = "")
    {
        string name = prefix.Length == 0 ? network.GetName() : prefix;
        return network switch
        {
            Sequential => [.. network.named_children().SelectMany(child => Child(child.name, (nn.Module<Tensor, Tensor>)child.module))],
            ResidualBlock block => [new ResidualStep(
                name, block, Child("main", block.Main), Child("shortcut", block.Shortcut), Child("activation", block.Activation))],
            FakeQuantizedLayer { Activations: not NoQuantizer } layer => [new NetworkStep($"{name}.activations", layer.Activations), new NetworkStep(name, layer)],
            _ => [new NetworkStep(name, network)],
        };

        IReadOnlyList<NetworkStep> Child(string child, nn.Module<Tensor, Tensor>? module) =>
            module is null ? [] : Steps(module, prefix.Length == 0 ? child : $"{prefix}.{child}");
    }

    /// <summary>
    /// The layers with their dotted names. Those of a residual block are the ones of its main branch, then of its shortcut, then its activation.
    /// </summary>
    public static IEnumerable<(string Name, nn.Module<Tensor, Tensor> Layer)> Of(nn.Module<Tensor, Tensor> network) => Of(Steps(network));

    /// <summary>A network of the same structure that calls others in the place of its layers, and owns none of them.</summary>
    /// <param name="network">The network.</param>
    /// <param name="replacement">What is called in the place of a layer of that name; asked in the order in which layers are called.</param>
    public static nn.Module<Tensor, Tensor> Rebuilt(
        nn.Module<Tensor, Tensor> network, Func<string, nn.Module<Tensor, Tensor>, nn.Module<Tensor, Tensor>> replacement)
    {
        return Chain(Steps(network));

        LayerChain Chain(IReadOnlyList<NetworkStep> steps) => new("rebuilt", [.. steps.Select(Rebuild)]);

        nn.Module<Tensor, Tensor> Rebuild(NetworkStep step) => step is ResidualStep block
            ? ResidualBlock.Borrowing(Chain(block.Main), Chain(block.Shortcut), Chain(block.Activation))
            : replacement(step.Name, step.Module);
    }

    /// <summary>A network of the same structure and names that owns its layers, or others in their place. The network itself is not to be used any more.</summary>
    /// <param name="network">The network.</param>
    /// <param name="replacement">What stands in the place of a layer of that dotted name: it may own that layer. Asked in the order in which layers are called.</param>
    public static Sequential TakenOver(
        Sequential network, Func<string, nn.Module<Tensor, Tensor>, nn.Module<Tensor, Tensor>> replacement)
    {
        return (Sequential)Take("", network);

        nn.Module<Tensor, Tensor> Take(string name, nn.Module<Tensor, Tensor> module) => module switch
        {
            Sequential => nn.Sequential([.. module.named_children().Select(
                child => (child.name, Take(Dotted(name, child.name), (nn.Module<Tensor, Tensor>)child.module)))]),
            ResidualBlock block => new ResidualBlock(
                Take($"{name}.main", block.Main),
                block.Shortcut is null ? null : Take($"{name}.shortcut", block.Shortcut),
                block.Activation is null ? null : Take($"{name}.activation", block.Activation)),
            _ => replacement(name, module),
        };

        static string Dotted(string name, string child) => name.Length == 0 ? child : $"{name}.{child}";
    }

    /// <summary>The weights that training moves: latent ones where layers compute with others.</summary>
    public static IEnumerable<Parameter> LatentWeights(nn.Module<Tensor, Tensor> network) => Of(network)
        .Select(layer => layer.Layer is FakeQuantizedLayer quantized ? quantized.Latent : WeightLayer.Of(layer.Layer))
        .OfType<WeightLayer>().Select(layer => (Parameter)layer.Weight);

    private static IEnumerable<(string Name, nn.Module<Tensor, Tensor> Layer)> Of(IEnumerable<NetworkStep> steps) => steps.SelectMany(step =>
        step is ResidualStep block ? Of([.. block.Main, .. block.Shortcut, .. block.Activation]) : [(step.Name, step.Module)]);
}
