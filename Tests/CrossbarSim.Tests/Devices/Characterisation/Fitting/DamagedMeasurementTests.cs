using CrossbarSim.Devices.Characterisation.Fitting;
using CrossbarSim.Devices.Documents;
using CrossbarSim.Devices.Randomness;

namespace CrossbarSim.Tests.Devices.Characterisation.Fitting;

/// <summary>Damaged measurements end in a complaint or in a fit, and never in any other exception.</summary>
[TestFixture]
public sealed class DamagedMeasurementTests
{
    private const string Alphabet = "12,;\t\n\r#\"-+.eE0 aN\u00B5\uFEFF";
    private const int Trials = 150;

    [TestCase("--kind levels --unit uS", "wide")]
    [TestCase("--kind levels --unit uS --level cell --value value", "long")]
    [TestCase("--kind levels --unit uS --value value --level-before cell --where cell=1", "long")]
    [TestCase("--kind levels --unit uA --read-voltage \"0.1 V\" --allow-negative --keep-readings", "wide")]
    [TestCase("--kind pulses --unit uS", "wide")]
    [TestCase("--kind pulses --unit uS --model linear-step", "wide")]
    [TestCase("--kind pulses --unit kOhm --value value --cell cell --pulse time", "long")]
    [TestCase("--kind retention --unit uS --value value --cell cell --time time --time-unit s", "long")]
    [TestCase("--kind retention --unit uS --time 1 --time-unit s --age-at-zero \"1 s\"", "wide")]
    [TestCase("--kind read-noise --unit uS --sample-rate \"10 Hz\"", "wide")]
    [TestCase("--kind read-noise --unit uS --traces-in rows --first-reading 2", "rows")]
    [TestCase("--kind read-noise --unit uS --value value --cell cell", "long")]
    [TestCase("--kind iv --unit uA --voltage-unit V --voltage 1", "wide")]
    [TestCase("--kind iv --unit uA --voltage-unit V --voltage time --current value --cell cell --model table --conductance-at \"3 V\"", "long")]
    [TestCase("--kind switching --voltage-unit V --set time --cell cell --lowest \"1 uS\" --highest \"9 uS\"", "long")]
    [TestCase("--kind switching --voltage-unit V --voltage 1 --current 2 --jump \"5 %\" --lowest \"1 uS\" --highest \"9 uS\"", "jumps")]
    public void Run_DamagedFile_ComplainsOrFits(string options, string layout)
    {
        using TemporaryFolder folder = new();
        (int fitted, int noisy) = (0, 0);
        for (int trial = 0; trial < Trials; trial++)
        {
            string text = Damaged(Whole(layout, trial), trial);
            folder.Write("m.csv", text);
            try
            {
                DeviceFit.Run(FitSettings.Request(folder.Path, "m.csv", options) with { Force = true });
                fitted++;
            }
            catch (InputException fault)
            {
                Assert.That(fault.Complaints, Is.Not.Empty);

                // Of noisy currents, some make a law that falls somewhere: no cell has it.
                bool falls = options.Contains("iv", StringComparison.Ordinal) && (fault.Message.Contains("rise", StringComparison.Ordinal) || fault.Message.Contains("below", StringComparison.Ordinal));
                Assert.That(falls || trial % 5 != 0, $"not damaged, and yet: {fault.Message}");
                noisy += falls ? 1 : 0;
            }
            catch (Exception e) when (e is not AssertionException)
            {
                Assert.Fail($"{e.GetType().Name} for this text:\n{text}\n{e}");
            }
        }

        Assert.That(fitted, Is.GreaterThan(0));
        Assert.That(fitted + noisy, Is.GreaterThanOrEqualTo(Trials / 5)); // those without a change, at least
    }

    private static string Whole(string layout, int trial) => layout switch
    {
        "wide" => Wide(trial),
        "long" => Long(trial),
        "rows" => string.Concat(Enumerable.Range(1, 3).Select(row => $"{row}" + string.Concat(Normals(trial).Skip(30 * row).Take(24)
            .Select(z => FormattableString.Invariant($",{(20 * row) + z:F3}"))) + "\n")),
        _ => string.Concat(Enumerable.Range(0, 60).Select(i => FormattableString.Invariant($"{i % 10},{(i % 10 > 4 ? 9 : 0) + Normals(trial)[i] * 0.1:F3}\n"))),
    };

    private static string Wide(int trial)
    {
        double[] z = Normals(trial);
        return string.Concat(Enumerable.Range(0, 24).Select(i => FormattableString.Invariant(
            $"{i + 1},{5 + (3 * i) + z[3 * i]:F3},{6 + (3 * i) + z[(3 * i) + 1]:F3},{4 + (3 * i) + z[(3 * i) + 2]:F3}\n")));
    }

    private static string Long(int trial)
    {
        double[] z = Normals(trial);
        return "cell,time,value\n" + string.Concat(Enumerable.Range(0, 60).Select(i => FormattableString.Invariant(
            $"{i / 20},{(i % 20) + 1},{20 + (2 * (i % 20)) + z[i]:F3}\n")));
    }

    private static double[] Normals(int trial)
    {
        double[] z = new double[120];
        RandomKey.FromSeed(2).For("damage", trial).FillNormal(z);
        return z;
    }

    /// <summary>None to four changes: a character put in, taken out or replaced, a piece taken out or doubled.</summary>
    private static string Damaged(string text, int trial)
    {
        double[] u = new double[20];
        RandomKey.FromSeed(4).For("changes", trial).FillUniform(u);
        for (int change = 0; change < trial % 5 && text.Length > 12; change++)
        {
            int at = (int)(u[4 * change] * (text.Length - 10));
            int length = (int)(u[(4 * change) + 1] * Math.Min(40, text.Length - at));
            string letter = Alphabet[(int)(u[(4 * change) + 2] * Alphabet.Length)].ToString();
            text = (int)(u[(4 * change) + 3] * 5) switch
            {
                0 => text.Insert(at, letter),
                1 => text.Remove(at, 1),
                2 => text.Remove(at, 1).Insert(at, letter),
                3 => text.Remove(at, length),
                _ => text.Insert(at, text.Substring(at, length)),
            };
        }

        return text;
    }
}
