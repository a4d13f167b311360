using System.Globalization;
using System.Text;
using CrossbarSim.Devices.Documents;

namespace CrossbarSim.Devices.Characterisation.Measurements;

/// <summary>A measurement file as rows of fields, any number of rows; a field is turned into a number when it is asked for.</summary>
/// <remarks>
/// Fields are separated by tabs, semicolons or commas; comments begin with '#'; numbers have a decimal point. The first row is
/// a header if no field of it is a number, or if its first field is a word and that of the second row is not.
/// </remarks>
internal sealed class MeasurementTable
{
    private const int MaximumComplaints = 20;

    private readonly MeasurementText _text;
    private readonly byte _separator;
    private readonly int[] _starts;
    private readonly int[] _lengths;
    private readonly int[] _lines;
    private readonly int _header;
    private int[] _rows;
    private List<Complaint> _complaints = [];

    private MeasurementTable(MeasurementText text, int skip)
    {
        _text = text;
        (_starts, _lengths, _lines) = Lines(text.Bytes.Span, skip);
        if (_starts.Length == 0)
        {
            throw Whole("the file holds no numbers.");
        }

        _separator = SeparatorOf(Line(Math.Min(1, _starts.Length - 1)));
        _header = IsHeader() ? 0 : -1;
        Names = _header < 0 ? [] : [.. Enumerable.Range(0, FieldCount(0)).Select(column => Field(0, column))];
        int first = _header + 1;
        _rows = [.. Enumerable.Range(first, _starts.Length - first)];
        if (_rows.Length == 0)
        {
            throw Whole("the file has a header and no rows below it.");
        }
    }

    /// <summary>The file.</summary>
    public string File => _text.File;

    /// <summary>SHA-256 of the file.</summary>
    public string Sha256 => _text.Sha256;

    /// <summary>The names of the columns; empty where the file has no header.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>How many rows there are, those that were set aside not counted.</summary>
    public int RowCount => _rows.Length;

    /// <summary>How many rows the file has.</summary>
    public int AllRows => _starts.Length - _header - 1;

    /// <summary>How many fields a row has.</summary>
    public int Fields { get; private set; }

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file; complaints name it as given here.</param>
    /// <param name="skip">How many lines at its beginning are no part of the table.</param>
    /// <exception cref="InputException">It is not such a table.</exception>
    public static MeasurementTable Load(string path, int skip) => new(MeasurementText.Load(path), skip);

