using System.Globalization;
using System.Text;
using CrossbarSim.Scenarios.Studies;
using CrossbarSim.Simulator.Wires;

namespace CrossbarSim.Scenarios.Reports;

/// <summary>What lines did to arrays, on the first chip of every point.</summary>
/// <param name="Csv">wires.csv: one line an array.</param>
/// <param name="Maps">wire-maps.csv: effective over nominal conductance, one line a row, of the array of each layer that loses most.</param>
/// <param name="Summary">The worst array of all, in a sentence; and how far an approximate model was off.</param>
internal sealed record WireReport(string Csv, string Maps, string Summary)
{
    private const string Place = "point,layer,group,tile,array,";

    /// <summary>The report; null where lines are perfect.</summary>
    public static WireReport? Of(StudyResult result)
    {
        List<ArrayOfLayer> arrays = [.. result.Points.SelectMany(point => point.Layers.SelectMany(layer => layer.Wires.Select(
            each => new ArrayOfLayer(point.Point.Index, layer.Name, each.Group, each.Effect))))];
        return arrays.Count == 0 ? null : new WireReport(Table(arrays), MapsOf(arrays), SummaryOf(arrays));
    }

    private static string Table(List<ArrayOfLayer> arrays)
    {
        StringBuilder csv = new($"{Place}rows,columns,mean_loss,worst_loss,worst_row,worst_column,largest_error,rms_error\n");
        foreach (ArrayOfLayer array in arrays)
        {
            WireEffect effect = array.Effect;
            csv.Append(CultureInfo.InvariantCulture, $"{array.Place}{effect.Rows},{effect.Columns},{effect.MeanLoss:0.######},{effect.WorstLoss:0.######},");
            csv.Append(CultureInfo.InvariantCulture, $"{effect.WorstRow},{effect.WorstColumn},{effect.LargestError:0.######},{effect.RmsError:0.######}\n");
        }

        return csv.ToString();
    }

    private static string MapsOf(List<ArrayOfLayer> arrays)
    {
        int columns = arrays.Max(array => array.Effect.Columns);
        StringBuilder csv = new($"{Place}row,{string.Join(',', Enumerable.Range(0, columns).Select(column => $"column_{column}"))}\n");
        foreach (ArrayOfLayer array in arrays.GroupBy(array => (array.Point, array.Layer)).Select(layer => layer.MaxBy(array => array.Effect.MeanLoss)!))
        {
            WireEffect effect = array.Effect;
            for (int row = 0; row < effect.Rows; row++)
            {
                csv.Append(CultureInfo.InvariantCulture, $"{array.Place}{row}");
                for (int column = 0; column < columns; column++)
                {
                    double ratio = column < effect.Columns ? effect.Ratios[(row * effect.Columns) + column] : double.NaN;
                    csv.Append(',').Append(double.IsNaN(ratio) ? "" : ratio.ToString("0.#####", CultureInfo.InvariantCulture));
                }

                csv.Append('\n');
            }
        }

        return csv.ToString();
    }

    private static string SummaryOf(List<ArrayOfLayer> arrays)
    {
        ArrayOfLayer most = arrays.MaxBy(array => array.Effect.MeanLoss)!;
        ArrayOfLayer worst = arrays.MaxBy(array => array.Effect.WorstLoss)!;
        string summary = string.Create(
            CultureInfo.InvariantCulture,
            $"Wires: up to {100 * most.Effect.MeanLoss:0.#} % of the current is lost ({most.Name}); the worst cell loses {100 * worst.Effect.WorstLoss:0.#} % ({worst.Name}, row {worst.Effect.WorstRow}, column {worst.Effect.WorstColumn}).");
        double[] errors = [.. arrays.Select(array => array.Effect.LargestError).OfType<double>()];
        return errors.Length == 0 ? summary : summary + string.Create(
            CultureInfo.InvariantCulture,
            $"\nThe resummed model is off by up to {100 * errors.Max():0.##} % of a column's current, {100 * arrays.Max(array => array.Effect.RmsError):0.##} % root mean square in the worst array.");
    }

    private sealed record ArrayOfLayer(int Point, string Layer, int Group, WireEffect Effect)
    {
        public string Place => $"{Point},{Layer},{Group},{Effect.Tile},{Effect.Array},";

        public string Name => $"point {Point}, {Layer}, tile {Effect.Tile}, array {Effect.Array}";
    }
}
