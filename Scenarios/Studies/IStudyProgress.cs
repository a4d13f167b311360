namespace CrossbarSim.Scenarios.Studies;

/// <summary>Hears how a study goes on. Called from several threads.</summary>
public interface IStudyProgress
{
    /// <summary>A stage begins.</summary>
    /// <param name="name">What is done in it.</param>
    /// <param name="total">How many steps it has.</param>
    /// <param name="unit">What a step is.</param>
    void Begin(string name, int total, string unit);

    /// <summary>So much more of the stage is done.</summary>
    void Advance(double steps);

    /// <summary>How what is at work goes, in a few words; may be passed over.</summary>
    void Say(string status)
    {
    }
}
