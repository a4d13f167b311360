using CrossbarSim.Networks.Layers;
using CrossbarSim.Networks.Quantization.Perturbation;
using CrossbarSim.Networks.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Quantization.PartialSums;

/// <summary>
/// Training for sense-amplifier arrays: every batch goes through quantized inputs, weights and partial sums; the optimiser moves latent weights, which are held,
/// with the biases, within ±1 after every step.
/// </summary>
/// <remarks>The network itself keeps its layers: <see cref="Through"/> gives it as computed in any numbers, those it was trained in or others.</remarks>
public sealed class ArrayRule : ITrainingRule
{
    private readonly ArrayNumbers _numbers;
    private readonly Func<string, bool> _staysDigital;

    /// <summary>A rule.</summary>
    /// <param name="numbers">The numbers layers compute in.</param>
    /// <param name="staysDigital">Which layers, by dotted name, stay in floating point; null: none.</param>
    /// <exception cref="ArgumentOutOfRangeException">Numbers that cannot be.</exception>
    public ArrayRule(ArrayNumbers numbers, Func<string, bool>? staysDigital = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(numbers.Rows, 1);
        (_numbers, _staysDigital) = (numbers, staysDigital ?? (_ => false));
        Quantizer[] tried = [Inputs(), Weights()]; // what cannot be is refused here, not in the middle of a training
        Array.ForEach(tried, quantizer => quantizer.Dispose());
        Adc("")?.Dispose();
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A layer is to go without ADC, and there is none of that name on arrays.</exception>
    public nn.Module<Tensor, Tensor> Through(Sequential network)
    {
        HashSet<string> exempt = [.. _numbers.WithoutAdc];
        nn.Module<Tensor, Tensor> rebuilt = NetworkLayers.Rebuilt(network, (name, layer) =>
        {
            if (WeightLayer.Of(layer) is null || _staysDigital(name))
            {
                return layer;
            }

            exempt.Remove(name);
            return new QuantizedLayer(layer, Inputs(), Weights(), Adc(name), _numbers.Rows);
        });
        return exempt.Count == 0 ? rebuilt : throw new ArgumentException(
            $"No layer on arrays is called '{exempt.First()}'. Those are: {string.Join(", ", OnArrays(network).Select(layer => layer.Name))}.", nameof(network));
    }

    /// <inheritdoc/>
    public void AfterStep(Sequential network, TrainingStep step) =>
        WeightClip.Apply(OnArrays(network).SelectMany(layer => new[] { layer.Layer.Weight, layer.Layer.Bias }).OfType<Tensor>(), -1, 1);

    /// <summary>Makes first weights of layers on arrays wide enough to leave zero, where weights of 1.5 bits are zero within ±0.2. Other weights stay what they are.</summary>
    /// <remarks>
    /// Each layer is multiplied by one factor, if by more than 1, so that its root mean square is that of a normal distribution with a third of its values in each of the three levels. Narrower
    /// first weights, as networks usually have them, would all be zero: no layer would hear of its inputs, nor any but the last of its loss. To be called before a training that begins.
    /// </remarks>
    /// <param name="network">A network with first weights; changed in place.</param>
    public void WidenFirstWeights(Sequential network)
    {
        if (_numbers.WeightBits != 1.5)
        {
            return;
        }

        using IDisposable scope = torch.NewDisposeScope();
        using IDisposable frozen = torch.no_grad();
        foreach ((_, WeightLayer layer) in OnArrays(network))
        {
            double rms = Math.Sqrt(TensorData.ToDoubles(layer.Weight).Average(weight => weight * weight));
            if (rms > 0 && rms < ArrayLevelQuantizer.EvenTernarySigma)
            {
                layer.Weight.mul_((Scalar)(ArrayLevelQuantizer.EvenTernarySigma / rms)).clamp_((Scalar)(-1.0), (Scalar)1.0);
            }
        }
    }

    private IEnumerable<(string Name, WeightLayer Layer)> OnArrays(Sequential network) =>
        WeightLayer.AllOf(network).Where(layer => !_staysDigital(layer.Name));

    private ArrayLevelQuantizer Inputs() => new(_numbers.ActivationBits, activations: true);

    private ArrayLevelQuantizer Weights() => new(_numbers.WeightBits, activations: false);

    private PartialSumAdc? Adc(string name) => _numbers.AdcBits is int bits && !_numbers.WithoutAdc.Contains(name)
        ? new PartialSumAdc(bits, _numbers.Rows, _numbers.Gradient, _numbers.Sigma)
        : null;
}
