using System.Collections.Concurrent;
using CrossbarSim.Devices.Characterisation;
using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Datasets;
using CrossbarSim.Networks.Models;
using CrossbarSim.Scenarios.Schema;
using CrossbarSim.Scenarios.Studies;
using Serilog.Core;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CrossbarSim.Tests.Scenarios;

/// <summary>The one setting that leaves no trace in results: a network that counts its images sees it.</summary>
public sealed class EvaluationBatchTests
{
    [Test]
    public void Run_EvaluationBatch_IsHowManyImagesANetworkIsGivenAtATime()
    {
        ConcurrentBag<long> batches = [];
        StudyEnvironment environment = new()
        {
            Devices = DeviceLibrary.Standard(),
            Data = DataFolders.FromEnvironment(null, _ => null),
            Models = ModelCatalog.Standard.With(new ModelKind("counting", "counts its images", false, false, (request, key) => Build(request, key, batches))),
        };
        using TemporaryFolder folder = new();
        string file = folder.Write("sample.yaml", SampleScenario.With("{ name: mlp, hidden: [16] }", "counting") + "evaluation: { batch: 70 }\n");
        using RunFolder run = new(folder.File("run"));

        new StudyRunner(environment, Logger.None).Run(ScenarioFile.Load(file, environment), run, 1, new Silent(), default);

        // 150 test images, on the digital network and on three chips.
        Assert.That(batches.Count(images => images == 70), Is.EqualTo(2 * 4));
        Assert.That(batches.Count(images => images == 10), Is.EqualTo(4));
    }

    private static Sequential Build(ModelRequest request, RandomKey key, ConcurrentBag<long> batches)
    {
        Linear linear = nn.Linear(request.Channels * request.Height * request.Width, request.Classes);
        FirstWeights.Draw(linear.weight, linear.bias, request.InitialSigma, key);
        return nn.Sequential(("flatten", nn.Flatten()), ("fc", linear), ("counter", new Counter(batches)));
    }

    private sealed class Counter(ConcurrentBag<long> batches) : nn.Module<Tensor, Tensor>("counter")
    {
        public override Tensor forward(Tensor input)
        {
            batches.Add(input.shape[0]);
            return input.alias();
        }
    }

    private sealed class Silent : IStudyProgress
    {
        public void Begin(string name, int total, string unit)
        {
        }

        public void Advance(double steps)
        {
        }
    }
}
