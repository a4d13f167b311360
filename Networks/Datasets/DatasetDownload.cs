using System.Globalization;
using System.Net;
using System.Security.Cryptography;

namespace CrossbarSim.Networks.Datasets;

/// <summary>How far a download is.</summary>
/// <param name="File">Name of the file that is being fetched.</param>
/// <param name="FileNumber">Which of the files it is, from 1.</param>
/// <param name="FileCount">How many files there are.</param>
/// <param name="BytesDone">Bytes of all files that are here, this one's included.</param>
/// <param name="BytesTotal">Bytes of all files.</param>
public readonly record struct DownloadProgress(
    string File, int FileNumber, int FileCount, long BytesDone, long BytesTotal);

/// <summary>What a download did.</summary>
/// <param name="Folder">Where the files are.</param>
/// <param name="Fetched">How many files were fetched.</param>
/// <param name="AlreadyThere">How many were there before, with the right sum.</param>
public sealed record DownloadResult(string Folder, int Fetched, int AlreadyThere);

/// <summary>Fetches the files of a data set, checks their sums, and unpacks what is published as an archive.</summary>
/// <remarks>
/// A file appears under its own name only when it is whole and its SHA-256 is right, so plain http is safe here. A file that
/// is there already is left alone: with the right sum it is not fetched, with another one it is an error.
/// </remarks>
/// <param name="client">Makes the requests; must not unpack gzip on its own, as it does not by default.</param>
public sealed class DatasetDownload(HttpClient client)
{
    private const int BufferSize = 1 << 16;

    /// <summary>How long a mirror may be silent before the next one is tried.</summary>
    public TimeSpan Patience
    {
        get;
        init => field = value > TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(
            nameof(Patience), value, "Patience is above zero.");
    } = TimeSpan.FromSeconds(30);

