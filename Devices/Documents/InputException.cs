namespace CrossbarSim.Devices.Documents;

/// <summary>An input file cannot be used. Carries every fault found in it, not only the first.</summary>
public sealed class InputException : Exception
{
    /// <summary>An exception for some complaints, at least one, in the order they are to be shown.</summary>
    public InputException(IEnumerable<Complaint> complaints)
        : this([.. complaints])
    {
    }

    /// <summary>An exception for a single complaint.</summary>
    public InputException(SourceLocation location, string key, string problem)
        : this([new Complaint(location, key, problem)])
    {
    }

    private InputException(Complaint[] complaints)
        : base(string.Join('\n', complaints.Select(complaint => complaint.ToString())))
    {
        Complaints = complaints;
    }

    /// <summary>What is wrong, in the order of the files, lines and columns.</summary>
    public IReadOnlyList<Complaint> Complaints { get; }
}
