using System.Formats.Tar;
using System.IO.Compression;

namespace CrossbarSim.Networks.Datasets;

/// <summary>Takes the files of a data set out of the archive they are published in.</summary>
internal static class DatasetUnpacking
{
    /// <summary>Unpacks chosen files of a tar.gz archive into the sub-folders they are in.</summary>
    /// <param name="archive">Path of the archive, whose sum was checked.</param>
    /// <param name="folder">Where they go.</param>
    /// <param name="members">Paths in the archive, with '/'. Nothing else is written.</param>
    /// <param name="cancellation">Stops between files.</param>
    /// <exception cref="DatasetException">A file is not in the archive.</exception>
    public static async Task UnpackAsync(string archive, string folder, IReadOnlyCollection<string> members, CancellationToken cancellation)
    {
        HashSet<string> missing = [.. members];
        await using FileStream packed = File.OpenRead(archive);
        await using GZipStream plain = new(packed, CompressionMode.Decompress);
        await using TarReader tar = new(plain);
        while (missing.Count > 0 && await tar.GetNextEntryAsync(cancellationToken: cancellation).ConfigureAwait(false) is TarEntry entry)
        {
            if (!missing.Remove(entry.Name))
            {
                continue;
            }

            string path = Path.Combine([folder, .. entry.Name.Split('/')]);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await entry.ExtractToFileAsync(path + ".part", overwrite: true, cancellation).ConfigureAwait(false);
            File.Move(path + ".part", path, overwrite: true);
        }

        if (missing.Count > 0)
        {
            throw new DatasetException(archive, $"lacks {MnistFolder.Join([.. missing.Order(StringComparer.Ordinal)])}.");
        }
    }
}
