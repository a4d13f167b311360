using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Conversion;
using CrossbarSim.Networks.Layers;
using CrossbarSim.Networks.Training;
using CrossbarSim.Simulator.Imperfections;
using CrossbarSim.Simulator.Tiles;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Quantization;

/// <summary>
/// Quantization-aware training by projection: from time to time weights are overwritten by what the hardware would hold,
/// noise included. There are no latent weights and the optimiser keeps its state.
/// </summary>
/// <remarks>
/// The last projection is left to the tiles: programming the trained network onto them is that projection, with noise drawn
/// anew for every chip.
/// </remarks>
/// <param name="hardware">The hardware.</param>
/// <param name="everySteps">Steps between projections, counted within an epoch; null: at the end of each epoch.</param>
/// <param name="key">Address of the programming draws.</param>
/// <param name="keepDigital">Names of layers that will not be on the hardware, and train as they are.</param>
public sealed class ProjectionRule(
    CrossbarSettings hardware, int? everySteps, RandomKey key, params IReadOnlyCollection<string> keepDigital) : ITrainingRule
{
    /// <summary>What of the hardware is not the same for all layers; what befalls outputs is left out.</summary>
    public LayerEffects Effects { get; init; } = LayerEffects.None;

    /// <inheritdoc/>
    public nn.Module<Tensor, Tensor> Through(Sequential network) => network;

    /// <inheritdoc/>
    public void AfterStep(Sequential network, TrainingStep step)
    {
        bool due = everySteps is int interval ? step.InEpoch % interval == 0 : step.InEpoch == step.PerEpoch;
        if (!due || step.Last)
        {
            return;
        }

        using IDisposable scope = torch.NewDisposeScope();
        using IDisposable frozen = torch.no_grad();
        RandomKey draws = key.For("step", step.Number);
        foreach ((int i, (string name, WeightLayer layer)) in WeightLayer.AllOf(network).Index())
        {
            if (!keepDigital.Contains(name))
            {
                layer.Weight.copy_(HardwareWeights.Draw(layer, Effects.Of(hardware, name), LayerAddress.Of(draws, i)));
            }
        }
    }
}
