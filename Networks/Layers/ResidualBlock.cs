using TorchSharp;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Layers;

/// <summary>A block that adds what its main branch makes of the input to what its shortcut does: activation(main(x) + shortcut(x)).</summary>
/// <remarks>
/// K. He, X. Zhang, S. Ren, J. Sun, CVPR 2016, <see href="https://arxiv.org/abs/1512.03385"/>. On hardware the layers of both branches go on
/// tiles and the sum is digital. Submodules are called main, shortcut and activation.
/// </remarks>
public sealed class ResidualBlock : nn.Module<Tensor, Tensor>
{
    /// <summary>A block that owns its branches.</summary>
    /// <param name="main">The main branch.</param>
    /// <param name="shortcut">The shortcut; null: the input as it is.</param>
    /// <param name="activation">What the sum goes through; null: nothing.</param>
    public ResidualBlock(
        nn.Module<Tensor, Tensor> main, nn.Module<Tensor, Tensor>? shortcut = null, nn.Module<Tensor, Tensor>? activation = null)
        : this((main, shortcut, activation))
    {
        register_module("main", main);
        if (shortcut is not null)
        {
            register_module("shortcut", shortcut);
        }

        if (activation is not null)
        {
            register_module("activation", activation);
        }
    }

    private ResidualBlock((nn.Module<Tensor, Tensor> Main, nn.Module<Tensor, Tensor>? Shortcut, nn.Module<Tensor, Tensor>? Activation) parts)
        : base(nameof(ResidualBlock)) => (Main, Shortcut, Activation) = parts;

    /// <summary>The main branch.</summary>
    public nn.Module<Tensor, Tensor> Main { get; }

    /// <summary>The shortcut; null: the input as it is.</summary>
    public nn.Module<Tensor, Tensor>? Shortcut { get; }

    /// <summary>What the sum goes through; null: nothing.</summary>
    public nn.Module<Tensor, Tensor>? Activation { get; }

    /// <summary>The sum of the branches, activated. Leaves the input as it is.</summary>
    /// <exception cref="ArgumentException">The branches give tensors of different shapes.</exception>
    public override Tensor forward(Tensor input)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Tensor added = Shortcut is null ? input : Shortcut.call(input);
        if (Main is LayerChain { EndsInProduct: true } chain && Activation is LayerChain { IsRectifier: true })
        {
            Tensor output = chain.ForwardAndAdd(input, added, rectifies: true);
            chain.TakeBack(added);
            return output.MoveToOuterDisposeScope();
        }

        Tensor main = Main.call(input);
        Tensor sum = Sum(main, added);
        (Main as LayerChain)?.TakeBack(main);
        (Main as LayerChain)?.TakeBack(added);
        return (Activation is null ? sum : Activation.call(sum)).MoveToOuterDisposeScope();
    }

    /// <summary>A block of branches that others own: disposing it leaves them alive.</summary>
    internal static ResidualBlock Borrowing(
        nn.Module<Tensor, Tensor> main, nn.Module<Tensor, Tensor> shortcut, nn.Module<Tensor, Tensor> activation) => new((main, shortcut, activation));

    /// <summary>The sum of what two branches gave. Torch would stretch a smaller one to fit the other, and no error would show.</summary>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    internal static Tensor Sum(Tensor main, Tensor shortcut)
    {
        CheckShapes(main.shape, shortcut.shape);
        return main + shortcut;
    }

    /// <summary>Refuses branches that do not fit.</summary>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    internal static void CheckShapes(long[] main, long[] shortcut)
    {
        if (!main.SequenceEqual(shortcut))
        {
            throw new ArgumentException(
                $"A residual block cannot add [{string.Join(", ", main)}] of its main branch and [{string.Join(", ", shortcut)}] of its shortcut.");
        }
    }

    /// <summary>Registered above, under names without an underscore.</summary>
    protected override void RegisterComponents()
    {
    }
}
