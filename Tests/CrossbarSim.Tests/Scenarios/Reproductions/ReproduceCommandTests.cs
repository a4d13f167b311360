using CrossbarSim.Networks.Models;
using CrossbarSim.Scenarios.Reproductions;

namespace CrossbarSim.Tests.Scenarios.Reproductions;

/// <summary>Not in parallel: the program writes to the console.</summary>
[NonParallelizable]
public sealed class ReproduceCommandTests
{
    [Test]
    public async Task Reproduce_UnknownName_ListsTheKnownOnes()
    {
        ProgramRun run = await ProgramRun.Of("reproduce", "mlp-mnist");

        Assert.That(run, Is.EqualTo(new ProgramRun(
            2, "", $"reproduce: no reproduction is called 'mlp-mnist'. Known: {string.Join(", ", ReproductionCatalog.Standard.All.Keys)}.\n")));
    }

    [TestCase("--seeds", "0", "--seeds: '0' is not a whole number between 1 and 1000.")]
    [TestCase("--epochs", "1.5", "--epochs: '1.5' is not a whole number between 1 and 100000.")]
    public async Task Reproduce_CountThatIsNone_IsRefused(string option, string value, string message)
    {
        ProgramRun run = await ProgramRun.Of("reproduce", "mlp-mnist-cim", option, value);

        Assert.That(run, Is.EqualTo(new ProgramRun(2, "", $"{message} ('crossbarsim reproduce --help' says more.)\n")));
    }

    [Test]
    public async Task Reproduce_TrainingThatIsNone_ListsTheKnownOnes()
    {
        using TemporaryFolder folder = new();

        ProgramRun run = await ProgramRun.Of("reproduce", "cnn-fashion-cim", "--only", "9-bit ADC", "--out", folder.File("run"));

        Assert.That((run.ExitCode, run.Errors.Split('\n')[^2]), Is.EqualTo(
            (2, "--only: no training is called '9-bit ADC'. Known: no ADC, 1-bit ADC, 1-bit ADC (straight through), 4-bit ADC.")));
    }

    [Test]
    public async Task Reproduce_DataSetNotThere_SaysWhereItLooked()
    {
        using TemporaryFolder folder = new();

        ProgramRun run = await ProgramRun.Of("reproduce", "mlp-mnist-cim", "--data", folder.Path, "--out", folder.File("run"));

        Assert.That(run.ExitCode, Is.EqualTo(2));
        Assert.That(run.Errors, Does.StartWith($"mnist: not found. Looked in {folder.Path}, each with its sub-folders mnist, MNIST and MNIST/raw"));
    }

    [Test]
    public async Task Reproduce_FashionMnistFewImages_WritesTheTable()
    {
        string data = TestData.RequireShared("fashion-mnist-20k");
        using TemporaryFolder folder = new();
        ArrayReproduction whole = (ArrayReproduction)ReproductionCatalog.Standard.All["cnn-fashion-cim"];

        ProgramRun run = await ProgramRun.Of(
            "reproduce", "cnn-fashion-cim", "--data", Path.GetDirectoryName(data)!, "--out", folder.File("run"), "--images", "300", "--only", "no ADC", "--only", "4-bit", "--seeds", "1", "--epochs", "1", "--threads", "2");

        Assert.That(run.ExitCode, Is.Zero, run.Errors);
        string table = File.ReadAllText(folder.File("run/results.md"));
        Assert.That(run.Output, Does.StartWith(table));
        Assert.That(table.Split('\n')[2..^1].Select(line => string.Join('|', line.Split('|')[1..3])), Is.EqualTo(
            whole.Trainings.Where(training => training.Name is "no ADC" or "4-bit ADC").SelectMany(training => training.Readings.Select(reading => $" {training.Name} | {reading.Name} "))));
        Assert.That(File.ReadAllLines(folder.File("run/results.csv")), Has.Length.EqualTo(1 + 5 + 1));
        Assert.That(Directory.GetFiles(folder.File("run/networks")), Has.Length.EqualTo(2));
    }

    [Test]
    public void Standard_AllReproductions_NameModelsThatAreThere()
    {
        foreach (ArrayReproduction reproduction in ReproductionCatalog.Standard.All.Values.OfType<ArrayReproduction>())
        {
            Assert.That(reproduction.Trainings.Select(training => training.Model).Distinct(), Is.SubsetOf(ModelCatalog.Standard.Kinds.Keys), reproduction.Name);
            Assert.That(reproduction.Trainings.Select(training => training.Name), Is.Unique, reproduction.Name);
        }
    }

    [Test]
    public void With_NameThatIsTaken_IsRefused() => Assert.That(
        () => ReproductionCatalog.Standard.With(ReproductionCatalog.Standard.All["mlp-mnist-cim"]),
        Throws.ArgumentException.With.Message.EqualTo("There is another reproduction called 'mlp-mnist-cim'. (Parameter 'reproduction')"));
}
