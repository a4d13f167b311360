namespace CrossbarSim.Tests.Networks.Datasets;

/// <summary>Small files in the binary format of CIFAR-10.</summary>
internal static class CifarFiles
{
    public static readonly string[] ClassNames =
        ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

    /// <summary>Five training batches, a test batch and the names of the classes. Labels count from 0 over the batches, and again in the test batch.</summary>
    public static void Write(string folder, int perBatch, int test)
    {
        Directory.CreateDirectory(folder);
        for (int batch = 1; batch <= 5; batch++)
        {
            File.WriteAllBytes(
                Path.Combine(folder, $"data_batch_{batch}.bin"),
                [.. Enumerable.Range((batch - 1) * perBatch, perBatch).SelectMany(image => Record(image, batch))]);
        }

        File.WriteAllBytes(Path.Combine(folder, "test_batch.bin"), [.. Enumerable.Range(0, test).SelectMany(image => Record(image, 6))]);
        File.WriteAllText(Path.Combine(folder, "batches.meta.txt"), string.Join('\n', ClassNames) + "\n\n");
    }

    /// <summary>A label, and an image of which no two pixels, and no two images, are alike in all three planes.</summary>
    public static byte[] Record(int image, int batch) =>
        [(byte)(image % 10), .. Enumerable.Range(0, 3072).Select(i => (byte)((i * 7) + (i / 256) + (image * 31) + (batch * 101)))];
}
