using System.Security.Cryptography;
using System.Text.Json;
using CrossbarSim.Devices.Documents;
using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Datasets;
using CrossbarSim.Networks.Training;
using CrossbarSim.Scenarios.Studies;
using Serilog;
using TorchSharp;
using TorchSharp.Modules;

namespace CrossbarSim.Scenarios.Reproductions;

/// <summary>One run of a reproduction: its options, and its trained networks, which the run folder keeps.</summary>
/// <param name="options">How it is run.</param>
/// <param name="folder">Where networks, histories and checkpoints are kept.</param>
/// <param name="log">Hears of every epoch.</param>
/// <param name="progress">Hears of every step.</param>
/// <param name="cancellation">Stops it.</param>
public sealed class ReproductionRun(ReproductionOptions options, RunFolder folder, ILogger log, IStudyProgress progress, CancellationToken cancellation)
{
    /// <summary>How it is run.</summary>
    public ReproductionOptions Options => options;

    /// <summary>Stops it.</summary>
    public CancellationToken Cancellation => cancellation;

    /// <summary>The trainings that are asked for.</summary>
    /// <param name="all">All of them.</param>
    /// <param name="name">Name of one.</param>
    /// <exception cref="InputException">Something is asked for that no training is called.</exception>
    public IReadOnlyList<T> Chosen<T>(IReadOnlyList<T> all, Func<T, string> name)
    {
        foreach (string words in options.Only.Where(words => !all.Any(each => name(each).Contains(words, StringComparison.Ordinal))))
        {
            throw new InputException(SourceLocation.WholeFile("--only"), "", $"no training is called '{words}'. Known: {string.Join(", ", all.Select(name))}.");
        }

        return [.. all.Where(each => options.Only.Count == 0 || options.Only.Any(words => Means(words, name(each))))];

        // The whole name of one is that one alone, though others begin with it.
        bool Means(string words, string called) => all.Any(each => name(each) == words) ? called == words : called.Contains(words, StringComparison.Ordinal);
    }

    /// <summary>Works on items side by side, and says so.</summary>
    /// <param name="items">The items.</param>
    /// <param name="work">Gets an item and its number.</param>
    /// <param name="networks">Networks that each item trains.</param>
    public void ForEach<T>(IReadOnlyList<T> items, Action<T, int> work, int networks = 1)
    {
        torch.set_num_threads(1); // training would depend on how many there are
        progress.Begin("training", items.Count * networks, "networks");
        InParallel.ForEach(items, options.Threads, work, cancellation);
    }

    /// <summary>Trains a network, or takes it from the run folder, where the same training left it.</summary>
    /// <param name="name">A name for its files.</param>
    /// <param name="setting">All that decides what comes out, beside data and settings; it becomes part of the address of the files.</param>
    /// <param name="network">The network, with first weights; trained in place.</param>
    /// <param name="data">Training images.</param>
    /// <param name="settings">How it is trained.</param>
    /// <param name="rule">What is done beside following the gradient.</param>
    /// <param name="key">Address of the shuffling.</param>
    public void Train(string name, object setting, Sequential network, ImageDataset data, TrainingSettings settings, ITrainingRule rule, RandomKey key)
    {
        string words = string.Join('-', name.Split([.. name.Where(letter => !char.IsAsciiLetterOrDigit(letter))], StringSplitOptions.RemoveEmptyEntries)).ToLowerInvariant();
        string address = $"{words}-{Hash(setting, data, settings)}";
        string file = Path.Combine(folder.Networks, $"{address}.bin");
        TrainingFiles files = new(folder.Training, address, log);
        TrainingWatch watch = new(progress);
        byte[]? saved = File.Exists(file) ? SealedFile.Read(file) : null;
        if (saved is not null)
        {
            network.load(new MemoryStream(saved));
            network.eval();
        }
        else
        {
            if (File.Exists(file))
            {
                log.Warning("{File} is damaged: its network is trained again", file);
            }

            log.Information("Training {Network}: {Epochs} epochs", address, settings.Epochs);
            IReadOnlyList<EpochReport> epochs = Trainer.Train(network, data, settings, rule, key, new TrainingLog(address, log), watch, files, cancellation: cancellation);
            files.WriteHistory(epochs);
            using MemoryStream stream = new();
            network.save(stream);
            SealedFile.Write(file, stream.ToArray());
        }

        files.DeleteCheckpoint();
        watch.Complete();
    }

    private static string Hash(object setting, ImageDataset data, TrainingSettings settings)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(setting));
        hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(settings));
        hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(data.Normalization));
        hash.AppendData(data.Images.Span);
        hash.AppendData(data.Labels.Span);
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..12];
    }
}
