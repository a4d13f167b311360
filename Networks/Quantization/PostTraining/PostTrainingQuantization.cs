using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Layers;
using CrossbarSim.Networks.Quantization.Plans;
using CrossbarSim.Networks.Quantization.Uniform;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Quantization.PostTraining;

/// <summary>What is done about the errors that quantization after training makes. Whatever the order of the properties, it is done in the order below.</summary>
public sealed record PostTrainingCorrections
{
    /// <summary>Whether channels between layers are equalized first: see <see cref="PostTraining.Equalization"/>.</summary>
    public bool Equalize { get; init; }

    /// <summary>Whether high biases before rectifiers then move into the next layer.</summary>
    public bool AbsorbBias { get; init; }

    /// <summary>Which weights to round up, layer by layer: see <see cref="PostTraining.AdaRound"/>. For symmetric uniform weights. Null: each to the nearest.</summary>
    public AdaRoundSettings? AdaRound { get; init; }

    /// <summary>Whether the weights of each output get their mean and spread back: see <see cref="PostTraining.WeightCorrection"/>.</summary>
    public bool WeightCorrection { get; init; }

    /// <summary>Whether biases take back what quantized weights add to the mean of outputs: see <see cref="PostTraining.BiasCorrection"/>.</summary>
    public bool BiasCorrection { get; init; }
}

/// <summary>Quantizes a trained network without training it.</summary>
/// <remarks>
/// Batch normalizations are folded; then, layer by layer in the order of the network, the range of what comes in is found on what the quantized layers before it make of the
/// calibration images, and weights become those of few values: latent ones are not kept, but while a network is tuned. All layers have a bias then.
/// </remarks>
public static class PostTrainingQuantization
{
    /// <summary>Calibration images of a batch: what averages over batches sees so many at a time.</summary>
    public const int Batch = 50;

    /// <summary>Quantizes a network.</summary>
    /// <param name="network">The trained network, which stays as it is; layers without weights are shared with it.</param>
    /// <param name="plan">Which quantizers.</param>
    /// <param name="corrections">What is done about errors.</param>
    /// <param name="images">Calibration images, [samples, ...], one or more.</param>
    /// <param name="negativeInputs">Whether images have anything below zero.</param>
    /// <param name="key">Address of what quantizers draw.</param>
    /// <param name="tuning">How the quantized network is then trained to give the outputs of the float one on the images, normalizations that are not folded with it; null: it is not.</param>
    /// <exception cref="ArgumentException">
    /// The plan does not fit the network, or AdaRound the quantizer of weights; or weights are to be tuned that AdaRound or a correction of weights has made.
    /// </exception>
    public static Sequential Quantize(
        Sequential network,
        QuantizationPlan plan,
        PostTrainingCorrections corrections,
        Tensor images,
        bool negativeInputs,
        RandomKey key,
        FineTuneSettings? tuning = null)
    {
        if (tuning is not null && (corrections.AdaRound is not null || corrections.WeightCorrection))
        {
            throw new ArgumentException("Tuning changes the weights that AdaRound or a correction of weights has made.", nameof(tuning));
        }

        network.eval();
        Sequential floating = FoldedNetwork.Of(network);
        if (corrections.Equalize)
        {
            EqualizedNetwork.Apply(floating);
        }

        if (corrections.AbsorbBias)
        {
            EqualizedNetwork.AbsorbBiases(floating, images);
        }

        Sequential quantized = QuantizedNetwork.Wrapped(FoldedNetwork.Of(floating), plan, negativeInputs, key, withWeights: tuning is not null);
        quantized.eval();
        (string Name, FakeQuantizedLayer Layer)[] layers = [.. QuantizedNetwork.LayersOf(quantized)];
        Array.ForEach(layers, layer => layer.Layer.IsFloating = true);
        using DisposeScope scope = torch.NewDisposeScope();
        Tensor[] batches = [.. Parts(images)];
        nn.Module<Tensor, Tensor>[] originals = [.. NetworkLayers.Of(floating).Where(layer => WeightLayer.Of(layer.Layer) is not null).Select(layer => layer.Layer)];
        for (int i = 0; i < layers.Length; i++)
        {
            using DisposeScope inner = torch.NewDisposeScope();
            (string name, FakeQuantizedLayer layer) = layers[i];
            LayerPass pass = new(InputRecording.Of(quantized, layer, batches), () => torch.cat([.. InputRecording.Of(floating, originals[i], batches)], 0));
            Quantize(layer, plan.Of(name).Weights, corrections, pass, key.For(name).For("weights"));
            layer.IsFloating = false;
        }

        if (tuning is null)
        {
            return quantized;
        }

        ZeroShot.FineTune(quantized, floating, images, tuning.Steps, tuning.LearningRate);
        return Held(quantized);
    }

