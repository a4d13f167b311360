using System.Net;
using System.Security.Cryptography;
using System.Text;
using CrossbarSim.Networks.Datasets;

namespace CrossbarSim.Tests.Networks.Datasets;

[TestFixture]
public sealed class DatasetDownloadTests
{
    private static readonly byte[] s_first = Encoding.ASCII.GetBytes("the first file");
    private static readonly byte[] s_second = [.. Enumerable.Range(0, 200_000).Select(i => (byte)(i * 7))];

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public async Task FetchAsync_GoodMirror_LeavesTheFilesAndNothingElse()
    {
        Reports reports = new();

        DownloadResult result = await Fetch(new Mirror(Serve), _folder.At("a", "b"), reports);

        Assert.Multiple(() =>
        {
            Assert.That(result, Is.EqualTo(new DownloadResult(_folder.At("a", "b"), 2, 0)));
            Assert.That(FilesIn(_folder.At("a", "b")), Is.EqualTo(new[] { "one.gz", "two.gz" }));
            Assert.That(File.ReadAllBytes(_folder.At("a", "b", "one.gz")), Is.EqualTo(s_first));
            Assert.That(File.ReadAllBytes(_folder.At("a", "b", "two.gz")), Is.EqualTo(s_second));
        });
        Assert.Multiple(() =>
        {
            Assert.That(reports.All, Has.Count.GreaterThan(4));
            Assert.That(reports.All.Select(report => report.BytesDone), Is.Ordered);
            Assert.That(reports.All[0], Is.EqualTo(new DownloadProgress("one.gz", 1, 2, 14, 200_014)));
            Assert.That(reports.All[^1], Is.EqualTo(new DownloadProgress("two.gz", 2, 2, 200_014, 200_014)));
        });
    }

    [Test]
    public async Task FetchAsync_FirstMirrorHasNothing_TakesTheSecond()
    {
        Mirror mirror = new((address, cancellation) => address.Host == "a.example"
            ? Task.FromResult(new HttpResponseMessage(HttpStatusCode.NotFound))
            : Serve(address, cancellation));

        DownloadResult result = await Fetch(mirror);

        Assert.Multiple(() =>
        {
            Assert.That(result.Fetched, Is.EqualTo(2));
            Assert.That(
                mirror.Asked,
                Is.EqualTo(new[]
                {
                    "http://a.example/x/one.gz", "https://b.example/one.gz",
                    "http://a.example/x/two.gz", "https://b.example/two.gz",
                }));
        });
    }

    [Test]
    public async Task FetchAsync_FilesAreThere_AsksNobody()
    {
        await Fetch(new Mirror(Serve));
        Mirror second = new(Serve);

        DownloadResult result = await Fetch(second);

        Assert.Multiple(() =>
        {
            Assert.That(result, Is.EqualTo(new DownloadResult(_folder.Root, 0, 2)));
            Assert.That(second.Asked, Is.Empty);
        });
    }

    [Test]
    public void FetchAsync_AnotherFileOfThatNameIsThere_LeavesItAlone()
    {
        string path = _folder.Write("one.gz", [1, 2, 3]);
        Mirror mirror = new(Serve);

        DatasetException? exception = Assert.ThrowsAsync<DatasetException>(() => Fetch(mirror));

        Assert.Multiple(() =>
        {
            Assert.That(
                exception!.Message,
                Is.EqualTo(
                    $"{path}: is there already, but is not the published file: "
                    + $"its SHA-256 is {Sum([1, 2, 3])}, not {Sum(s_first)}. "
                    + "Move it away, or choose another folder."));
            Assert.That(File.ReadAllBytes(path), Is.EqualTo(new byte[] { 1, 2, 3 }));
            Assert.That(mirror.Asked, Is.Empty);
        });
    }

    [Test]
    public void FetchAsync_EveryMirrorFailsInItsOwnWay_NamesEachAndLeavesNothing()
    {
        byte[] wrong = Encoding.ASCII.GetBytes("THE FIRST FILE");
        Mirror mirror = new((address, _) => address.Host == "a.example"
            ? throw new HttpRequestException("Name or service not known (a.example:80)")
            : Task.FromResult(Ok(wrong)));

        AssertFailure(
            mirror,
            "http://a.example/x/one.gz (Name or service not known (a.example:80)), "
            + $"https://b.example/one.gz (SHA-256 {Sum(wrong)} instead of {Sum(s_first)})");
    }

    [Test]
    public void FetchAsync_NotFoundAndTooLong_SaysSo() => AssertFailure(
        new Mirror((address, _) => Task.FromResult(address.Host == "a.example"
            ? new HttpResponseMessage(HttpStatusCode.NotFound)
            : Ok([.. s_first, 1]))),
        "http://a.example/x/one.gz (404 Not Found), "
        + "https://b.example/one.gz (more than the 14 bytes of the published file)");

