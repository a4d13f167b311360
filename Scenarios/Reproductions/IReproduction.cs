namespace CrossbarSim.Scenarios.Reproductions;

/// <summary>A published result that one command trains and measures again.</summary>
public interface IReproduction
{
    /// <summary>The name on the command line: lower case, words joined by hyphens.</summary>
    string Name { get; }

    /// <summary>What it is, in one line.</summary>
    string Description { get; }

    /// <summary>Seeds it usually has.</summary>
    int Seeds { get; }

    /// <summary>Epochs it usually has.</summary>
    int Epochs { get; }

    /// <summary>Trains what is not trained yet, evaluates, and gives the table.</summary>
    /// <exception cref="Networks.Datasets.DatasetException">The data set is not there.</exception>
    /// <exception cref="OperationCanceledException">It was stopped; the same run goes on from there.</exception>
    ReproductionTable Run(ReproductionRun run);
}
