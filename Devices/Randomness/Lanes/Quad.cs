namespace CrossbarSim.Devices.Randomness.Lanes;

/// <summary>Four of a kind.</summary>
internal readonly struct Quad<T>(T a, T b, T c, T d)
{
    public readonly T A = a;
    public readonly T B = b;
    public readonly T C = c;
    public readonly T D = d;
}
