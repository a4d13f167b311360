using System.Diagnostics;
using CrossbarSim.Networks.Training;
using Serilog;

namespace CrossbarSim.Scenarios.Studies;

/// <summary>Writes a line of the log for every epoch: how it went and how long it took.</summary>
/// <param name="network">Address of the network.</param>
/// <param name="log">The log.</param>
internal sealed class TrainingLog(string network, ILogger log) : IProgress<EpochReport>
{
    private readonly Stopwatch _clock = Stopwatch.StartNew();

    public void Report(EpochReport value)
    {
        log.Information(
            "Epoch {Epoch} of {Epochs} of {Network}: learning rate {Rate}, loss {Loss:F4}, accuracy {Accuracy:P2}; {Seconds:F2} s",
            value.Epoch, value.Epochs, network, value.LearningRate, value.Loss, value.TrainingAccuracy, _clock.Elapsed.TotalSeconds);
        if (value.ValidationAccuracy is double accuracy)
        {
            log.Information("Validation of {Network}: loss {Loss:F4}, accuracy {Accuracy:P2}", network, value.ValidationLoss, accuracy);
        }

        _clock.Restart();
    }
}
