namespace CrossbarSim.Simulator.Kernels;

/// <summary>Up to twelve samples at one tile.</summary>
/// <param name="Tile">The tile.</param>
/// <param name="First">The first of them in the chunk, a multiple of 12.</param>
/// <param name="Samples">How many.</param>
/// <param name="Read">Number of the first one's read.</param>
/// <param name="Layout">How the image stands in memory; null: samples.</param>
internal readonly record struct BlockPlace(int Tile, int First, int Samples, long Read, WindowLayout? Layout);
