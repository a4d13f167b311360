namespace CrossbarSim.Devices.Documents;

/// <summary>A file of numbers in named columns: a row of names, then rows of numbers, separated by tabs, semicolons or commas.</summary>
/// <remarks>Comments begin with '#'. Numbers have a decimal point, and no field is empty.</remarks>
public sealed class NumberTable
{
    /// <summary>The most rows that are read.</summary>
    public const int MaximumRows = 1 << 16;

    private readonly SeparatedField[] _names;
    private readonly List<SeparatedField[]> _fields;

    private NumberTable(string file, SeparatedField[] names, List<SeparatedField[]> fields, double[][] rows)
    {
        (File, _names, _fields, Rows) = (file, names, fields, rows);
        Columns = [.. names.Select(name => name.Text)];
    }

    /// <summary>The file.</summary>
    public string File { get; }

    /// <summary>The names of the columns, in order, no two the same.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>The numbers of each row, one a column. One row or more.</summary>
    public IReadOnlyList<double[]> Rows { get; }

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file; complaints name it as given here.</param>
    /// <exception cref="InputException">The file is not such a table.</exception>
    public static NumberTable Load(string path)
    {
        SeparatedText text = new(path);
        List<SeparatedLine> lines = SeparatedText.ContentLines(TextFile.Read(path, SeparatedText.MaximumBytes));
        if (lines.Count == 0)
        {
            throw text.Whole("the file holds no numbers.");
        }

        char separator = SeparatedText.SeparatorOf(lines[0].Text);
        SeparatedField[] names = lines[0].Fields(separator);
        for (int i = 0; i < names.Length && !text.HasEnough; i++)
        {
            if (!SeparatedText.IsName(names[i].Text))
            {
                text.Complain(names[i], "", $"the first row names the columns, and '{names[i].Text}' is no name.");
            }
            else if (names.Take(i).Any(name => name.Text == names[i].Text))
            {
                text.Complain(names[i], "", $"a column is called '{names[i].Text}' already.");
            }
        }

        text.ThrowIfAny();
        if (lines.Count == 1)
        {
            throw text.Whole("the file has a header and no rows below it.");
        }

        if (lines.Count > MaximumRows + 1)
        {
            throw text.Whole($"the file has more than {MaximumRows} rows.");
        }

        List<SeparatedField[]> fields = [.. lines.Skip(1).Select(line => line.Fields(separator))];
        return new NumberTable(path, names, fields, text.Numbers(fields, separator, names.Length, "the header"));
    }

    /// <summary>Where the name of a column stands.</summary>
    public SourceLocation Location(int column) => new(File, _names[column].Line, _names[column].Column);

    /// <summary>Where a number stands.</summary>
    public SourceLocation Location(int row, int column) => new(File, _fields[row][column].Line, _fields[row][column].Column);
}
