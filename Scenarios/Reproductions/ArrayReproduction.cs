using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Datasets;
using CrossbarSim.Networks.Evaluation;
using CrossbarSim.Networks.Models;
using CrossbarSim.Networks.Quantization.PartialSums;
using CrossbarSim.Networks.Training;
using TorchSharp.Modules;

namespace CrossbarSim.Scenarios.Reproductions;

/// <summary>How a trained network is read.</summary>
/// <param name="Name">A name for tables.</param>
/// <param name="Numbers">The numbers of the arrays; null: floating point.</param>
/// <param name="Published">The published accuracy, 0 to 1; null: none.</param>
public sealed record ArrayReading(string Name, ArrayNumbers? Numbers, double? Published = null);

/// <summary>A training, and all ways in which its network is read.</summary>
/// <param name="Name">A name for tables and files.</param>
/// <param name="Model">Name of the network in the catalog.</param>
/// <param name="Numbers">The numbers of the arrays in training; null: floating point.</param>
/// <param name="Readings">How it is read.</param>
public sealed record ArrayTraining(string Name, string Model, ArrayNumbers? Numbers, IReadOnlyList<ArrayReading> Readings);

/// <summary>Networks on sense-amplifier arrays: trained with and without their ADCs, read with ADCs of other resolutions.</summary>
/// <param name="name">The name on the command line.</param>
/// <param name="description">What it is, in one line.</param>
public sealed class ArrayReproduction(string name, string description) : IReproduction
{
    private const int EvaluationBatch = 500;

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public string Description => description;

    /// <inheritdoc/>
    public int Seeds { get; init; } = 1;

    /// <inheritdoc/>
    public int Epochs => Settings.Epochs;

    /// <summary>Name of the data set.</summary>
    public required string Dataset { get; init; }

    /// <summary>Training and test images; null: all.</summary>
    public (int? Train, int? Test) Images { get; init; }

    /// <summary>How pixels become inputs.</summary>
    public PixelNormalization Normalization { get; init; } = PixelNormalization.None;

    /// <summary>Widths of hidden layers, where the network has some to choose.</summary>
    public IReadOnlyList<int> Hidden { get; init; } = [];

    /// <summary>Sigma of first weights, where it can be chosen.</summary>
    public double InitialSigma { get; init; } = 0.05;

    /// <summary>Channels of the first stage, where there are stages.</summary>
    public int FirstChannels { get; init; } = 16;

    /// <summary>How networks are trained.</summary>
    public required TrainingSettings Settings { get; init; }

    /// <summary>The trainings.</summary>
    public required IReadOnlyList<ArrayTraining> Trainings { get; init; }

    /// <inheritdoc/>
    public ReproductionTable Run(ReproductionRun run)
    {
        IReadOnlyList<ArrayTraining> trainings = run.Chosen(Trainings, training => training.Name);
        DatasetPair data = run.Options.Datasets.Load(Dataset, new DatasetRequest { Folders = run.Options.Data, TrainCount = run.Options.Images ?? Images.Train, TestCount = run.Options.Images ?? Images.Test });
        (ImageDataset train, ImageDataset test) = (data.Train.NormalizedBy(Normalization), data.Test.NormalizedBy(Normalization));
        TrainingSettings settings = Settings with { Epochs = run.Options.Epochs ?? Settings.Epochs };
        (ArrayTraining Training, int Seed)[] all = [.. Enumerable.Range(1, run.Options.Seeds ?? Seeds).SelectMany(seed => trainings.Select(training => (training, seed)))];
        double[][] found = new double[all.Length][];
        run.ForEach(all, (item, i) => found[i] = TrainAndRead(run, item.Training, item.Seed, settings, train, test));
        return new ReproductionTable(
            [.. trainings.SelectMany(training => training.Readings.Select((reading, r) => new ReproductionRow(
                training.Name, reading.Name, reading.Published, [.. all.Zip(found).Where(each => each.First.Training == training).Select(each => each.Second[r])])))],
            settings.Epochs);
    }

    private double[] TrainAndRead(ReproductionRun run, ArrayTraining training, int seed, TrainingSettings settings, ImageDataset train, ImageDataset test)
    {
        ModelKind kind = ModelCatalog.Standard.Kinds[training.Model];
        RandomKey key = RandomKey.FromSeed((ulong)seed).For(Name);
        ModelRequest request = new()
        {
            Channels = train.Channels,
            Height = train.Height,
            Width = train.Width,
            Classes = train.Classes,
            Hidden = Hidden,
            InitialSigma = InitialSigma,
            FirstChannels = FirstChannels,
        };
        using Sequential network = kind.Build(request, key.For("first-weights"));
        ArrayRule? arrays = training.Numbers is ArrayNumbers numbers ? new ArrayRule(numbers, kind.StaysDigital) : null;
        arrays?.WidenFirstWeights(network);
        ITrainingRule rule = arrays is null ? new DigitalRule() : arrays;
        run.Train($"{training.Name}-seed{seed}", new { Name, training.Model, training.Numbers, request, seed }, network, train, settings, rule, key.For("training"));
        return [.. training.Readings.Select(reading => Evaluator.Evaluate(
            reading.Numbers is ArrayNumbers read ? new ArrayRule(read, kind.StaysDigital).Through(network) : network,
            test, EvaluationBatch, settings.Temperature, run.Cancellation).Accuracy)];
    }
}
