using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Layers;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Conversion;

/// <summary>A chip in the making.</summary>
/// <param name="Address">Its address; null: the chip of an ideal programmer, every cell at its target.</param>
/// <param name="Threads">Most threads a layer may use.</param>
/// <param name="Pool">Where its layers put their outputs; null: into new tensors.</param>
internal sealed record ChipDraft(RandomKey? Address, int Threads, ActivationPool? Pool = null)
{
    /// <summary>Its layers on tiles so far, in the order in which they are called.</summary>
    public List<AnalogLayer> Analog { get; } = [];

    /// <summary>What befalls outputs of its layers.</summary>
    public List<OutputStage> Outputs { get; } = [];
}

/// <summary>How a part of a network comes about on a chip.</summary>
/// <param name="chip">The chip; layers on tiles are added to it.</param>
internal delegate nn.Module<Tensor, Tensor> ChipPart(ChipDraft chip);
