using YamlDotNet.Core;

namespace CrossbarSim.Devices.Documents;

/// <summary>Reads YAML into nodes that know their place.</summary>
/// <remarks>
/// The plain part of YAML: sections, lists and values. No anchors, aliases, tags or merge keys; one document to a file,
/// of at most 1 MiB and 32 levels. What a value means (number, flag, quantity) is settled by whoever reads the key.
/// </remarks>
public static class YamlFile
{
    /// <summary>The largest file that is read: 1 MiB.</summary>
    public const int MaximumBytes = 1 << 20;

    /// <summary>The deepest nesting that is read.</summary>
    public const int MaximumDepth = 32;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file; complaints name it as given here.</param>
    /// <exception cref="InputException">The file cannot be read or is not a YAML mapping.</exception>
    public static MappingNode Load(string path) => Parse(TextFile.Read(path, MaximumBytes), path);

    /// <summary>Reads text.</summary>
    /// <param name="text">The YAML text.</param>
    /// <param name="file">The name by which complaints call it.</param>
    /// <exception cref="InputException">The text is not a YAML mapping.</exception>
    public static MappingNode Parse(string text, string file)
    {
        DocumentNode root = ParseNode(text, file);
        return root as MappingNode ?? throw new InputException(
            root.Location, "", $"the file holds {root.Noun} where keys and values are wanted, as in 'name: my-device'.");
    }

    /// <summary>Reads text that may be a single value or a list too, as an override on the command line is.</summary>
    /// <param name="text">The YAML text.</param>
    /// <param name="file">The name by which complaints call it.</param>
    /// <exception cref="InputException">The text is empty or not YAML.</exception>
    public static DocumentNode ParseNode(string text, string file)
    {
        Parser parser = new(new StringReader(text));
        try
        {
            return new YamlTreeBuilder(parser, file).Build();
        }
        catch (YamlException e)
        {
            throw e.Message.Contains("tab", StringComparison.Ordinal) && TabIndent(text, file) is { } tab
                ? new InputException(tab, "", "a tab cannot indent a line of YAML; use spaces.")
                : new InputException(YamlTreeBuilder.At(file, e.Start), "", $"this is not YAML: {e.Message.TrimEnd('.')}.");
        }
        catch (InvalidOperationException)
        {
            // So the scanner gives up on a list without its ']' when a key follows in the next line.
            Mark last = parser.Current?.End ?? Mark.Empty;
            throw new InputException(
                YamlTreeBuilder.At(file, last), "", "this is not YAML: after this, a ',' or a closing ']' or '}' is missing.");
        }
    }

    /// <summary>The first tab before the text of a line.</summary>
    private static SourceLocation? TabIndent(string text, string file)
    {
        string[] lines = text.Split('\n');
        for (int line = 0; line < lines.Length; line++)
        {
            int spaces = lines[line].Length - lines[line].TrimStart(' ').Length;
            if (lines[line].AsSpan(spaces).StartsWith("\t"))
            {
                return new SourceLocation(file, line + 1, spaces + 1);
            }
        }

        return null;
    }
}
