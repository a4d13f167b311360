using System.Security.Cryptography;
using CrossbarSim.Networks.Datasets;

namespace CrossbarSim.Tests.Networks.Datasets;

/// <summary>The published files themselves, where they are at hand.</summary>
[TestFixture]
public sealed class PublishedDataTests
{
    [Test]
    public void Mnist_PublishedFiles_AreReadToTheLastByte()
    {
        string folder = TestData.RequireShared("mnist");

        DatasetPair pair = MnistFolder.Open(folder).Read("mnist");

        Assert.Multiple(() =>
        {
            Assert.That((pair.Train.Count, pair.Train.Height, pair.Train.Width), Is.EqualTo((60_000, 28, 28)));
            Assert.That(pair.Test.Count, Is.EqualTo(10_000));
            Assert.That(pair.Train.Labels[..10].ToArray(), Is.EqualTo(new byte[] { 5, 0, 4, 1, 9, 2, 1, 3, 1, 4 }));
            // The class counts of the training set, as often published.
            Assert.That(
                Enumerable.Range(0, 10).Select(digit => pair.Train.Labels.ToArray().Count(label => label == digit)),
                Is.EqualTo(new[] { 5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949 }));
            // SHA-256 of the uncompressed idx3 file, published: header 00000803 0000ea60 0000001c 0000001c, then pixels.
            byte[] header = [0, 0, 8, 3, 0, 0, 0xEA, 0x60, 0, 0, 0, 28, 0, 0, 0, 28];
            Assert.That(
                Convert.ToHexStringLower(SHA256.HashData([.. header, .. pair.Train.Images.Span])),
                Is.EqualTo("ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"));
        });
    }

    [Test]
    public void Mnist_PublishedFiles_HaveTheUsualMeanAndDeviation()
    {
        ImageDataset train = MnistFolder.Open(TestData.RequireShared("mnist")).Read("mnist").Train;
        double sum = 0;
        double squares = 0;
        foreach (byte pixel in train.Images.Span)
        {
            double value = pixel / 255.0;
            sum += value;
            squares += value * value;
        }

        double mean = sum / train.Images.Length;

        // The numbers that every MNIST example normalises with: 0.1307 and 0.3081.
        Assert.Multiple(() =>
        {
            Assert.That(mean, Is.EqualTo(0.1307).Within(0.00005));
            Assert.That(Math.Sqrt((squares / train.Images.Length) - (mean * mean)), Is.EqualTo(0.3081).Within(0.00005));
        });
    }

    [Test]
    public void Mnist_SharedFolderAsDataFolder_IsFoundByName()
    {
        string root = Path.GetDirectoryName(TestData.RequireShared("mnist"))!;

        DatasetPair pair = DatasetCatalog.Standard.Load(
            "mnist", new DatasetRequest { Folders = new DataFolders([root]), TrainCount = 100, TestCount = 16 });

        Assert.That(pair.Test.Labels.ToArray(), Is.EqualTo(MnistSource.Mnist.FirstTestLabels));
    }

    [Test]
    public void FashionMnist_First20000_AreFoundByName()
    {
        string root = Path.GetDirectoryName(TestData.RequireShared("fashion-mnist-20k"))!;

        DatasetPair pair = DatasetCatalog.Standard.Load(
            "fashion-mnist", new DatasetRequest { Folders = new DataFolders([root]) });

        Assert.Multiple(() =>
        {
            Assert.That(pair.Train.Count, Is.AnyOf(20_000, 60_000));
            Assert.That(pair.Test.Count, Is.EqualTo(10_000));
            Assert.That(pair.Test.Labels[..16].ToArray(), Is.EqualTo(MnistSource.FashionMnist.FirstTestLabels));
        });
    }

    /// <summary>Where the batches themselves are at hand: in a data folder, unpacked.</summary>
    [Test]
    public void Cifar10_Batches_HaveTheirUsualMeansAndClasses()
    {
        string folder = TestData.RequireShared("cifar-10-batches-bin");

        ImageDataset train = CifarFolder.Open(folder).Read("cifar-10").Train;

        double[] sums = new double[3];
        ReadOnlySpan<byte> pixels = train.Images.Span;
        for (int i = 0; i < pixels.Length; i++)
        {
            sums[i / 1024 % 3] += pixels[i];
        }

        Assert.Multiple(() =>
        {
            Assert.That(train.Count, Is.EqualTo(50_000));
            Assert.That(Enumerable.Range(0, 10).Select(label => train.Labels.ToArray().Count(each => each == label)), Is.All.EqualTo(5000));
            // The means that CIFAR-10 examples normalise with.
            Assert.That(sums.Select(sum => sum / (50_000 * 1024 * 255.0)), Is.EqualTo(new[] { 0.4914, 0.4822, 0.4465 }).Within(0.00006));
            Assert.That(train.ClassNames[..3], Is.EqualTo(new[] { "airplane", "automobile", "bird" }));
        });
    }

    [Test]
    public void Archives_FilesAtHand_HaveThePublishedSums()
    {
        string mnist = TestData.RequireShared("mnist");
        string fashion = TestData.RequireShared("fashion-mnist-20k");
        int checkedFiles = 0;

        Assert.Multiple(() =>
        {
            foreach (DatasetFile file in DatasetArchive.Mnist.Files)
            {
                Check(Path.Combine(mnist, file.Name), file);
            }

            // Of Fashion-MNIST only the test files are the published ones.
            foreach (DatasetFile file in DatasetArchive.FashionMnist.Files[2..])
            {
                Check(Path.Combine(fashion, file.Name), file);
            }
        });

        Assert.That(checkedFiles, Is.EqualTo(6));

        void Check(string path, DatasetFile file)
        {
            byte[] content = File.ReadAllBytes(path);
            Assert.That(content, Has.Length.EqualTo(file.Length), path);
            Assert.That(Convert.ToHexStringLower(SHA256.HashData(content)), Is.EqualTo(file.Sha256), path);
            checkedFiles++;
        }
    }
}
