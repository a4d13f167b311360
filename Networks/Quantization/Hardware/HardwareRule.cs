using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Conversion;
using CrossbarSim.Networks.Layers;
using CrossbarSim.Networks.Quantization.Perturbation;
using CrossbarSim.Networks.Training;
using CrossbarSim.Simulator.Mapping;
using CrossbarSim.Simulator.Tiles;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Quantization.Hardware;

/// <summary>
/// Training through simulated hardware: a batch becomes what a chip makes of it, to the last ADC code - DACs, levels, programming error, all that befalls cells,
/// noise of reads, lines, ADCs, saturation, digital sums. The gradient takes another way, to latent weights, which the optimiser moves.
/// </summary>
/// <remarks>
/// Forward: the tiles' own product. Backward: that of Σ over row tiles of s·PS, PS being the partial sum of what the DAC passes on with the weights that the cells amount to, and s what
/// <see cref="HardwareTraining.Gradient"/> says. An input that the DAC clips gets none; latent weights get that of the cells' weights. Calibrated ranges are those of the batch at hand, on
/// cells at their targets; they are found anew from time to time, and at the start of every epoch. Where the factor between weights and conductances is fixed, latent weights are
/// held within what conductances can represent.
/// </remarks>
public sealed class HardwareRule : ITrainingRule
{
    private readonly CrossbarSettings _hardware;
    private readonly HardwareTraining _how;
    private readonly RandomKey _key;
    private readonly IReadOnlyCollection<string> _keepDigital;

    /// <summary>What latent weights are held within; null: nothing.</summary>
    private readonly (double Lowest, double Highest)? _bounds;

    private readonly TrainingClock _clock = new();

    /// <summary>A rule.</summary>
    /// <param name="hardware">The hardware.</param>
    /// <param name="how">How training sees it.</param>
    /// <param name="key">Address of all draws.</param>
    /// <param name="keepDigital">Names of layers that will not be on the hardware, and train as they are.</param>
    /// <exception cref="ArgumentException">The hardware has no such gradient.</exception>
    public HardwareRule(CrossbarSettings hardware, HardwareTraining how, RandomKey key, params IReadOnlyCollection<string> keepDigital)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(how.RecalibrateEvery, 1);
        how = how with { Gradient = how.Gradient ?? SurrogateGradient.Usual(hardware) };
        if (Refusal(hardware, how) is string refusal)
        {
            throw new ArgumentException(refusal, nameof(how));
        }

        (_hardware, _how, _key, _keepDigital) = (hardware, how, key, keepDigital);
        _bounds = hardware.Scale.Reach == ScaleReach.Fixed ? hardware.Mapping.RepresentableWeights(hardware.Device, hardware.Scale) : null;
    }

    /// <summary>Why a network cannot be trained through hardware that way; null: it can.</summary>
    /// <param name="hardware">The hardware.</param>
    /// <param name="how">How training sees it.</param>
    public static string? Refusal(CrossbarSettings hardware, HardwareTraining how) =>
        SurrogateGradient.Refusal(how.Gradient ?? SurrogateGradient.Usual(hardware), how.Sigma, hardware);

    /// <summary>What of the hardware is not the same for all layers.</summary>
    public LayerEffects Effects { get; init; } = LayerEffects.None;

    /// <summary>Most threads that programming and reading a layer may use; results do not depend on it. Torch keeps to its own.</summary>
    public int Threads { get; init; } = 1;

    /// <inheritdoc/>
    public void Resume(long passes, int epochs) => (_clock.PassesBefore, _clock.Epoch) = (passes, epochs);

    /// <inheritdoc/>
    public nn.Module<Tensor, Tensor> Through(Sequential network)
    {
        int layers = 0;
        return NetworkLayers.Rebuilt(network, (name, layer) =>
        {
            int index = layers++;
            return WeightLayer.Of(layer) is WeightLayer latent && !_keepDigital.Contains(name)
                ? new HardwareLayer(name, latent, Effects.Of(_hardware, name), Effects.OutputsOf(name), _how, _key, index, _clock, Threads)
                : layer;
        });
    }

    /// <inheritdoc/>
    public void AfterStep(Sequential network, TrainingStep step)
    {
        _clock.Epoch += step.InEpoch == step.PerEpoch ? 1 : 0;
        if (_bounds is (double lowest, double highest))
        {
            WeightClip.Apply(WeightLayer.Weights(network, _keepDigital), lowest, highest);
        }
    }
}

/// <summary>Where a training stands, as its layers need to know.</summary>
internal sealed class TrainingClock
{
    /// <summary>Batches that went through before the training was taken up.</summary>
    public long PassesBefore { get; set; }

    /// <summary>Epochs that are done.</summary>
    public int Epoch { get; set; }
}
