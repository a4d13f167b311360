using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Layers;
using CrossbarSim.Networks.Quantization;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CrossbarSim.Tests.Networks.Quantization;

/// <summary>What every quantizer owes, for every quantizer in the catalog, in every role, granularity and a few resolutions.</summary>
public sealed class QuantizerContractTests
{
    private static readonly long[] _linear = [6, 300];
    private static readonly long[] _convolution = [6, 30, 3, 3];

    private static IEnumerable<TestCaseData> All => QuantizerCatalog.Standard.Kinds.Values.OrderBy(kind => kind.Name).SelectMany(kind => Requests(kind)
        .Select(request => new TestCaseData(kind, request).SetArgDisplayNames(
            $"{kind.Name} {request.Role} {request.Bits} bits {request.Granularity} [{string.Join(", ", request.Shape)}]{(request.HasNegatives ? "" : " positive")}")));

    private static IEnumerable<QuantizerRequest> Requests(QuantizerKind kind)
    {
        int[] resolutions = kind.Bits is (int fewest, int most) ? [.. new[] { fewest, 4, most }.Distinct()] : [8];
        foreach (int bits in resolutions)
        {
            if (kind.Roles.HasFlag(QuantizerRoles.Weights))
            {
                Granularity[] granularities = !kind.HasGranularity ? [Granularity.Tensor]
                    : bits == resolutions[0] ? [Granularity.Tensor, Granularity.Channel, Granularity.Channels(4), Granularity.Inputs(100), Granularity.Tile()]
                    : [Granularity.Channel];
                foreach (Granularity granularity in granularities)
                {
                    yield return new QuantizerRequest { Bits = bits, Granularity = granularity, Shape = granularity == Granularity.Tile() ? _convolution : _linear };
                }
            }

            if (kind.Roles.HasFlag(QuantizerRoles.Activations))
            {
                yield return new QuantizerRequest { Role = QuantizerRoles.Activations, Bits = bits };
                yield return new QuantizerRequest { Role = QuantizerRoles.Activations, Bits = bits, HasNegatives = false };
            }
        }
    }

    [TestCaseSource(nameof(All))]
    public void Call_Numbers_KeepsShapeAndPrecisionAndHasNoMoreThanItsLevels(QuantizerKind kind, QuantizerRequest request)
    {
        using DisposeScope scope = NewDisposeScope();
        foreach (ScalarType type in new[] { ScalarType.Float32, ScalarType.Float64 })
        {
            Tensor input = Sample(request, type);
            using Quantizer quantizer = kind.Create(request with { Type = type });
            quantizer.eval();

            Tensor output = quantizer.call(input);

            Assert.That(output.shape, Is.EqualTo(input.shape));
            Assert.That(output.dtype, Is.EqualTo(type));
            Assert.That(TensorData.ToDoubles(output).All(double.IsFinite), Is.True);
            if (quantizer.Levels is int levels)
            {
                Assert.That(kind.Bits is null || levels <= 1 << request.Bits, Is.True, $"{levels} levels");
                Grouping grouping = request.IsForWeights ? request.Granularity.Of(input.shape) : Granularity.Tensor.Of(input.shape);
                Assert.That(grouping.Gather(output).Max(Distinct), Is.LessThanOrEqualTo(levels));
            }
        }
    }

    [TestCaseSource(nameof(All))]
    public void Call_Twice_IsTheSameInEvaluationAndOnceMoreWhereItMust(QuantizerKind kind, QuantizerRequest request)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor input = Sample(request, ScalarType.Float64);
        using Quantizer quantizer = kind.Create(request with { Type = ScalarType.Float64 });
        quantizer.eval();
        double[] once = TensorData.ToDoubles(quantizer.call(input));

