using System.Globalization;
using CrossbarSim.Scenarios.Schema;
using CrossbarSim.Scenarios.Studies;
using CrossbarSim.Simulator.Tiles;

namespace CrossbarSim.Scenarios.Reports;

/// <summary>One column of a results file.</summary>
/// <param name="Name">Its header; the unit is part of it.</param>
/// <param name="Value">Its value for a point.</param>
internal sealed record ResultColumn(string Name, Func<PointResult, string> Value);

/// <summary>The columns that all results share, after those of the sweep.</summary>
internal static class ResultColumns
{
    public static IReadOnlyList<ResultColumn> All { get; } =
    [
        new("method", result => Names.Of(result.Point.Scenario.Method)),
        new("trials", result => result.Trials.Count.ToString(CultureInfo.InvariantCulture)),
        new("float_accuracy", result => Number(result.Baseline.Accuracy)),
        new("float_loss", result => Number(result.Baseline.Loss)),
        new("accuracy_mean", result => Number(result.Accuracy.Mean)),
        new("accuracy_sd", result => Number(result.Accuracy.Deviation)),
        new("accuracy_ci95", result => Number(result.Accuracy.Interval)),
        new("accuracy_min", result => Number(result.Accuracy.Lowest)),
        new("accuracy_median", result => Number(result.Accuracy.Median)),
        new("accuracy_max", result => Number(result.Accuracy.Highest)),
        new("loss_mean", result => Number(result.Loss.Mean)),
        new("loss_sd", result => Number(result.Loss.Deviation)),
        new("adc_clip_rate", result => Number(result.AdcClipRate)),
        new("dac_clip_rate", result => Number(result.DacClipRate)),
        new("programming_error_uS", result => Number(result.ProgrammingErrorMicrosiemens)),
        new("tiles", result => result.Layers.Sum(layer => layer.Tiles).ToString(CultureInfo.InvariantCulture)),
        new("clipped_weights", result => result.Layers.Sum(layer => layer.ClippedWeights).ToString(CultureInfo.InvariantCulture)),
    ];

    /// <summary>Those of one study: all, and what limits bit where any point has them.</summary>
    public static IReadOnlyList<ResultColumn> Of(StudyResult result)
    {
        HardwareSection[] hardware = [.. result.Points.Select(point => point.Point.Scenario.Hardware)];
        return
        [
            .. All,
            .. result.Points.Any(point => point.Quantized is not null)
                ?
                [
                    new("quantized_accuracy", point => Number(point.Quantized?.Accuracy)),
                    new("quantized_loss", point => Number(point.Quantized?.Loss)),
                ]
                : Array.Empty<ResultColumn>(),
            .. hardware.Any(each => each.ColumnLimit is not null) ? [Total("limited_currents", counts => counts.LimitedCurrents)] : Array.Empty<ResultColumn>(),
            .. hardware.Any(each => each.AccumulatorBits is not null) ? [Total("clipped_sums", counts => counts.ClippedSums)] : Array.Empty<ResultColumn>(),
            .. result.Points.Any(point => point.Pulses.Count > 0)
                ?
                [
                    new("pulses_mean", point => Number(PulseReport.Mean(point.Pulses))),
                    new("pulses_max", point => Number(PulseReport.Most(point.Pulses))),
                    new("pulses_not_converged", point => Number(PulseReport.NotConverged(point.Pulses))),
                ]
                : Array.Empty<ResultColumn>(),
        ];
    }

    private static ResultColumn Total(string name, Func<ConversionCounts, long> count) => new(
        name, result => result.Trials.Sum(trial => count(trial.Conversions)).ToString(CultureInfo.InvariantCulture));

    /// <summary>A number as the shortest text that reads back as the same; nothing where there is none.</summary>
    private static string Number(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? "";
}
