using CrossbarSim.Scenarios.Reproductions;

namespace CrossbarSim.Tests.Scenarios.Reproductions;

public sealed class ReproductionTableTests
{
    private static readonly ReproductionTable s_table = new(
        [new("no ADC", "1-bit ADC", 0.6364, [0.61, 0.63]), new("float", "as trained", null, [0.9856])], 20);

    /// <summary>By hand: of 61 and 63 the mean is 62, the deviation √2, the interval 12.706·√2/√2, 12.706 being Student's t of one degree of freedom.</summary>
    [Test]
    public void Markdown_OneAndTwoSeeds_HasMeansAndIntervals() => Assert.That(s_table.Markdown(), Is.EqualTo(
        """
        | trained | evaluated | published % | accuracy % | ± 95 % | lowest % | seeds | epochs |
        | --- | --- | --- | --- | --- | --- | --- | --- |
        | no ADC | 1-bit ADC | 63.64 | 62.00 | 12.71 | 61.00 | 2 | 20 |
        | float | as trained | - | 98.56 | - | 98.56 | 1 | 20 |

        """.ReplaceLineEndings("\n")));

    [Test]
    public void Epochs_OfARow_TakeThePlaceOfTheTables()
    {
        ReproductionTable table = new([new("float", "as trained", null, [0.5]), new("QAT", "as trained", null, [0.75]) { Epochs = 3 }], 20);

        Assert.That(table.Csv(), Is.EqualTo("trained,evaluated,published,seed,epochs,accuracy\nfloat,as trained,,1,20,0.5\nQAT,as trained,,1,3,0.75\n"));
        Assert.That(table.Markdown().Split('\n')[2..^1].Select(line => line.Split(" | ")[^1]), Is.EqualTo(new[] { "20 |", "3 |" }));
    }

    [Test]
    public void Csv_OneAndTwoSeeds_HasALineForEach() => Assert.That(s_table.Csv(), Is.EqualTo(
        """
        trained,evaluated,published,seed,epochs,accuracy
        no ADC,1-bit ADC,0.6364,1,20,0.61
        no ADC,1-bit ADC,0.6364,2,20,0.63
        float,as trained,,1,20,0.9856

        """.ReplaceLineEndings("\n")));
}
