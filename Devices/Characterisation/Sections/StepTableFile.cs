using System.Collections.Immutable;
using System.Text;
using CrossbarSim.Devices.Documents;

namespace CrossbarSim.Devices.Characterisation.Sections;

/// <summary>The table of measured steps: columns <c>direction</c> (1 up, -1 down), <c>conductance</c>, <c>quantile</c> and <c>step</c>, in siemens.</summary>
internal static class StepTableFile
{
    private static readonly string[] Names = ["direction", "conductance", "quantile", "step"];

    /// <summary>Reads the table that the key <c>steps</c> names; complains of faults.</summary>
    public static (TabulatedPulses? Up, TabulatedPulses? Down) Read(DocumentReader reader)
    {
        if (reader.Text("steps") is not { Length: > 0 } name || FilePath.Named(reader, "steps", name) is not { } path)
        {
            return default;
        }

        try
        {
            NumberTable table = NumberTable.Load(path);
            if (!table.Columns.SequenceEqual(Names))
            {
                throw new InputException(table.Location(0), "", $"the columns are {string.Join(", ", table.Columns)}; they are to be {string.Join(", ", Names)}.");
            }

            return (Direction(table, 1), Direction(table, -1));
        }
        catch (InputException fault)
        {
            reader.Complain(fault.Complaints);
            return default;
        }
    }

    /// <summary>The text of a table.</summary>
    public static string Text(TabulatedPulses? up, TabulatedPulses? down)
    {
        StringBuilder text = new("# Steps of one pulse by the conductance before it, in siemens: quantiles of their distribution.\n");
        text.AppendJoin(',', Names).Append('\n');
        foreach ((int direction, TabulatedPulses? table) in new[] { (1, up), (-1, down) })
        {
            for (int row = 0; row < (table?.Conductances.Length ?? 0); row++)
            {
                for (int column = 0; column < table!.Quantiles.Length; column++)
                {
                    text.Append(ExactText.Of($"{direction},")).AppendJoin(',', new[]
                    {
                        table.Conductances[row], table.Quantiles[column], table.Steps[row][column],
                    }.Select(ExactText.Number)).Append('\n');
                }
            }
        }

        return text.ToString();
    }

    private static TabulatedPulses? Direction(NumberTable table, int direction)
    {
        int[] rows = [.. Enumerable.Range(0, table.Rows.Count).Where(row => table.Rows[row][0] == direction)];
        if (rows.Length == 0)
        {
            return null;
        }

        IGrouping<double, int>[] groups = [.. rows.GroupBy(row => table.Rows[row][1])];
        double[] quantiles = [.. groups[0].Select(row => table.Rows[row][2])];
        if (groups.Length < 2 || quantiles.Length < 2)
        {
            throw new InputException(table.Location(rows[0], 1), "conductance", "a direction has two conductances or more, with two quantiles or more each.");
        }

        double before = double.NegativeInfinity;
        foreach (IGrouping<double, int> group in groups)
        {
            int[] own = [.. group];
            if (group.Key <= before)
            {
                throw new InputException(table.Location(own[0], 1), "conductance", $"{ExactText.Number(group.Key)} is not above the one before it.");
            }

            before = group.Key;
            if (!own.Select(row => table.Rows[row][2]).SequenceEqual(quantiles))
            {
                throw new InputException(table.Location(own[0], 2), "quantile", "the quantiles are not those of the first conductance.");
            }

            for (int i = 0; i < own.Length; i++)
            {
                if (quantiles[i] is <= 0 or >= 1 || (i > 0 && (quantiles[i] <= quantiles[i - 1] || table.Rows[own[i]][3] < table.Rows[own[i - 1]][3])))
                {
                    throw new InputException(table.Location(own[i], 2), "quantile", "quantiles are inside 0 and 1 and ascend, and so do their steps.");
                }
            }
        }

        return new TabulatedPulses(
            [.. groups.Select(group => group.Key)], [.. quantiles],
            [.. groups.Select(group => group.Select(row => table.Rows[row][3]).ToImmutableArray())]);
    }
}
