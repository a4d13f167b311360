using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CrossbarSim.Tests.Torch;

[TestFixture]
public sealed class ModuleTests
{
    private DisposeScope _scope = null!;

    [SetUp]
    public void OpenScope()
    {
        _scope = NewDisposeScope();
        manual_seed(5);
    }

    [TearDown]
    public void CloseScope() => _scope.Dispose();

    [Test]
    public void Linear_Made_HasPyTorchsInitialization()
    {
        using Linear layer = nn.Linear(100, 50);

        Assert.That(layer.weight.shape, Is.EqualTo(new long[] { 50, 100 }));
        Assert.That(layer.bias!.shape, Is.EqualTo(new long[] { 50 }));
        Assert.That((layer.in_features, layer.out_features), Is.EqualTo((100L, 50L)));
        Assert.That(layer.weight.requires_grad, Is.True);

        // Uniform within ±1/√100: standard deviation 0.1/√3; 5000 samples.
        Assert.That(layer.weight.abs().max().ToSingle(), Is.InRange(0.099f, 0.1f));
        Assert.That(layer.bias.abs().max().ToSingle(), Is.InRange(0.08f, 0.1f));
        Assert.That(layer.weight.std().ToSingle(), Is.EqualTo(0.1 / Math.Sqrt(3)).Within(2).Percent);
    }

    [Test]
    public void Linear_WithoutBias_HasNone()
    {
        using Linear layer = nn.Linear(3, 2, hasBias: false);

        Assert.That(layer.bias is null, Is.True);
        Assert.That(layer.parameters().Count(), Is.EqualTo(1));
        Assert.That(layer.call(zeros(1, 3)).data<float>().ToArray(), Is.EqualTo(new float[2]));
    }

    [Test]
    public void Linear_WithAnotherWeight_UsesIt()
    {
        using Linear layer = nn.Linear(2, 1);

        layer.weight = nn.Parameter(tensor(new float[,] { { 3, 4 } }));
        layer.bias = nn.Parameter(tensor(new float[] { 1 }));

        Assert.That(layer.call(tensor(new float[] { 1, 1 })).ToSingle(), Is.EqualTo(8f));
        Assert.That(layer.state_dict()["weight"].data<float>().ToArray(), Is.EqualTo(new float[] { 3, 4 }));
    }

    [Test]
    public void Linear_Gradients_AreTheHandComputedOnes()
    {
        using Linear layer = nn.Linear(2, 1);

        layer.call(tensor(new float[,] { { 1, 2 }, { 3, 4 } })).sum().backward();

        Assert.That(layer.weight.grad!.data<float>().ToArray(), Is.EqualTo(new float[] { 4, 6 }));
        Assert.That(layer.bias!.grad!.data<float>().ToArray(), Is.EqualTo(new float[] { 2 }));
    }

    [Test]
    public void Conv2d_Made_KnowsItsGeometry()
    {
        using Conv2d layer = nn.Conv2d(4, 6, 3, stride: 2, padding: 1, groups: 2);

        Assert.That(layer.weight.shape, Is.EqualTo(new long[] { 6, 2, 3, 3 }));
        Assert.That(layer.bias!.shape, Is.EqualTo(new long[] { 6 }));
        Assert.That(layer.kernel_size, Is.EqualTo(new long[] { 3, 3 }));
        Assert.That(layer.stride, Is.EqualTo(new long[] { 2, 2 }));
        Assert.That(layer.padding, Is.EqualTo(new long[] { 1, 1 }));
        Assert.That(layer.groups, Is.EqualTo(2));
        Assert.That((layer.in_channels, layer.out_channels), Is.EqualTo((4L, 6L)));
        Assert.That(layer.call(zeros(2, 4, 8, 8)).shape, Is.EqualTo(new long[] { 2, 6, 4, 4 }));

        // Within ±1/√(2·9).
        Assert.That(layer.weight.abs().max().ToSingle(), Is.LessThanOrEqualTo(1 / MathF.Sqrt(18)));
    }

    [Test]
    public void Conv2d_WithSamePadding_KeepsTheSize()
    {
        using Conv2d layer = nn.Conv2d(1, 1, 3, Padding.Same);

        Assert.That(layer.call(zeros(1, 1, 5, 7)).shape, Is.EqualTo(new long[] { 1, 1, 5, 7 }));
    }

