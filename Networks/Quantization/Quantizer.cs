using CrossbarSim.Devices.Randomness;
using TorchSharp;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Quantization;

/// <summary>A quantizer as a torch module: few values forward, a surrogate gradient backward, learned parameters of its own.</summary>
/// <remarks>
/// Put it where weights or activations pass: <c>layer(quantizer.call(weight))</c>. Its <c>parameters()</c> are what it learns, to be handed to the
/// optimiser along with the network's. Values are exact (see <see cref="StraightThrough"/>). What a quantizer sees first sets what it learns or
/// freezes, once; that it is set is part of its state, so a loaded quantizer starts where it was saved.
/// </remarks>
public abstract class Quantizer : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "initialised")]
    private readonly Tensor _initialised;
    private bool _ready;

    /// <summary>Made by whoever derives from it, who ends the constructor with <c>RegisterComponents()</c>.</summary>
    /// <param name="name">Name of the module.</param>
    protected Quantizer(string name)
        : base(name)
    {
        _initialised = torch.zeros(1, dtype: ScalarType.Int64).DetachFromDisposeScope();
        register_buffer("initialised", _initialised);
    }

    /// <summary>The most values that elements sharing parameters can take; null: no bound.</summary>
    public abstract int? Levels { get; }

    /// <summary>Quantizes.</summary>
    /// <param name="input">Weights, [outputs, inputs...], or activations, [batch, ...]. Finite.</param>
    /// <returns>A tensor of the same shape and precision.</returns>
    public sealed override Tensor forward(Tensor input)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        if (!_ready)
        {
            if (_initialised.item<long>() == 0)
            {
                using IDisposable frozen = torch.no_grad();
                Initialise(input);
                _initialised.fill_(1);
            }

            _ready = true;
        }

        Tensor output = Quantize(input);
        return ReferenceEquals(output, input) ? input.alias().MoveToOuterDisposeScope() : output.MoveToOuterDisposeScope();
    }

    /// <summary>Sets what is learned, or frozen, from what is seen first. Called once, without gradients.</summary>
    protected virtual void Initialise(Tensor first)
    {
    }

    /// <summary>Quantizes; what is made on the way is disposed of by the caller.</summary>
    protected abstract Tensor Quantize(Tensor input);

    /// <summary>Random numbers of one pass after another. How many passes there were is part of the quantizer's state.</summary>
    private protected Draws DrawsOf(RandomKey key)
    {
        Tensor passes = torch.zeros(1, dtype: ScalarType.Int64).DetachFromDisposeScope();
        register_buffer("passes", passes);
        return new Draws(key, passes);
    }

    /// <summary>A parameter of so many elements of the given value, which belongs to no dispose scope.</summary>
    private protected static TorchSharp.Modules.Parameter Learned(double value, ScalarType type, params long[] shape) =>
        (TorchSharp.Modules.Parameter)nn.Parameter(torch.full(shape, value, type)).DetachFromDisposeScope();

    /// <summary>A buffer of so many elements of the given value, which belongs to no dispose scope.</summary>
    private protected static Tensor Frozen(double value, ScalarType type, params long[] shape) =>
        torch.full(shape, value, type).DetachFromDisposeScope();
}