    /// <summary>Fetches what is not there yet.</summary>
    /// <param name="archive">What to fetch.</param>
    /// <param name="folder">Where the files go; made when it does not exist.</param>
    /// <param name="progress">Told after every piece of data, or null.</param>
    /// <param name="cancellation">Stops the download; nothing unfinished is left behind.</param>
    /// <exception cref="DatasetException">
    /// No mirror has a file, or the folder cannot be written; the message says why, mirror by mirror.
    /// </exception>
    public async Task<DownloadResult> FetchAsync(
        DatasetArchive archive,
        string folder,
        IProgress<DownloadProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(archive);
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        string target = Path.GetFullPath(folder);
        long total = archive.Files.Sum(file => file.Length);
        long done = 0;
        int fetched = 0;
        try
        {
            Directory.CreateDirectory(target);
            for (int number = 1; number <= archive.Files.Length; number++)
            {
                DatasetFile file = archive.Files[number - 1];
                long before = done;
                int fileNumber = number;
                void Report(long bytes) => progress?.Report(
                    new DownloadProgress(file.Name, fileNumber, archive.Files.Length, before + bytes, total));

                if (!await IsThereAsync(target, file, cancellation).ConfigureAwait(false))
                {
                    await FetchFileAsync(archive, file, target, Report, cancellation).ConfigureAwait(false);
                    fetched++;
                }

                done += file.Length;
                Report(file.Length);
            }

            if (archive.Members.Length > 0)
            {
                await DatasetUnpacking.UnpackAsync(Path.Combine(target, archive.Files[0].Name), target, archive.Members, cancellation).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException(target, $"cannot be written: {OneLine(exception)}", exception);
        }

        return new DownloadResult(target, fetched, archive.Files.Length - fetched);
    }

    private static async Task<bool> IsThereAsync(string folder, DatasetFile file, CancellationToken cancellation)
    {
        string path = Path.Combine(folder, file.Name);
        if (!File.Exists(path))
        {
            return false;
        }

        await using FileStream stream = File.OpenRead(path);
        string sum = Hex(await SHA256.HashDataAsync(stream, cancellation).ConfigureAwait(false));
        return sum == file.Sha256
            ? true
            : throw new DatasetException(
                path,
                $"is there already, but is not the published file: its SHA-256 is {sum}, not {file.Sha256}. "
                + "Move it away, or choose another folder.");
    }

    private async Task FetchFileAsync(
        DatasetArchive archive, DatasetFile file, string folder, Action<long> report, CancellationToken cancellation)
    {
        List<string> failures = [];
        foreach (Uri mirror in archive.Mirrors)
        {
            Uri address = new(mirror, file.Name);
            string? failure = await TryMirrorAsync(address, file, folder, report, cancellation).ConfigureAwait(false);
            if (failure is null)
            {
                return;
            }

            failures.Add($"{address} ({failure})");
        }

        throw new DatasetException(
            Path.Combine(folder, file.Name),
            $"could not be fetched. Tried {string.Join(", ", failures)}."
            + $" By hand: put {MnistFolder.Join([.. archive.Files.Select(each => each.Name)])} into {folder}"
            + (archive.Members.IsEmpty ? "." : ", and run this again to unpack it."));
    }

    /// <summary>Fetches a file from one mirror, or says in a few words why it could not.</summary>
    private async Task<string?> TryMirrorAsync(
        Uri address, DatasetFile file, string folder, Action<long> report, CancellationToken cancellation)
    {
        // A name of its own: two downloads into one folder do not write to one file.
        string path = Path.Combine(folder, $"{file.Name}.{Guid.NewGuid():N}.part");
        using CancellationTokenSource silence = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        silence.CancelAfter(Patience);
        try
        {
            using HttpResponseMessage response = await client
                .GetAsync(address, HttpCompletionOption.ResponseHeadersRead, silence.Token).ConfigureAwait(false);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                return $"{(int)response.StatusCode} {response.ReasonPhrase}";
            }

            string? failure = await ReceiveAsync(response, path, file, report, silence).ConfigureAwait(false);
            if (failure is null)
            {
                File.Move(path, Path.Combine(folder, file.Name), overwrite: true);
            }

            return failure;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return $"silent for {Patience.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture)} s";
        }
        catch (HttpRequestException exception)
        {
            return OneLine(exception);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private async Task<string?> ReceiveAsync(
        HttpResponseMessage response, string path, DatasetFile file, Action<long> report, CancellationTokenSource silence)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[BufferSize];
        long received = 0;
        await using (Stream content = await response.Content.ReadAsStreamAsync(silence.Token).ConfigureAwait(false))
        await using (FileStream part = new(path, FileMode.CreateNew, FileAccess.Write))
        {
            while (true)
            {
                silence.CancelAfter(Patience);
                int count = await ReadAsync(content, buffer, silence.Token).ConfigureAwait(false);
                if (count == 0)
                {
                    break;
                }

                received += count;
                if (received > file.Length)
                {
                    return $"more than the {file.Length} bytes of the published file";
                }

                hash.AppendData(buffer, 0, count);
                await part.WriteAsync(buffer.AsMemory(0, count), silence.Token).ConfigureAwait(false);
                report(received);
            }
        }

        if (received != file.Length)
        {
            return $"{received} bytes instead of {file.Length}";
        }

        string sum = Hex(hash.GetHashAndReset());
        return sum == file.Sha256 ? null : $"SHA-256 {sum} instead of {file.Sha256}";
    }

    /// <summary>Reads from the mirror; its failures must not pass for those of the disk.</summary>
    private static async ValueTask<int> ReadAsync(Stream content, byte[] buffer, CancellationToken cancellation)
    {
        try
        {
            return await content.ReadAsync(buffer, cancellation).ConfigureAwait(false);
        }
        catch (IOException exception)
        {
            throw new HttpRequestException(exception.Message, exception);
        }
    }

    private static string Hex(byte[] hash) => Convert.ToHexStringLower(hash);

    private static string OneLine(Exception exception) => exception.Message.ReplaceLineEndings(" ").Trim().TrimEnd('.');
}