    [Test]
    public void Conv2d_WithoutBiasAndUnbatched_Works()
    {
        using Conv2d layer = nn.Conv2d(1, 2, (3, 1), bias: false);

        Assert.That(layer.bias is null, Is.True);
        Assert.That(layer.call(zeros(1, 5, 5)).shape, Is.EqualTo(new long[] { 2, 3, 5 }));
    }

    [Test]
    public void BatchNorm_InTrainingAndEvaluation_Differs()
    {
        using BatchNorm1d layer = nn.BatchNorm1d(1, eps: 0);
        Tensor x = tensor(new float[,] { { 1 }, { 2 }, { 3 }, { 6 } });

        Tensor trained = layer.call(x);

        Assert.That(trained.mean().ToSingle(), Is.EqualTo(0f).Within(1e-6f));
        Assert.That(layer.running_mean!.ToSingle(), Is.EqualTo(0.3f).Within(1e-6f));
        Assert.That(layer.num_batches_tracked!.ToInt64(), Is.EqualTo(1));

        layer.eval();
        Tensor evaluated = layer.call(x);

        float sigma = MathF.Sqrt(0.9f + (0.1f * 14 / 3));
        Assert.That(
            evaluated.data<float>().ToArray(),
            Is.EqualTo(new[] { 0.7f / sigma, 1.7f / sigma, 2.7f / sigma, 5.7f / sigma }).Within(1e-5f));
        Assert.That(layer.num_batches_tracked!.ToInt64(), Is.EqualTo(1));
    }

    [Test]
    public void BatchNorm2d_NormalizesEveryChannel()
    {
        using BatchNorm2d layer = nn.BatchNorm2d(3);

        Tensor y = layer.call((randn(16, 3, 5, 5) * 4) + 2);

        Assert.That(y.mean([0, 2, 3]).abs().max().ToSingle(), Is.LessThan(1e-5f));
        Assert.That(
            y.var([0, 2, 3], unbiased: false).data<float>().ToArray(), Is.EqualTo(new float[] { 1, 1, 1 }).Within(1e-4f));
        Assert.That(
            layer.named_buffers().Select(b => b.name),
            Is.EqualTo(new[] { "running_mean", "running_var", "num_batches_tracked" }));
    }

    [Test]
    public void Dropout_FollowsTrainAndEval()
    {
        using Dropout layer = nn.Dropout(0.5);
        Tensor x = ones(1000);

        Assert.That(layer.call(x).Equals(x), Is.False);
        layer.eval();
        Assert.That(layer.call(x).Equals(x), Is.True);
        layer.train();
        Assert.That(layer.training, Is.True);
    }

    [Test]
    public void SmallModules_DoWhatTheirFunctionsDo()
    {
        Tensor x = tensor(new float[,] { { -2, 0.5f, 2 } });
        Tensor image = arange(16, dtype: float32).reshape(1, 1, 4, 4);

        Assert.That(Values(nn.ReLU().call(x)), Is.EqualTo(new float[] { 0, 0.5f, 2 }));
        Assert.That(Values(nn.Hardtanh(-1, 1).call(x)), Is.EqualTo(new float[] { -1, 0.5f, 1 }));
        Assert.That(Values(nn.Sigmoid().call(zeros(1))), Is.EqualTo(new float[] { 0.5f }));
        Assert.That(Values(nn.Tanh().call(zeros(1))), Is.EqualTo(new float[] { 0 }));
        Assert.That(Values(nn.Identity().call(x)), Is.EqualTo(Values(x)));
        Assert.That(nn.Flatten().call(image).shape, Is.EqualTo(new long[] { 1, 16 }));
        Assert.That(Values(nn.MaxPool2d(2).call(image)), Is.EqualTo(new float[] { 5, 7, 13, 15 }));
        Assert.That(Values(nn.AvgPool2d(2).call(image)), Is.EqualTo(new float[] { 2.5f, 4.5f, 10.5f, 12.5f }));
        Assert.That(Values(nn.AdaptiveAvgPool2d(1).call(image)), Is.EqualTo(new float[] { 7.5f }));
    }

