using CrossbarSim.Networks.Quantization.Uniform;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Quantization.PostTraining;

/// <summary>How AdaRound is run.</summary>
public sealed record AdaRoundSettings
{
    /// <summary>Steps of the optimiser.</summary>
    public int Steps { get; init; } = 10_000;

    /// <summary>Learning rate of Adam.</summary>
    public double LearningRate { get; init; } = 1e-2;

    /// <summary>λ, weight of the regularisation.</summary>
    public double Regularisation { get; init; } = 0.01;

    /// <summary>Share of the steps before the regularisation sets in.</summary>
    public double WarmStart { get; init; } = 0.2;

    /// <summary>β of the regularisation where it sets in.</summary>
    public double FirstSharpness { get; init; } = 20;

    /// <summary>β at the end.</summary>
    public double LastSharpness { get; init; } = 2;
}

/// <summary>AdaRound: which weights of a layer to round up, so that its outputs change least.</summary>
/// <remarks>
/// W̃ = S·clamp(⌊W/S⌋ + h(V), n, p), h = clip(σ(V)·(ζ - γ) + γ, 0, 1) with ζ = 1.1, γ = -0.1. Minimises ‖Wx - W̃x̂‖², in the mean over samples, + λ·Σ(1 - |2h - 1|^β)
/// over V, β going down; in the end h is 0 or 1. Source: M. Nagel et al., ICML 2020, arXiv:2004.10568.
/// </remarks>
public sealed class AdaRound : IDisposable
{
    private const double Zeta = 1.1;
    private const double Gamma = -0.1;
    private readonly CodeRange _codes;
    private readonly Tensor _steps; // broadcasts to the weights
    private readonly Tensor _floor; // in steps

    /// <summary>Starts where h is what each weight has above the integer below it.</summary>
    /// <param name="weight">[outputs, ...].</param>
    /// <param name="steps">S; broadcast to the weights.</param>
    /// <param name="codes">n and p.</param>
    public AdaRound(Tensor weight, Tensor steps, CodeRange codes)
    {
        using IDisposable frozen = torch.no_grad();
        _codes = codes;
        _steps = steps.detach().clone().DetachFromDisposeScope();
        using Tensor position = weight.detach() / _steps;
        _floor = position.floor().DetachFromDisposeScope();
        using Tensor fraction = position - _floor;
        Choice = (Parameter)nn.Parameter(FirstChoice(fraction)).DetachFromDisposeScope();
    }

    /// <summary>V.</summary>
    public Parameter Choice { get; }

    /// <summary>V where h is a fraction: -ln((ζ - γ)/(fraction - γ) - 1).</summary>
    public static Tensor FirstChoice(Tensor fraction)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        return (-(((Zeta - Gamma) / (fraction - Gamma)) - 1).log()).MoveToOuterDisposeScope();
    }

    /// <summary>h: how far each weight is rounded up, 0 to 1. Differentiable.</summary>
    public Tensor RoundedUp()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        return ((Choice.sigmoid() * (Zeta - Gamma)) + Gamma).clamp((Scalar)0.0, (Scalar)1.0).MoveToOuterDisposeScope();
    }

    /// <summary>W̃ with h as it is. Differentiable.</summary>
    public Tensor SoftWeights()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        return Weights(RoundedUp()).MoveToOuterDisposeScope();
    }

    /// <summary>W̃ with h at its nearer end.</summary>
    public Tensor HardWeights()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable frozen = torch.no_grad();
        Tensor soft = RoundedUp();
        return Weights(StraightThrough.Mask(soft >= 0.5, soft)).MoveToOuterDisposeScope();
    }

    /// <summary>W̃ for a given choice, 0 or 1 a weight.</summary>
    public Tensor Weights(Tensor roundedUp)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        return ((_floor + roundedUp).clamp((Scalar)_codes.Lowest, (Scalar)_codes.Highest) * _steps).MoveToOuterDisposeScope();
    }

    /// <summary>Σ(1 - |2h - 1|^β).</summary>
    public Tensor Regularisation(double sharpness)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        return (1 - ((RoundedUp() * 2) - 1).abs().pow(sharpness)).sum().MoveToOuterDisposeScope();
    }

    /// <summary>‖Wx - W̃x̂‖²: the squared change of all outputs, summed.</summary>
    /// <param name="outputs">What they are, [samples, ...].</param>
    /// <param name="wanted">What they should be, as large.</param>
    public static Tensor Change(Tensor outputs, Tensor wanted)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        return (outputs - wanted).square().sum().MoveToOuterDisposeScope();
    }

    /// <summary>Finds V; β goes down a half cosine.</summary>
    /// <param name="layer">The layer as a function of its weights, on inputs x̂ that the quantized layers before it make: [samples, ...].</param>
    /// <param name="wanted">Outputs of the layer with its own weights, on inputs of the float network.</param>
    /// <param name="settings">How.</param>
    /// <returns>The change of outputs with the weights it ends at, <see cref="HardWeights"/>.</returns>
    public double Optimise(Func<Tensor, Tensor> layer, Tensor wanted, AdaRoundSettings settings)
    {
        using optim.Optimizer adam = optim.Adam([Choice], settings.LearningRate);
        int warm = (int)(settings.Steps * settings.WarmStart);
        for (int step = 0; step < settings.Steps; step++)
        {
            using DisposeScope scope = torch.NewDisposeScope();
            adam.zero_grad();
            Tensor loss = Change(layer(SoftWeights()), wanted) / (double)wanted.shape[0];
            if (step >= warm)
            {
                double part = (double)(step - warm) / Math.Max(settings.Steps - warm - 1, 1);
                double sharpness = settings.LastSharpness
                    + ((settings.FirstSharpness - settings.LastSharpness) * 0.5 * (1 + Math.Cos(Math.PI * part)));
                loss = loss + (Regularisation(sharpness) * settings.Regularisation);
            }

            loss.backward();
            adam.step();
        }

        using DisposeScope last = torch.NewDisposeScope();
        using IDisposable frozen = torch.no_grad();
        return Change(layer(HardWeights()), wanted).to(ScalarType.Float64).item<double>();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _steps.Dispose();
        _floor.Dispose();
        Choice.Dispose();
    }
}
