
namespace CrossbarSim.Tests;

/// <summary>Finds the data that some tests need and that are too large for the repository.</summary>
public static class TestData
{
    /// <summary>
    /// Path of a file or folder in the shared data: in the folder that <c>CROSSBARSIM_DATA</c> names, or in
    /// <c>../shared/data</c> beside the repository; null where it is in neither.
    /// </summary>
    /// <param name="parts">Path inside the shared data, part by part.</param>
    public static string? Shared(params string[] parts) =>
        Roots().Select(root => Path.Combine([root, .. parts])).FirstOrDefault(Path.Exists);

    /// <summary>As <see cref="Shared"/>, but ignores the running test where the path does not exist.</summary>
    /// <param name="parts">Path inside the shared data, part by part.</param>
    public static string RequireShared(params string[] parts)
    {
        string? path = Shared(parts);
        if (path is null)
        {
            List<string> roots = Roots();
            string where = roots.Count == 0 ? "a data folder, as the tests run outside the repository" : string.Join(" or ", roots);
            Assert.Ignore(
                $"Not checked: there is no {Path.Combine(parts)} in {where}. "
                + "Set CROSSBARSIM_DATA to a folder that has it.");
        }

        return path!;
    }

    private static List<string> Roots()
    {
        List<string> roots = [];
        string? named = Environment.GetEnvironmentVariable("CROSSBARSIM_DATA");
        if (!string.IsNullOrWhiteSpace(named))
        {
            roots.Add(Path.GetFullPath(named));
        }

        if (Checkout()?.Parent is { } beside)
        {
            roots.Add(Path.Combine(beside.FullName, "shared", "data"));
        }

        return roots;
    }

    /// <summary>A file of the checkout that the tests run in.</summary>
    /// <param name="parts">Path inside the repository, part by part.</param>
    public static string InRepository(params string[] parts) =>
        Path.Combine([Checkout()?.FullName ?? throw new InvalidOperationException("The tests run outside the repository."), .. parts]);

    private static DirectoryInfo? Checkout()
    {
        DirectoryInfo? folder = new(TestContext.CurrentContext.TestDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "CrossbarSim.sln")))
        {
            folder = folder.Parent;
        }

        return folder;
    }
}
