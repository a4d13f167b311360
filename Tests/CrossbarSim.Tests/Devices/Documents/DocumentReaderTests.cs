using CrossbarSim.Devices.Documents;
using CrossbarSim.Devices.Quantities;

namespace CrossbarSim.Tests.Devices.Documents;

[TestFixture]
public sealed class DocumentReaderTests
{
    private enum Split
    {
        FillFirst,
        Balanced,
        WholeChannels,
    }

    private static readonly IReadOnlyDictionary<string, double> Bits =
        new Dictionary<string, double> { ["binary"] = 1, ["ternary"] = 1.5 };

    private static readonly object[] Faults =
    [
        Fault("Integer_Zero", "x: 0", r => r.Integer("x", 1, 128), "f(1,4): x: 0 is not between 1 and 128."),
        Fault("Integer_Fraction", "x: 1.5", r => r.Integer("x", 1, 128), "f(1,4): x: '1.5' is not a whole number."),
        Fault("Integer_Exponent", "x: 1e2", r => r.Integer("x", 1, 128), "f(1,4): x: '1e2' is not a whole number."),
        Fault("Integer_Huge", "x: 99999999999999999999999999999999999999999", r => r.Integer("x", 1, 128), "f(1,4): x: '99999999999999999999999999999999999999999' is larger than any number that can be held."),
        Fault("Integer_Hexadecimal", "x: 0x1F", r => r.Integer("x", 1, 128), "f(1,4): x: '0x1F' is not a whole number; write it in decimal."),
        Fault("Integer_Underscores", "x: 1_000", r => r.Integer("x", 1, 128), "f(1,4): x: '1_000' is not a whole number; write it without underscores, as in 1000."),
        Fault("Integer_Missing", "y: 1", r => { r.Has("y"); r.Integer("x", 1, 128); }, "f(1,1): x: is missing."),
        Fault("Integer_NoValue", "x:", r => r.Integer("x", 1, 128), "f(1,3): x: has no value."),
        Fault("Integer_NullIsNotAbsent", "x: ~", r => r.Integer("x", 1, 128, fallback: 5), "f(1,4): x: has no value."),
        Fault("Integer_List", "x: [1]", r => r.Integer("x", 1, 128), "f(1,4): x: a list stands where a single value is wanted."),
        Fault("Integer_Section", "x: {y: 1}", r => r.Integer("x", 1, 128), "f(1,4): x: a section stands where a single value is wanted."),
        Fault("Integer_OtherScript", "x: ٣", r => r.Integer("x", 1, 128), "f(1,4): x: '٣' is not a whole number."),
        Fault("LongInteger_Negative", "seed: -1", r => r.LongInteger("seed"), "f(1,7): seed: -1 is not between 0 and 18446744073709551615."),
        Fault("Number_Word", "x: abc", r => r.Number("x"), "f(1,4): x: 'abc' is not a number."),
        Fault("Number_Comma", "x: 3,14", r => r.Number("x"), "f(1,4): x: '3,14' is not a number; the decimal mark is a point, as in 3.14."),
        Fault("Number_NotANumber", "x: .nan", r => r.Number("x"), "f(1,4): x: '.nan' is not a number."),
        Fault("Number_NaN", "x: NaN", r => r.Number("x"), "f(1,4): x: 'NaN' is not a number."),
        Fault("Number_Infinity", "x: -.inf", r => r.Number("x"), "f(1,4): x: '-.inf' is not a number."),
        Fault("Number_Overflow", "x: 1e999", r => r.Number("x"), "f(1,4): x: '1e999' is larger than any number that can be held."),
        Fault("Number_Underflow", "x: 1e-999", r => r.Number("x"), "f(1,4): x: '1e-999' is too small to be told from zero."),
        Fault("Number_Range", "x: 1.5", r => r.Number("x", 0, 1), "f(1,4): x: 1.5 is not between 0 and 1."),
        Fault("Number_BelowMinimum", "x: -1", r => r.Number("x", 0), "f(1,4): x: -1 is not 0 or more."),
        Fault("Number_AboveMaximum", "x: 3", r => r.Number("x", max: 2.5), "f(1,4): x: 3 is not 2.5 or less."),
        Fault("Number_NotPositive", "x: 0", r => r.Number("x", double.Epsilon), "f(1,4): x: 0 is not above 0."),
        Fault("Number_NotPositiveBounded", "x: 0", r => r.Number("x", double.Epsilon, 2), "f(1,4): x: 0 is not above 0 and at most 2."),
        Fault("Flag_Yes", "x: yes", r => r.Flag("x"), "f(1,4): x: 'yes' is neither true nor false."),
        Fault("Text_Empty", "x: \"\"", r => r.Text("x"), "f(1,4): x: has no value."),
        Fault("Choice_Near", "x: ballanced", r => r.Choice<Split>("x"), "f(1,4): x: 'ballanced' is not known here. Did you mean 'balanced'? Known: fill-first, balanced, whole-channels."),
        Fault("Choice_Underscore", "x: Fill_First", r => r.Choice<Split>("x"), "f(1,4): x: 'Fill_First' is not known here. Did you mean 'fill-first'? Known: fill-first, balanced, whole-channels."),
        Fault("Choice_Far", "x: zebra", r => r.Choice("x", Bits, "binary"), "f(1,4): x: 'zebra' is not known here. Known: binary, ternary."),
        Fault("Conductance_NoUnit", "g: 9", r => r.Conductance("g"), "f(1,4): g: '9' has no unit; write for instance '9 uS'."),
        Fault("Conductance_Current", "g: 9 uA", r => r.Conductance("g"), "f(1,4): g: '9 uA' is not a conductance; its unit is one of S, mS, uS, nS."),
        Fault("Conductance_Microseconds", "g: 9 us", r => r.Conductance("g"), "f(1,4): g: '9 us' is not a conductance; its unit is one of S, mS, uS, nS."),
        Fault("Conductance_Comma", "g: 9,5 uS", r => r.Conductance("g"), "f(1,4): g: '9,5' is not a number; the decimal mark is a point, as in 9.5."),
        Fault("Conductance_Negative", "g: -1 uS", r => r.Conductance("g"), "f(1,4): g: -1 uS is not 0 uS or more."),
        Fault("Conductance_Above", "g: 1 S", r => r.Conductance("g", max: Conductance.FromMicrosiemens(100)), "f(1,4): g: 1 S is not between 0 uS and 100 uS."),
        Fault("Conductance_Infinite", "g: inf uS", r => r.Conductance("g"), "f(1,4): g: 'inf' is not a number."),
        Fault("Voltage_NoUnit", "v: 0.2", r => r.Voltage("v"), "f(1,4): v: '0.2' has no unit; write for instance '0.2 V'."),
        Fault("Current_Voltage", "i: 2 V", r => r.Current("i"), "f(1,4): i: '2 V' is not a current; its unit is one of A, mA, uA, nA, pA."),
        Fault("Steps_NoUnit", "s: 0.5", r => r.Steps("s"), "f(1,4): s: '0.5' has no unit; write for instance '0.5 LSB'."),
        Fault("Steps_Share", "s: 5 %", r => r.Steps("s"), "f(1,4): s: '5 %' is not a number of steps; its unit is LSB."),
        Fault("Steps_Above", "s: 3 LSB", r => r.Steps("s", 2), "f(1,4): s: 3 LSB is not between 0 LSB and 2 LSB."),
        Fault("Amount_NoUnit", "a: 40", r => r.Amount("a", ["arrays", "conversions"], 100), "f(1,4): a: '40' has no unit; write for instance '40 arrays'."),
        Fault("Amount_Other", "a: 40 tiles", r => r.Amount("a", ["arrays", "conversions"], 100), "f(1,4): a: '40 tiles' is not an amount; its unit is one of arrays, conversions."),
        Fault("Amount_Above", "a: 400 arrays", r => r.Amount("a", ["arrays", "conversions"], 100), "f(1,4): a: 400 arrays is not above 0 and at most 100."),
        Fault("Resistance_Milli", "r: 2 m", r => r.Resistance("r"), "f(1,4): r: '2 m' is not a resistance; its unit is one of Ohm, mOhm, kOhm, MOhm."),
        Fault("Duration_Days", "t: 1 day", r => r.Duration("t"), "f(1,4): t: '1 day' is not a time; its unit is one of s, ms, us, min, h, d, y."),
        Fault("Duration_TooLong", "t: 1e6 y", r => r.Duration("t"), "f(1,4): t: 1e6 y is not between 0 s and 20000 y."),
        Fault("Percentage_NoUnit", "p: 0.05", r => r.Percentage("p"), "f(1,4): p: '0.05' has no unit; write for instance '0.05 %'."),
        Fault("Percentage_Above", "p: 120 %", r => r.Percentage("p"), "f(1,4): p: 120 % is not between 0 % and 100 %."),
        Fault("Spread_Neither", "s: 3 V", r => r.Spread("s"), "f(1,4): s: '3 V' is neither a conductance, as in '0.5 uS', nor a percentage, as in '5 %'."),
        Fault("Section_Missing", "a: 1", r => { r.Has("a"); r.Section("tile").Integer("rows", 1, 2); }, "f(1,1): tile: is missing."),
        Fault("Section_Value", "tile: big", r => r.Section("tile").Integer("rows", 1, 2), "f(1,7): tile: 'big' stands where a section with keys is wanted."),
        Fault("Section_List", "tile: [1]", r => r.Section("tile").Integer("rows", 1, 2), "f(1,7): tile: a list stands where a section with keys is wanted."),
        Fault("Section_Nothing", "tile:\nb: 1", r => { r.OptionalSection("tile"); r.Has("b"); }, "f(1,6): tile: has nothing below it; write its keys or leave it out."),
        Fault("Section_KeyMissing", "a:\n  b:\n    c: 1", r => { DocumentReader b = r.Section("a").Section("b"); b.Has("c"); b.Text("d"); }, "f(3,5): a.b.d: is missing."),
        Fault("Items_Value", "x: 3", r => r.Items("x", (l, i) => l.Integer(i, 0, 9)), "f(1,4): x: '3' stands where a list is wanted, as in [1, 2]."),
        Fault("Items_Section", "x: {}", r => r.Items("x", (l, i) => l.Integer(i, 0, 9)), "f(1,4): x: a section stands where a list is wanted, as in [1, 2]."),
        Fault("Items_Missing", "y: 3", r => { r.Has("y"); r.Items("x", (l, i) => l.Integer(i, 0, 9)); }, "f(1,1): x: is missing."),
        Fault("Items_OneBad", "x: [1, 12, a]", r => r.Items("x", (l, i) => l.Integer(i, 0, 9)), "f(1,8): x[1]: 12 is not between 0 and 9.\nf(1,12): x[2]: 'a' is not a whole number."),
        Fault("Items_Sections", "x:\n  - rows: 1\n  - rows: 0", r => r.Items("x", (l, i) => l.Section(i).Integer("rows", 1, 9)), "f(3,11): x[1].rows: 0 is not between 1 and 9."),
        Fault("TextOrSection_List", "x: [1]", r => r.TextOrSection("x"), "f(1,4): x: a list stands where a word or a section with keys is wanted."),
        Fault("TextOrSection_Missing", "y: 1", r => { r.Has("y"); r.TextOrSection("x"); }, "f(1,1): x: is missing."),
        Fault("Unknown_Near", "tile:\n  rosw: 1", r => { DocumentReader t = r.Section("tile"); t.Integer("rows", 1, 9, 1); t.Integer("columns", 1, 9, 1); t.Choice("split", Split.Balanced); }, "f(2,3): tile: unknown key 'rosw'. Did you mean 'rows'? Known: rows, columns, split."),
        Fault("Unknown_Far", "zebra: 1", r => r.Flag("rows", true), "f(1,1): unknown key 'zebra'. Known: rows."),
        Fault("Unknown_NothingAsked", "zebra: 1", _ => { }, "f(1,1): unknown key 'zebra'. None is known."),
        Fault("Complain_Semantic", "a: 1\nb: 2", r => { int a = r.Integer("a", 0, 9), b = r.Integer("b", 0, 9); if (b > a) { r.Complain("b", $"{b} is above a, {a}."); } }, "f(2,4): b: 2 is above a, 1."),
        Fault("AllAtOnce", "c: x\na: 0\nzz: 1", r => { r.Integer("a", 1, 2); r.Flag("c"); r.Text("d"); }, "f(1,1): d: is missing.\nf(1,4): c: 'x' is neither true nor false.\nf(2,4): a: 0 is not between 1 and 2.\nf(3,1): unknown key 'zz'. Known: a, c, d."),
    ];

