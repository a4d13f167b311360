using System.CommandLine;
using CrossbarSim.Networks.Datasets;

namespace CrossbarSim.Scenarios.Commands;

/// <summary><c>crossbarsim data</c>: fetches published data sets.</summary>
internal static class DataCommand
{
    private static readonly Argument<string> _name = new("name") { Description = "mnist, fashion-mnist or cifar-10." };

    private static readonly Option<string?> _to = new("--to")
    {
        Description = "The folder to put it in; without it the usual place, where scenarios find it.",
        HelpName = "FOLDER",
    };

    public static Command Create()
    {
        Command get = new("get", "Download a data set from where it is published, and verify it.") { _name, _to };
        get.SetAction(Get);
        return new Command("data", "Fetch data sets.") { get };
    }

    private static async Task<int> Get(ParseResult parsed, CancellationToken cancellation)
    {
        DatasetArchive archive = DatasetArchive.Get(parsed.GetValue(_name)!);
        DataFolders folders = DataFolders.FromEnvironment(null, Environment.GetEnvironmentVariable);
        string folder = parsed.GetValue(_to) ?? Path.Combine(folders.DownloadRoot, archive.Name);
        await Console.Error.WriteLineAsync(archive.Terms).ConfigureAwait(false);
        using HttpClient client = new();
        DownloadResult result = await new DatasetDownload(client).FetchAsync(archive, folder, new Files(), cancellation).ConfigureAwait(false);
        Console.WriteLine($"{archive.Name} is in {result.Folder}: {result.Fetched} files fetched, {result.AlreadyThere} already there, all verified.");
        return 0;
    }

    /// <summary>Names every file once, as it begins.</summary>
    private sealed class Files : IProgress<DownloadProgress>
    {
        private string _last = "";

        public void Report(DownloadProgress value)
        {
            if (value.File != _last)
            {
                _last = value.File;
                Console.Error.WriteLine($"{value.FileNumber} of {value.FileCount}: {value.File}, {value.BytesTotal / 1024} KiB");
            }
        }
    }
}
