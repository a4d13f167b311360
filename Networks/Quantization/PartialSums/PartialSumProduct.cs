using CrossbarSim.Simulator.Mapping;
using TorchSharp;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Quantization.PartialSums;

/// <summary>Layers whose sums are cut into the row tiles of arrays, every partial sum going through its column's ADC before it is added to the others.</summary>
/// <remarks>
/// One product, or one convolution of a slice of channels, a tile: nothing is unfolded, and no more than one tile's sums are there at a time. What training keeps is
/// the slope of the ADC at every partial sum: 4 bytes·batch·outputs·positions·tiles. Columns of an array do not interact, so its columns do not matter here.
/// </remarks>
public static class PartialSumProduct
{
    /// <summary>A linear layer.</summary>
    /// <param name="input">[batch, inputs].</param>
    /// <param name="weight">[outputs, inputs].</param>
    /// <param name="bias">[outputs], added after the ADCs; null: none.</param>
    /// <param name="adc">From partial sums to values, element by element.</param>
    /// <param name="rows">Rows of an array; the last tile may have fewer in use.</param>
    /// <returns>[batch, outputs].</returns>
    /// <exception cref="ArgumentException">Shapes that do not fit.</exception>
    public static Tensor Linear(Tensor input, Tensor weight, Tensor? bias, nn.Module<Tensor, Tensor> adc, int rows = 128)
    {
        if (input.ndim != 2 || weight.ndim != 2 || input.shape[1] != weight.shape[1])
        {
            throw new ArgumentException($"Inputs of shape [{string.Join(", ", input.shape)}] do not fit weights of shape [{string.Join(", ", weight.shape)}].", nameof(input));
        }

        using DisposeScope scope = torch.NewDisposeScope();
        long[] tiles = [.. Tiles(weight.shape[1], 1, rows).Select(tile => (long)tile.Inputs)];
        (Tensor[] inputs, Tensor[] weights) = (input.split(tiles, 1), weight.split(tiles, 1));
        return Sum(tiles.Length, bias, tile => adc.call(nn.functional.linear(inputs[tile], weights[tile]))).MoveToOuterDisposeScope();
    }

    /// <summary>A convolution; the taps of a channel stay in one tile, so that 128 rows hold 14 channels of 3x3.</summary>
    /// <param name="input">[batch, channels, height, width].</param>
    /// <param name="weight">[outputs, channels / groups, kernel height, kernel width].</param>
    /// <param name="bias">[outputs], added after the ADCs; null: none.</param>
    /// <param name="adc">From partial sums to values, element by element.</param>
    /// <param name="shape">The geometry. Padding adds nothing to a sum.</param>
    /// <param name="rows">Rows of an array.</param>
    /// <returns>[batch, outputs, height, width].</returns>
    /// <exception cref="ArgumentException">Shapes that do not fit, or a channel that does not fit on the rows.</exception>
    public static Tensor Convolution(
        Tensor input, Tensor weight, Tensor? bias, nn.Module<Tensor, Tensor> adc, ConvolutionShape shape, int rows = 128)
    {
        if (input.ndim != 4 || input.shape[1] != shape.Channels)
        {
            throw new ArgumentException($"Images of shape [{string.Join(", ", input.shape)}] do not fit a convolution of {shape.Channels} channels.", nameof(input));
        }

        using DisposeScope scope = torch.NewDisposeScope();
        int perGroup = shape.Channels / shape.Groups;
        Tensor[] groups = [.. Enumerable.Range(0, shape.Groups).Select(group =>
        {
            long[] tiles = [.. Tiles(shape.WindowInputs, shape.InputsPerChannel, rows).Select(tile => (long)(tile.Inputs / shape.InputsPerChannel))];
            Tensor[] images = (shape.Groups == 1 ? input : input.narrow(1, group * perGroup, perGroup)).split(tiles, 1);
            Tensor[] kernels = (shape.Groups == 1 ? weight : weight.narrow(0, group * shape.GroupOutputs, shape.GroupOutputs)).split(tiles, 1);
            return Sum(tiles.Length, null, tile => adc.call(nn.functional.conv2d(
                images[tile], kernels[tile], null, [shape.StrideY, shape.StrideX], [shape.PaddingY, shape.PaddingX], [shape.DilationY, shape.DilationX])));
        })];
        Tensor sums = groups.Length == 1 ? groups[0] : torch.cat(groups, 1);
        return (bias is null ? sums : sums + bias.reshape(1, -1, 1, 1)).MoveToOuterDisposeScope();
    }

    /// <summary>The row tiles of so many inputs.</summary>
    /// <param name="inputs">Inputs of an output.</param>
    /// <param name="inputsPerChannel">Neighbouring inputs that stay together.</param>
    /// <param name="rows">Rows of an array.</param>
    public static IReadOnlyList<TileRegion> Tiles(long inputs, int inputsPerChannel = 1, int rows = 128) =>
        TilePlan.Cut(1, (int)inputs, rows, 1, TileSplit.WholeChannels, inputsPerChannel);

    private static Tensor Sum(int tiles, Tensor? bias, Func<int, Tensor> partial)
    {
        Tensor? sum = bias;
        for (int tile = 0; tile < tiles; tile++)
        {
            using DisposeScope scope = torch.NewDisposeScope();
            Tensor converted = partial(tile);
            Tensor next = sum is null ? converted : sum + converted;
            Tensor? before = ReferenceEquals(sum, bias) ? null : sum;
            sum = next.MoveToOuterDisposeScope();
            before?.Dispose();
        }

        return sum!;
    }
}
