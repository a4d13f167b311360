namespace CrossbarSim.Scenarios.Studies;

/// <summary>Where a run keeps its files.</summary>
public sealed class RunFolder
{
    /// <summary>A run folder; made when it is not there.</summary>
    public RunFolder(string path)
    {
        Root = path;
        Directory.CreateDirectory(path);
    }

    /// <summary>The folder itself.</summary>
    public string Root { get; }

    /// <summary>Finished trials, one line each.</summary>
    public string Journal => Path.Combine(Root, "trials.jsonl");

    /// <summary>Trained networks.</summary>
    public string Networks => Path.Combine(Root, "networks");

    /// <summary>The log.</summary>
    public string Log => Path.Combine(Root, "run.log");

    /// <summary>One line a point.</summary>
    public string ResultsCsv => Path.Combine(Root, "results.csv");

    /// <summary>Everything, with every trial and every layer.</summary>
    public string ResultsJson => Path.Combine(Root, "results.json");

    /// <summary>The table, as Markdown.</summary>
    public string ResultsMarkdown => Path.Combine(Root, "results.md");
}
