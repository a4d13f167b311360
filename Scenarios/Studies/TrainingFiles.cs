using CrossbarSim.Networks.Training;
using Serilog;

namespace CrossbarSim.Scenarios.Studies;

/// <summary>What a training leaves in the run folder: its history for good, and its checkpoint as long as it is not done.</summary>
/// <param name="folder">The folder of trainings.</param>
/// <param name="network">Address of the network.</param>
/// <param name="log">The log.</param>
internal sealed class TrainingFiles(string folder, string network, ILogger log) : ICheckpoints
{
    private readonly string _checkpoint = Path.Combine(folder, $"{network}.checkpoint");
    private readonly string _history = Path.Combine(folder, $"{network}.csv");

    public byte[]? Load()
    {
        if (!File.Exists(_checkpoint))
        {
            return null;
        }

        byte[]? checkpoint = SealedFile.Read(_checkpoint);
        if (checkpoint is null)
        {
            log.Warning("{File} is damaged: training begins anew", _checkpoint);
        }
        else
        {
            log.Information("Training goes on from {File}", _checkpoint);
        }

        return checkpoint;
    }

    public void Save(IReadOnlyList<EpochReport> epochs, byte[] checkpoint)
    {
        SealedFile.Write(_checkpoint, checkpoint);
        WriteHistory(epochs);
    }

    /// <summary>Writes the history of a training that is done.</summary>
    public void WriteHistory(IReadOnlyList<EpochReport> epochs)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(_history + ".part", TrainingHistory.Csv(epochs));
        File.Move(_history + ".part", _history, overwrite: true);
    }

    /// <summary>Takes the checkpoint away, where there is one: the network itself is kept.</summary>
    public void DeleteCheckpoint()
    {
        if (File.Exists(_checkpoint))
        {
            File.Delete(_checkpoint);
        }
    }
}
