using TorchSharp;
using static TorchSharp.torch;

namespace CrossbarSim.Tests.Torch;

[TestFixture]
public sealed class IndexingTests
{
    private DisposeScope _scope = null!;
    private Tensor _matrix = null!; // 0 1 2 3 / 4 5 6 7 / 8 9 10 11

    [SetUp]
    public void OpenScope()
    {
        _scope = NewDisposeScope();
        _matrix = arange(12, dtype: float32).reshape(3, 4);
    }

    [TearDown]
    public void CloseScope()
    {
        _matrix.Dispose();
        _scope.Dispose();
    }

    [Test]
    public void Index_ByWholeNumbers_TakesRowsAndElements()
    {
        Assert.That(Values(_matrix[1]), Is.EqualTo(new float[] { 4, 5, 6, 7 }));
        Assert.That(Values(_matrix[-1]), Is.EqualTo(new float[] { 8, 9, 10, 11 }));
        Assert.That(_matrix[2, 3].ToSingle(), Is.EqualTo(11f));
    }

    [Test]
    public void Index_BySlices_TakesParts()
    {
        Assert.That(
            Values(_matrix[TensorIndex.Slice(1, 3), TensorIndex.Slice(0, 4, 2)]),
            Is.EqualTo(new float[] { 4, 6, 8, 10 }));
        Assert.That(Values(_matrix[TensorIndex.Colon, 1]), Is.EqualTo(new float[] { 1, 5, 9 }));
        Assert.That(Values(_matrix[TensorIndex.Ellipsis, 0]), Is.EqualTo(new float[] { 0, 4, 8 }));
        Assert.That(Values(_matrix[TensorIndex.Slice(stop: -1), 0]), Is.EqualTo(new float[] { 0, 4 }));
    }

    [Test]
    public void Index_ByRanges_TakesParts()
    {
        Assert.That(Values(_matrix[1..2]), Is.EqualTo(new float[] { 4, 5, 6, 7 }));
        Assert.That(Values(_matrix[.., 1..^1]), Is.EqualTo(new float[] { 1, 2, 5, 6, 9, 10 }));
        Assert.That(Values(_matrix[^1, ..]), Is.EqualTo(new float[] { 8, 9, 10, 11 }));
    }

    [Test]
    public void Index_ByNone_AddsADimension() =>
        Assert.That(_matrix[TensorIndex.None, TensorIndex.Ellipsis].shape, Is.EqualTo(new long[] { 1, 3, 4 }));

    [Test]
    public void Index_ByATensorOfNumbers_PicksRows() =>
        Assert.That(
            Values(_matrix[tensor(new long[] { 2, 0 })][TensorIndex.Colon, 0]), Is.EqualTo(new float[] { 8, 0 }));

    [Test]
    public void Index_ByAMask_PicksElements() =>
        Assert.That(Values(_matrix[_matrix.gt(9)]), Is.EqualTo(new float[] { 10, 11 }));

    [Test]
    public void Index_Assigned_ChangesTheTensor()
    {
        _matrix[0] = zeros(4);
        _matrix[1, 1] = 50f;
        _matrix[TensorIndex.Slice(2), TensorIndex.Slice(0, 2)] = tensor(new float[] { -1, -2 });

        Assert.That(Values(_matrix), Is.EqualTo(new float[] { 0, 0, 0, 0, 4, 50, 6, 7, -1, -2, 10, 11 }));
    }

    [Test]
    public void IndexPut_ByAMask_FillsWithAScalar()
    {
        _matrix.index_put_(0, _matrix.ge(4));

        Assert.That(Values(_matrix), Is.EqualTo(new float[] { 0, 1, 2, 3, 0, 0, 0, 0, 0, 0, 0, 0 }));
    }

    [Test]
    public void SelectNarrowSlice_AreViews()
    {
        _matrix.select(1, 0).fill_(-1);
        _matrix.narrow(0, 2, 1).mul_(2);

        Assert.That(Values(_matrix.slice(0, 0, 3, 2)), Is.EqualTo(new float[] { -1, 1, 2, 3, -2, 18, 20, 22 }));
    }

    [Test]
    public void IndexSelectAndGather_PickAlongADimension()
    {
        Assert.That(
            Values(_matrix.index_select(1, tensor(new long[] { 3, 0 }))), Is.EqualTo(new float[] { 3, 0, 7, 4, 11, 8 }));
        Assert.That(
            Values(_matrix.gather(1, tensor(new long[,] { { 0 }, { 1 }, { 2 } }))),
            Is.EqualTo(new float[] { 0, 5, 10 }));
    }

    [Test]
    public void Scatter_PutsAlongADimension()
    {
        Tensor rows = zeros(2, 3).scatter_(
            1, tensor(new long[,] { { 2 }, { 0 } }), tensor(new float[,] { { 5 }, { 7 } }));

        Assert.That(Values(rows), Is.EqualTo(new float[] { 0, 0, 5, 7, 0, 0 }));
    }

