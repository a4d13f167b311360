using CrossbarSim.Networks.Layers;
using CrossbarSim.Networks.Quantization.PartialSums;
using CrossbarSim.Simulator.Converters;
using CrossbarSim.Simulator.Kernels;
using CrossbarSim.Simulator.Mapping;
using CrossbarSim.Simulator.Tiles;
using TorchSharp;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Quantization.Hardware;

/// <summary>What training differentiates in the place of a chip: products of what DACs pass on, tile by tile, times what the ADC's surrogate says of each partial sum.</summary>
/// <param name="layer">The layer, for its form and bias.</param>
/// <param name="how">Which surrogate.</param>
/// <param name="groups">Its programmed matrices, one a group.</param>
/// <param name="converters">Their converters.</param>
/// <param name="counts">What the converters did: where nothing was clipped, partial sums need not be looked at.</param>
/// <param name="clips">Which conversions of a linear layer they clipped.</param>
internal sealed class SurrogateGradient(
    WeightLayer layer, HardwareTraining how, ProgrammedMatrix[] groups, FrozenConverters[] converters, ConversionCounts counts, ClipRecord clips)
{
    /// <summary>Bits up to which the width of Gaussians is known.</summary>
    private const int MostBitsWithUsualSigma = 4;

    /// <summary>The gradient that goes with hardware if nothing else is said: it knows what ADCs clip where that can be said.</summary>
    public static HardwareGradient Usual(CrossbarSettings hardware) =>
        Refusal(HardwareGradient.Clipped, null, hardware) is null ? HardwareGradient.Clipped : HardwareGradient.StraightThrough;

    /// <summary>Why hardware has no such gradient; null: it has.</summary>
    public static string? Refusal(HardwareGradient gradient, double? sigma, CrossbarSettings hardware)
    {
        if (gradient != HardwareGradient.Gaussian && sigma is not null)
        {
            return "Only Gaussians have a sigma.";
        }

        if (gradient == HardwareGradient.StraightThrough)
        {
            return null;
        }

        if (hardware.Adc.Bits is null)
        {
            return $"An ideal ADC neither clips nor rounds: '{Word(gradient)}' would be 'straight-through'.";
        }

        if (!HasOneConversionEach(hardware))
        {
            return $"'{Word(gradient)}' needs one conversion for every output and tile: pairs subtracted before the ADC, no slices, no offset, inputs in one pass.";
        }

        return gradient == HardwareGradient.Gaussian && sigma is null && hardware.Adc.Bits > MostBitsWithUsualSigma
            ? $"Gaussians of an ADC of {hardware.Adc.Bits} bits need their sigma said, in steps of the ADC."
            : null;
    }

    private bool SeesClipping => how.Gradient == HardwareGradient.Clipped && counts.ClippedConversions > 0;

    /// <summary>Gives what the chip read the surrogate's gradient.</summary>
    /// <param name="read">What the chip read.</param>
    /// <param name="input">As the layer's.</param>
    /// <param name="held">The weights that cells amount to, in the layer's shape.</param>
    public Tensor Attach(Tensor read, Tensor input, Tensor held)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        return (layer.Convolution is null && how.Gradient != HardwareGradient.Gaussian
            ? LinearChip.Of(read, input, layer, Products(input, held))
            : StraightThrough.Of(read, Of(input, held + (layer.Weight - layer.Weight.detach())))).MoveToOuterDisposeScope();
    }

    /// <summary>The products of a linear layer.</summary>
    private TileProducts Products(Tensor input, Tensor held)
    {
        using IDisposable frozen = torch.no_grad();
        Dac dac = converters[0].Dac;
        Tensor driven = Driven(input, dac);
        Tensor? within = dac.Steps is null || counts.ClippedInputs == 0 ? null : StraightThrough.Mask((input >= dac.Low).logical_and(input <= dac.High), input);
        return new TileProducts(driven.to(ScalarType.Float32).contiguous(), held, within, SeesClipping ? ClippedSums() : []);
    }

    /// <summary>The partial sums that ADCs clipped.</summary>
    private ClippedSum[] ClippedSums()
    {
        MappedTile[] tiles = [.. groups[0].Tiles.Select(tile => tile.Mapped)];
        int[][] outputs = Array.ConvertAll(tiles, OutputsOfLines);
        return Array.ConvertAll(clips.All(), each => new ClippedSum(
            each.Sample, outputs[each.Tile][each.Line], tiles[each.Tile].Region.FirstInput, tiles[each.Tile].Region.Inputs));
    }

    /// <summary>The output that each line of a tile makes by itself.</summary>
    private static int[] OutputsOfLines(MappedTile tile)
    {
        int[] outputs = new int[tile.Lines.Length];
        for (int output = 0; output < tile.Outputs.Length; output++)
        {
            outputs[tile.Outputs[output].Terms[0].Line] = tile.Region.FirstOutput + output;
        }

        return outputs;
    }

    private static TileRegion[] RowTiles(ProgrammedMatrix matrix) => [.. matrix.Tiles.Select(tile => tile.Mapped.Region).DistinctBy(region => region.FirstInput)];

    /// <summary>Something with the gradient of the layer's outputs; its values are not those of any chip.</summary>
    /// <param name="input">As the layer's.</param>
    /// <param name="weight">What cells amount to, with the gradient of the latent weights.</param>
    private Tensor Of(Tensor input, Tensor weight)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Tensor driven = groups.Length == 1
            ? Driven(input, converters[0].Dac)
            : torch.cat([.. input.chunk(groups.Length, 1).Select((part, group) => Driven(part, converters[group].Dac))], 1);
        bool isWhole = how.Gradient != HardwareGradient.Gaussian && !SeesClipping;
        return (isWhole ? layer.Forward(driven, weight) : ThroughAdcs(driven, weight)).MoveToOuterDisposeScope();
    }

    private static bool HasOneConversionEach(CrossbarSettings hardware)
    {
        MappedTile tile = new MappedMatrix(new WeightMatrix(1, 1, [1.0]), hardware).Tiles[0];
        bool isOnePass = hardware.Dac.InputBits is not int bits || bits == hardware.Dac.Bits || hardware.Adc.Converts == ConversionPoint.AfterAccumulation;
        return isOnePass && tile.Outputs[0] is { Terms.Length: 1, OffsetSiemens: 0 };
    }

    private static string Word(HardwareGradient gradient) => gradient == HardwareGradient.Clipped ? "clipped" : "gaussian";

    /// <summary>What the DAC passes on; nothing reaches an input that it clips.</summary>
    private static Tensor Driven(Tensor input, Dac dac)
    {
        if (dac.Steps is not int steps)
        {
            return input;
        }

        Tensor within = input.clamp((Scalar)dac.Low, (Scalar)dac.High);
        Tensor value = dac.IsBinary
            ? (StraightThrough.Mask(input.detach() > 0.0, input) * (2 * dac.High)) - dac.High
            : (within.detach() * (steps / dac.High)).round_().mul_((Scalar)(dac.High / steps));
        return StraightThrough.Of(value, within);
    }

    private Tensor ThroughAdcs(Tensor driven, Tensor weight)
    {
        Tensor[] inputs = driven.chunk(groups.Length, 1);
        Tensor[] kernels = weight.chunk(groups.Length, 0);
        Tensor[] sums = [.. groups.Select((matrix, group) => OfGroup(inputs[group], kernels[group], matrix, converters[group]))];
        Tensor sum = sums.Length == 1 ? sums[0] : torch.cat(sums, 1);
        return layer.Bias is not Tensor bias ? sum : sum + (layer.Convolution is null ? bias : bias.reshape(1, -1, 1, 1));
    }

    private Tensor OfGroup(Tensor inputs, Tensor kernels, ProgrammedMatrix matrix, FrozenConverters adcs)
    {
        TileRegion[] rows = RowTiles(matrix);
        int taps = layer.Convolution?.InputsPerChannel ?? 1;
        bool isWhole = rows.All(region => region.FirstInput % taps == 0 && region.Inputs % taps == 0);
        long[] channels = [.. rows.Select(region => (long)region.Inputs / taps)];
        Tensor[] partInputs = isWhole ? inputs.split(channels, 1) : [];
        Tensor[] partKernels = isWhole ? kernels.split(channels, 1) : [];
        return rows.Select((region, i) =>
        {
            Tensor sum = isWhole ? Product(partInputs[i], partKernels[i]) : OfCutChannels(inputs, kernels, region, taps);
            return sum * Limits(matrix, adcs, region.FirstInput).Slope(sum.detach(), how);
        }).Aggregate((sum, next) => sum + next);
    }

    /// <summary>The partial sum of a tile that begins or ends within a channel, whose taps on other tiles count as zero.</summary>
    private Tensor OfCutChannels(Tensor inputs, Tensor kernels, TileRegion region, int taps)
    {
        (int first, int end) = (region.FirstInput, region.FirstInput + region.Inputs);
        (int channel, int channels) = (first / taps, ((end + taps - 1) / taps) - (first / taps));
        float[] held = [.. Enumerable.Range(channel * taps, channels * taps).Select(input => input >= first && input < end ? 1f : 0f)];
        Tensor cut = kernels.narrow(1, channel, channels);
        return Product(inputs.narrow(1, channel, channels), cut * torch.tensor(held).reshape(1, channels, cut.shape[2], cut.shape[3]));
    }

    private Tensor Product(Tensor inputs, Tensor kernels) => layer.Convolution is not ConvolutionShape shape
        ? nn.functional.linear(inputs, kernels)
        : nn.functional.conv2d(
            inputs, kernels, null, [shape.StrideY, shape.StrideX], [shape.PaddingY, shape.PaddingX], [shape.DilationY, shape.DilationX]);

    /// <summary>The ends of the ADCs that convert the partial sums of a row tile, output by output, in units of input times weight.</summary>
    private static AdcLimits Limits(ProgrammedMatrix matrix, FrozenConverters converters, int firstInput)
    {
        int outputs = matrix.Mapped.Weights.Outputs;
        (float[] low, float[] high) = (new float[outputs], new float[outputs]);
        int codes = 2;
        foreach ((int t, ProgrammedTile tile) in matrix.Tiles.Index().Where(each => each.Item.Mapped.Region.FirstInput == firstInput))
        {
            for (int output = 0; output < tile.Mapped.Outputs.Length; output++)
            {
                MappedTile.Output made = tile.Mapped.Outputs[output];
                IAdc adc = converters.Adc(t, made.Terms[0].Line)!;
                double unit = made.Terms[0].Factor * made.Gain / (made.SiemensPerWeight * converters.Dac.VoltsPerUnit);
                (double one, double other) = (adc.Range.Low * unit, adc.Range.High * unit);
                int at = tile.Mapped.Region.FirstOutput + output;
                (low[at], high[at], codes) = ((float)Math.Min(one, other), (float)Math.Max(one, other), adc.Codes);
            }
        }

        return new AdcLimits(low, high, codes);
    }

    /// <summary>The ends of ADCs, one an output.</summary>
    private sealed record AdcLimits(float[] Low, float[] High, int Codes)
    {
        /// <summary>What stands in the place of the derivative at every partial sum.</summary>
        public Tensor Slope(Tensor sums, HardwareTraining how)
        {
            using DisposeScope scope = torch.NewDisposeScope();
            using IDisposable frozen = torch.no_grad();
            long[] shape = sums.ndim == 2 ? [1, -1] : [1, -1, 1, 1];
            Tensor low = torch.tensor(Low).reshape(shape);
            Tensor high = torch.tensor(High).reshape(shape);
            if (how.Gradient == HardwareGradient.Clipped)
            {
                return StraightThrough.Mask((sums >= low).logical_and(sums <= high), sums).MoveToOuterDisposeScope();
            }

            // Position in steps, so that thresholds are at whole numbers and a half.
            Tensor position = (sums - low) * ((Codes - 1) / (high - low));
            Tensor threshold = (position - 0.5).round().clamp((Scalar)0.0, (Scalar)(double)(Codes - 2)) + 0.5;
            double sigma = how.Sigma ?? UsualSigma(Codes);
            Tensor away = position - threshold;
            return (away.square() * (-0.5 / (sigma * sigma))).exp().mul(1 / (sigma * Math.Sqrt(2 * Math.PI))).MoveToOuterDisposeScope();
        }

        private static double UsualSigma(int codes)
        {
            int bits = int.Log2(codes);
            return PartialSumAdc.UsualSigma(bits) * (codes - 1) / 256;
        }
    }
}
