using CrossbarSim.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Quantization.Hardware;

/// <summary>Outputs of a linear layer that a chip computed, with the gradients of what stands in its place: no product is taken only to be differentiated.</summary>
internal sealed class LinearChip : autograd.SingleTensorFunction<LinearChip>
{
    /// <inheritdoc/>
    public override string Name => "linear-chip";

    /// <summary>Gives what a chip read gradients.</summary>
    /// <param name="read">[samples, outputs].</param>
    /// <param name="input">[samples, inputs], what the layer was given.</param>
    /// <param name="latent">The layer, whose weights and bias receive gradients.</param>
    /// <param name="products">What is differentiated.</param>
    public static Tensor Of(Tensor read, Tensor input, WeightLayer latent, TileProducts products) => latent.Bias is Tensor bias
        ? apply(input, latent.Weight, read, products, bias)
        : apply(input, latent.Weight, read, products);

    /// <inheritdoc/>
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        TileProducts products = (TileProducts)vars[3];
        ctx.save_for_backward([products.Inputs, products.Weights, .. products.Driven is Tensor driven ? [driven] : Array.Empty<Tensor>()]);
        ctx.save_data("clipped", products.Clipped);
        ctx.save_data("reaches-inputs", ((Tensor)vars[0]).requires_grad);
        ctx.save_data("has-bias", vars.Length > 4);
        return (Tensor)vars[2];
    }

    /// <inheritdoc/>
    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        List<Tensor> saved = ctx.get_saved_variables();
        TileProducts products = new(saved[0], saved[1], saved.ElementAtOrDefault(2), (ClippedSum[])ctx.get_data("clipped"));
        (Tensor? inputs, Tensor weights) = products.Gradients(grad_output, (bool)ctx.get_data("reaches-inputs"));
        List<Tensor> gradients = [inputs?.MoveToOuterDisposeScope()!, weights.MoveToOuterDisposeScope(), null!, null!];
        if ((bool)ctx.get_data("has-bias"))
        {
            gradients.Add(grad_output.sum(0L).MoveToOuterDisposeScope());
        }

        return gradients;
    }
}
