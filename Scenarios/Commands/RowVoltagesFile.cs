using CrossbarSim.Devices.Documents;

namespace CrossbarSim.Scenarios.Commands;

/// <summary>A file of row voltages: a column <c>volts</c>, one line a row, and a column <c>row</c> that counts from 0, where there is one.</summary>
internal static class RowVoltagesFile
{
    private static readonly string[] s_columns = ["row", "volts"];

    /// <summary>Reads a file.</summary>
    /// <returns>In volts, one per row.</returns>
    /// <exception cref="InputException">The file is not such a table.</exception>
    public static double[] Load(string path)
    {
        NumberTable table = NumberTable.Load(path);
        string[] columns = [.. table.Columns];
        List<Complaint> complaints = [.. columns.Index().Where(column => !s_columns.Contains(column.Item)).Select(column => new Complaint(
            table.Location(column.Index), column.Item, $"no column is called '{column.Item}'. {NearestName.Hint(column.Item, s_columns)}"))];
        (int number, int volts) = (Array.IndexOf(columns, "row"), Array.IndexOf(columns, "volts"));
        if (volts < 0 && complaints.Count == 0)
        {
            complaints.Add(new Complaint(SourceLocation.WholeFile(path), "", "there is no column 'volts'."));
        }

        for (int row = 0; number >= 0 && row < table.Rows.Count && complaints.Count == 0; row++)
        {
            if (table.Rows[row][number] != row)
            {
                complaints.Add(new Complaint(table.Location(row, number), "row", $"here row {row} is wanted: rows count 0, 1, 2 and so on."));
            }
        }

        return complaints.Count == 0 ? [.. table.Rows.Select(row => row[volts])] : throw new InputException(complaints);
    }
}
