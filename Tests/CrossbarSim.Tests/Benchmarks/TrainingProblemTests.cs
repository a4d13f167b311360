using CrossbarSim.Benchmarks;
using CrossbarSim.Networks.Models;
using CrossbarSim.Networks.Training;

namespace CrossbarSim.Tests.Benchmarks;

/// <summary>Both sides train: the same network on the same batch, which they learn by heart.</summary>
public sealed class TrainingProblemTests
{
    [Test]
    public void Step_InFloatAndForArrays_LowersTheLossOfItsBatch([Values] bool onArrays)
    {
        ModelRequest request = new() { Channels = 1, Height = 8, Width = 8, Classes = 4, Hidden = [160] };
        using TrainingProblem problem = new("cim-mlp-norm", request, 16, onArrays ? kind => TrainingCase.OnArrays(kind) : _ => new DigitalRule());

        float[] losses = [.. Enumerable.Range(0, 40).Select(_ => problem.Step())];

        Assert.That(losses[0], Is.GreaterThan(Math.Log(4) / 2), "four classes, by chance ln 4");
        Assert.That(losses[^3..].Max(), Is.LessThan(losses[0] / 2));
    }

    [Test]
    public void Step_OnArrays_IsNotThatInFloat()
    {
        ModelRequest request = new() { Channels = 1, Height = 8, Width = 8, Classes = 4, Hidden = [160] };
        using TrainingProblem plain = new("cim-mlp-norm", request, 16, _ => new DigitalRule());
        using TrainingProblem arrays = new("cim-mlp-norm", request, 16, kind => TrainingCase.OnArrays(kind));

        Assert.That(arrays.Step(), Is.Not.EqualTo(plain.Step()));
    }
}
