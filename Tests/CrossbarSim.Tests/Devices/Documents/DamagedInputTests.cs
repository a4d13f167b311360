using CrossbarSim.Devices.Characterisation;
using CrossbarSim.Devices.Documents;
using CrossbarSim.Devices.Randomness;
using CrossbarSim.Simulator.Converters;
using CrossbarSim.Tests.Devices.Characterisation;

namespace CrossbarSim.Tests.Devices.Documents;

/// <summary>Damaged input ends in a complaint or is read, and never in any other exception.</summary>
[TestFixture]
public sealed class DamagedInputTests
{
    private const string Alphabet = "abc: -[]{}#&*!|>'\"%@`,?\n\t 0123456789.eS~<\u00B5\u0001\0";
    private const int Trials = 3000;

    private const string Yaml =
        "kind: gaussian # a comment\nsource: \"an article\"\nlowest: 1 uS\nhighest: 100 uS\nsigma: 5 %\nlist: [1, {a: b}, 'c']\nblock: |\n  text\n";

    [Test]
    public void Parse_DamagedYaml_ComplainsOrReads()
    {
        for (int trial = 0; trial < Trials; trial++)
        {
            string text = Damaged(Yaml, trial);
            try
            {
                DocumentReader.Read(YamlFile.Parse(text, "f"), reader => GaussianLike(reader));
            }
            catch (InputException fault)
            {
                Assert.That(fault.Complaints, Is.Not.Empty);
            }
            catch (Exception e)
            {
                Assert.Fail($"{e.GetType().Name} for this text:\n{text}\n{e}");
            }
        }
    }

    [Test]
    public void Load_DamagedReadings_ComplainsOrReads()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("d.yaml", "kind: level-table\nsource: a test\ndata: d.csv\nunit: uS\nmonotone: any\n");
        for (int trial = 0; trial < Trials / 10; trial++)
        {
            string text = Damaged("# readings\npulse\tG\tG\n1\t9\t9.1\n2\t8\t8.1\n3\t7\t7.1\n", trial);
            folder.Write("d.csv", text);
            try
            {
                DeviceFile.Load(path, DeviceCatalog.Standard);
            }
            catch (InputException fault)
            {
                Assert.That(fault.Complaints, Is.Not.Empty);
            }
            catch (Exception e)
            {
                Assert.Fail($"{e.GetType().Name} for this text:\n{text}\n{e}");
            }
        }
    }

    [Test]
    public void Load_DamagedTableOfAnAdc_ComplainsOrReads()
    {
        using TemporaryFolder folder = new();
        for (int trial = 0; trial < Trials / 10; trial++)
        {
            string text = Damaged("# an ADC\ncode,threshold_uA,mean_uA,sigma_uA\n0,-9,-8,0.1\n1,-2.5,0,0\n2,3.1,7,0.2\n", trial);
            string path = folder.Write("adc.csv", text);
            try
            {
                AdcKind kind = AdcTableFile.LoadKind(path);
                Assert.That(kind.Create(1, new AdcRange(-1, 1)).Lsb, Is.Positive);
            }
            catch (InputException fault)
            {
                Assert.That(fault.Complaints, Is.Not.Empty);
            }
            catch (Exception e) when (e is not AssertionException)
            {
                Assert.Fail($"{e.GetType().Name} for this text:\n{text}\n{e}");
            }
        }
    }

    private static int GaussianLike(DocumentReader reader)
    {
        DeviceCatalog.Standard.Kinds["gaussian"](reader, "x");
        reader.Items("list", (list, item) => list.TextOrSection(item).Section?.Text("a") ?? "");
        return reader.Integer("block", 0, 1, 0);
    }

    /// <summary>A text with one to four characters replaced, put in or taken out.</summary>
    private static string Damaged(string text, int trial)
    {
        RandomKey key = RandomKey.FromSeed(77).For("damage", trial);
        double[] draws = new double[13];
        key.FillUniform(draws);
        List<char> letters = [.. text];
        for (int change = 0; change <= (int)(draws[12] * 4); change++)
        {
            int place = (int)(draws[3 * change] * letters.Count);
            char letter = Alphabet[(int)(draws[(3 * change) + 1] * Alphabet.Length)];
            switch ((int)(draws[(3 * change) + 2] * 3))
            {
                case 0:
                    letters[place] = letter;
                    break;
                case 1:
                    letters.Insert(place, letter);
                    break;
                default:
                    letters.RemoveRange(place, Math.Min(letters.Count - place, 1 + (int)(draws[(3 * change) + 1] * 20)));
                    break;
            }
        }

        return new string([.. letters]);
    }
}
