using System.Collections.Immutable;
using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Layers;
using CrossbarSim.Networks.Models.Arrays;
using TorchSharp.Modules;

namespace CrossbarSim.Networks.Models;

/// <summary>Which layers with weights have a bias.</summary>
public enum LayerBias
{
    /// <summary>All of them.</summary>
    All,

    /// <summary>The last one alone.</summary>
    Last,

    /// <summary>None.</summary>
    None,
}

/// <summary>What a network is asked to look like.</summary>
public sealed record ModelRequest
{
    /// <summary>Channels of an input image.</summary>
    public required int Channels { get; init; }

    /// <summary>Height of an input image in pixels.</summary>
    public required int Height { get; init; }

    /// <summary>Width of an input image in pixels.</summary>
    public required int Width { get; init; }

    /// <summary>How many classes are told apart.</summary>
    public required int Classes { get; init; }

    /// <summary>Widths of the hidden layers.</summary>
    public IReadOnlyList<int> Hidden { get; init; } = [128, 64];

    /// <summary>Standard deviation of the first weights.</summary>
    public double InitialSigma { get; init; } = 0.05;

    /// <summary>Channels of the first stage of a residual network; every further stage has twice as many.</summary>
    public int FirstChannels { get; init; } = 16;

    /// <summary>Which layers of a network have a bias, where that can be chosen.</summary>
    public LayerBias Bias { get; init; }
}

/// <summary>A network that can be chosen by name.</summary>
/// <param name="Name">The name in scenarios.</param>
/// <param name="Description">One line for listings.</param>
/// <param name="HasWidths">Whether widths of hidden layers and the sigma of first weights mean something to it.</param>
/// <param name="HasConvolutions">Whether it has inputs that come in channels.</param>
/// <param name="Build">Makes it, with first weights drawn under the given key.</param>
public sealed record ModelKind(string Name, string Description, bool HasWidths, bool HasConvolutions, Func<ModelRequest, RandomKey, Sequential> Build)
{
    /// <summary>Whether it has stages, the first with a number of channels to choose.</summary>
    public bool HasStages { get; init; }

    /// <summary>Whether it can be had with fewer biases.</summary>
    public bool HasBiasChoice { get; init; }

    /// <summary>Which of its layers, by name, stay in floating point where the others compute in few bits on sense-amplifier arrays.</summary>
    public Func<string, bool> StaysDigital { get; init; } = _ => false;

    /// <summary>Names of the layers that can go on tiles.</summary>
    /// <param name="hidden">Widths of the hidden layers.</param>
    public IReadOnlyList<string> WeightLayers(IReadOnlyList<int> hidden)
    {
        using Sequential network = Small(hidden);
        return [.. WeightLayer.AllOf(network).Select(layer => layer.Name)];
    }

    /// <summary>Whether there are batch normalizations in it.</summary>
    /// <param name="hidden">Widths of the hidden layers.</param>
    public bool HasNormalizations(IReadOnlyList<int> hidden)
    {
        using Sequential network = Small(hidden);
        return NetworkLayers.Of(network).Any(layer => layer.Layer is BatchNorm);
    }

    private Sequential Small(IReadOnlyList<int> hidden) =>
        Build(new ModelRequest { Channels = 1, Height = 28, Width = 28, Classes = 2, Hidden = hidden }, RandomKey.FromSeed(0));
}

/// <summary>The networks known by name. Immutable; extended with <see cref="With"/>.</summary>
public sealed class ModelCatalog
{
    private readonly ImmutableDictionary<string, ModelKind> _kinds;

    private ModelCatalog(ImmutableDictionary<string, ModelKind> kinds) => _kinds = kinds;

    /// <summary>The networks that come with CrossbarSim.</summary>
    public static ModelCatalog Standard { get; } = new ModelCatalog(ImmutableDictionary<string, ModelKind>.Empty)
        .With(new ModelKind("mlp", "fully connected, ReLU between layers; hidden widths 128 and 64 unless said otherwise", true, false, Mlp.Build))
        .With(new ModelKind("lenet5", "LeNet-5: two convolutions of 5x5 with max pooling, three linear layers, ReLU", false, true, LeNet5.Build)
        {
            HasBiasChoice = true,
        })
        .With(new ModelKind("resnet20", "ResNet-20 for small images: 3 stages of 16, 32 and 64 channels unless said otherwise, batch normalization", false, true, ResNet20.Build)
        {
            HasStages = true,
        })
        .With(new ModelKind("cim-mlp", "fully connected, for sense-amplifier arrays: batch normalization and hardtanh between layers", true, false, ArrayMlp.Build))
        .With(new ModelKind("cim-mlp-norm", "cim-mlp with a batch normalization of the outputs", true, false, ArrayMlp.BuildNormalized))
        .With(new ModelKind("cim-lenet5", "LeNet-5 for sense-amplifier arrays: batch normalization and hardtanh", false, true, ArrayLeNet5.Build)
        {
            StaysDigital = name => name is "conv1" or "fc",
        })
        .With(new ModelKind("cim-vgg9", "VGG9 for sense-amplifier arrays: six convolutions of 3x3, three linear layers", true, true, ArrayVgg9.Build)
        {
            HasStages = true,
            StaysDigital = name => name is "conv1" or "fc",
        })
        .With(Residual("cim-cnn", "small residual network for sense-amplifier arrays: stride 2 first, two stages of a block each", new([1, 1], BlockOrder.NormThenSum, FirstStride: 2)))
        .With(Residual("cim-resnet20", "ResNet-20 for sense-amplifier arrays, blocks normalized before their sum", new([3, 3, 3], BlockOrder.NormThenSum)))
        .With(Residual("cim-resnet20-late-norm", "ResNet-20 for sense-amplifier arrays, blocks normalized after their sum", new([3, 3, 3], BlockOrder.SumThenNorm)))
        .With(Residual("cim-resnet18", "ResNet-18 for sense-amplifier arrays: four stages of two blocks, normalized before their sum", new([2, 2, 2, 2], BlockOrder.NormThenSum)))
        .With(Residual("cim-resnet18-late-norm", "three stages of 3, 3 and 2 blocks for sense-amplifier arrays, normalized after their sum", new([3, 3, 2], BlockOrder.SumThenNorm)));

    /// <summary>All networks, by name.</summary>
    public IReadOnlyDictionary<string, ModelKind> Kinds => _kinds;

    /// <summary>This catalog and one more network.</summary>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public ModelCatalog With(ModelKind kind) => new(_kinds.Add(kind.Name, kind));

    private static ModelKind Residual(string name, string description, ArrayResNet network) => new(name, description, false, true, network.Build)
    {
        HasStages = true,
        StaysDigital = ArrayResNet.StaysDigital,
    };
}