    [Test]
    public void MaskedFill_ReplacesWhereTheMaskHolds()
    {
        Assert.That(Values(_matrix.masked_fill(_matrix.lt(10), -1)[2]), Is.EqualTo(new float[] { -1, -1, 10, 11 }));
        Assert.That(Values(_matrix.masked_select(_matrix.lt(2))), Is.EqualTo(new float[] { 0, 1 }));
    }

    [Test]
    public void Reshapes_KeepTheElements()
    {
        Assert.That(_matrix.reshape(2, -1).shape, Is.EqualTo(new long[] { 2, 6 }));
        Assert.That(_matrix.view(12).shape, Is.EqualTo(new long[] { 12 }));
        Assert.That(_matrix.flatten().shape, Is.EqualTo(new long[] { 12 }));
        Assert.That(zeros(2, 3, 4).flatten(1).shape, Is.EqualTo(new long[] { 2, 12 }));
        Assert.That(_matrix.unsqueeze(0).shape, Is.EqualTo(new long[] { 1, 3, 4 }));
        Assert.That(zeros(1, 3, 1).squeeze().shape, Is.EqualTo(new long[] { 3 }));
        Assert.That(zeros(1, 3, 1).squeeze(0).shape, Is.EqualTo(new long[] { 3, 1 }));
        Assert.That(Values(_matrix.t()[0]), Is.EqualTo(new float[] { 0, 4, 8 }));
        Assert.That(Values(_matrix.T[0]), Is.EqualTo(new float[] { 0, 4, 8 }));
        Assert.That(zeros(2, 3, 4).permute(2, 0, 1).shape, Is.EqualTo(new long[] { 4, 2, 3 }));
        Assert.That(zeros(2, 3, 4).transpose(0, 2).shape, Is.EqualTo(new long[] { 4, 3, 2 }));
    }

    [Test]
    public void ExpandAndRepeat_MakeCopiesOfRows()
    {
        Tensor row = tensor(new float[] { 1, 2 });

        Assert.That(Values(row.expand(2, 2)), Is.EqualTo(new float[] { 1, 2, 1, 2 }));
        Assert.That(Values(row.repeat(1, 2)), Is.EqualTo(new float[] { 1, 2, 1, 2 }));
        Assert.That(row.repeat(3, 1).shape, Is.EqualTo(new long[] { 3, 2 }));
    }

    [Test]
    public void CatAndStack_JoinTensors()
    {
        Tensor a = tensor(new float[] { 1, 2 });
        Tensor b = tensor(new float[] { 3, 4 });

        Assert.That(Values(cat([a, b])), Is.EqualTo(new float[] { 1, 2, 3, 4 }));
        Assert.That(stack([a, b]).shape, Is.EqualTo(new long[] { 2, 2 }));
        Assert.That(Values(stack([a, b], 1)), Is.EqualTo(new float[] { 1, 3, 2, 4 }));
        Assert.That(cat([_matrix, _matrix], 1).shape, Is.EqualTo(new long[] { 3, 8 }));
    }

    [Test]
    public void SplitAndChunk_DropNothing()
    {
        Assert.That(_matrix.split(3, 1).Select(part => part.size(1)), Is.EqualTo(new long[] { 3, 1 }));
        Assert.That(_matrix.split([1, 3], 1).Select(part => part.size(1)), Is.EqualTo(new long[] { 1, 3 }));
        Assert.That(arange(7).chunk(3).Select(part => part.numel()), Is.EqualTo(new long[] { 3, 3, 1 }));
        Assert.That(_matrix.unbind().Length, Is.EqualTo(3));
        Assert.That(Values(cat(_matrix.split(3, 1), 1)), Is.EqualTo(Values(_matrix)));
    }

    [Test]
    public void Split_GradientOfParts_IsThatOfTheWhole() =>
        NumericalGradient.Check(whole => whole.split([1, 3], 1) is [Tensor left, Tensor right] ? (left * left) + right.exp().sum(1, keepdim: true) : zeros(0), _matrix * 0.1);

    [Test]
    public void Split_PartsThatAreNotTheWhole_Throws() => Assert.That(
        () => _matrix.split([1, 2], 1), Throws.ArgumentException.With.Message.StartsWith("The parts hold 3 in dimension 1, the tensor 4."));

    [Test]
    public void Flip_ReversesADimension() =>
        Assert.That(Values(_matrix.flip(1)[0]), Is.EqualTo(new float[] { 3, 2, 1, 0 }));

    [Test]
    public void IndexAdd_SumsRowsThatMeet()
    {
        Tensor sums = zeros(2).index_add_(0, tensor(new long[] { 0, 1, 0 }), tensor(new float[] { 1, 2, 4 }), 1);

        Assert.That(Values(sums), Is.EqualTo(new float[] { 5, 2 }));
    }

    private static float[] Values(Tensor tensor) => tensor.data<float>().ToArray();
}
