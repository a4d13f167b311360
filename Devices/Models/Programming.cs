using System.Numerics.Tensors;
using CrossbarSim.Devices.Randomness;

namespace CrossbarSim.Devices.Models;

/// <summary>What models have in common when they program.</summary>
internal static class Programming
{
    /// <summary>So many cells at a time, and all about them stays in the first-level cache.</summary>
    public const int CellsAtATime = 512;

    public static void Check(ReadOnlySpan<double> targets, ReadOnlySpan<double> programmed, double noiseScale)
    {
        if (programmed.Length != targets.Length)
        {
            throw new ArgumentException(
                $"Expected room for {targets.Length} conductances, got {programmed.Length}.", nameof(programmed));
        }

        if (!double.IsFinite(noiseScale) || noiseScale < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(noiseScale), noiseScale, "A noise scale is finite and zero or more.");
        }
    }

    /// <summary>max(0, mean + f·σ·z), z standard normal, for each of some cells.</summary>
    /// <param name="means">In siemens.</param>
    /// <param name="sigmas">In siemens, as many; scaled afterwards.</param>
    /// <param name="noiseScale">f.</param>
    /// <param name="key">Address of the draws.</param>
    /// <param name="first">Number of the first cell among those of the key.</param>
    /// <param name="cells">Receives siemens; as many.</param>
    public static void Draw(
        ReadOnlySpan<double> means, Span<double> sigmas, double noiseScale, RandomKey key, int first, Span<double> cells)
    {
        key.FillNormal(cells, first);
        TensorPrimitives.Multiply(sigmas, noiseScale, sigmas);
        TensorPrimitives.MultiplyAdd(cells, sigmas, means, cells);
        TensorPrimitives.Max(cells, 0.0, cells); // a negative conductance has no meaning
    }

    /// <summary>The same where σ is that of all cells.</summary>
    public static void Draw(ReadOnlySpan<double> means, double sigma, double noiseScale, RandomKey key, int first, Span<double> cells)
    {
        key.FillNormal(cells, first);
        TensorPrimitives.MultiplyAdd(cells, sigma * noiseScale, means, cells);
        TensorPrimitives.Max(cells, 0.0, cells);
    }
}
