namespace CrossbarSim.Devices.Documents;

/// <summary>Text in rows of fields, separated by tabs, semicolons or commas, whose every field knows its place; faults are gathered, up to twenty.</summary>
/// <remarks>Comments begin with '#'. Numbers have a decimal point.</remarks>
/// <param name="file">The file, as complaints name it.</param>
internal sealed class SeparatedText(string file)
{
    /// <summary>The largest file that is read.</summary>
    public const int MaximumBytes = 8 << 20;

    private const int MaximumComplaints = 20;

    private readonly List<Complaint> _complaints = [];

    /// <summary>Whether there were so many faults that it is enough.</summary>
    public bool HasEnough => _complaints.Count >= MaximumComplaints;

    /// <summary>The lines that are not blank, their comments taken off.</summary>
    public static List<SeparatedLine> ContentLines(string text)
    {
        List<SeparatedLine> lines = [];
        int number = 0;
        foreach (string raw in text.Split('\n'))
        {
            number++;
            string line = raw.Split('#')[0].TrimEnd('\r');
            if (line.Trim().Length > 0)
            {
                lines.Add(new SeparatedLine(number, line));
            }
        }

        return lines;
    }

    /// <summary>What separates the fields of a line.</summary>
    public static char SeparatorOf(string line) =>
        line.Contains('\t') ? '\t' : line.Contains(';') ? ';' : ',';

    /// <summary>Whether a first field is the name of a column rather than a number, a faulty one included.</summary>
    public static bool IsName(string field) =>
        field.Length > 0 && char.IsLetter(field[0])
        && field.ToUpperInvariant() is not ("NAN" or "INF" or "INFINITY");

    /// <summary>The numbers of some rows.</summary>
    /// <param name="rows">Their fields.</param>
    /// <param name="separator">What separates them.</param>
    /// <param name="count">How many fields a row has to have.</param>
    /// <param name="like">The row that says so, as in <c>the first</c>.</param>
    /// <exception cref="InputException">A row has another number of fields, or a field is no number.</exception>
    public double[][] Numbers(IReadOnlyList<SeparatedField[]> rows, char separator, int count, string like)
    {
        double[][] numbers = new double[rows.Count][];
        for (int i = 0; i < rows.Count && !HasEnough; i++)
        {
            SeparatedField[] row = rows[i];
            numbers[i] = new double[row.Length];
            if (row.Length == 1 && count > 1 && SeparatorOf(row[0].Text) is char other && row[0].Text.Contains(other))
            {
                Complain(row[0], "", $"this row is separated by {NameOf(other)}, the others by {NameOf(separator)}.");
                continue;
            }

            if (row.Length != count)
            {
                string cut = row.Length < count ? "is it cut short?" : "is there a separator too many?";
                Complain(row[0], "", $"this row has {Count(row.Length, "field")}, {like} has {count}; {cut}");
                continue;
            }

            for (int column = 0; column < row.Length; column++)
            {
                if (Problem(row[column].Text, out numbers[i][column]) is { } problem)
                {
                    Complain(row[column], $"column {column + 1}", problem);
                }
            }
        }

        ThrowIfAny();
        return numbers;
    }

    /// <summary>Notes a fault.</summary>
    public void Complain(SeparatedField field, string key, string problem) =>
        _complaints.Add(new Complaint(new SourceLocation(file, field.Line, field.Column), key, problem));

    /// <summary>Ends with what was noted.</summary>
    public void ThrowIfAny()
    {
        if (_complaints.Count > 0)
        {
            throw new InputException(_complaints);
        }
    }

    /// <summary>A fault of the file as a whole.</summary>
    public InputException Whole(string problem) => new(SourceLocation.WholeFile(file), "", problem);

    private static string? Problem(string text, out double value)
    {
        value = 0;
        if (text.Length == 0)
        {
            return "is empty.";
        }

        string? problem = NumberText.Read(text, out value);
        if (problem is null)
        {
            return null;
        }

        return text.Contains(' ')
            ? $"{problem.TrimEnd('.')}; columns are separated by tabs, commas or semicolons."
            : problem;
    }

    private static string NameOf(char separator) => separator switch
    {
        '\t' => "tabs",
        ';' => "semicolons",
        _ => "commas",
    };

    private static string Count(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";
}

/// <summary>A line that is not blank, its comment taken off.</summary>
internal readonly record struct SeparatedLine(int Number, string Text)
{
    public SeparatedField[] Fields(char separator)
    {
        List<SeparatedField> fields = [];
        int start = 0;
        foreach (string part in Text.TrimEnd(' ').Split(separator))
        {
            int blanks = part.Length - part.TrimStart().Length;
            string text = part.Trim();
            text = text is ['"', .., '"'] ? text[1..^1].Trim() : text;
            fields.Add(new SeparatedField(Number, start + blanks + 1, text));
            start += part.Length + 1;
        }

        return [.. fields];
    }
}

/// <summary>A field and its place, line and column from 1.</summary>
internal readonly record struct SeparatedField(int Line, int Column, string Text);