        Assert.That(TensorData.ToDoubles(quantizer.call(input)), Is.EqualTo(once), "the same input");
        if (kind.IsIdempotent && kind.FarWeights != FarGradient.Replaced)
        {
            Tensor fixedPoint = TensorData.FromDoubles(once, ScalarType.Float64, input.shape);
            Assert.That(TensorData.ToDoubles(quantizer.call(fixedPoint)), Is.EqualTo(once).Within(1e-9), "its own output");
        }
    }

    [TestCaseSource(nameof(All))]
    public void Backward_AnyGradient_ReachesInputAndParametersAsStated(QuantizerKind kind, QuantizerRequest request)
    {
        using DisposeScope scope = NewDisposeScope();
        using Quantizer quantizer = kind.Create(request);
        using (no_grad())
        {
            quantizer.call(Sample(request, ScalarType.Float32)); // sets what is set once
        }

        Tensor input = Sample(request, ScalarType.Float32, spread: 60).requires_grad_();
        Tensor weights = (arange(1, input.numel() + 1, ScalarType.Float32) * 0.37).sin().reshape(input.shape);
        (quantizer.call(input) * weights).sum().backward();

        if (kind.FarWeights == FarGradient.Replaced)
        {
            Assert.That(input.grad, Is.Null);
        }
        else
        {
            double[] gradient = TensorData.ToDoubles(input.grad!);
            Assert.That(gradient.All(double.IsFinite), Is.True);
            Assert.That(gradient.Any(each => each != 0), Is.True, "something trains");
        }

        string[] learned = [.. quantizer.named_parameters().Select(each => each.name)];
        string[] stated = [.. kind.Learns.Split(", ", StringSplitOptions.RemoveEmptyEntries)];
        Assert.That(learned, Is.SubsetOf(stated));
        if (kind.Roles != QuantizerRoles.Both)
        {
            Assert.That(learned, Is.EquivalentTo(stated));
        }

        foreach ((string name, Parameter parameter) in quantizer.named_parameters())
        {
            double[] gradient = TensorData.ToDoubles(parameter.grad!);
            Assert.That(gradient.All(double.IsFinite), Is.True, name);
            Assert.That(gradient.Any(each => each != 0), Is.True, name);
        }
    }

    [TestCaseSource(nameof(All))]
    public void Backward_FarFromZero_PassesOrVanishesAsStated(QuantizerKind kind, QuantizerRequest request)
    {
        using DisposeScope scope = NewDisposeScope();
        using Quantizer quantizer = kind.Create(request);
        using (no_grad())
        {
            quantizer.call(Sample(request, ScalarType.Float32));
        }

        Tensor far = Sample(request, ScalarType.Float32);
        using (no_grad())
        {
            far.flatten()[0] = tensor(1000f);
        }

        far.requires_grad_();
        quantizer.call(far).sum().backward();

        double? received = far.grad is Tensor gradient ? TensorData.ToDoubles(gradient)[0] : null;
        Assert.That(received, (request.IsForWeights ? kind.FarWeights : kind.FarActivations) switch
        {
            FarGradient.Vanishes => Is.EqualTo(0.0).Within(1e-12),
            FarGradient.Passes => Is.Not.EqualTo(0.0),
            _ => Is.Null,
        });
    }

    [TestCaseSource(nameof(All))]
    public void Call_SameKey_DrawsTheSameWhateverTorchDraws(QuantizerKind kind, QuantizerRequest request)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor input = Sample(request, ScalarType.Float32) * 0.9;
        (double[] first, double[] second) = Passes(RandomKey.FromSeed(7), 1);
        Assert.That(Passes(RandomKey.FromSeed(7), 2), Is.EqualTo((first, second)));
        if (kind.IsStochastic)
        {
            Assert.That(Passes(RandomKey.FromSeed(8), 1).First, Is.Not.EqualTo(first), "another key");
            Assert.That(second, Is.Not.EqualTo(first), "another pass");
        }

        (double[] First, double[] Second) Passes(RandomKey key, long seed)
        {
            manual_seed(seed);
            using Quantizer quantizer = kind.Create(request with { Key = key });
            return (TensorData.ToDoubles(quantizer.call(input)), TensorData.ToDoubles(quantizer.call(input)));
        }
    }

    [TestCaseSource(nameof(All))]
    public void Load_SavedState_StartsWhereItWasSaved(QuantizerKind kind, QuantizerRequest request)
    {
        using DisposeScope scope = NewDisposeScope();
        using Quantizer saved = kind.Create(request);
        saved.call(Sample(request, ScalarType.Float32));
        saved.eval();
        using Quantizer loaded = kind.Create(request);
        loaded.load_state_dict(saved.state_dict());
        loaded.eval();
        Tensor other = Sample(request, ScalarType.Float32, spread: 0.3);

        Assert.That(TensorData.ToDoubles(loaded.call(other)), Is.EqualTo(TensorData.ToDoubles(saved.call(other))));
    }

    [Test]
    public void Readme_TableOfQuantizers_SaysWhatTheCatalogSays()
    {
        string[] readme = File.ReadAllLines(TestData.InRepository("Networks", "Quantization", "README.md"));
        IEnumerable<string> rows = QuantizerCatalog.Standard.Kinds.Values.OrderBy(kind => kind.Name, StringComparer.Ordinal).Select(Row);

        Assert.That(readme.SkipWhile(line => !line.StartsWith("| name | on |", StringComparison.Ordinal)).Skip(2).TakeWhile(line => line.StartsWith('|')), Is.EqualTo(rows));
    }

    [Test]
    public void Create_WhatItCannotBe_SaysSo()
    {
        QuantizerRequest activations = new() { Role = QuantizerRoles.Activations };
        QuantizerRequest channels = new() { Granularity = Granularity.Channel, Shape = _linear };
        (string Name, QuantizerRequest Request, string Message)[] refused =
        [
            ("k-means", activations with { Bits = 4 }, "Quantizer 'k-means' is for weights, not for activations."),
            ("pact", new QuantizerRequest(), "Quantizer 'pact' is for activations, not for weights."),
            ("bnn", new QuantizerRequest { Role = QuantizerRoles.Both }, "A quantizer is put on weights or on activations, not on both."),
            ("lsq", new QuantizerRequest { Bits = 1 }, "Quantizer 'lsq' has 2 to 16 bits, not 1."),
            ("sa-cim", new QuantizerRequest { Bits = 5 }, "Quantizer 'sa-cim' has 1 to 4 bits, not 5."),
            ("lsq", channels with { Role = QuantizerRoles.Activations }, "Activations share one scale: a sum over inputs cannot have one for each channel."),
            ("bnn", channels, "Quantizer 'bnn' has nothing that each channel could have one of."),
            ("lsq", channels with { Shape = [] }, "Quantizer 'lsq' needs to know the shape of the weights to have one scale for each channel."),
        ];
        Assert.Multiple(() =>
        {
            foreach ((string name, QuantizerRequest request, string message) in refused)
            {
                Assert.That(() => QuantizerCatalog.Standard.Kinds[name].Create(request), Throws.ArgumentException.With.Message.EqualTo($"{message} (Parameter 'request')"));
            }
        });
    }

    [Test]
    public void With_ANameThatIsTaken_Throws() => Assert.That(
        () => QuantizerCatalog.Standard.With(QuantizerCatalog.Standard.Kinds["bnn"]), Throws.ArgumentException.With.Message.StartsWith("There is another quantizer called 'bnn'."));

    private static string Row(QuantizerKind kind) =>
        $"| `{kind.Name}` | {Roles(kind.Roles)} | {(kind.Bits is (int fewest, int most) ? $"{fewest} to {most}" : "")} | `{Escaped(kind.Formula)}` "
        + $"| `{Escaped(kind.Gradient)}` | {kind.Learns} | {kind.Source} |";

    private static string Roles(QuantizerRoles roles) => roles switch { QuantizerRoles.Both => "W A", QuantizerRoles.Weights => "W", _ => "A" };

    /// <summary>A bar would end the cell of a table.</summary>
    private static string Escaped(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    private static Tensor Sample(QuantizerRequest request, ScalarType type, double spread = 1)
    {
        long[] shape = request.IsForWeights ? [.. request.Shape] : [4, 250];
        double[] numbers = new double[shape.Aggregate(1L, (product, length) => product * length)];
        RandomKey.FromSeed(3).FillNormal(numbers);
        return TensorData.FromDoubles([.. numbers.Select(number => 0.3 * spread * (request.HasNegatives ? number : Math.Max(number, 0)))], type, shape);
    }

    /// <summary>Values that differ by more than rounding.</summary>
    private static int Distinct(double[] values)
    {
        double[] ordered = [.. values.Order()];
        double least = 1e-6 * Math.Max(Math.Abs(ordered[0]), Math.Abs(ordered[^1]));
        return 1 + ordered.Zip(ordered.Skip(1), (low, high) => high - low > least ? 1 : 0).Sum();
    }
}
