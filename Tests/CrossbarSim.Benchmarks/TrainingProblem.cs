using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Models;
using CrossbarSim.Networks.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CrossbarSim.Benchmarks;

/// <summary>A network from its first weights on, images of ten classes in several batches, and an optimiser: the steps are those of epochs on a data set.</summary>
internal sealed class TrainingProblem : IDisposable
{
    private readonly Sequential _network;
    private readonly nn.Module<Tensor, Tensor> _through;
    private readonly ITrainingRule _rule;
    private readonly OptimizerHelper _optimiser;
    private readonly (Tensor Images, Tensor Labels)[] _batches;
    private int _steps;

    private const int Batches = 20;

    /// <summary>Batches of an epoch: each of those there are comes thirty times.</summary>
    private const int PerEpoch = 600;

    /// <summary>Sets it up.</summary>
    /// <param name="model">A kind of the catalog.</param>
    /// <param name="request">Its sizes.</param>
    /// <param name="batch">Images a step: a pattern of each class in as much noise, pixels standard normal.</param>
    /// <param name="rule">How it is trained.</param>
    public TrainingProblem(string model, ModelRequest request, int batch, Func<ModelKind, ITrainingRule> rule)
    {
        RandomKey key = RandomKey.FromSeed(1);
        ModelKind kind = ModelCatalog.Standard.Kinds[model];
        _network = kind.Build(request, key.For("first-weights"));
        _rule = rule(kind);
        _through = _rule.Through(_network);
        _optimiser = optim.Adam(_network.parameters(), 1e-3, 0.9, 0.999, 1e-8, 0);
        _batches = [.. Enumerable.Range(0, Batches).Select(number => Batch(request, batch, key, number))];
        _network.train();
    }

    private static (Tensor Images, Tensor Labels) Batch(ModelRequest request, int images, RandomKey key, int number)
    {
        int each = request.Channels * request.Height * request.Width;
        double[] patterns = new double[request.Classes * each];
        double[] pixels = new double[images * each];
        key.For("patterns").FillNormal(patterns);
        key.For("images", number).FillNormal(pixels);
        for (int pixel = 0; pixel < pixels.Length; pixel++)
        {
            int label = pixel / each % request.Classes;
            pixels[pixel] = (patterns[(label * each) + (pixel % each)] + pixels[pixel]) / Math.Sqrt(2);
        }

        using DisposeScope scope = torch.NewDisposeScope();
        return (
            tensor(pixels).to_type(ScalarType.Float32).reshape(images, request.Channels, request.Height, request.Width).DetachFromDisposeScope(),
            tensor(Enumerable.Range(0, images).Select(image => (long)(image % request.Classes)).ToArray()).DetachFromDisposeScope());
    }

    /// <summary>Trains one step on the next batch.</summary>
    /// <returns>The loss before it.</returns>
    public float Step()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        _optimiser.zero_grad();
        (Tensor images, Tensor labels) = _batches[_steps % Batches];
        Tensor loss = nn.functional.cross_entropy(_through.call(images), labels);
        loss.backward();
        _optimiser.step();
        _steps++;
        _rule.AfterStep(_network, new(_steps, ((_steps - 1) % PerEpoch) + 1, PerEpoch, Last: false));
        return loss.item<float>();
    }

    /// <summary>Frees the network, the optimiser and the batches.</summary>
    public void Dispose()
    {
        _optimiser.Dispose();
        _through.Dispose();
        _network.Dispose();
        foreach ((Tensor images, Tensor labels) in _batches)
        {
            images.Dispose();
            labels.Dispose();
        }
    }
}