    [TestCaseSource(nameof(Faults))]
    public void Read_FaultyValue_ComplainsWhole(string yaml, Action<DocumentReader> read, string message)
    {
        InputException fault = Assert.Throws<InputException>(() => Read(yaml, reader =>
        {
            read(reader);
            return 0;
        }))!;

        Assert.That(fault.Message, Is.EqualTo(message));
    }

    [TestCase("9 uS", 9e-6)]
    [TestCase("9uS", 9e-6)]
    [TestCase("9 \u00B5S", 9e-6)]
    [TestCase("9 \u03BCS", 9e-6)]
    [TestCase("'9 uS'", 9e-6)]
    [TestCase("0.009 mS", 9e-6)]
    [TestCase("9000 nS", 9e-6)]
    [TestCase("9e-6 S", 9e-6)]
    [TestCase("+.5e1 uS", 5e-6)]
    [TestCase("0 uS", 0)]
    public void Conductance_AnyUnit_IsInSiemens(string text, double siemens)
    {
        double read = Read($"g: {text}", reader => reader.Conductance("g").Siemens);

        // Division by an exact power of ten rounds as the literal does; 0.009 is itself rounded.
        Assert.That(read, Is.EqualTo(siemens).Within(1).Ulps);
    }

    [Test]
    public void Quantities_OfEveryKind_AreInTheirBaseUnits()
    {
        (double, double, double, double, double) read = Read(
            "v: 200 mV\ni: 40 uA\nr: 2.5 k\u03A9\nt: 2 h\np: 5 %",
            r => (r.Voltage("v").Volts, r.Current("i").Amperes, r.Resistance("r").Ohms, r.Duration("t").TotalSeconds, r.Percentage("p")));

        Assert.That(read, Is.EqualTo((0.2, 40e-6, 2500.0, 7200.0, 0.05)));
    }

