using System.Globalization;
using CrossbarSim.Networks.Conversion;
using CrossbarSim.Scenarios.Schema;
using CrossbarSim.Scenarios.Studies;

namespace CrossbarSim.Scenarios.Reports;

/// <summary>What a staged study found: the accuracy of every network under every stage, what it brought to know a stage, and what weights take.</summary>
internal static class StageTable
{
    /// <summary>The tables in Markdown; null where the study has no stages.</summary>
    public static string? Of(StudyResult result)
    {
        if (result.Points[0].Point.Swept.All(value => value.Key != Stages.TrainedFor))
        {
            return null;
        }

        return string.Join('\n', result.Points.GroupBy(Others).Select(study => Of(study.Key, [.. study])));
    }

    private static string Of(string others, PointResult[] points)
    {
        string[] trained = [.. points.Select(point => Value(point, Stages.TrainedFor)).Distinct()];
        string[] stages = [.. points.Select(point => Value(point, Stages.EvaluatedUnder)).Distinct()];
        TextTable accuracies = new(
            ["trained for", .. stages.Select(stage => $"under {stage}, %")],
            [.. trained.Select(row => (string[])[row, .. stages.Select(stage => Accuracy(At(row, stage)))])]);
        TextTable gains = new(
            ["stage", "not known, %", "known, %", "gain, points"],
            [.. stages.Select((stage, i) =>
            {
                (PointResult before, PointResult after) = (At(trained[i], stage), At(trained[i + 1], stage));
                return (string[])[stage, Accuracy(before), Accuracy(after), (100 * (after.Accuracy.Mean - before.Accuracy.Mean)).ToString("+0.00;-0.00;0.00", CultureInfo.InvariantCulture)];
            })]);
        return $"{(others.Length == 0 ? "" : $"{others}\n\n")}{accuracies.Markdown()}\nA network that does not know a stage is the one of the stage before.\n\n{gains.Markdown()}\n{Size(points[0])}\n";

        PointResult At(string row, string stage) => points.Single(point => Value(point, Stages.TrainedFor) == row && Value(point, Stages.EvaluatedUnder) == stage);
    }

    /// <summary>What weights take in float, and as levels of cells.</summary>
    private static string Size(PointResult point)
    {
        LayerPlan[] onTiles = [.. point.Layers.Where(layer => layer.Weights > 0)];
        double single = onTiles.Sum(layer => layer.Weights * 32.0) / 8192;
        string digital = FormattableString.Invariant($"{onTiles.Sum(layer => layer.Weights)} weights on tiles; in float {single:0.0} KiB (float accuracy {100 * point.Baseline.Accuracy:0.00} %)");
        return onTiles.All(layer => layer.WeightBits is not null)
            ? FormattableString.Invariant($"{digital}, as levels of cells {onTiles.Sum(layer => layer.Weights * layer.WeightBits!.Value) / 8192:0.0} KiB.")
            : $"{digital}.";
    }

    private static string Accuracy(PointResult point)
    {
        string mean = (100 * point.Accuracy.Mean).ToString("0.00", CultureInfo.InvariantCulture);
        return point.Accuracy.Interval is double interval ? $"{mean} ± {(100 * interval).ToString("0.00", CultureInfo.InvariantCulture)}" : mean;
    }

    private static string Value(PointResult point, string key) => point.Point.Swept.Single(value => value.Key == key).Text;

    private static string Others(PointResult point) => string.Join(", ", point.Point.Swept
        .Where(value => value.Key is not (Stages.TrainedFor or Stages.EvaluatedUnder)).Select(value => $"{value.Key}: {value.Text}"));
}
