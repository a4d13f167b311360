namespace CrossbarSim.Devices.Documents;

/// <summary>What the readers of one document share: the complaints, and which sections were opened.</summary>
internal sealed class Reading
{
    public List<Complaint> Complaints { get; } = [];

    public List<DocumentReader> Opened { get; } = [];
}
