using CrossbarSim.Devices.Documents;

namespace CrossbarSim.Tests.Devices.Documents;

[TestFixture]
public sealed class MappingNodeTests
{
    [Test]
    public void Merge_SectionsInBoth_MergesDeeplyAndKeepsTheFiles()
    {
        MappingNode lower = YamlFile.Parse("name: a\ntile:\n  rows: 1\n  adc: {bits: 3, range: x}\nlist: [1, 2]", "base");
        MappingNode upper = YamlFile.Parse("tile:\n  adc: {bits: 4}\nlist: [3]\nnew: 1", "own");

        MappingNode merged = MappingNode.Merge(lower, upper);

        Assert.That(Text(merged), Is.EqualTo("{name:a,tile:{rows:1,adc:{bits:4,range:x}},list:[3],new:1}"));
        Assert.That(merged.At("tile.adc.bits")!.Location.ToString(), Is.EqualTo("own(2,15)"));
        Assert.That(merged.At("tile.adc.range")!.Location.ToString(), Is.EqualTo("base(4,25)"));
    }

    [Test]
    public void Merge_SectionOverValueAndValueOverSection_Replaces()
    {
        MappingNode lower = YamlFile.Parse("a: {x: 1}\nb: 2", "base");
        MappingNode upper = YamlFile.Parse("a: 5\nb: {y: 1}", "own");

        Assert.That(Text(MappingNode.Merge(lower, upper)), Is.EqualTo("{a:5,b:{y:1}}"));
    }

    [Test]
    public void With_DeepPath_ReplacesOrMakesAndLeavesTheOriginal()
    {
        MappingNode before = YamlFile.Parse("a: {b: {c: 1}}\nd: 2", "f");
        ScalarNode nine = new(new SourceLocation("sweep", 1, 1), "9");

        Assert.That(Text(before.With("a.b.c", nine)), Is.EqualTo("{a:{b:{c:9}},d:2}"));
        Assert.That(Text(before.With("a.new.c", nine)), Is.EqualTo("{a:{b:{c:1},new:{c:9}},d:2}"));
        Assert.That(Text(before), Is.EqualTo("{a:{b:{c:1}},d:2}"));
    }

    [Test]
    public void With_PathThroughAValue_SaysSo()
    {
        MappingNode before = YamlFile.Parse("tile:\n  device: ideal", "f");
        ScalarNode nine = new(new SourceLocation("sweep", 3, 4), "9");

        InputException fault = Assert.Throws<InputException>(() => before.With("tile.device.levels", nine))!;

        Assert.That(fault.Message, Is.EqualTo(
            "sweep(3,4): tile.device.levels: 'tile.device' is a value at f(2,11), not a section with keys."));
    }

    private static string Text(DocumentNode node) => node switch
    {
        ScalarNode scalar => scalar.Text,
        SequenceNode sequence => $"[{string.Join(',', sequence.Items.Select(Text))}]",
        MappingNode mapping => $"{{{string.Join(',', mapping.Entries.Select(entry => $"{entry.Key}:{Text(entry.Value)}"))}}}",
        _ => throw new ArgumentOutOfRangeException(nameof(node)),
    };
}
