using CrossbarSim.Devices.Documents;

namespace CrossbarSim.Scenarios.Studies;

/// <summary>Where a run keeps its files. One run at a time: the folder is held until this is disposed, or the process ends.</summary>
public sealed class RunFolder : IDisposable
{
    // What an operating system calls a file that someone else holds: Linux, macOS, Windows.
    private static readonly int[] _held = [11, 35, unchecked((int)0x80070020)];

    private readonly FileStream _hold;

    /// <summary>Takes a run folder; made when it is not there.</summary>
    /// <exception cref="InputException">It cannot be made or written to, or another run has it.</exception>
    public RunFolder(string path)
    {
        Root = path;
        if (string.IsNullOrWhiteSpace(path))
        {
            throw new InputException(SourceLocation.WholeFile("--out"), "", "the name of a folder is wanted.");
        }

        if (File.Exists(path))
        {
            throw Fault("is a file; a folder is wanted.");
        }

        try
        {
            Directory.CreateDirectory(path);
            _hold = new FileStream(Path.Combine(path, ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException fault) when (_held.Contains(fault.HResult))
        {
            throw Fault("another run is at work in this folder. Wait for it, or name another folder with --out.");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Fault($"cannot be used as a run folder: {fault.Message}");
        }
    }

    /// <summary>The folder itself.</summary>
    public string Root { get; }

    /// <summary>Finished trials, one line each.</summary>
    public string Journal => Path.Combine(Root, "trials.jsonl");

    /// <summary>Trained networks.</summary>
    public string Networks => Path.Combine(Root, "networks");

    /// <summary>The course of trainings, and what those that were stopped go on from.</summary>
    public string Training => Path.Combine(Root, "training");

    /// <summary>The log.</summary>
    public string Log => Path.Combine(Root, "run.log");

    /// <summary>The ranges that converters were frozen at.</summary>
    public string Calibration => Path.Combine(Root, "calibration.json");

    /// <summary>What lines did to every array, one line each.</summary>
    public string Wires => Path.Combine(Root, "wires.csv");

    /// <summary>Effective over nominal conductance of every cell, for the array of each layer that loses most.</summary>
    public string WireMaps => Path.Combine(Root, "wire-maps.csv");

    /// <summary>One line a point.</summary>
    public string ResultsCsv => Path.Combine(Root, "results.csv");

    /// <summary>Everything, with every trial and every layer.</summary>
    public string ResultsJson => Path.Combine(Root, "results.json");

    /// <summary>The table, as Markdown.</summary>
    public string ResultsMarkdown => Path.Combine(Root, "results.md");

    /// <summary>What a reproduction found beside its results, as Markdown.</summary>
    public string DetailsMarkdown => Path.Combine(Root, "details.md");

    /// <summary>One table of that.</summary>
    public string Detail(string name) => Path.Combine(Root, $"{name}.csv");

    /// <inheritdoc/>
    public void Dispose() => _hold.Dispose();

    private InputException Fault(string problem) => new(SourceLocation.WholeFile(Root), "", problem);
}