    /// <summary>The column a user means: by its name, or by its number from 1.</summary>
    /// <returns>Its index, from 0; -1 where there is none.</returns>
    public int Find(string column)
    {
        for (int i = 0; i < Names.Count; i++)
        {
            if (string.Equals(Names[i], column, StringComparison.Ordinal))
            {
                return i;
            }
        }

        return int.TryParse(column, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && number >= 1 && number <= FieldCount(_rows.Length > 0 ? _rows[0] : 0) ? number - 1 : -1;
    }

    /// <summary>Keeps only the rows whose field in a column is this text or number. Done before <see cref="CheckShape"/>.</summary>
    public void Keep(int column, string wanted)
    {
        bool numeric = NumberText.Read(wanted, out double number) is null;
        _rows = [.. _rows.Where(row =>
        {
            string field = column < FieldCount(row) ? Field(row, column) : "";
            return field == wanted || (numeric && NumberText.Read(field, out double value) is null && value == number);
        })];
    }

    /// <summary>The text of a column in the row that stands before each row in the file, whether kept or not.</summary>
    /// <returns>One a row; empty for the first of the file and for a row before without that column.</returns>
    public string[] Before(int column) =>
        [.. _rows.Select(row => row > _header + 1 && column < FieldCount(row - 1) ? Field(row - 1, column) : "")];

    /// <summary>Checks that all rows have as many fields as the header, or the first row.</summary>
    /// <exception cref="InputException">A row has another number of fields, or repeats the header.</exception>
    public void CheckShape()
    {
        Fields = _header >= 0 ? Names.Count : FieldCount(_rows[0]);
        string like = _header >= 0 ? "the header" : "the first";
        ReadOnlySpan<byte> header = _header >= 0 ? Line(0) : default;
        foreach (int row in _rows)
        {
            int count = FieldCount(row);
            if (_header >= 0 && Line(row).SequenceEqual(header))
            {
                Complain(Location(row, 0), "", "the header stands here a second time; are these two files in one?");
            }
            else if (count != Fields)
            {
                string cut = count < Fields ? "is it cut short?" : "is there a separator too many, or a decimal comma?";
                Complain(Location(row, 0), "", $"this row has {Counted(count, "field")}, {like} has {Fields}; {cut}");
            }

            if (HasEnough)
            {
                break;
            }
        }

        ThrowIfAny();
    }

    /// <summary>The numbers of a column, one a row.</summary>
    /// <param name="column">From 0.</param>
    /// <param name="emptyIsMissing">Whether a field may be empty; its number is NaN then.</param>
    public double[] Numbers(int column, bool emptyIsMissing = false)
    {
        double[] numbers = new double[_rows.Length];
        for (int i = 0; i < numbers.Length && !HasEnough; i++)
        {
            numbers[i] = Number(_rows[i], column, Span(_rows[i], column), emptyIsMissing);
        }

        ThrowIfAny();
        return numbers;
    }

    /// <summary>All numbers of a row from one column on; empty fields are NaN.</summary>
    public double[] RowNumbers(int row, int firstColumn)
    {
        double[] numbers = new double[Fields - firstColumn];
        ReadOnlySpan<byte> rest = Line(_rows[row]);
        for (int column = 0; column < Fields && !HasEnough; column++)
        {
            int end = rest.IndexOf(_separator);
            ReadOnlySpan<byte> field = end < 0 ? rest : rest[..end];
            rest = end < 0 ? [] : rest[(end + 1)..];
            if (column >= firstColumn)
            {
                numbers[column - firstColumn] = Number(_rows[row], column, Trimmed(field), emptyIsMissing: true);
            }
        }

        return numbers;
    }

    /// <summary>The group each row is in, by the text of a column.</summary>
    /// <param name="column">From 0.</param>
    public Grouping Groups(int column)
    {
        Dictionary<string, int> known = new(StringComparer.Ordinal);
        Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> lookup = known.GetAlternateLookup<ReadOnlySpan<char>>();
        int[] groups = new int[_rows.Length];
        Span<char> characters = stackalloc char[256];
        for (int i = 0; i < groups.Length && !HasEnough; i++)
        {
            ReadOnlySpan<byte> field = Span(_rows[i], column);
            if (field.Length is 0 or > 256)
            {
                Complain(Location(_rows[i], column), $"column {column + 1}", field.Length == 0 ? "is empty." : "is longer than a name is.");
                continue;
            }

            ReadOnlySpan<char> name = characters[..Encoding.UTF8.GetChars(field, characters)];
            if (!lookup.TryGetValue(name, out groups[i]))
            {
                groups[i] = known.Count;
                known.Add(name.ToString(), groups[i]);
            }
        }

        ThrowIfAny();
        return new Grouping(groups, [.. known.OrderBy(pair => pair.Value).Select(pair => pair.Key)]);
    }

    /// <summary>Where a field of a row stands.</summary>
    public SourceLocation LocationOf(int row, int column) => Location(_rows[row], column);

    /// <summary>Where the name of a column stands; the file as a whole without a header.</summary>
    public SourceLocation HeaderLocation(int column) => _header < 0 ? SourceLocation.WholeFile(File) : Location(0, column);

    /// <summary>The text of a field as it stands.</summary>
    public string TextOf(int row, int column) => Field(_rows[row], column);

    /// <summary>Whether there were so many faults that it is enough.</summary>
    public bool HasEnough => _complaints.Count >= MaximumComplaints;

    /// <summary>Notes a fault.</summary>
    public void Complain(SourceLocation location, string key, string problem) => _complaints.Add(new Complaint(location, key, problem));

    /// <summary>Ends with what was noted.</summary>
    public void ThrowIfAny()
    {
        if (_complaints.Count > 0)
        {
            List<Complaint> found = _complaints;
            _complaints = [];
            throw new InputException(found);
        }
    }

    /// <summary>A fault of the file as a whole.</summary>
    public InputException Whole(string problem) => new(SourceLocation.WholeFile(File), "", problem);

    private static (int[] Starts, int[] Lengths, int[] Lines) Lines(ReadOnlySpan<byte> text, int skip)
    {
        List<int> starts = [];
        List<int> lengths = [];
        List<int> lines = [];
        int number = 0;
        for (int start = 0; start < text.Length;)
        {
            number++;
            int end = text[start..].IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? text[start..] : text.Slice(start, end);
            int comment = line.IndexOf((byte)'#');
            ReadOnlySpan<byte> content = (comment < 0 ? line : line[..comment]).TrimEnd("\r "u8);
            if (number > skip && !content.Trim(" \t"u8).IsEmpty)
            {
                starts.Add(start);
                lengths.Add(content.Length);
                lines.Add(number);
            }

            start += line.Length + 1;
        }

        return ([.. starts], [.. lengths], [.. lines]);
    }

    private static byte SeparatorOf(ReadOnlySpan<byte> line) =>
        line.Contains((byte)'\t') ? (byte)'\t' : line.Contains((byte)';') ? (byte)';' : (byte)',';

    private static ReadOnlySpan<byte> Trimmed(ReadOnlySpan<byte> field)
    {
        ReadOnlySpan<byte> text = field.Trim(" \t"u8);
        return text is [(byte)'"', .., (byte)'"'] ? text[1..^1].Trim((byte)' ') : text;
    }

    private static string Counted(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";

    private bool IsHeader()
    {
        bool anyNumber = Enumerable.Range(0, FieldCount(0)).Any(column => NumberText.Read(Field(0, column), out _) is null);
        return !SeparatedText.IsName(Field(0, 0)) ? false
            : !anyNumber || (_starts.Length > 1 && !SeparatedText.IsName(Field(1, 0)));
    }

    private ReadOnlySpan<byte> Line(int row) => _text.Bytes.Span.Slice(_starts[row], _lengths[row]);

    private int FieldCount(int row) => Line(row).Count(_separator) + 1;

    private ReadOnlySpan<byte> Span(int row, int column) => Trimmed(Raw(row, column, out _));

    /// <summary>A field with the blanks about it, and where in the line it begins.</summary>
    private ReadOnlySpan<byte> Raw(int row, int column, out int start)
    {
        ReadOnlySpan<byte> line = Line(row);
        ReadOnlySpan<byte> rest = line;
        for (; column > 0; column--)
        {
            rest = rest[(rest.IndexOf(_separator) + 1)..];
        }

        start = line.Length - rest.Length;
        int end = rest.IndexOf(_separator);
        return end < 0 ? rest : rest[..end];
    }

    private string Field(int row, int column) => Encoding.UTF8.GetString(Span(row, column));

    private double Number(int row, int column, ReadOnlySpan<byte> field, bool emptyIsMissing)
    {
        if (field.IsEmpty && emptyIsMissing)
        {
            return double.NaN;
        }

        if (double.TryParse(field, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out double value)
            && double.IsFinite(value) && value != 0)
        {
            return value;
        }

        // Zero, or no number: the careful reader decides and explains.
        string text = Encoding.UTF8.GetString(field);
        string? problem = text.Length == 0 ? "is empty." : NumberText.Read(text, out value);
        if (problem is not null)
        {
            Complain(Location(row, column), $"column {column + 1}", text.ToUpperInvariant() is "NAN" or "INF" or "-INF" or "INFINITY"
                ? $"'{text}' is no reading; leave the field empty, or the row out."
                : problem);
        }

        return value;
    }

    private SourceLocation Location(int row, int column)
    {
        ReadOnlySpan<byte> field = Raw(row, column, out int start);
        start += field.Length - field.TrimStart(" \t"u8).Length;
        int characters = Encoding.UTF8.GetCharCount(Line(row)[..start]);
        return new SourceLocation(File, _lines[row], characters + 1);
    }
}

/// <summary>Rows in groups by the text of a column.</summary>
/// <param name="Of">The group of each row.</param>
/// <param name="Names">The names of the groups, in the order in which they appear.</param>
internal sealed record Grouping(int[] Of, IReadOnlyList<string> Names)
{
    /// <summary>All rows in one group.</summary>
    public static Grouping One(int rows) => new(new int[rows], [""]);

    /// <summary>The groups in the order of their names where all are numbers, otherwise as they appear.</summary>
    public int[] InOrder()
    {
        double[] numbers = new double[Names.Count];
        for (int i = 0; i < numbers.Length; i++)
        {
            if (NumberText.Read(Names[i], out numbers[i]) is not null)
            {
                return [.. Enumerable.Range(0, Names.Count)];
            }
        }

        return [.. Enumerable.Range(0, Names.Count).OrderBy(i => numbers[i])];
    }
}
