using System.Globalization;

namespace CrossbarSim.Tests;

/// <summary>Reference data beside the tests.</summary>
internal static class GoldenFile
{
    public static string Path(params string[] parts) =>
        System.IO.Path.Combine([TestContext.CurrentContext.TestDirectory, "Golden", .. parts]);

    /// <summary>A comma-separated matrix, [rows][columns].</summary>
    public static double[][] Matrix(params string[] parts) =>
        [.. File.ReadLines(Path(parts)).Where(line => line.Length > 0).Select(line =>
            line.Split(',').Select(field => double.Parse(field, CultureInfo.InvariantCulture)).ToArray())];
}
