using System.Security.Cryptography;
using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Datasets;

namespace CrossbarSim.Tests.Networks.Datasets;

[TestFixture]
public sealed class SyntheticDigitsTests
{
    [Test]
    public void Draw_SeedOne_GivesTheRecordedBytes()
    {
        ImageDataset set = SyntheticDigits.Draw(1, DatasetSplit.Train, 200);

        // Recorded from this program on Linux x64: a change means that every result on synthetic digits changes.
        Assert.Multiple(() =>
        {
            Assert.That(
                Convert.ToHexStringLower(SHA256.HashData(set.Images.Span)),
                Is.EqualTo("d4be8dfd1a5c54accaa0be604b36db949f9c9c49922bac68cb021ce800d89a7e"));
            Assert.That(string.Concat(set.Labels[..20].ToArray()), Is.EqualTo("70328965149627053841"));
        });
    }

    [Test]
    public void Draw_MoreSamples_ChangesNoneOfTheFirst()
    {
        ImageDataset few = SyntheticDigits.Draw(3, DatasetSplit.Test, 37);
        ImageDataset many = SyntheticDigits.Draw(3, DatasetSplit.Test, 500);

        Assert.Multiple(() =>
        {
            Assert.That(few.Images.Span.SequenceEqual(many.Take(37).Images.Span));
            Assert.That(few.Labels.Span.SequenceEqual(many.Take(37).Labels.Span));
        });
    }

    [Test]
    public void Draw_InParallel_EqualsTheSamplesDrawnOneByOne()
    {
        ImageDataset set = SyntheticDigits.Draw(5, DatasetSplit.Train, 300);
        RandomKey key = RandomKey.FromSeed(5).For("synthetic-digits").For("train");
        byte[] pixels = new byte[784];

        Assert.Multiple(() =>
        {
            for (int sample = 299; sample >= 0; sample--)
            {
                DigitRenderer.Draw(set.Labels.Span[sample], key.For("sample", sample), pixels);
                Assert.That(set.Image(sample).SequenceEqual(pixels), $"sample {sample}");
            }
        });
    }

    [Test]
    public void Draw_AnotherSeedOrSplit_GivesOtherImages()
    {
        ImageDataset one = SyntheticDigits.Draw(1, DatasetSplit.Train, 100);
        ImageDataset otherSeed = SyntheticDigits.Draw(2, DatasetSplit.Train, 100);
        ImageDataset otherSplit = SyntheticDigits.Draw(1, DatasetSplit.Test, 100);

        HashSet<string> distinct = [];
        foreach (ImageDataset set in (ImageDataset[])[one, otherSeed, otherSplit])
        {
            for (int sample = 0; sample < set.Count; sample++)
            {
                distinct.Add(Convert.ToBase64String(set.Image(sample)));
            }
        }

        Assert.That(distinct, Has.Count.EqualTo(300));
    }

    [Test]
    public void Draw_EveryTen_HoldsEachDigitOnceInVaryingOrder()
    {
        byte[] labels = SyntheticDigits.Draw(1, DatasetSplit.Train, 1000).Labels.ToArray();
        byte[][] decades = [.. labels.Chunk(10)];

        Assert.Multiple(() =>
        {
            Assert.That(decades, Has.Length.EqualTo(100));
            Assert.That(decades.Select(decade => decade.Order().ToArray()), Is.All.EqualTo(Enumerable.Range(0, 10)));
            Assert.That(decades.Select(decade => string.Concat(decade)).Distinct().Count(), Is.GreaterThan(95));
        });
    }

    [Test]
    public void Draw_EverySample_HasInkThatIsNeitherScarceNorEverywhere()
    {
        ImageDataset set = SyntheticDigits.Draw(1, DatasetSplit.Train, 2000);
        int least = int.MaxValue;
        int most = 0;
        int darkest = 255;
        for (int sample = 0; sample < set.Count; sample++)
        {
            int ink = 0;
            int peak = 0;
            foreach (byte pixel in set.Image(sample))
            {
                ink += pixel > 0 ? 1 : 0;
                peak = Math.Max(peak, pixel);
            }

            least = Math.Min(least, ink);
            most = Math.Max(most, ink);
            darkest = Math.Min(darkest, peak);
        }

        // A thin 1 of 10 pixels height has some 20 inked pixels; the thickest digit covers less than half of the 784.
        Assert.Multiple(() =>
        {
            Assert.That(least, Is.GreaterThan(15));
            Assert.That(most, Is.LessThan(392));
            Assert.That(darkest, Is.GreaterThan(120));
        });
    }

    [Test]
    public void Draw_NearestClassMean_IsRightMostlyButFarFromAlways()
    {
        ImageDataset train = SyntheticDigits.Draw(1, DatasetSplit.Train, 3000);
        ImageDataset test = SyntheticDigits.Draw(1, DatasetSplit.Test, 1000);
        double[][] means = [.. Enumerable.Range(0, 10).Select(_ => new double[784])];
        for (int sample = 0; sample < train.Count; sample++)
        {
            double[] mean = means[train.Labels.Span[sample]];
            for (int pixel = 0; pixel < 784; pixel++)
            {
                mean[pixel] += train.Image(sample)[pixel] / 300.0;
            }
        }

        int right = 0;
        for (int sample = 0; sample < test.Count; sample++)
        {
            double[] distances = new double[10];
            for (int digit = 0; digit < 10; digit++)
            {
                for (int pixel = 0; pixel < 784; pixel++)
                {
                    double difference = test.Image(sample)[pixel] - means[digit][pixel];
                    distances[digit] += difference * difference;
                }
            }

            right += Array.IndexOf(distances, distances.Min()) == test.Labels.Span[sample] ? 1 : 0;
        }

        // The simplest linear classifier of all; chance would be 100. Labels and images belong together, and the task is
        // not one that any classifier solves.
        Assert.That(right, Is.InRange(600, 930));
    }

    [Test]
    public void Draw_TooMany_SaysHowManyAreDrawn()
    {
        DatasetException? exception = Assert.Throws<DatasetException>(
            () => SyntheticDigits.Draw(1, DatasetSplit.Train, 1_000_001));

        Assert.That(
            exception!.Message, Is.EqualTo("synthetic-digits: 1000001 images are asked for; at most 1000000 are drawn."));
    }

    [Test]
    public void Load_NothingAskedFor_GivesTheUsualNumbers()
    {
        DatasetPair pair = new SyntheticDigits().Load(new DatasetRequest { Folders = new DataFolders([]), Seed = 7 });

        Assert.Multiple(() =>
        {
            Assert.That((pair.Train.Count, pair.Test.Count), Is.EqualTo((6000, 1000)));
            Assert.That((pair.Train.Channels, pair.Train.Height, pair.Train.Width), Is.EqualTo((1, 28, 28)));
            Assert.That(pair.Train.Name, Is.EqualTo("synthetic-digits"));
            Assert.That(pair.Origin, Is.EqualTo("drawn from seed 7"));
        });
    }

    [Test]
    public void Load_SeedAndCounts_AreThoseOfTheRequest()
    {
        DatasetPair pair = new SyntheticDigits().Load(
            new DatasetRequest { Folders = new DataFolders([]), Seed = 9, TrainCount = 30, TestCount = 20 });

        Assert.Multiple(() =>
        {
            Assert.That(pair.Train.Images.Span.SequenceEqual(SyntheticDigits.Draw(9, DatasetSplit.Train, 30).Images.Span));
            Assert.That(pair.Test.Images.Span.SequenceEqual(SyntheticDigits.Draw(9, DatasetSplit.Test, 20).Images.Span));
        });
    }
}