    [Test]
    public void FetchAsync_CutShortAndBrokenOff_SaysSo() => AssertFailure(
        new Mirror((address, _) => Task.FromResult(address.Host == "a.example"
            ? Ok(s_first[..5])
            : new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(new BrokenStream()) })),
        "http://a.example/x/one.gz (5 bytes instead of 14), https://b.example/one.gz (the line went dead)");

    [Test]
    public void FetchAsync_SilentMirrors_AreGivenUp() => AssertFailure(
        new Mirror(async (_, cancellation) =>
        {
            await Task.Delay(Timeout.Infinite, cancellation);
            return Ok([]);
        }),
        "http://a.example/x/one.gz (silent for 0.2 s), https://b.example/one.gz (silent for 0.2 s)",
        TimeSpan.FromSeconds(0.2));

    [Test]
    public void FetchAsync_CancelledInTheMiddle_StopsAndLeavesNothingUnfinished()
    {
        using CancellationTokenSource source = new();
        Reports reports = new()
        {
            OnReport = report =>
            {
                if (report.File == "two.gz")
                {
                    source.Cancel();
                }
            },
        };

        Assert.CatchAsync<OperationCanceledException>(
            () => Fetch(new Mirror(Serve), progress: reports, cancellation: source.Token));

        Assert.That(FilesIn(_folder.Root), Is.EqualTo(new[] { "one.gz" }));
    }

    [Test]
    public void FetchAsync_FolderThatCannotBe_SaysSo()
    {
        string file = _folder.Write("plain-file", [0]);

        DatasetException? exception = Assert.ThrowsAsync<DatasetException>(() => Fetch(new Mirror(Serve), file));

        Assert.That(exception!.Message, Does.StartWith($"{file}: cannot be written: ").And.Not.Contains("\n"));
    }

    [Test]
    public async Task FetchAsync_OverARealConnection_Works()
    {
        using HttpListener listener = new();
        string address = StartListener(listener);
        Task server = Task.Run(async () =>
        {
            for (int request = 0; request < 2; request++)
            {
                HttpListenerContext context = await listener.GetContextAsync();
                byte[] content = context.Request.Url!.AbsolutePath == "/x/one.gz" ? s_first : s_second;
                await context.Response.OutputStream.WriteAsync(content);
                context.Response.Close();
            }
        });
        using HttpClient client = new();

        DownloadResult result = await new DatasetDownload(client)
            .FetchAsync(Archive() with { Mirrors = [new Uri(address)] }, _folder.Root);
        await server;

        Assert.Multiple(() =>
        {
            Assert.That(result.Fetched, Is.EqualTo(2));
            Assert.That(File.ReadAllBytes(_folder.At("two.gz")), Is.EqualTo(s_second));
        });
    }

    [Test]
    public void Archives_EveryOne_IsWellFormed()
    {
        Assert.That(DatasetArchive.Known, Has.Length.EqualTo(3));
        Assert.Multiple(() =>
        {
            foreach (DatasetArchive archive in DatasetArchive.Known)
            {
                Assert.That(archive.Files, Has.Length.EqualTo(archive.Members.IsEmpty ? 4 : 1));
                Assert.That(archive.Files.Select(file => file.Sha256), Is.Unique.And.All.Match("^[0-9a-f]{64}$"));
                Assert.That(archive.Mirrors, Has.Length.EqualTo(archive.Members.IsEmpty ? 2 : 1));
                Assert.That(archive.Mirrors.Select(mirror => mirror.AbsoluteUri), Is.All.EndsWith("/"));
                Assert.That(DatasetCatalog.Standard.TryGet(archive.Name, out _), archive.Name);
                Assert.That(DatasetArchive.Get(archive.Name), Is.SameAs(archive));
            }
        });
    }

    [Test]
    public async Task FetchAsync_Archive_IsUnpackedIntoAFolderThatIsFound()
    {
        CifarFiles.Write(_folder.At("made"), perBatch: 1, test: 1);
        byte[] packed = Packed(_folder.At("made"));
        DatasetArchive archive = DatasetArchive.Cifar10 with { Files = [new("cifar-10-binary.tar.gz", packed.Length, Sum(packed))] };
        Mirror mirror = new((_, _) => Task.FromResult(Ok(packed)));
        using HttpClient client = new(mirror);

        DownloadResult first = await new DatasetDownload(client).FetchAsync(archive, _folder.At("data", "cifar-10"));
        File.Delete(_folder.At("data", "cifar-10", "cifar-10-batches-bin", "data_batch_3.bin"));
        DownloadResult again = await new DatasetDownload(client).FetchAsync(archive, _folder.At("data", "cifar-10"));

        DatasetPair pair = DatasetCatalog.Standard.Load("cifar-10", new DatasetRequest { Folders = new DataFolders([_folder.At("data")]) });
        Assert.Multiple(() =>
        {
            Assert.That((first.Fetched, again.Fetched), Is.EqualTo((1, 0)));
            Assert.That(mirror.Asked, Is.EqualTo(new[] { "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz" }));
            Assert.That((pair.Train.Count, pair.Test.Count, pair.Train.ClassNames.Length), Is.EqualTo((5, 1, 10)));
            Assert.That(FilesIn(_folder.At("data", "cifar-10", "cifar-10-batches-bin")), Has.Length.EqualTo(7), "and nothing else of the archive");
        });
    }

    [Test]
    public void FetchAsync_ArchiveWithoutAFile_SaysWhichOne()
    {
        CifarFiles.Write(_folder.At("made"), perBatch: 1, test: 1);
        File.Delete(_folder.At("made", "test_batch.bin"));
        byte[] packed = Packed(_folder.At("made"));
        DatasetArchive archive = DatasetArchive.Cifar10 with { Files = [new("cifar-10-binary.tar.gz", packed.Length, Sum(packed))] };
        using HttpClient client = new(new Mirror((_, _) => Task.FromResult(Ok(packed))));

        DatasetException? exception = Assert.ThrowsAsync<DatasetException>(() => new DatasetDownload(client).FetchAsync(archive, _folder.At("data")));

        Assert.That(exception!.Message, Is.EqualTo($"{_folder.At("data", "cifar-10-binary.tar.gz")}: lacks cifar-10-batches-bin/test_batch.bin."));
    }

    [Test]
    public void Archives_UnknownName_ListsTheKnownOnes()
    {
        DatasetException? exception = Assert.Throws<DatasetException>(() => DatasetArchive.Get("cifar"));

        Assert.That(
            exception!.Message,
            Is.EqualTo("cifar: no data set of this name can be downloaded. Known: cifar-10, fashion-mnist, mnist."));
    }

    private static DatasetArchive Archive() => new()
    {
        Name = "two-files",
        Terms = "none",
        Files = [new("one.gz", s_first.Length, Sum(s_first)), new("two.gz", s_second.Length, Sum(s_second))],
        Mirrors = [new("http://a.example/x/"), new("https://b.example/")],
    };

    /// <summary>A tar.gz as the published one: a folder with the files, and one more that nobody asks for.</summary>
    private static byte[] Packed(string folder)
    {
        File.WriteAllText(Path.Combine(folder, "readme.html"), "<html></html>");
        using MemoryStream tar = new();
        using (System.Formats.Tar.TarWriter writer = new(tar, leaveOpen: true))
        {
            foreach (string file in FilesIn(folder))
            {
                writer.WriteEntry(Path.Combine(folder, file), $"cifar-10-batches-bin/{file}");
            }
        }

        return TemporaryFolder.Gzip(tar.ToArray());
    }

    private static string Sum(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private static HttpResponseMessage Ok(byte[] content) => new(HttpStatusCode.OK) { Content = new ByteArrayContent(content) };

    private static Task<HttpResponseMessage> Serve(Uri address, CancellationToken cancellation) =>
        Task.FromResult(Ok(address.AbsolutePath.EndsWith("one.gz", StringComparison.Ordinal) ? s_first : s_second));

    private static string[] FilesIn(string folder) =>
        [.. Directory.GetFiles(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    private static string StartListener(HttpListener listener)
    {
        // The listener cannot choose a free port itself; ask the system for one.
        using System.Net.Sockets.TcpListener free = new(IPAddress.Loopback, 0);
        free.Start();
        int port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        string address = $"http://127.0.0.1:{port}/x/";
        listener.Prefixes.Add(address);
        listener.Start();
        return address;
    }

    private async Task<DownloadResult> Fetch(
        Mirror mirror,
        string? folder = null,
        IProgress<DownloadProgress>? progress = null,
        TimeSpan? patience = null,
        CancellationToken cancellation = default)
    {
        using HttpClient client = new(mirror);
        DatasetDownload download = new(client) { Patience = patience ?? TimeSpan.FromSeconds(20) };
        return await download.FetchAsync(Archive(), folder ?? _folder.Root, progress, cancellation);
    }

    private void AssertFailure(Mirror mirror, string tried, TimeSpan? patience = null)
    {
        DatasetException? exception = Assert.ThrowsAsync<DatasetException>(() => Fetch(mirror, patience: patience));

        Assert.Multiple(() =>
        {
            Assert.That(
                exception!.Message,
                Is.EqualTo(
                    $"{_folder.At("one.gz")}: could not be fetched. Tried {tried}. "
                    + $"By hand: put one.gz and two.gz into {_folder.Root}."));
            Assert.That(FilesIn(_folder.Root), Is.Empty);
        });
    }

    /// <summary>Answers requests without a network and remembers them.</summary>
    private sealed class Mirror(Func<Uri, CancellationToken, Task<HttpResponseMessage>> answer) : HttpMessageHandler
    {
        public List<string> Asked { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked.Add(request.RequestUri!.AbsoluteUri);
            return answer(request.RequestUri, cancellationToken);
        }
    }

    /// <summary>Keeps reports in the order they come; Progress would hand them to other threads.</summary>
    private sealed class Reports : IProgress<DownloadProgress>
    {
        public List<DownloadProgress> All { get; } = [];

        public Action<DownloadProgress>? OnReport { get; init; }

        public void Report(DownloadProgress value)
        {
            All.Add(value);
            OnReport?.Invoke(value);
        }
    }

    /// <summary>Gives three bytes, then fails.</summary>
    private sealed class BrokenStream : MemoryStream
    {
        private bool _started;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_started)
            {
                throw new IOException("the line went dead");
            }

            _started = true;
            return new ValueTask<int>(3);
        }
    }
}
