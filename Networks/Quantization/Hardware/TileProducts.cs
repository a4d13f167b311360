using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace CrossbarSim.Networks.Quantization.Hardware;

/// <summary>The products of a linear layer's tiles as they are differentiated: y = x·wᵀ, less the partial sums that ADCs clipped.</summary>
/// <param name="Inputs">x, [samples, inputs]: what the DACs drive. Single precision, side by side.</param>
/// <param name="Weights">w, [outputs, inputs]: what cells amount to. Single precision, side by side.</param>
/// <param name="Driven">What of the gradient of x passes the DACs, [samples, inputs]; null: all of it.</param>
/// <param name="Clipped">Partial sums that have no gradient.</param>
internal sealed record TileProducts(Tensor Inputs, Tensor Weights, Tensor? Driven, ClippedSum[] Clipped)
{
    /// <summary>The gradients.</summary>
    /// <param name="outputs">That of y.</param>
    /// <param name="reachesInputs">Whether that of the inputs is wanted.</param>
    /// <returns>Those of the inputs, null unless wanted, and of the weights.</returns>
    public (Tensor? Inputs, Tensor Weights) Gradients(Tensor outputs, bool reachesInputs)
    {
        Tensor given = outputs.to(ScalarType.Float32).contiguous();
        Tensor weights = given.t().mm(Inputs).contiguous();
        Tensor? inputs = reachesInputs ? given.mm(Weights).contiguous() : null;
        if (Clipped.Length > 0)
        {
            Subtract(Floats(given), Floats(weights), inputs is null ? [] : Floats(inputs));
        }

        return (inputs is null || Driven is null ? inputs : inputs * Driven, weights);
    }

    /// <summary>Takes away what clipped partial sums added.</summary>
    private void Subtract(ReadOnlySpan<float> given, Span<float> weightGradient, Span<float> inputGradient)
    {
        (int outputs, int inputs) = ((int)Weights.shape[0], (int)Weights.shape[1]);
        ReadOnlySpan<float> x = Floats(Inputs);
        ReadOnlySpan<float> w = Floats(Weights);
        foreach ((int sample, int output, int first, int count) in Clipped)
        {
            float factor = -given[(sample * outputs) + output];
            (int atSample, int atOutput) = ((sample * inputs) + first, (output * inputs) + first);
            Span<float> ofWeights = weightGradient.Slice(atOutput, count);
            TensorPrimitives.MultiplyAdd(x.Slice(atSample, count), factor, ofWeights, ofWeights);
            if (!inputGradient.IsEmpty)
            {
                Span<float> ofInputs = inputGradient.Slice(atSample, count);
                TensorPrimitives.MultiplyAdd(w.Slice(atOutput, count), factor, ofInputs, ofInputs);
            }
        }
    }

    private static Span<float> Floats(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);
}

/// <summary>The partial sum of one tile that an ADC clipped.</summary>
/// <param name="Sample">Of which sample.</param>
/// <param name="Output">For which output of the layer.</param>
/// <param name="FirstInput">First input of the tile.</param>
/// <param name="Inputs">How many inputs it has.</param>
internal readonly record struct ClippedSum(int Sample, int Output, int FirstInput, int Inputs);
