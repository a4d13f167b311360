using System.Runtime.Intrinsics;

namespace CrossbarSim.Devices.Randomness.Lanes;

/// <summary>How wide the registers are that random numbers are drawn with. The numbers are the same whichever it is.</summary>
internal enum RegisterWidth
{
    /// <summary>One number at a time: the reference.</summary>
    Scalar,

    /// <summary>128 bits, wherever there are such registers.</summary>
    Bits128,

    /// <summary>256 bits.</summary>
    Bits256,

    /// <summary>512 bits.</summary>
    Bits512,
}

/// <summary>What this machine has.</summary>
internal static class RegisterWidths
{
    /// <summary>The widest.</summary>
    public static RegisterWidth Best { get; } =
        Vector512.IsHardwareAccelerated ? RegisterWidth.Bits512
        : Vector256.IsHardwareAccelerated ? RegisterWidth.Bits256
        : Vector128.IsHardwareAccelerated ? RegisterWidth.Bits128
        : RegisterWidth.Scalar;
}
