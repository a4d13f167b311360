using System.Collections.Immutable;

namespace CrossbarSim.Networks.Datasets;

/// <summary>The folders in which data sets are looked for, in order.</summary>
public sealed class DataFolders
{
    /// <summary>Name of the environment variable that names the data folder.</summary>
    public const string EnvironmentVariable = "CROSSBARSIM_DATA";

    /// <summary>Looks in the given folders, in this order.</summary>
    /// <param name="roots">Folders, which need not exist.</param>
    /// <param name="downloadRoot">Where downloads go; the first of the roots when not given.</param>
    public DataFolders(IEnumerable<string> roots, string? downloadRoot = null)
    {
        ArgumentNullException.ThrowIfNull(roots);
        Roots = [.. roots.Select(Path.GetFullPath).Distinct(StringComparer.Ordinal)];
        DownloadRoot = downloadRoot is not null ? Path.GetFullPath(downloadRoot)
            : Roots.IsEmpty ? Path.GetFullPath("data")
            : Roots[0];
    }

    /// <summary>The folders, as absolute paths, first to last.</summary>
    public ImmutableArray<string> Roots { get; }

    /// <summary>Where downloads go: each data set into a sub-folder of its name.</summary>
    public string DownloadRoot { get; }

    /// <summary>
    /// The folders of a run: the one asked for and nothing else; or else the one that <c>CROSSBARSIM_DATA</c> names, then
    /// <c>./data</c>, then <c>crossbarsim/data</c> in the user's cache folder (<c>XDG_CACHE_HOME</c> or <c>~/.cache</c>).
    /// </summary>
    /// <remarks>A folder that was asked for is not silently replaced by another one.</remarks>
    /// <param name="explicitFolder">What <c>--data</c> says, or null.</param>
    /// <param name="readVariable">Reads an environment variable; null or empty where it is not set.</param>
    public static DataFolders FromEnvironment(string? explicitFolder, Func<string, string?> readVariable)
    {
        ArgumentNullException.ThrowIfNull(readVariable);
        if (!string.IsNullOrWhiteSpace(explicitFolder))
        {
            return new DataFolders([explicitFolder]);
        }

        List<string> roots = [];
        string? named = Read(EnvironmentVariable);
        if (named is not null)
        {
            roots.Add(named);
        }

        roots.Add("data");
        string? home = Read("HOME") ?? Read("USERPROFILE");
        // The XDG specification: a relative XDG_CACHE_HOME is to be ignored.
        string? cache = Read("XDG_CACHE_HOME") is { } xdg && Path.IsPathRooted(xdg) ? xdg
            : home is null ? null
            : Path.Combine(home, ".cache");
        string? ours = cache is null ? null : Path.Combine(cache, "crossbarsim", "data");
        if (ours is not null)
        {
            roots.Add(ours);
        }

        return new DataFolders(roots, named ?? ours);

        string? Read(string name) => string.IsNullOrWhiteSpace(readVariable(name)) ? null : readVariable(name);
    }

    /// <summary>Every folder in which a data set may lie: each sub-folder of a root, then the root itself.</summary>
    /// <param name="subfolders">Sub-folders to try, relative to each root, first to last.</param>
    public IEnumerable<string> Candidates(IEnumerable<string> subfolders)
    {
        ArgumentNullException.ThrowIfNull(subfolders);
        string[] names = [.. subfolders];
        return Roots.SelectMany(root => names.Select(name => Path.Combine(root, name)).Append(root));
    }
}