    [TestCase("5 %", 0, 0.05)]
    [TestCase("0.5 uS", 0.5e-6, 0)]
    public void Spread_EitherForm_FillsOnePart(string text, double absolute, double relative)
    {
        (Conductance Absolute, double Relative) read = Read($"s: {text}", reader => reader.Spread("s"));

        Assert.That((read.Absolute.Siemens, read.Relative), Is.EqualTo((absolute, relative)));
    }

    [Test]
    public void Read_OptionalKeysAbsent_GivesTheFallbacks()
    {
        object[] read = Read("{}", r => new object[]
        {
            r.Text("a", "none"), r.Integer("b", 1, 9, 7), r.Number("c", 0, 1, 0.5), r.Flag("d", true),
            r.Choice("e", Split.WholeChannels), r.Choice("f", Bits, "ternary"), r.Percentage("g", fallback: 0.1),
            r.Conductance("h", Conductance.FromSiemens(2)), r.OptionalText("i") is null, r.OptionalSection("j") is null,
            r.Items("k", (l, i) => l.Integer(i, 0, 1), optional: true).Count, r.TextOrSection("l", optional: true),
        });

        Assert.That(read, Is.EqualTo(new object[]
        {
            "none", 7, 0.5, true, Split.WholeChannels, 1.5, 0.1, Conductance.FromSiemens(2), true, true, 0, default(TextOrSection),
        }));
    }

