namespace CrossbarSim.Tests.Scenarios;

/// <summary>A scenario that is fine and runs in a second or two.</summary>
internal static class SampleScenario
{
    public const string Text = """
        name: sample
        seed: 1
        trials: 3
        method: ptq-noise
        dataset: { name: synthetic-digits, train: 300, test: 150 }
        model: { name: mlp, hidden: [16] }
        training: { epochs: 2, batch: 32 }
        hardware:
          device: { name: synthetic-100-levels, levels: 16 }
          programming: { noise-scale: 5 }
          mapping: { kind: mirrored-levels, scale: layer }
          tile: { rows: 128, columns: 128 }
          dac: { bits: 8, range: calibrated }
          adc: { bits: 6, range: calibrated }

        """;

    /// <summary>The scenario with one piece of its text replaced by another.</summary>
    public static string With(string piece, string other)
    {
        string changed = Text.Replace(piece, other, StringComparison.Ordinal);
        Assert.That(changed, Is.Not.EqualTo(Text), $"the sample scenario no longer says '{piece}'");
        return changed;
    }
}
