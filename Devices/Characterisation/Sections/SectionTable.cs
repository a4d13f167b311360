using CrossbarSim.Devices.Documents;

namespace CrossbarSim.Devices.Characterisation.Sections;

/// <summary>Tables that sections name: numbers by something that ascends in the first column.</summary>
internal static class SectionTable
{
    /// <summary>The columns wanted of a table, row by row; empty after a complaint. Further columns are let be.</summary>
    /// <param name="reader">The section.</param>
    /// <param name="key">The key that names the file.</param>
    /// <param name="names">The columns; the first ascends strictly.</param>
    public static IReadOnlyList<double[]> Read(DocumentReader reader, string key, params string[] names)
    {
        if (reader.Text(key) is not { Length: > 0 } name || FilePath.Named(reader, key, name) is not { } path)
        {
            return [];
        }

        try
        {
            NumberTable table = NumberTable.Load(path);
            int[] columns = [.. names.Select(column => table.Columns.ToList().IndexOf(column))];
            int missing = Array.IndexOf(columns, -1);
            if (missing >= 0)
            {
                throw new InputException(table.Location(0), "", $"there is no column '{names[missing]}'. {NearestName.Hint(names[missing], [.. table.Columns])}");
            }

            for (int row = 1; row < table.Rows.Count; row++)
            {
                if (table.Rows[row][columns[0]] <= table.Rows[row - 1][columns[0]])
                {
                    throw new InputException(table.Location(row, columns[0]), names[0], $"{ExactText.Number(table.Rows[row][columns[0]])} is not above the one before it.");
                }
            }

            return [.. table.Rows.Select(row => columns.Select(column => row[column]).ToArray())];
        }
        catch (InputException fault)
        {
            reader.Complain(fault.Complaints);
            return [];
        }
    }
}
