using CrossbarSim.Networks.Datasets;

namespace CrossbarSim.Tests.Networks.Datasets;

[TestFixture]
public sealed class CifarTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void Read_Batches_GivesImagesAndLabelsInTheirOrder()
    {
        CifarFiles.Write(_folder.Root, perBatch: 2, test: 3);

        DatasetPair pair = CifarFolder.Open(_folder.Root).Read("cifar-10");

        Assert.Multiple(() =>
        {
            Assert.That((pair.Train.Count, pair.Train.Channels, pair.Train.Height, pair.Train.Width, pair.Train.Classes), Is.EqualTo((10, 3, 32, 32, 10)));
            Assert.That(pair.Train.Labels.ToArray(), Is.EqualTo(new byte[] { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 }));
            Assert.That(pair.Test.Labels.ToArray(), Is.EqualTo(new byte[] { 0, 1, 2 }));
            // Planes stand one after another: red, then green, then blue.
            Assert.That(pair.Train.Image(4).ToArray(), Is.EqualTo(CifarFiles.Record(4, batch: 3)[1..]));
            Assert.That(pair.Train.ClassNames, Is.EqualTo(CifarFiles.ClassNames));
            Assert.That(pair.Origin, Is.EqualTo(_folder.Root));
        });
    }

    [Test]
    public void Read_FirstImages_ReachIntoTheBatchTheyEndIn()
    {
        CifarFiles.Write(_folder.Root, perBatch: 4, test: 3);

        DatasetPair pair = CifarFolder.Open(_folder.Root).Read("cifar-10", trainCount: 6, testCount: 1);

        Assert.That((pair.Train.Count, pair.Test.Count), Is.EqualTo((6, 1)));
        Assert.That(pair.Train.Image(5).ToArray(), Is.EqualTo(CifarFiles.Record(5, batch: 2)[1..]));
    }

    [Test]
    public void Read_WithoutClassNames_HasNone()
    {
        CifarFiles.Write(_folder.Root, perBatch: 1, test: 1);
        File.Delete(_folder.At("batches.meta.txt"));

        Assert.That(CifarFolder.Open(_folder.Root).Read("cifar-10").Train.ClassNames, Is.Empty);
    }

    [Test]
    public void Read_MoreThanThereAre_SaysHowManyThereAre()
    {
        CifarFiles.Write(_folder.Root, perBatch: 2, test: 3);

        AssertFault("cifar-10: 11 images are asked for, but there are 10.", () => _ = CifarFolder.Open(_folder.Root).Read("cifar-10", 11));
    }

    /// <summary>A damaged batch is noticed even where none of its images are wanted.</summary>
    [Test]
    public void Read_BatchCutShort_SaysWhere()
    {
        CifarFiles.Write(_folder.Root, perBatch: 2, test: 3);
        File.WriteAllBytes(_folder.At("data_batch_5.bin"), new byte[3073 + 3072]);

        AssertFault(
            $"{_folder.At("data_batch_5.bin")}: 6,145 bytes are 1 records of 3073 bytes and 3,072 bytes more: the file is cut short, or no batch of CIFAR-10.",
            () => _ = CifarFolder.Open(_folder.Root).Read("cifar-10", 1));
    }

    [Test]
    public void Read_EmptyBatch_SaysSo()
    {
        CifarFiles.Write(_folder.Root, perBatch: 2, test: 3);
        File.WriteAllBytes(_folder.At("test_batch.bin"), []);

        AssertFault($"{_folder.At("test_batch.bin")}: the file is empty.", () => _ = CifarFolder.Open(_folder.Root).Read("cifar-10"));
    }

    [Test]
    public void Read_LabelOutOfRange_SaysWhere()
    {
        CifarFiles.Write(_folder.Root, perBatch: 2, test: 3);
        byte[] batch = File.ReadAllBytes(_folder.At("data_batch_2.bin"));
        batch[3073] = 17;
        File.WriteAllBytes(_folder.At("data_batch_2.bin"), batch);

        AssertFault(
            $"{_folder.At("data_batch_2.bin")}: label 17 of record 1, at byte 3,073, is not between 0 and 9: the file is damaged, or no batch of CIFAR-10.",
            () => _ = CifarFolder.Open(_folder.Root).Read("cifar-10"));
    }

    [Test]
    public void Read_WrongNamesOfClasses_SaysHowMany()
    {
        CifarFiles.Write(_folder.Root, perBatch: 1, test: 1);
        File.WriteAllText(_folder.At("batches.meta.txt"), "cat\ndog\n\n");

        AssertFault($"{_folder.At("batches.meta.txt")}: names 2 classes; 10 are wanted, one a line.", () => _ = CifarFolder.Open(_folder.Root).Read("cifar-10"));
    }

    [Test]
    public void Open_BatchesMissing_NamesThem()
    {
        CifarFiles.Write(_folder.Root, perBatch: 1, test: 1);
        File.Delete(_folder.At("data_batch_4.bin"));
        File.Delete(_folder.At("test_batch.bin"));

        AssertFault($"{_folder.Root}: missing data_batch_4.bin and test_batch.bin.", () => _ = CifarFolder.Open(_folder.Root));
        AssertFault($"{_folder.At("nowhere")}: there is no such folder.", () => _ = CifarFolder.Open(_folder.At("nowhere")));
    }

    [TestCase("cifar-10")]
    [TestCase("cifar-10/cifar-10-batches-bin")]
    [TestCase("cifar-10-batches-bin")]
    [TestCase("")]
    public void Load_InAnyOfItsSubfolders_IsFound(string subfolder)
    {
        CifarFiles.Write(_folder.At(subfolder), perBatch: 1, test: 1);

        DatasetPair pair = DatasetCatalog.Standard.Load("cifar-10", new DatasetRequest { Folders = new DataFolders([_folder.Root]) });

        Assert.That((pair.Train.Count, pair.Test.Count), Is.EqualTo((5, 1)));
    }

    [Test]
    public void Load_PythonVersion_SaysThatTheBinaryOneIsWanted()
    {
        _folder.Write("cifar-10/data_batch_1", [1, 2, 3]);

        AssertFault(
            $"cifar-10: not found. Looked in {_folder.Root}, each with its sub-folders cifar-10, cifar-10/cifar-10-batches-bin, cifar-10-batches-bin, cifar10, "
            + $"cifar10/cifar-10-batches-bin and CIFAR10. {_folder.At("cifar-10")} has the Python version; the binary version is wanted. "
            + "Run 'crossbarsim data get cifar-10', name the folder that has it with --data, or use the data set 'synthetic-digits'.",
            () => _ = CifarSource.Find(new DataFolders([_folder.Root])));
    }

    private static void AssertFault(string message, Action action) =>
        Assert.That(Assert.Throws<DatasetException>(action)!.Message, Is.EqualTo(message));
}