    [Test]
    public void Losses_AsModules_AreTheirFunctions()
    {
        Tensor logits = randn(4, 3);
        Tensor labels = tensor(new long[] { 0, 1, 2, 0 });
        using CrossEntropyLoss crossEntropy = nn.CrossEntropyLoss();
        using MSELoss squared = nn.MSELoss(nn.Reduction.Sum);

        Assert.That(
            crossEntropy.call(logits, labels).ToSingle(), Is.EqualTo(
                nn.functional.cross_entropy(logits, labels).ToSingle()));
        Assert.That(squared.call(ones(3), zeros(3)).ToSingle(), Is.EqualTo(3f));
    }

    [Test]
    public void Sequential_RunsItsModulesInOrder()
    {
        using Linear first = nn.Linear(2, 3);
        using Sequential net = nn.Sequential(first, nn.ReLU(), nn.Linear(3, 1));
        Tensor x = randn(4, 2);

        Tensor expected = ((Linear)net[2]).call(first.call(x).relu());

        Assert.That(net.Count, Is.EqualTo(3));
        Assert.That(net.call(x).allclose(expected), Is.True);
        Assert.That(x.IsInvalid, Is.False);
        Assert.That(
            net.named_parameters().Select(p => p.name), Is.EqualTo(
                new[] { "0.weight", "0.bias", "2.weight", "2.bias" }));
        Assert.That(net.named_children().Select(c => c.name), Is.EqualTo(new[] { "0", "1", "2" }));
    }

    [Test]
    public void Sequential_WithNames_UsesThem()
    {
        using Sequential net = nn.Sequential(("in", nn.Linear(2, 3)), ("out", nn.Linear(3, 1)));

        Assert.That(
            net.named_parameters().Select(p => p.name), Is.EqualTo(
                new[] { "in.weight", "in.bias", "out.weight", "out.bias" }));
    }

    [Test]
    public void Sequential_Nested_TrainsAndEvaluatesAsAWhole()
    {
        Dropout dropout = nn.Dropout();
        using Sequential net = nn.Sequential(nn.Sequential(dropout, nn.ReLU()), nn.Identity());

        net.eval();
        Assert.That(dropout.training, Is.False);
        net.train();
        Assert.That(dropout.training, Is.True);
        Assert.That(net.named_modules().Select(m => m.name), Is.EqualTo(new[] { "0", "1", "0.0", "0.1" }));
    }

    [Test]
    public void ModuleList_RegistersItsModules()
    {
        using Stack stack = new();

        Assert.That(stack.named_parameters().Count(), Is.EqualTo(4));
        Assert.That(
            stack.named_parameters().Select(p => p.name),
            Is.EqualTo(new[] { "_layers.0.weight", "_layers.0.bias", "_layers.1.weight", "_layers.1.bias" }));
        Assert.That(stack.call(ones(1, 2)).shape, Is.EqualTo(new long[] { 1, 2 }));
    }

    [Test]
    public void CustomModule_RegistersItsFields()
    {
        using Scaled module = new();

        Assert.That(
            module.named_parameters().Select(p => p.name), Is.EqualTo(new[] { "scale", "inner.weight", "inner.bias" }));
        Assert.That(module.named_buffers().Select(b => b.name), Is.EqualTo(new[] { "offset", "counter" }));
        Assert.That(module.GetName(), Is.EqualTo("Scaled"));
        Assert.That(module.named_children().Single().name, Is.EqualTo("inner"));
        Assert.That(module.get_parameter("inner.weight")!.shape, Is.EqualTo(new long[] { 1, 1 }));
        Assert.That(module.get_buffer("offset")!.ToSingle(), Is.EqualTo(7f));
    }

    [Test]
    public void CustomModule_CanBeTrained()
    {
        using Scaled module = new();

        module.call(ones(1, 1)).sum().backward();

        Assert.That(module.parameters().All(p => p.grad is not null), Is.True);
        module.zero_grad();
        Assert.That(module.parameters().All(p => p.grad is null), Is.True);
    }

    [Test]
    public void Module_RegisteredTwiceUnderOneName_IsRefused()
    {
        using Scaled module = new();

        Assert.That(() => module.register_buffer("offset", zeros(1)), Throws.InvalidOperationException);
    }

