namespace CrossbarSim.Simulator.Kernels;

/// <summary>Sums of all subsets of four rows at a time: where inputs are bits, one addition then does the work of four.</summary>
internal static class SubsetTables
{
    /// <summary>Rows in a group.</summary>
    public const int GroupRows = 4;

    /// <summary>Subsets of a group.</summary>
    public const int Subsets = 1 << GroupRows;

    /// <summary>How many groups a tile's rows make; the last may be short.</summary>
    public static int Groups(int rows) => (rows + GroupRows - 1) / GroupRows;

    /// <summary>Sums of subsets.</summary>
    /// <param name="panels">[panel, rows, panel width].</param>
    /// <param name="rows">Rows.</param>
    /// <param name="slots">All panels' widths together.</param>
    /// <param name="panelWidth">Numbers side by side in a panel.</param>
    /// <param name="lanes">Numbers side by side in a table: a register's.</param>
    /// <returns>[register, group, subset, lanes]; bit i of a subset is row i of its group.</returns>
    public static AlignedBuffer<float> Of(AlignedBuffer<float> panels, int rows, int slots, int panelWidth, int lanes)
    {
        int groups = Groups(rows);
        AlignedBuffer<float> tables = new(slots * groups * Subsets);
        for (int register = 0; register < slots / lanes; register++)
        {
            int first = register * lanes;
            for (int group = 0; group < groups; group++)
            {
                Span<float> table = tables.Span.Slice(((register * groups) + group) * Subsets * lanes, Subsets * lanes);
                for (int subset = 1; subset < Subsets; subset++)
                {
                    // A subset is its highest row and the rest, which is a subset of lower number.
                    int highest = 31 - int.LeadingZeroCount(subset);
                    int row = (group * GroupRows) + highest;
                    Span<float> rest = table.Slice((subset & ~(1 << highest)) * lanes, lanes);
                    Span<float> sum = table.Slice(subset * lanes, lanes);
                    if (row >= rows)
                    {
                        rest.CopyTo(sum);
                        continue;
                    }

                    Span<float> added = panels.Span.Slice((first / panelWidth * panelWidth * rows) + (row * panelWidth) + (first % panelWidth), lanes);
                    for (int i = 0; i < lanes; i++)
                    {
                        sum[i] = rest[i] + added[i];
                    }
                }
            }
        }

        return tables;
    }
}
