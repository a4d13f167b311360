using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace CrossbarSim.Devices.Documents;

/// <summary>Turns the parser's events into nodes, gathering the faults a reader need not stop at.</summary>
internal sealed class YamlTreeBuilder(IParser parser, string file)
{
    private const string NoAliases = "anchors and aliases are not supported; use extends.";

    private readonly List<Complaint> _complaints = [];

    public static SourceLocation At(string file, Mark mark) => new(file, (int)mark.Line, (int)mark.Column);

    /// <summary>The root node.</summary>
    /// <exception cref="InputException">The document is empty, too deep, or uses what is not supported.</exception>
    public DocumentNode Build()
    {
        parser.Consume<StreamStart>();
        if (parser.Accept<StreamEnd>(out _))
        {
            throw Empty();
        }

        parser.Consume<DocumentStart>();
        DocumentNode root = Node(1);
        if (root is ScalarNode { IsNull: true })
        {
            throw Empty();
        }

        parser.Consume<DocumentEnd>();
        if (parser.TryConsume<DocumentStart>(out DocumentStart? second))
        {
            Complain(second.Start, "a second document begins; a file holds one.");
        }

        return _complaints.Count == 0 ? root : throw new InputException(_complaints);
    }

    private DocumentNode Node(int depth)
    {
        ParsingEvent next = parser.Consume<ParsingEvent>();
        if (depth > YamlFile.MaximumDepth)
        {
            throw new InputException(At(file, next.Start), "", $"nested deeper than {YamlFile.MaximumDepth} levels.");
        }

        if (next is NodeEvent node)
        {
            CheckProperties(node);
        }

        SourceLocation location = At(file, next.Start);
        return next switch
        {
            Scalar scalar => new ScalarNode(location, scalar.Value, scalar.Style != ScalarStyle.Plain),
            SequenceStart => new SequenceNode(location, Items(depth)),
            MappingStart => new MappingNode(location, Entries(depth)),
            AnchorAlias => Alias(next),
            _ => throw new InputException(location, "", "this is not YAML: a value was expected."),
        };
    }

    private ScalarNode Alias(ParsingEvent alias)
    {
        Complain(alias.Start, NoAliases);
        return new ScalarNode(At(file, alias.Start), "");
    }

    private void CheckProperties(NodeEvent node)
    {
        if (!node.Anchor.IsEmpty)
        {
            Complain(node.Start, NoAliases);
        }

        if (!node.Tag.IsEmpty)
        {
            Complain(node.Start, $"tags such as '{node.Tag.Value}' are not supported.");
        }
    }

    private List<DocumentNode> Items(int depth)
    {
        List<DocumentNode> items = [];
        while (!parser.TryConsume<SequenceEnd>(out _))
        {
            items.Add(Node(depth + 1));
        }

        return items;
    }

    private List<MappingEntry> Entries(int depth)
    {
        List<MappingEntry> entries = [];
        Dictionary<string, SourceLocation> seen = new(StringComparer.Ordinal);
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            DocumentNode keyNode = Node(depth + 1);
            DocumentNode value = Node(depth + 1);
            if (Key(keyNode, value) is not { } key)
            {
                continue;
            }

            if (seen.TryGetValue(key, out SourceLocation first))
            {
                Complain(keyNode, $"the key '{key}' stands here a second time; the first is in line {first.Line}.");
                continue;
            }

            seen.Add(key, keyNode.Location);
            entries.Add(new MappingEntry(key, keyNode.Location, value));
        }

        return entries;
    }

    private string? Key(DocumentNode node, DocumentNode value)
    {
        switch (node)
        {
            case not ScalarNode:
                Complain(node, $"{node.Noun} cannot be a key; a key is a word.");
                return null;
            case ScalarNode { IsQuoted: false, Text: "<<" }:
                Complain(node, "merge keys ('<<') are not supported; use extends.");
                return null;
            case ScalarNode { IsNull: true } or ScalarNode { Text: "" }:
                Complain(value, "a key is missing before the ':'."); // an absent key has no place of its own
                return null;
            default:
                return ((ScalarNode)node).Text;
        }
    }

    private InputException Empty() => new(SourceLocation.WholeFile(file), "", "the file is empty.");

    private void Complain(DocumentNode node, string problem) => _complaints.Add(new Complaint(node.Location, "", problem));

    private void Complain(Mark mark, string problem) => _complaints.Add(new Complaint(At(file, mark), "", problem));
}
