using CrossbarSim.Networks.Conversion;
using CrossbarSim.Networks.Evaluation;
using CrossbarSim.Scenarios.Studies;
using CrossbarSim.Simulator.Tiles;

namespace CrossbarSim.Tests.Scenarios;

public sealed class TrialJournalTests
{
    /// <summary>A line as journals had it before currents and sums were counted, its check sum included.</summary>
    private const string Old =
        "{\"Point\":\"abc\",\"Trial\":2,\"Correct\":7,\"Total\":10,\"Loss\":0.5,\"Inputs\":1,\"ClippedInputs\":2,\"Conversions\":3,"
        + "\"ClippedConversions\":4,\"ProgrammingErrorMicrosiemens\":0.25,\"Check\":\"98a8ec97558d1c4f\"}";

    [Test]
    public void Find_LineWithoutTheNewerCounts_IsStillRead()
    {
        using TemporaryFolder folder = new();
        string file = folder.Write("trials.jsonl", Old + "\n");

        using TrialJournal journal = new(file);

        Assert.That(journal.DamagedLines, Is.Zero);
        Assert.That(journal.Find("abc", 2), Is.EqualTo(new TrialResult(2, new EvaluationResult(7, 10, 0.5), new ConversionCounts(1, 2, 3, 4), 0.25)));
    }

    [TestCase(0, 0, Old)]
    [TestCase(5, 6, null)]
    public void Add_Counts_ComeBackAndStandInTheLineWhereThereAreAny(long limited, long sums, string? line)
    {
        using TemporaryFolder folder = new();
        string file = folder.File("trials.jsonl");
        TrialResult result = new(2, new EvaluationResult(7, 10, 0.5), new ConversionCounts(1, 2, 3, 4, limited, sums), 0.25);
        using (TrialJournal journal = new(file))
        {
            journal.Add("abc", result);
        }

        string written = File.ReadAllText(file).TrimEnd('\n');
        using TrialJournal again = new(file);

        Assert.That(again.Find("abc", 2), Is.EqualTo(result));
        Assert.That(line is null || written == line, Is.True, written);
    }

    [Test]
    public void Add_CountsOfLayers_ComeBackInTheirOrder()
    {
        using TemporaryFolder folder = new();
        string file = folder.File("trials.jsonl");
        LayerCounts[] layers = [new("fc2", new ConversionCounts(1, 2, 3, 4, 5, 6)), new("fc1", new ConversionCounts(6, 5, 4, 3))];
        using (TrialJournal journal = new(file))
        {
            journal.Add("abc", new TrialResult(2, new EvaluationResult(7, 10, 0.5), ConversionCounts.None, 0.25) { Layers = layers });
        }

        using TrialJournal again = new(file);

        Assert.That(again.Find("abc", 2)!.Layers, Is.EqualTo(layers));
    }
}
