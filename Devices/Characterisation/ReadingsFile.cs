using CrossbarSim.Devices.Documents;

namespace CrossbarSim.Devices.Characterisation;

/// <summary>Reads a measurement file: one row to a pulse, separated by tabs, semicolons or commas.</summary>
/// <remarks>
/// Comments begin with '#'. A first row that begins with a word is a header. Numbers have a decimal point. All rows
/// have equally many fields. Faults are gathered, up to twenty.
/// </remarks>
internal sealed class ReadingsFile
{
    private const int MaximumBytes = 8 << 20;
    private const int MaximumRows = 65536;
    private const int MaximumComplaints = 20;

    private readonly string _file;
    private readonly List<Complaint> _complaints = [];

    private ReadingsFile(string file) => _file = file;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file; complaints name it as given here.</param>
    /// <param name="pulseNumbers">
    /// Whether the first column holds pulse numbers. Null: it does if it is not the only one and counts 0, 1, 2 or 1, 2, 3
    /// over two rows or more.
    /// </param>
    /// <exception cref="InputException">The file is not such a table.</exception>
    public static ReadingsTable Load(string path, bool? pulseNumbers) =>
        new ReadingsFile(path).Parse(TextFile.Read(path, MaximumBytes), pulseNumbers);

    private ReadingsTable Parse(string text, bool? pulseNumbers)
    {
        List<Line> lines = ContentLines(text);
        if (lines.Count == 0)
        {
            throw Whole("the file holds no numbers.");
        }

        char separator = SeparatorOf(lines.Count > 1 ? lines[1].Text : lines[0].Text);
        if (IsHeader(lines[0].Fields(separator)[0].Text))
        {
            lines.RemoveAt(0);
            if (lines.Count == 0)
            {
                throw Whole("the file has a header and no rows below it.");
            }
        }

        if (lines.Count > MaximumRows)
        {
            throw Whole($"the file has more than {MaximumRows} rows.");
        }

        List<Field[]> rows = [.. lines.Select(line => line.Fields(separator))];
        if (rows.All(row => row.Length > 1 && row[^1].Text.Length == 0))
        {
            rows = [.. rows.Select(row => row[..^1])]; // every row ends with a separator
        }

        double[][] numbers = Numbers(rows, separator);
        return Table(rows, numbers, pulseNumbers);
    }

    private double[][] Numbers(List<Field[]> rows, char separator)
    {
        double[][] numbers = new double[rows.Count][];
        for (int i = 0; i < rows.Count && _complaints.Count < MaximumComplaints; i++)
        {
            Field[] row = rows[i];
            numbers[i] = new double[row.Length];
            if (row.Length == 1 && rows[0].Length > 1 && SeparatorOf(row[0].Text) is char other && row[0].Text.Contains(other))
            {
                Complain(row[0], "", $"this row is separated by {NameOf(other)}, the others by {NameOf(separator)}.");
                continue;
            }

            if (row.Length != rows[0].Length)
            {
                string cut = row.Length < rows[0].Length ? "is it cut short?" : "is there a separator too many?";
                Complain(row[0], "", $"this row has {Count(row.Length, "field")}, the first has {rows[0].Length}; {cut}");
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

    private ReadingsTable Table(List<Field[]> rows, double[][] numbers, bool? pulseNumbers)
    {
        bool counts = rows.Count > 1 && rows[0].Length > 1 && numbers[0][0] is 0 or 1
            && numbers.Index().All(row => row.Item[0] == numbers[0][0] + row.Index);
        bool pulses = pulseNumbers ?? counts;
        if (pulses && rows[0].Length == 1)
        {
            throw Whole("the file has pulse numbers and no readings beside them.");
        }

        int first = pulses ? 1 : 0;
        for (int i = 0; i < rows.Count && _complaints.Count < MaximumComplaints; i++)
        {
            if (pulses && (numbers[i][0] != Math.Floor(numbers[i][0]) || (i > 0 && numbers[i][0] <= numbers[i - 1][0])))
            {
                Complain(rows[i][0], "column 1", i == 0 || numbers[i][0] != Math.Floor(numbers[i][0])
                    ? $"{rows[i][0].Text} is no pulse number."
                    : $"pulse number {rows[i][0].Text} does not come after {rows[i - 1][0].Text}.");
            }

            for (int column = first; column < rows[i].Length; column++)
            {
                if (numbers[i][column] < 0)
                {
                    Complain(rows[i][column], $"column {column + 1}", $"{rows[i][column].Text} is negative; a conductance is zero or more.");
                }
            }
        }

        ThrowIfAny();
        return new ReadingsTable(
            _file,
            [.. rows.Select((row, i) => new ReadingsRow(row[first].Line, row[first].Column, numbers[i][first..]))],
            pulseNumbers is null && pulses);
    }

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

    /// <summary>Whether a first field is the name of a column rather than a number, a faulty one included.</summary>
    private static bool IsHeader(string field) =>
        field.Length > 0 && char.IsLetter(field[0])
        && field.ToUpperInvariant() is not ("NAN" or "INF" or "INFINITY");

    private static char SeparatorOf(string line) =>
        line.Contains('\t') ? '\t' : line.Contains(';') ? ';' : ',';

    private static string NameOf(char separator) => separator switch
    {
        '\t' => "tabs",
        ';' => "semicolons",
        _ => "commas",
    };

    private static List<Line> ContentLines(string text)
    {
        List<Line> lines = [];
        int number = 0;
        foreach (string raw in text.Split('\n'))
        {
            number++;
            string line = raw.Split('#')[0].TrimEnd('\r');
            if (line.Trim().Length > 0)
            {
                lines.Add(new Line(number, line));
            }
        }

        return lines;
    }

    private static string Count(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";

    private void Complain(Field field, string key, string problem) =>
        _complaints.Add(new Complaint(new SourceLocation(_file, field.Line, field.Column), key, problem));

    private void ThrowIfAny()
    {
        if (_complaints.Count > 0)
        {
            throw new InputException(_complaints);
        }
    }

    private InputException Whole(string problem) => new(SourceLocation.WholeFile(_file), "", problem);

    /// <summary>A line that is not blank, its comment taken off.</summary>
    private readonly record struct Line(int Number, string Text)
    {
        public Field[] Fields(char separator)
        {
            List<Field> fields = [];
            int start = 0;
            foreach (string part in Text.TrimEnd(' ').Split(separator))
            {
                int blanks = part.Length - part.TrimStart().Length;
                string text = part.Trim();
                text = text is ['"', .., '"'] ? text[1..^1].Trim() : text;
                fields.Add(new Field(Number, start + blanks + 1, text));
                start += part.Length + 1;
            }

            return [.. fields];
        }
    }

    private readonly record struct Field(int Line, int Column, string Text);
}
