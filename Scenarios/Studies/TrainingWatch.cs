using System.Diagnostics;
using System.Globalization;
using CrossbarSim.Networks.Training;

namespace CrossbarSim.Scenarios.Studies;

/// <summary>Hands on every step of a training as its share of it, and says now and then how it goes and how long it will take.</summary>
internal sealed class TrainingWatch(IStudyProgress? progress) : IProgress<StepReport>
{
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(0.5);

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private double _done;
    private double? _doneAtStart;
    private TimeSpan _said = -_pause;

    public void Report(StepReport value)
    {
        _doneAtStart ??= value.Done; // what a run before has done says nothing of this one's speed
        progress?.Advance(value.Done - _done);
        _done = value.Done;
        if (_clock.Elapsed - _said > _pause)
        {
            _said = _clock.Elapsed;
            progress?.Say(string.Create(
                CultureInfo.InvariantCulture,
                $"epoch {value.Epoch} of {value.Epochs}, loss {value.Loss:F4}, {100 * value.Accuracy:F1} %{TimeLeft(_doneAtStart.Value)}"));
        }
    }

    /// <summary>It is done, with or without steps.</summary>
    public void Complete()
    {
        progress?.Advance(1.0 - _done);
        progress?.Say("");
        _done = 1;
    }

    private string TimeLeft(double start)
    {
        double share = _done - start;
        TimeSpan left = share > 0 ? _clock.Elapsed * ((1 - _done) / share) : TimeSpan.Zero;
        return share <= 0 ? "" : left.TotalMinutes < 2
            ? string.Create(CultureInfo.InvariantCulture, $", {left.TotalSeconds:F0} s left")
            : left.TotalHours < 2
            ? string.Create(CultureInfo.InvariantCulture, $", {left.TotalMinutes:F0} min left")
            : string.Create(CultureInfo.InvariantCulture, $", {left.TotalHours:F1} h left");
    }
}
