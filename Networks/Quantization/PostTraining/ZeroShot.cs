using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Layers;
using CrossbarSim.Networks.Quantization.Ranges;
using CrossbarSim.Networks.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Quantization.PostTraining;

/// <summary>How images are made from the statistics of batch normalizations.</summary>
public sealed record ZeroShotSettings
{
    /// <summary>Steps of the optimiser.</summary>
    public int Steps { get; init; } = 500;

    /// <summary>Learning rate of Adam.</summary>
    public double LearningRate { get; init; } = 0.1;
}

/// <summary>How a quantized network is trained to give the outputs of the float one.</summary>
public sealed record FineTuneSettings
{
    /// <summary>Steps of the optimiser, each on all images.</summary>
    public int Steps { get; init; } = 100;

    /// <summary>Learning rate of Adam.</summary>
    public double LearningRate { get; init; } = 1e-4;
}

/// <summary>Calibration without data: what batch normalizations remember of their training stands in its place.</summary>
/// <remarks>
/// Images are found by gradient descent from normal noise on Σ ‖μ̃ - μ‖² + ‖σ̃ - σ‖² over all batch normalizations, μ̃ and σ̃ being those of the images, and the same of
/// the images themselves with mean 0 and deviation 1. They calibrate activations as data would, and with <see cref="FineTune"/> train the quantized network
/// after the float one. Source: Y. Cai et al., CVPR 2020, arXiv:2001.00281 (ZeroQ).
/// </remarks>
public static class ZeroShot
{
    /// <summary>The term of one batch normalization: ‖μ̃ - μ‖² + ‖σ̃ - σ‖², with the deviation of a population. Differentiable by the input.</summary>
    /// <param name="input">[batch, channels] or [batch, channels, height, width].</param>
    /// <param name="mean">μ, [channels].</param>
    /// <param name="sigma">σ, [channels].</param>
    public static Tensor StatisticsLoss(Tensor input, Tensor mean, Tensor sigma)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        (Tensor batchMean, Tensor batchSigma) = Statistics(input);
        return ((batchMean - mean).square().sum() + (batchSigma - sigma).square().sum()).MoveToOuterDisposeScope();
    }

    /// <summary>Mean and deviation of each channel over a batch, the deviation that of a population. Differentiable.</summary>
    public static (Tensor Mean, Tensor Sigma) Statistics(Tensor input)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        long[] dimensions = [0, .. Enumerable.Range(2, (int)input.ndim - 2).Select(dimension => (long)dimension)];
        Tensor mean = input.mean(dimensions, keepdim: true);
        Tensor variance = (input - mean).square().mean(dimensions);
        return (mean.flatten().MoveToOuterDisposeScope(), variance.clamp_min(1e-20).sqrt().MoveToOuterDisposeScope());
    }

    /// <summary>Makes a batch of images.</summary>
    /// <param name="network">A trained network with batch normalizations; it is left in evaluation mode.</param>
    /// <param name="shape">[batch, channels, height, width], or whatever it takes.</param>
    /// <param name="settings">How.</param>
    /// <param name="key">Address of the noise it starts from.</param>
    /// <returns>The images, and the loss before each step.</returns>
    /// <exception cref="ArgumentException">The network has no batch normalization with running statistics.</exception>
    public static (Tensor Images, IReadOnlyList<double> Losses) Images(nn.Module<Tensor, Tensor> network, long[] shape, ZeroShotSettings settings, RandomKey key)
    {
        BatchNorm[] norms = [.. network.modules().Append(network).OfType<BatchNorm>().Where(norm => norm.running_mean is not null).Distinct()];
        if (norms.Length == 0)
        {
            throw new ArgumentException("A network without batch normalizations remembers nothing of its data.", nameof(network));
        }

        network.eval();
        double[] noise = new double[shape.Aggregate(1L, (product, length) => product * length)];
        key.FillNormal(noise);
        Parameter images = (Parameter)nn.Parameter(TensorData.FromDoubles(noise, shape)).DetachFromDisposeScope();
        using optim.Optimizer adam = optim.Adam([images], settings.LearningRate);
        List<Tensor> terms = [];
        Action[] removals = [.. norms.Select(norm => (Action)norm.register_forward_pre_hook((_, input) =>
        {
            // Modules dispose of what is made while they are called; the terms outlive the call.
            using DisposeScope inner = torch.NewDisposeScope();
            terms.Add(StatisticsLoss(input, norm.running_mean!, norm.running_var!.sqrt()).DetachFromDisposeScope());
            return input;
        }).remove)];
        List<double> losses = [];
        try
        {
            for (int step = 0; step < settings.Steps; step++)
            {
                using DisposeScope scope = torch.NewDisposeScope();
                network.call(images);
                Tensor loss = terms.Aggregate(
                    StatisticsLoss(images, torch.zeros(shape[1]), torch.ones(shape[1])), (sum, term) => sum + term);
                adam.zero_grad();
                loss.backward(inputs: [images]);
                adam.step();
                losses.Add(loss.item<float>());
                terms.ForEach(term => term.Dispose());
                terms.Clear();
            }
        }
        finally
        {
            Array.ForEach(removals, remove => remove());
        }

        Tensor made = images.detach().clone();
        images.Dispose();
        return (made, losses);
    }

    /// <summary>Trains a quantized network to give the outputs of the float one, on images that were made from it.</summary>
    /// <param name="quantized">The network that trains; its own mode stays.</param>
    /// <param name="teacher">The float network.</param>
    /// <param name="images">[batch, ...].</param>
    /// <param name="steps">Steps of Adam.</param>
    /// <param name="learningRate">Its learning rate.</param>
    /// <param name="temperature">Of both softmaxes.</param>
    /// <returns>The divergence of its outputs from the teacher's before each step.</returns>
    public static IReadOnlyList<double> FineTune(
        nn.Module<Tensor, Tensor> quantized, nn.Module<Tensor, Tensor> teacher, Tensor images, int steps, double learningRate = 1e-4, double temperature = 1)
    {
        using DisposeScope outer = torch.NewDisposeScope();
        Tensor wanted;
        using (torch.no_grad())
        {
            wanted = teacher.call(images);
        }

        using optim.Optimizer adam = optim.Adam(quantized.parameters(), learningRate);
        List<double> divergences = [];
        for (int step = 0; step < steps; step++)
        {
            using DisposeScope scope = torch.NewDisposeScope();
            adam.zero_grad();
            Tensor loss = Distillation.Divergence(quantized.call(images), wanted, temperature);
            loss.backward();
            adam.step();
            divergences.Add(loss.item<float>());
        }

        return divergences;
    }

    /// <summary>The range of what comes out of a batch normalization, of all channels together: so many deviations on either side of each.</summary>
    /// <remarks>Source: M. Nagel et al., ICCV 2019, arXiv:1906.04721, section 5: 6 deviations.</remarks>
    /// <param name="mean">β of each channel.</param>
    /// <param name="sigma">γ of each channel.</param>
    /// <param name="rectified">Whether a rectifier follows: then from zero.</param>
    /// <param name="deviations">How many.</param>
    public static ValueRange OutputRange(ReadOnlySpan<double> mean, ReadOnlySpan<double> sigma, bool rectified, double deviations = 6)
    {
        ValueRange range = ValueRange.Empty;
        for (int channel = 0; channel < mean.Length; channel++)
        {
            double reach = deviations * Math.Abs(sigma[channel]);
            range = range.Union(new ValueRange(mean[channel] - reach, mean[channel] + reach));
        }

        return rectified ? new ValueRange(0, Math.Max(range.High, 0)) : range;
    }
}
