using static TorchSharp.torch;

namespace CrossbarSim.Networks.Layers;

/// <summary>What a network calls at one place of its order: a layer, or a <see cref="ResidualStep"/>.</summary>
/// <param name="Name">Dotted name in the network.</param>
/// <param name="Module">What is called.</param>
internal record NetworkStep(string Name, nn.Module<Tensor, Tensor> Module);

/// <summary>A residual block, taken apart.</summary>
/// <param name="Name">Dotted name in the network.</param>
/// <param name="Block">The block.</param>
/// <param name="Main">Steps of the main branch.</param>
/// <param name="Shortcut">Steps of the shortcut; none: the block's input as it is.</param>
/// <param name="Activation">Steps that the sum goes through; may be none.</param>
internal sealed record ResidualStep(
    string Name, ResidualBlock Block, IReadOnlyList<NetworkStep> Main, IReadOnlyList<NetworkStep> Shortcut, IReadOnlyList<NetworkStep> Activation)
    : NetworkStep(Name, Block);
