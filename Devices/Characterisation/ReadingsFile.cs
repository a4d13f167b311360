using CrossbarSim.Devices.Documents;

namespace CrossbarSim.Devices.Characterisation;

/// <summary>Reads a measurement file: one row to a pulse, separated by tabs, semicolons or commas.</summary>
/// <remarks>
/// Comments begin with '#'. A first row that begins with a word is a header. Numbers have a decimal point. All rows
/// have equally many fields. Faults are gathered, up to twenty.
/// </remarks>
internal sealed class ReadingsFile
{
    private const int MaximumRows = 65536;

    private readonly string _file;
    private readonly SeparatedText _text;

    private ReadingsFile(string file) => (_file, _text) = (file, new SeparatedText(file));

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file; complaints name it as given here.</param>
    /// <param name="pulseNumbers">
    /// Whether the first column holds pulse numbers. Null: it does if it is not the only one and counts 0, 1, 2 or 1, 2, 3
    /// over two rows or more.
    /// </param>
    /// <exception cref="InputException">The file is not such a table.</exception>
    public static ReadingsTable Load(string path, bool? pulseNumbers) =>
        new ReadingsFile(path).Parse(TextFile.Read(path, SeparatedText.MaximumBytes), pulseNumbers);

    private ReadingsTable Parse(string text, bool? pulseNumbers)
    {
        List<SeparatedLine> lines = SeparatedText.ContentLines(text);
        if (lines.Count == 0)
        {
            throw _text.Whole("the file holds no numbers.");
        }

        char separator = SeparatedText.SeparatorOf(lines.Count > 1 ? lines[1].Text : lines[0].Text);
        if (SeparatedText.IsName(lines[0].Fields(separator)[0].Text))
        {
            lines.RemoveAt(0);
            if (lines.Count == 0)
            {
                throw _text.Whole("the file has a header and no rows below it.");
            }
        }

        if (lines.Count > MaximumRows)
        {
            throw _text.Whole($"the file has more than {MaximumRows} rows.");
        }

        List<SeparatedField[]> rows = [.. lines.Select(line => line.Fields(separator))];
        if (rows.All(row => row.Length > 1 && row[^1].Text.Length == 0))
        {
            rows = [.. rows.Select(row => row[..^1])]; // every row ends with a separator
        }

        double[][] numbers = _text.Numbers(rows, separator, rows[0].Length, "the first");
        return Table(rows, numbers, pulseNumbers);
    }

    private ReadingsTable Table(List<SeparatedField[]> rows, double[][] numbers, bool? pulseNumbers)
    {
        bool counts = rows.Count > 1 && rows[0].Length > 1 && numbers[0][0] is 0 or 1
            && numbers.Index().All(row => row.Item[0] == numbers[0][0] + row.Index);
        bool pulses = pulseNumbers ?? counts;
        if (pulses && rows[0].Length == 1)
        {
            throw _text.Whole("the file has pulse numbers and no readings beside them.");
        }

        int first = pulses ? 1 : 0;
        for (int i = 0; i < rows.Count && !_text.HasEnough; i++)
        {
            if (pulses && (numbers[i][0] != Math.Floor(numbers[i][0]) || (i > 0 && numbers[i][0] <= numbers[i - 1][0])))
            {
                _text.Complain(rows[i][0], "column 1", i == 0 || numbers[i][0] != Math.Floor(numbers[i][0])
                    ? $"{rows[i][0].Text} is no pulse number."
                    : $"pulse number {rows[i][0].Text} does not come after {rows[i - 1][0].Text}.");
            }

            for (int column = first; column < rows[i].Length; column++)
            {
                if (numbers[i][column] < 0)
                {
                    _text.Complain(rows[i][column], $"column {column + 1}", $"{rows[i][column].Text} is negative; a conductance is zero or more.");
                }
            }
        }

        _text.ThrowIfAny();
        return new ReadingsTable(
            _file,
            [.. rows.Select((row, i) => new ReadingsRow(row[first].Line, row[first].Column, numbers[i][first..]))],
            pulseNumbers is null && pulses);
    }
}
