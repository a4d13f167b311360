using CrossbarSim.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Quantization;

/// <summary>The groups of a tensor's elements that share a scale: a grid of blocks, [groups of outputs, groups of inputs].</summary>
public sealed class Grouping
{
    private readonly long[] _shape;
    private readonly (int First, int Count)[]? _outputs;
    private readonly (int First, int Count)[]? _inputs;

    internal Grouping(ReadOnlySpan<long> shape, (int First, int Count)[]? outputs, (int First, int Count)[]? inputs) =>
        (_shape, _outputs, _inputs) = (shape.ToArray(), outputs, inputs);

    /// <summary>[groups of outputs, groups of inputs]: the shape of what there is one of for each group.</summary>
    public long[] Shape => [_outputs?.Length ?? 1, _inputs?.Length ?? 1];

    /// <summary>How many groups there are.</summary>
    public int Count => (_outputs?.Length ?? 1) * (_inputs?.Length ?? 1);

    private bool IsTensor => _outputs is null;

    /// <summary>What there is one of for each group, shaped so that it broadcasts to the tensor's elements. Differentiable.</summary>
    /// <param name="perGroup">As many elements as there are groups.</param>
    public Tensor Spread(Tensor perGroup)
    {
        if (IsTensor)
        {
            return perGroup.reshape([]);
        }

        using DisposeScope scope = torch.NewDisposeScope();
        Tensor grid = perGroup.reshape(Shape);
        Tensor outputs = _outputs!.Length == _shape[0] ? grid : grid.index_select(0, Indices(_outputs!));
        Tensor spread = _inputs!.Length == 1
            ? outputs.reshape([_shape[0], .. Enumerable.Repeat(1L, _shape.Length - 1)])
            : outputs.index_select(1, Indices(_inputs)).reshape(_shape);
        return spread.MoveToOuterDisposeScope();
    }

    /// <summary>The sum of each group, [groups of outputs, groups of inputs]. Differentiable.</summary>
    public Tensor Sum(Tensor values) => Reduce(values, (block, dimension) => block.sum([dimension], keepdim: true));

    /// <summary>The largest element of each group. Differentiable.</summary>
    public Tensor Largest(Tensor values) => Reduce(values, (block, dimension) => block.amax([dimension], keepdim: true));

    /// <summary>The smallest element of each group. Differentiable.</summary>
    public Tensor Smallest(Tensor values) => Reduce(values, (block, dimension) => block.amin([dimension], keepdim: true));

    /// <summary>The mean of each group. Differentiable.</summary>
    public Tensor Mean(Tensor values)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        return (Sum(values) / Sizes(values)).MoveToOuterDisposeScope();
    }

    /// <summary>How many elements of a tensor each group has, in the tensor's precision.</summary>
    public Tensor Sizes(Tensor like) => IsTensor
        ? TensorData.FromDoubles([like.numel()], like.dtype, 1, 1)
        : TensorData.FromDoubles(
            [.. _outputs!.SelectMany(rows => _inputs!.Select(columns => (double)rows.Count * columns.Count))], like.dtype, Shape);

    /// <summary>The elements of each group, row by row.</summary>
    public double[][] Gather(Tensor values)
    {
        double[] all = TensorData.ToDoubles(values);
        if (IsTensor)
        {
            return [all];
        }

        int width = all.Length / (int)_shape[0];
        return [.. _outputs!.SelectMany(rows => _inputs!.Select(columns => Enumerable.Range(rows.First, rows.Count)
            .SelectMany(row => all.AsSpan((row * width) + columns.First, columns.Count).ToArray()).ToArray()))];
    }

    /// <summary>The tensor whose groups have the given elements: what <see cref="Gather"/> takes apart.</summary>
    /// <param name="groups">The elements of each group.</param>
    /// <param name="like">A tensor of that shape and precision.</param>
    public Tensor Scatter(IReadOnlyList<double[]> groups, Tensor like)
    {
        if (IsTensor)
        {
            return TensorData.FromDoubles(groups[0], like.dtype, like.shape);
        }

        int width = _inputs![^1].First + _inputs[^1].Count;
        double[] all = new double[_shape[0] * width];
        int group = 0;
        foreach ((int firstRow, int rows) in _outputs!)
        {
            foreach ((int firstColumn, int columns) in _inputs)
            {
                for (int row = 0; row < rows; row++)
                {
                    groups[group].AsSpan(row * columns, columns).CopyTo(all.AsSpan(((firstRow + row) * width) + firstColumn));
                }

                group++;
            }
        }

        return TensorData.FromDoubles(all, like.dtype, _shape);
    }

    private Tensor Reduce(Tensor values, Func<Tensor, long, Tensor> along)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        if (IsTensor)
        {
            return along(values.flatten(), 0).reshape(1, 1).MoveToOuterDisposeScope();
        }

        Tensor matrix = values.reshape(_shape[0], -1); // [outputs, inputs]
        Tensor byInputs = torch.cat([.. _inputs!.Select(part => along(matrix.narrow(1, part.First, part.Count), 1))], 1);
        Tensor all = _outputs!.Length == _shape[0]
            ? byInputs
            : torch.cat([.. _outputs.Select(part => along(byInputs.narrow(0, part.First, part.Count), 0))], 0);
        return all.MoveToOuterDisposeScope();
    }

    private static Tensor Indices((int First, int Count)[] parts) =>
        torch.tensor((long[])[.. parts.SelectMany((part, index) => Enumerable.Repeat((long)index, part.Count))]);
}
