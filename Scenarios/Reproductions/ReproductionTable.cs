using System.Globalization;
using System.Text;
using CrossbarSim.Scenarios.Studies;

namespace CrossbarSim.Scenarios.Reproductions;

/// <summary>One number of a reproduction, over its seeds.</summary>
/// <param name="Training">The training it comes from.</param>
/// <param name="Reading">How the trained network was read.</param>
/// <param name="Published">The published accuracy, 0 to 1; null: none.</param>
/// <param name="Accuracies">Found accuracies, 0 to 1, one a seed, from seed 1 on.</param>
public sealed record ReproductionRow(string Training, string Reading, double? Published, IReadOnlyList<double> Accuracies)
{
    /// <summary>Epochs of its training; null: those of the table.</summary>
    public int? Epochs { get; init; }
}

/// <summary>The table that a reproduction ends with.</summary>
/// <param name="Rows">Its rows.</param>
/// <param name="Epochs">Epochs of every training of which no row says otherwise.</param>
public sealed record ReproductionTable(IReadOnlyList<ReproductionRow> Rows, int Epochs)
{
    private static readonly string[] s_headers = ["trained", "evaluated", "published %", "accuracy %", "± 95 %", "lowest %", "seeds", "epochs"];

    /// <summary>What else was found, of the network of seed 1.</summary>
    public IReadOnlyList<ReproductionDetail> Details { get; init; } = [];

    /// <summary>One line for each row and seed, accuracies from 0 to 1.</summary>
    public string Csv()
    {
        StringBuilder text = new("trained,evaluated,published,seed,epochs,accuracy\n");
        foreach (ReproductionRow row in Rows)
        {
            for (int seed = 1; seed <= row.Accuracies.Count; seed++)
            {
                text.Append(CultureInfo.InvariantCulture, $"{row.Training},{row.Reading},{row.Published},{seed},{row.Epochs ?? Epochs},{row.Accuracies[seed - 1]}\n");
            }
        }

        return text.ToString();
    }

    /// <summary>Mean, 95 % confidence interval and lowest of the seeds, as a table in Markdown.</summary>
    public string Markdown() => string.Concat(new[] { s_headers, [.. s_headers.Select(_ => "---")] }.Concat(Rows.Select(Cells)).Select(
        cells => $"| {string.Join(" | ", cells)} |\n"));

    private string[] Cells(ReproductionRow row)
    {
        TrialStatistics found = TrialStatistics.Of([.. row.Accuracies]);
        return
        [
            row.Training, row.Reading, row.Published is double published ? Percent(published) : "-", Percent(found.Mean),
            found.Interval is double interval ? Percent(interval) : "-", Percent(found.Lowest),
            found.Count.ToString(CultureInfo.InvariantCulture), (row.Epochs ?? Epochs).ToString(CultureInfo.InvariantCulture),
        ];
    }

    private static string Percent(double part) => (100 * part).ToString("0.00", CultureInfo.InvariantCulture);
}
