namespace CrossbarSim.Networks.Datasets;

/// <summary>A data set cannot be had: a file is missing or damaged, a name unknown, a download failed.</summary>
/// <remarks>The message is one line, <c>"{file}: {problem}"</c>.</remarks>
public sealed class DatasetException : Exception
{
    /// <summary>Reports a problem with one file, folder or data set.</summary>
    /// <param name="file">The file, folder or data set concerned.</param>
    /// <param name="problem">What was found, what is expected and what would do; one line.</param>
    /// <param name="innerException">What the operating system or a library said, if it said anything.</param>
    public DatasetException(string file, string problem, Exception? innerException = null)
        : base($"{file}: {problem}", innerException)
    {
        File = file;
        Problem = problem;
    }

    /// <summary>The file, folder or data set concerned.</summary>
    public string File { get; }

    /// <summary>The message without its place.</summary>
    public string Problem { get; }
}
