using CrossbarSim.Devices.Documents;

namespace CrossbarSim.Tests.Devices.Documents;

[TestFixture]
public sealed class YamlFileTests
{
    private static readonly object[] Faults =
    [
        Fault("Empty", "", "f: the file is empty."),
        Fault("OnlyAComment", "# nothing\n", "f: the file is empty."),
        Fault("OnlyADocumentStart", "---\n", "f: the file is empty."),
        Fault("AList", "- a\n- b\n", "f(1,1): the file holds a list where keys and values are wanted, as in 'name: my-device'."),
        Fault("AValue", "hello\n", "f(1,1): the file holds a value where keys and values are wanted, as in 'name: my-device'."),
        Fault("DuplicateKey", "rows: 1\ncolumns: 2\nrows: 3\n", "f(3,1): the key 'rows' stands here a second time; the first is in line 1."),
        Fault("DuplicateKeyBelow", "tile:\n  rows: 1\n  \"rows\": 2\n", "f(3,3): the key 'rows' stands here a second time; the first is in line 2."),
        Fault("Anchor", "a: &x 1\n", "f(1,4): anchors and aliases are not supported; use extends."),
        Fault("AnchorAndAlias", "a: &x 1\nb: *x\n", "f(1,4): anchors and aliases are not supported; use extends.\nf(2,4): anchors and aliases are not supported; use extends."),
        Fault("MergeKey", "<<: 1\n", "f(1,1): merge keys ('<<') are not supported; use extends."),
        Fault("Tag", "a: !!int 1\n", "f(1,4): tags such as 'tag:yaml.org,2002:int' are not supported."),
        Fault("LocalTag", "a: !secret {b: 1}\n", "f(1,4): tags such as '!secret' are not supported."),
        Fault("TwoDocuments", "a: 1\n---\nb: 2\n", "f(2,1): a second document begins; a file holds one."),
        Fault("ListAsKey", "? [a, b]\n: 1\n", "f(1,3): a list cannot be a key; a key is a word."),
        Fault("SectionAsKey", "{a: 1}: 2\n", "f(1,1): a section cannot be a key; a key is a word."),
        Fault("NoKey", "a: 1\n: 2\n", "f(2,3): a key is missing before the ':'."),
        Fault("TabIndent", "a:\n\tb: 1\n", "f(2,1): a tab cannot indent a line of YAML; use spaces."),
        Fault("OpenBracket", "a: [1, 2\nb: 3\n", "f(1,6): this is not YAML: after this, a ',' or a closing ']' or '}' is missing."),
        Fault("OpenQuote", "a: \"never closed\n", "f(1,4): this is not YAML: While scanning a quoted scalar, found unexpected end of stream."),
        Fault("WrongIndent", "a:\n  b: 1\n c: 2\n", "f(3,2): this is not YAML: While parsing a block mapping, did not find expected key."),
        Fault("ColonInValue", "a: b: c\n", "f(1,5): this is not YAML: While scanning a plain scalar value, found invalid mapping."),
        Fault("TooDeep", string.Concat(Enumerable.Repeat("[", 40)), "f(1,33): nested deeper than 32 levels."),
        Fault("AliasBomb", "a: &a [x, x]\nb: &b [*a, *a]\n", string.Join('\n', new[] { "(1,4)", "(2,4)", "(2,8)", "(2,12)" }.Select(at => $"f{at}: anchors and aliases are not supported; use extends."))),
    ];

    [TestCaseSource(nameof(Faults))]
    public void Parse_FaultyText_SaysWhereAndWhat(string text, string message)
    {
        InputException fault = Assert.Throws<InputException>(() => YamlFile.Parse(text, "f"))!;

        Assert.That(fault.Message, Is.EqualTo(message));
    }

    private static TestCaseData Fault(string name, string text, string message) =>
        new TestCaseData(text, message).SetArgDisplayNames(name);
}