    [Test]
    public void Read_ValuesPresent_GivesThem()
    {
        object[] read = Read(
            "seed: 18446744073709551615\nsplit: whole-channels\nhidden: [128, 64]\ndevice: ideal\nother: {name: a}\nbits: ideal",
            r => new object[]
            {
                r.LongInteger("seed"), r.Choice<Split>("split"), r.Items("hidden", (l, i) => l.Integer(i, 1, 4096)),
                r.TextOrSection("device").Text!, r.TextOrSection("other").Section!.Text("name"), r.Is("bits", "ideal"),
            });

        Assert.That(read, Is.EqualTo(new object[]
        {
            ulong.MaxValue, Split.WholeChannels, new[] { 128, 64 }, "ideal", "a", true,
        }));
    }

    [Test]
    public void IgnoreRest_AfterAFault_LeavesUnknownKeysAlone()
    {
        InputException fault = Assert.Throws<InputException>(() => Read("kind: x\nrows: 1", reader =>
        {
            reader.Complain("kind", "no such kind.");
            reader.IgnoreRest();
            return 0;
        }))!;

        Assert.That(fault.Message, Is.EqualTo("f(1,7): kind: no such kind."));
    }

    [Test]
    public void Location_OfKeyAndSection_IsWhereTheyStand()
    {
        (SourceLocation, SourceLocation) read = Read(
            "tile:\n  rows: 1", reader => (reader.Section("tile").Location("rows"), reader.Section("tile").SectionLocation), "rows");

        Assert.That(read, Is.EqualTo((new SourceLocation("f", 2, 9), new SourceLocation("f", 2, 3))));
    }

    private static T Read<T>(string yaml, Func<DocumentReader, T> read, string? passed = null) =>
        DocumentReader.Read(YamlFile.Parse(yaml, "f"), reader =>
        {
            T result = read(reader);
            if (passed is not null)
            {
                reader.Section("tile").Has(passed);
            }

            return result;
        });

    private static TestCaseData Fault(string name, string yaml, Action<DocumentReader> read, string message) =>
        new TestCaseData(yaml, read, message).SetArgDisplayNames(name);
}
