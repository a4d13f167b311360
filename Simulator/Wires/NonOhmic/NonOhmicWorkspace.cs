using CrossbarSim.Simulator.Kernels;

namespace CrossbarSim.Simulator.Wires.NonOhmic;

/// <summary>What one thread needs to read arrays of one size, again and again. It keeps nothing that the next read depends on.</summary>
public sealed class NonOhmicWorkspace
{
    /// <summary>Room for arrays of one size.</summary>
    /// <param name="rows">Word lines; one or more.</param>
    /// <param name="columns">Bit lines; one or more.</param>
    public NonOhmicWorkspace(int rows, int columns)
        : this(rows, columns, VectorPaths.Best)
    {
    }

    internal NonOhmicWorkspace(int rows, int columns, VectorPath path)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        Search = NewtonSearch.Create(new NetworkShape(rows, columns), path);
    }

    /// <summary>Newton steps that the last read took.</summary>
    public int Steps => Search.Steps;

    /// <summary>Iterations of conjugate gradients that they took together.</summary>
    public int Iterations => Search.Iterations;

    internal NewtonSearch Search { get; }
}
