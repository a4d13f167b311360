using System.Text;
using CrossbarSim.Devices.Documents;

namespace CrossbarSim.Tests.Devices.Documents;

[TestFixture]
public sealed class TextFileTests
{
    private string _folder = "";

    private static readonly object[] Faults =
    [
        new TestCaseData("a: \0"u8.ToArray(), "(1,4): a NUL byte: this is not a text file.").SetArgDisplayNames("Nul"),
        new TestCaseData("a: 1\nb: \u0007"u8.ToArray(), "(2,4): control character U+0007 in the text.").SetArgDisplayNames("Control"),
        new TestCaseData(Encoding.Latin1.GetBytes("# g\ng: 9 µS\n"), "(2,6): byte 0xB5 is not UTF-8 text; save the file as UTF-8.").SetArgDisplayNames("Latin1"),
        new TestCaseData(Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes("a: 1")).ToArray(), ": is UTF-16 text; save it as UTF-8.").SetArgDisplayNames("Utf16"),
        new TestCaseData(new byte[(1 << 20) + 1], ": is larger than 1 MiB.").SetArgDisplayNames("TooLarge"),
        new TestCaseData(Array.Empty<byte>(), ": the file is empty.").SetArgDisplayNames("Empty"),
        new TestCaseData(new byte[] { 0xEF, 0xBB, 0xBF }, ": the file is empty.").SetArgDisplayNames("OnlyAMark"),
    ];

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("crossbarsim").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [TestCaseSource(nameof(Faults))]
    public void Load_NotATextFile_SaysWhy(byte[] bytes, string message)
    {
        string path = Path.Combine(_folder, "x.yaml");
        File.WriteAllBytes(path, bytes);

        InputException fault = Assert.Throws<InputException>(() => YamlFile.Load(path))!;

        Assert.That(fault.Message, Is.EqualTo(path + message));
    }

    [Test]
    public void Load_NoSuchFile_SaysSo()
    {
        string path = Path.Combine(_folder, "none.yaml");

        Assert.That(() => YamlFile.Load(path), Throws.TypeOf<InputException>().With.Message.EqualTo($"{path}: there is no such file."));
    }

    [Test]
    public void Load_Folder_SaysSo() => Assert.That(
        () => YamlFile.Load(_folder),
        Throws.TypeOf<InputException>().With.Message.EqualTo($"{_folder}: is a folder, not a file."));

    [Test]
    public void Load_ByteOrderMarkAndCarriageReturns_AreNoPartOfTheText()
    {
        string path = Path.Combine(_folder, "x.yaml");
        File.WriteAllBytes(path, [0xEF, 0xBB, 0xBF, .. "a: 1\r\nb: two words\r\n"u8]);

        MappingNode root = YamlFile.Load(path);

        Assert.That(((ScalarNode)root.At("b")!).Text, Is.EqualTo("two words"));
        Assert.That(root.Entries[0].KeyLocation, Is.EqualTo(new SourceLocation(path, 1, 1)));
    }
}
