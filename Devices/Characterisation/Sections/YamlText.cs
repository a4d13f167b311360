using System.Text;

namespace CrossbarSim.Devices.Characterisation.Sections;

/// <summary>Writes a device file, key by key.</summary>
internal sealed class YamlText
{
    private readonly StringBuilder _text = new();
    private string _indent = "";

    /// <summary>A text in double quotes.</summary>
    public static string Quoted(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    /// <summary>A comment on a line of its own.</summary>
    public void Comment(string text) => _text.Append(_indent).Append("# ").Append(text).Append('\n');

    /// <summary>A key whose value is written as it is.</summary>
    public void Plain(string key, string value) => _text.Append(_indent).Append(key).Append(": ").Append(value).Append('\n');

    /// <summary>A key whose value is any text.</summary>
    public void Text(string key, string value) =>
        Plain(key, value.Length > 0 && value.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.') ? value : Quoted(value));

    /// <summary>A list, an item a line; nothing where there are none.</summary>
    public void List(string key, IEnumerable<string> items)
    {
        string[] all = [.. items];
        if (all.Length > 0)
        {
            _text.Append(_indent).Append(key).Append(":\n");
            foreach (string item in all)
            {
                _text.Append(_indent).Append("  - ").Append(item).Append('\n');
            }
        }
    }

    /// <summary>A section.</summary>
    public void Section(string key, Action write)
    {
        _text.Append(_indent).Append(key).Append(":\n");
        string before = _indent;
        _indent += "  ";
        write();
        _indent = before;
    }

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();
}