    /// <summary>The network whose layers have the weights that they compute with for their own.</summary>
    private static Sequential Held(Sequential tuned)
    {
        using IDisposable frozen = torch.no_grad();
        return NetworkLayers.TakenOver(tuned, (_, layer) =>
        {
            if (layer is not FakeQuantizedLayer quantized)
            {
                return layer;
            }

            quantized.Latent.Weight.copy_(quantized.Held.Weight);
            return new FakeQuantizedLayer(quantized.Layer, quantized.Activations, null);
        });
    }

    /// <summary>The shape of a network that <see cref="Quantize(Sequential, QuantizationPlan, PostTrainingCorrections, Tensor, bool, RandomKey, FineTuneSettings)"/> gives: one that was saved can be loaded into it.</summary>
    public static Sequential Shape(Sequential network, QuantizationPlan plan, bool negativeInputs, RandomKey key) =>
        QuantizedNetwork.Wrapped(FoldedNetwork.Of(network), plan, negativeInputs, key, withWeights: false);

    private static IEnumerable<Tensor> Parts(Tensor images)
    {
        for (long first = 0; first < images.shape[0]; first += Batch)
        {
            yield return images.narrow(0, first, Math.Min(Batch, images.shape[0] - first));
        }
    }

    /// <summary>Freezes what quantizes a layer's inputs, and then makes its weights those of few values.</summary>
    private static void Quantize(FakeQuantizedLayer layer, QuantizerChoice? choice, PostTrainingCorrections corrections, LayerPass pass, RandomKey key)
    {
        Tensor inputs = Calibrated(layer.Activations, pass.Batches);
        if (choice is null)
        {
            return;
        }

        using IDisposable frozen = torch.no_grad();
        WeightLayer latent = layer.Latent;
        bool isTuned = layer.Weights is not NoQuantizer;
        using Quantizer? own = isTuned ? null : choice.ForWeights(latent.Weight.shape, key);
        Quantizer quantizer = own ?? layer.Weights;
        quantizer.eval();
        Tensor held = corrections.AdaRound is AdaRoundSettings settings
            ? Rounded(latent, quantizer, inputs, pass.Original(), settings)
            : quantizer.call(latent.Weight);
        held = corrections.WeightCorrection ? WeightCorrection.Matched(latent.Weight, held) : held;
        if (corrections.BiasCorrection)
        {
            long[] others = [0, .. Enumerable.Range(2, (int)inputs.ndim - 2).Select(dimension => (long)dimension)];
            using Tensor expected = inputs.mean(others);
            latent.Bias!.sub_(BiasCorrection.Shift(latent.Weight, held, expected, latent.Groups));
        }

        if (!isTuned)
        {
            latent.Weight.copy_(held);
        }
    }

    /// <summary>Finds the range of inputs, and quantizes them.</summary>
    private static Tensor Calibrated(Quantizer quantizer, IReadOnlyList<Tensor> batches)
    {
        using IDisposable frozen = torch.no_grad();
        if (quantizer is not UniformQuantizer { IsStatic: true } uniform)
        {
            return quantizer.call(torch.cat([.. batches], 0));
        }

        uniform.BeginCalibration();
        foreach (Tensor batch in batches)
        {
            uniform.call(batch).Dispose();
        }

        uniform.EndCalibration();
        return quantizer.call(torch.cat([.. batches], 0));
    }

    private static Tensor Rounded(WeightLayer layer, Quantizer quantizer, Tensor inputs, Tensor original, AdaRoundSettings settings)
    {
        if (quantizer is not UniformQuantizer { IsSymmetric: true } uniform)
        {
            throw new ArgumentException($"AdaRound rounds weights of a symmetric uniform quantizer; {quantizer.GetName()} is none.");
        }

        using AdaRound rounding = new(layer.Weight, uniform.StepsOf(layer.Weight), uniform.Codes);
        Tensor wanted = layer.Forward(original, layer.Weight);
        using (torch.enable_grad())
        {
            rounding.Optimise(weight => layer.Forward(inputs, weight), wanted, settings);
        }

        return rounding.HardWeights();
    }

    /// <summary>What comes into a layer.</summary>
    /// <param name="Batches">From the quantized layers before it, batch by batch.</param>
    /// <param name="Original">From the float ones, all of it.</param>
    private sealed record LayerPass(IReadOnlyList<Tensor> Batches, Func<Tensor> Original);
}
