using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Models;
using CrossbarSim.Networks.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CrossbarSim.Benchmarks;

/// <summary>A network from its first weights on, a batch of random images, and an optimiser.</summary>
internal sealed class TrainingProblem : IDisposable
{
    private readonly Sequential _network;
    private readonly nn.Module<Tensor, Tensor> _through;
    private readonly ITrainingRule _rule;
    private readonly OptimizerHelper _optimiser;
    private readonly Tensor _images;
    private readonly Tensor _labels;
    private int _steps;

    /// <summary>Sets it up.</summary>
    /// <param name="model">A kind of the catalog.</param>
    /// <param name="request">Its sizes.</param>
    /// <param name="batch">Images a step, pixels standard normal.</param>
    /// <param name="rule">How it is trained.</param>
    public TrainingProblem(string model, ModelRequest request, int batch, Func<ModelKind, ITrainingRule> rule)
    {
        RandomKey key = RandomKey.FromSeed(1);
        ModelKind kind = ModelCatalog.Standard.Kinds[model];
        _network = kind.Build(request, key.For("first-weights"));
        _rule = rule(kind);
        _through = _rule.Through(_network);
        _optimiser = optim.Adam(_network.parameters(), 5e-3, 0.9, 0.999, 1e-8, 0);
        double[] pixels = new double[batch * request.Channels * request.Height * request.Width];
        key.For("images").FillNormal(pixels);
        using DisposeScope scope = torch.NewDisposeScope();
        _images = tensor(pixels).to_type(ScalarType.Float32).reshape(batch, request.Channels, request.Height, request.Width).DetachFromDisposeScope();
        _labels = tensor(Enumerable.Range(0, batch).Select(image => (long)(image % request.Classes)).ToArray()).DetachFromDisposeScope();
        _network.train();
    }

    /// <summary>Trains one step on the batch.</summary>
    /// <returns>The loss before it.</returns>
    public float Step()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        _optimiser.zero_grad();
        Tensor loss = nn.functional.cross_entropy(_through.call(_images), _labels);
        loss.backward();
        _optimiser.step();
        _steps++;
        _rule.AfterStep(_network, new(_steps, _steps, int.MaxValue, Last: false));
        return loss.item<float>();
    }

    /// <summary>Frees the network, the optimiser and the batch.</summary>
    public void Dispose()
    {
        _optimiser.Dispose();
        _through.Dispose();
        _network.Dispose();
        _images.Dispose();
        _labels.Dispose();
    }
}
