using CrossbarSim.Networks.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CrossbarSim.Tests.Networks.Layers;

public sealed class ResidualBlockTests
{
    [Test]
    public void Forward_BothBranchesAndActivation_ActivatesTheSum()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using ResidualBlock block = new(Times(2, 1), Times(-3, 1), nn.ReLU());

        Tensor result = block.call(torch.tensor(new float[,] { { 1 }, { -2 } }));

        // 2x - 3x = -x.
        Assert.That(result.data<float>().ToArray(), Is.EqualTo(new float[] { 0, 2 }));
    }

    [Test]
    public void Forward_MainBranchAlone_AddsTheInputAndLeavesItAlone()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using ResidualBlock block = new(Times(2, 1));
        Tensor input = torch.tensor(new float[,] { { 1 }, { -2 } });

        Tensor result = block.call(input);

        Assert.That(result.data<float>().ToArray(), Is.EqualTo(new float[] { 3, -6 }));
        Assert.That(input.data<float>().ToArray(), Is.EqualTo(new float[] { 1, -2 }));
    }

    [Test]
    public void Forward_Gradient_ComesThroughBothBranches()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using ResidualBlock block = new(Times(2, 1), Times(5, 1));
        Tensor input = torch.tensor(new float[,] { { 3 } }, requires_grad: true);

        block.call(input).backward();

        Assert.That(input.grad!.item<float>(), Is.EqualTo(7));
        Assert.That(block.parameters().Select(weight => weight.grad!.item<float>()), Is.EqualTo(new[] { 3, 3 }));
    }

    /// <summary>Torch itself would add [2, 1] to [2, 3].</summary>
    [Test]
    public void Forward_BranchesOfDifferentShapes_SaysSo()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using ResidualBlock block = new(Times(1, 1), nn.Linear(1, 3));

        ArgumentException error = Assert.Throws<ArgumentException>(() => block.call(torch.ones(2, 1)))!;

        Assert.That(error.Message, Is.EqualTo("A residual block cannot add [2, 1] of its main branch and [2, 3] of its shortcut."));
    }

    [Test]
    public void NamedParameters_InASequential_StandOnceUnderTheNamesOfTheBranches()
    {
        using Sequential network = nn.Sequential(("block", new ResidualBlock(nn.Sequential(("a", nn.Linear(2, 2, hasBias: false)), ("b", nn.ReLU())), Times(1, 2), nn.ReLU())));

        Assert.That(network.named_parameters().Select(each => each.name), Is.EqualTo(new[] { "block.main.a.weight", "block.shortcut.weight" }));
        Assert.That(network.named_modules().Select(each => each.name), Is.EqualTo(
            new[] { "block", "block.main", "block.shortcut", "block.activation", "block.main.a", "block.main.b" }));
    }

    [Test]
    public void Train_OfTheWhole_ReachesTheBranches()
    {
        Dropout dropout = nn.Dropout(0.5);
        using ResidualBlock block = new(nn.Sequential(dropout));

        block.eval();

        Assert.That(dropout.training, Is.False);
    }

    [Test]
    public void Dispose_BorrowedBranches_StayAlive()
    {
        using Linear mine = Times(2, 1);
        Linear owned = Times(2, 1);

        ResidualBlock.Borrowing(mine, nn.Identity(), nn.Identity()).Dispose();
        new ResidualBlock(owned).Dispose();

        Assert.That(mine.weight.IsInvalid, Is.False);
        Assert.That(owned.weight.IsInvalid, Is.True);
    }

    /// <summary>Multiplies [batch, features] by a number, which is every weight.</summary>
    private static Linear Times(float factor, int features)
    {
        Linear layer = nn.Linear(features, features, hasBias: false);
        using IDisposable frozen = torch.no_grad();
        layer.weight.fill_(factor);
        return layer;
    }
}
