using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Conversion;

namespace CrossbarSim.Benchmarks;

/// <summary>The time it takes to program a chip: every cell of ResNet-20 drawn anew. A plain network knows nothing like it.</summary>
internal sealed class ProgrammingCase(string name, string description, Func<ResNetProblem> problem) : BenchmarkCase
{
    /// <inheritdoc/>
    public override string Name => name;

    /// <inheritdoc/>
    public override string Description => description;

    /// <inheritdoc/>
    public override BenchmarkWork Prepare(int threads)
    {
        ResNetProblem resnet = problem();
        AnalogNetwork analog = resnet.LaidOut(threads);
        RandomKey chips = RandomKey.FromSeed(2);
        int made = 0;
        return new BenchmarkWork(() => analog.Program(chips.For("trial", made++), threads).Dispose(), null, resnet.Dispose);
    }
}
