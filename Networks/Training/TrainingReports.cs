using System.Globalization;
using System.Text;

namespace CrossbarSim.Networks.Training;

/// <summary>What one epoch of training came to.</summary>
/// <param name="Epoch">Number of the epoch, from 1.</param>
/// <param name="Epochs">How many there will be at most.</param>
/// <param name="Loss">Mean training loss.</param>
/// <param name="TrainingAccuracy">Share of correct images during training, 0 to 1.</param>
/// <param name="ValidationAccuracy">Share of correct validation images after the epoch; null without any.</param>
public sealed record EpochReport(int Epoch, int Epochs, double Loss, double TrainingAccuracy, double? ValidationAccuracy)
{
    /// <summary>Learning rate of the epoch.</summary>
    public double LearningRate { get; init; }

    /// <summary>Mean loss of the validation images after the epoch; null without any.</summary>
    public double? ValidationLoss { get; init; }
}

/// <summary>Where training stands within an epoch.</summary>
/// <param name="Epoch">Number of the epoch, from 1.</param>
/// <param name="Epochs">How many there will be at most.</param>
/// <param name="Done">Share of all steps that is done, 0 to 1.</param>
/// <param name="Loss">Mean training loss of the epoch so far.</param>
/// <param name="Accuracy">Share of correct images in the epoch so far, 0 to 1.</param>
public readonly record struct StepReport(int Epoch, int Epochs, double Done, double Loss, double Accuracy);

/// <summary>The course of a training.</summary>
public static class TrainingHistory
{
    /// <summary>The epoch whose weights training ends with.</summary>
    /// <param name="epochs">All epochs there were; one or more.</param>
    /// <param name="best">How it is chosen.</param>
    public static EpochReport Kept(IReadOnlyList<EpochReport> epochs, BestEpoch best) =>
        best == BestEpoch.None ? epochs[^1] : epochs.MaxBy(epoch => epoch.ValidationAccuracy)!; // the first of equal ones

    /// <summary>One line an epoch: what can be plotted, and nothing of the clock. The same training gives the same bytes.</summary>
    public static string Csv(IEnumerable<EpochReport> epochs)
    {
        StringBuilder text = new("epoch,learning_rate,loss,training_accuracy,validation_loss,validation_accuracy\n");
        foreach (EpochReport epoch in epochs)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"{epoch.Epoch},{epoch.LearningRate},{epoch.Loss},{epoch.TrainingAccuracy},{epoch.ValidationLoss},{epoch.ValidationAccuracy}\n");
        }

        return text.ToString();
    }
}