    [Test]
    public void To_Double_ConvertsParametersAndFloatingBuffers()
    {
        using Scaled module = new();

        module.to(float64);

        Assert.That(module.parameters().All(p => p.dtype == float64), Is.True);
        Assert.That(module.parameters().All(p => p.requires_grad && p.is_leaf), Is.True);
        Assert.That(module.get_buffer("offset")!.dtype, Is.EqualTo(ScalarType.Float64));
        Assert.That(module.get_buffer("counter")!.dtype, Is.EqualTo(ScalarType.Int64));
        Assert.That(module.call(ones(1, 1, dtype: float64)).dtype, Is.EqualTo(ScalarType.Float64));
    }

    [Test]
    public void Hooks_SeeAndChangeACall()
    {
        using Linear layer = nn.Linear(1, 1);
        layer.weight = nn.Parameter(ones(1, 1));
        layer.bias = nn.Parameter(zeros(1));

        var before = layer.register_forward_pre_hook((_, x) => x * 2);
        var after = layer.register_forward_hook((_, _, y) => y + 1);
        Assert.That(layer.call(ones(1, 1)).ToSingle(), Is.EqualTo(3f));
        Assert.That(layer.forward(ones(1, 1)).ToSingle(), Is.EqualTo(1f));
        before.remove();
        after.remove();

        Assert.That(layer.call(ones(1, 1)).ToSingle(), Is.EqualTo(1f));
    }

    [Test]
    public void Apply_ReachesEveryModule()
    {
        using Sequential net = nn.Sequential(nn.Linear(1, 1), nn.Sequential(nn.Linear(1, 1)));
        int count = 0;

        net.apply(_ => count++);

        Assert.That(count, Is.EqualTo(4));
    }

    [Test]
    public void Init_Functions_FillByTheirRule()
    {
        Tensor t = empty(200, 50);

        Assert.That(nn.init.constant_(t, 3).mean().ToSingle(), Is.EqualTo(3f));
        Assert.That(nn.init.zeros_(t).sum().ToSingle(), Is.Zero);
        Assert.That(nn.init.ones_(t).mean().ToSingle(), Is.EqualTo(1f));
        Assert.That(nn.init.uniform_(t, -2, 2).std().ToDouble(), Is.EqualTo(2 / Math.Sqrt(3)).Within(3).Percent);
        Assert.That(nn.init.normal_(t, 0, 0.5).std().ToDouble(), Is.EqualTo(0.5).Within(4).Percent);

        // He: gain √2, fan-in 50 (LeakyReLU with slope 0 is ReLU). Glorot: √(2 / (50 + 200)).
        Assert.That(nn.init.kaiming_normal_(t).std().ToDouble(), Is.EqualTo(Math.Sqrt(2.0 / 50)).Within(4).Percent);
        Assert.That(
            nn.init.kaiming_uniform_(t).abs().max().ToDouble(), Is.EqualTo(Math.Sqrt(6.0 / 50)).Within(1).Percent);
        Assert.That(
            nn.init.xavier_uniform_(t).abs().max().ToDouble(), Is.EqualTo(Math.Sqrt(6.0 / 250)).Within(1).Percent);
    }

    [Test]
    public void Init_OfAParameter_RecordsNoGradient()
    {
        using Parameter parameter = nn.Parameter(empty(2, 2));

        nn.init.kaiming_uniform_(parameter);

        Assert.That(parameter.is_leaf, Is.True);
    }

    private static float[] Values(Tensor tensor) => tensor.data<float>().ToArray();

    private sealed class Stack : nn.Module<Tensor, Tensor>
    {
        private readonly ModuleList<Linear> _layers = nn.ModuleList(nn.Linear(2, 2), nn.Linear(2, 2));

        internal Stack()
            : base(nameof(Stack)) => RegisterComponents();

        public override Tensor forward(Tensor input)
        {
            foreach (Linear layer in _layers)
            {
                input = layer.call(input);
            }

            return input;
        }
    }

    private sealed class Scaled : nn.Module<Tensor, Tensor>
    {
        private readonly Parameter scale = nn.Parameter(ones(1));
        private readonly Tensor offset = full(1, 7.0);
        private readonly Tensor counter = zeros(1, dtype: int64);
        private readonly Linear inner = nn.Linear(1, 1);

        internal Scaled()
            : base(nameof(Scaled)) => RegisterComponents();

        public override Tensor forward(Tensor input) => (inner.call(input) * scale) + offset + counter;
    }
}
