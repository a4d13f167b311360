using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CrossbarSim.Tests.Torch;

[TestFixture]
[NonParallelizable]
public sealed class DisposeScopeTests
{
    [Test]
    public void Scope_Disposed_DisposesWhatWasMadeInside()
    {
        Tensor inside;
        using Tensor outside = ones(2);
        using (DisposeScope scope = NewDisposeScope())
        {
            inside = outside + 1;
            Assert.That(scope.DisposablesCount, Is.EqualTo(1));
        }

        Assert.That(inside.IsInvalid, Is.True);
        Assert.That(outside.IsInvalid, Is.False);
    }

    [Test]
    public void MoveToOuterDisposeScope_SurvivesTheInnerScopeOnly()
    {
        Tensor moved;
        using (NewDisposeScope())
        {
            using (NewDisposeScope())
            {
                moved = ones(2).MoveToOuterDisposeScope();
            }

            Assert.That(moved.IsInvalid, Is.False);
        }

        Assert.That(moved.IsInvalid, Is.True);
    }

    [Test]
    public void MoveToOuter_OfTwo_SurvivesTheInnerScope()
    {
        using DisposeScope outer = NewDisposeScope();
        Tensor a;
        Tensor b;
        using (DisposeScope inner = NewDisposeScope())
        {
            (a, b) = inner.MoveToOuter(ones(1), zeros(1));
        }

        Assert.That(a.IsInvalid || b.IsInvalid, Is.False);
        Assert.That(outer.DisposablesCount, Is.EqualTo(2));
    }

    [Test]
    public void DetachFromDisposeScope_SurvivesAllScopes()
    {
        Tensor kept;
        using (NewDisposeScope())
        {
            using (NewDisposeScope())
            {
                kept = ones(2).DetachFromDisposeScope();
            }
        }

        Assert.That(kept.IsInvalid, Is.False);
        kept.Dispose();
    }

    [Test]
    public void Dispose_InsideAScope_TakesTheTensorOutOfIt()
    {
        using DisposeScope scope = NewDisposeScope();

        ones(2).Dispose();

        Assert.That(scope.DisposablesCount, Is.Zero);
    }

    [Test]
    public void DisposeEverythingBut_KeepsWhatIsNamed()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor kept = ones(2);
        Tensor gone = ones(2);

        scope.DisposeEverythingBut(kept);

        Assert.That(kept.IsInvalid, Is.False);
        Assert.That(gone.IsInvalid, Is.True);
        Assert.That(scope.DisposablesCount, Is.EqualTo(1));
    }

    [Test]
    public void WrappedTensorDisposeScope_LeavesTheResultOnly()
    {
        using DisposeScope scope = NewDisposeScope();

        Tensor result = WrappedTensorDisposeScope(() => (ones(2) + 1) * 3);

        Assert.That(result.data<float>().ToArray(), Is.EqualTo(new float[] { 6, 6 }));
        Assert.That(scope.DisposablesCount, Is.EqualTo(1));
    }

    [Test]
    public void Scopes_OfOtherThreads_AreApart()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor? elsewhere = null;

        Thread thread = new(() => elsewhere = ones(2));
        thread.Start();
        thread.Join();

        Assert.That(scope.DisposablesCount, Is.Zero);
        elsewhere!.Dispose();
    }

    [Test]
    public void Parameter_UsesUpItsTensor()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor data = ones(2);

        Parameter parameter = new(data);

        Assert.That(parameter.requires_grad, Is.True);
        Assert.That(data.IsInvalid, Is.True);
        Assert.That(parameter.data<float>().ToArray(), Is.EqualTo(new float[] { 1, 1 }));
    }

    [Test]
    public void LayersMadeInsideAScope_OutliveIt()
    {
        Linear layer;
        using (NewDisposeScope())
        {
            layer = nn.Linear(2, 3);
        }

        Assert.That(layer.weight.IsInvalid, Is.False);
        layer.Dispose();
        Assert.That(layer.weight.IsInvalid, Is.True);
    }

    [Test]
    public void TotalCount_OverTheBatchesOfAnEpoch_StaysTheSame()
    {
        manual_seed(1);
        using Sequential net = nn.Sequential(
            nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.ReLU(), nn.Flatten(), nn.Linear(2 * 36, 4), nn.ReLU(),
            nn.Linear(4, 3));
        using optim.Optimizer optimizer = optim.Adam(net.parameters());
        using Tensor images = randn(8, 1, 8, 8);
        using Tensor labels = randint(0, 3, new long[] { 8 });
        List<long> counts = [];
        for (int batch = 0; batch < 5; batch++)
        {
            using DisposeScope scope = NewDisposeScope();
            optimizer.zero_grad();
            nn.functional.cross_entropy(net.call(images), labels).backward();
            optimizer.step();
            scope.DisposeEverything();
            counts.Add(Tensor.TotalCount);
        }

        // The first batch makes the optimizer's moments.
        Assert.That(counts.Skip(1).Distinct().Count(), Is.EqualTo(1), string.Join(' ', counts));
    }

    [Test]
    public void Statistics_CountWhatAThreadMakes()
    {
        long before = DisposeScopeManager.Statistics.CreatedInScopeCount;
        using (NewDisposeScope())
        {
            _ = ones(2);
        }

        Assert.That(DisposeScopeManager.Statistics.CreatedInScopeCount, Is.EqualTo(before + 1));
        Assert.That(Tensor.PeakCount, Is.GreaterThanOrEqualTo(1));
    }
}
