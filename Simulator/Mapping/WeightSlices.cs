using CrossbarSim.Devices.Behaviours;

namespace CrossbarSim.Simulator.Mapping;

/// <summary>Weights as whole-number codes, cut into digits that stand on cells of their own, the least significant slice first.</summary>
/// <remarks>
/// With s the largest weight and M = 2^(B-1) - 1: code = round(M·w/s), half to even. Digit i of base 2^b stands on a cell as
/// u = digit/(2^b - 1) of the window, Gmin + (Gmax - Gmin)·u, and counts 2^(i·b)-fold digitally.
/// </remarks>
public sealed record WeightSlices
{
    /// <summary>Most bits of a weight.</summary>
    public const int MostBits = 16;

    /// <summary>A way to cut weights.</summary>
    /// <param name="cellBits">Bits of a cell, b. 1 to <see cref="MostBits"/>.</param>
    /// <param name="weightBits">Bits of a weight, B, its sign included. 2 to <see cref="MostBits"/>.</param>
    public WeightSlices(int cellBits, int weightBits = 8)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(cellBits, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(cellBits, MostBits);
        ArgumentOutOfRangeException.ThrowIfLessThan(weightBits, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(weightBits, MostBits);
        (CellBits, WeightBits) = (cellBits, weightBits);
    }

    /// <summary>Bits of a cell.</summary>
    public int CellBits { get; }

    /// <summary>Bits of a weight, its sign included.</summary>
    public int WeightBits { get; }

    /// <summary>Code of the largest weight, M.</summary>
    public int HighestCode => (1 << (WeightBits - 1)) - 1;

    /// <summary>The largest digit of a cell.</summary>
    public int HighestDigit => (1 << CellBits) - 1;

    /// <summary>How many cells hold a number of so many bits; the last of them what is left.</summary>
    internal int Count(int bits) => (bits + CellBits - 1) / CellBits;

    /// <summary>One digit of a number that is zero or more.</summary>
    internal int Digit(int number, int slice) => (number >> (slice * CellBits)) & HighestDigit;

    /// <summary>The part of a window, 0 to 1, that one digit of a number stands for.</summary>
    internal double Part(int number, int slice) => (double)Digit(number, slice) / HighestDigit;

    /// <summary>What a digit counts digitally.</summary>
    internal double Place(int slice) => 1 << (slice * CellBits);

    /// <summary>Why a device cannot hold the digits; null when it can.</summary>
    /// <param name="mapping">Name of the mapping.</param>
    /// <param name="device">The cell.</param>
    internal string? Refusal(string mapping, IDeviceModel device)
    {
        if (device is not IConductanceLevels)
        {
            return null;
        }

        double lowest = device.LowestConductance.Siemens;
        double span = device.HighestConductance.Siemens - lowest;
        LevelSnap snap = new(device);
        int distinct = Enumerable.Range(0, HighestDigit + 1).Select(digit => snap.ToLevel(lowest + (span * Part(digit, 0)))).Distinct().Count();
        return distinct > HighestDigit
            ? null
            : $"mapping '{mapping}' with cells of {CellBits} bits needs {HighestDigit + 1} conductances; the levels of '{device.Name}' tell {distinct} of them apart.";
    }
}
