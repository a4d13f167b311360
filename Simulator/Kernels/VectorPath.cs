using System.Runtime.Intrinsics;

namespace CrossbarSim.Simulator.Kernels;

/// <summary>How wide the registers are that kernels work with. The results are the same whichever it is.</summary>
internal enum VectorPath
{
    /// <summary>One number at a time.</summary>
    Scalar,

    /// <summary>8 single-precision numbers at a time.</summary>
    Vector256,

    /// <summary>16 single-precision numbers at a time.</summary>
    Vector512,
}

/// <summary>What this machine does best.</summary>
internal static class VectorPaths
{
    public static VectorPath Best { get; } =
        Vector512.IsHardwareAccelerated ? VectorPath.Vector512
        : Vector256.IsHardwareAccelerated ? VectorPath.Vector256
        : VectorPath.Scalar;
}
