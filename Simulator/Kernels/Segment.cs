namespace CrossbarSim.Simulator.Kernels;

/// <summary>The inputs that one row tile takes, shared by all tiles beside it.</summary>
internal readonly record struct Segment(int First, int Rows);
