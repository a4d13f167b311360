using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using AutogradContext = TorchSharp.torch.autograd.AutogradContext;

namespace CrossbarSim.Tests.Torch;

[TestFixture]
public sealed class AutogradFunctionTests
{
    private static readonly double[] InputValues = [0.5, -1, 2, 1, 0.25, -3];
    private static readonly double[] WeightValues = [1, 2, -1, 0.5, -2, 3, 1.5, 0, -0.5, 2, 1, -1];

    [Test]
    public void Apply_ALinearFunction_HasTheValuesAndGradientsOfFunctionalLinear()
    {
        using DisposeScope scope = NewDisposeScope();
        (Tensor input, Tensor weight, Tensor bias) = LinearArguments();
        (Tensor sameInput, Tensor sameWeight, Tensor sameBias) = LinearArguments();

        Tensor output = LinearFunction.apply(input, weight, bias);
        Tensor expected = nn.functional.linear(sameInput, sameWeight, sameBias);
        output.square().sum().backward();
        expected.square().sum().backward();

        Assert.That(Values(output), Is.EqualTo(Values(expected)).Within(1e-12));
        Assert.That(Values(input.grad!), Is.EqualTo(Values(sameInput.grad!)).Within(1e-12));
        Assert.That(Values(weight.grad!), Is.EqualTo(Values(sameWeight.grad!)).Within(1e-12));
        Assert.That(Values(bias.grad!), Is.EqualTo(Values(sameBias.grad!)).Within(1e-12));
    }

    [Test]
    public void Apply_ALinearFunction_HasTheDifferencesAsGradients()
    {
        using DisposeScope scope = NewDisposeScope();
        (Tensor input, Tensor weight, Tensor bias) = LinearArguments();

        NumericalGradient.Check(x => LinearFunction.apply(x, weight, bias), input);
        NumericalGradient.Check(w => LinearFunction.apply(input, w, bias), weight);
    }

    [Test]
    public void Apply_WithNullForATensor_GivesTheOthersTheirGradients()
    {
        using DisposeScope scope = NewDisposeScope();
        (Tensor input, Tensor weight, _) = LinearArguments();

        LinearFunction.apply(input, weight, null!).sum().backward();

        // The sums of the weight's columns, in each of two rows: 1 + 0.5 + 1.5 + 2, 2 - 2 + 0 + 1, -1 + 3 - 0.5 - 1.
        Assert.That(Values(input.grad!), Is.EqualTo(new double[] { 5, 1, 0.5, 5, 1, 0.5 }).Within(1e-12));
    }

    [Test]
    public void Backward_WithNullAmongTheGradients_LeavesThatArgumentAlone()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = tensor(new float[] { 1, 2 }).requires_grad_();
        Tensor y = tensor(new float[] { 3, 4 }).requires_grad_();

        Given.apply(x + y, (Func<Tensor, List<Tensor?>>)(_ => [null, null])).sum().backward();
        Tensor sum = Joined.apply(x, "any", y, (Func<Tensor, List<Tensor?>>)(g => [null, null, g * 5, null]));
        sum.sum().backward();

        Assert.That(Values(sum), Is.EqualTo(new double[] { 4, 6 }));
        Assert.That(x.grad is null, Is.True);
        Assert.That(Values(y.grad!), Is.EqualTo(new double[] { 5, 5 }));
    }

    [Test]
    public void Apply_WithArgumentsThatAreNoTensors_PassesThemOn()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = tensor(new float[] { 1, 2 }).requires_grad_();

        Tensor output = Scaled.apply(3.0, x, "data");
        output.sum().backward();

        Assert.That(Values(output), Is.EqualTo(new double[] { 3, 6 }));
        Assert.That(Values(x.grad!), Is.EqualTo(new double[] { 3, 3 }));
    }

    [Test]
    public void Backward_WithMoreNullsThanArguments_IsAllowed()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = ones(2, requires_grad: true);

        Given.apply(x, (Func<Tensor, List<Tensor?>>)(g => [g * 2, null, null, null])).sum().backward();

        Assert.That(Values(x.grad!), Is.EqualTo(new double[] { 2, 2 }));
    }

    [Test]
    public void Backward_WithTooFewGradients_IsRefused()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = ones(2, requires_grad: true);
        Tensor output = Given.apply(x, (Func<Tensor, List<Tensor?>>)(g => [g]));

        Assert.That(
            () => output.sum().backward(),
            Throws.InstanceOf<Exception>().With.Message.Contains("Given returned").And.Message.Contains("gradients"));
    }

    [Test]
    public void Backward_WithAGradientForNoTensor_IsRefused()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = ones(2, requires_grad: true);
        Tensor output = Given.apply(x, (Func<Tensor, List<Tensor?>>)(g => [g, g]));

        Assert.That(
            () => output.sum().backward(),
            Throws.InstanceOf<Exception>().With.Message.Contains("Given returned a gradient"));
    }

    [Test]
    public void Backward_WithAGradientOfAnotherShape_IsRefused()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = ones(2, requires_grad: true);
        Tensor output = Given.apply(x, (Func<Tensor, List<Tensor?>>)(_ => [ones(3), null]));

        Assert.That(
            () => output.sum().backward(),
            Throws.TypeOf<ExternalException>().With.Message.Contains(
                "returned an invalid gradient at index 0 - got [3] but expected shape compatible with [2]"));
    }

    [Test]
    public void Backward_GivingBackItsArgument_PassesTheGradientOn()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = ones(2, requires_grad: true);

        Given.apply(x, (Func<Tensor, List<Tensor?>>)(g => [g, null])).square().sum().backward();

        // The value is x + 1 = 2, and the derivative of its square 4.
        Assert.That(Values(x.grad!), Is.EqualTo(new double[] { 4, 4 }));
    }

    [Test]
    public void Apply_WhereNothingNeedsGradients_RecordsNothing()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor plain = ones(2);
        Tensor leaf = ones(2, requires_grad: true);

        Tensor ofPlain = Scaled.apply(2.0, plain, "data");
        Tensor inNoGrad;
        using (no_grad())
        {
            inNoGrad = Scaled.apply(2.0, leaf, "data");
        }

        Assert.That(ofPlain.requires_grad, Is.False);
        Assert.That(inNoGrad.requires_grad, Is.False);
        Assert.That(Scaled.apply(2.0, leaf, "data").requires_grad, Is.True);
        Assert.That(Values(ofPlain), Is.EqualTo(new double[] { 2, 2 }));
    }

    [Test]
    public void Forward_Runs_WithGradientsOff()
    {
        using DisposeScope scope = NewDisposeScope();
        bool[] enabled = new bool[1];

        Run.apply(ones(2, requires_grad: true), (Action)(() => enabled[0] = is_grad_enabled()));

        Assert.That(enabled[0], Is.False);
        Assert.That(is_grad_enabled(), Is.True);
    }

    [Test]
    public void Forward_Throwing_ReachesTheCallerAndLeavesGradientsOn()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = ones(2, requires_grad: true);

        Assert.That(
            () => Run.apply(x, (Action)(() => throw new ArithmeticException("Too far."))),
            Throws.TypeOf<ArithmeticException>().With.Message.EqualTo("Too far."));
        Assert.That(is_grad_enabled(), Is.True);
        Assert.That(x.grad is null, Is.True);
    }

    [Test]
    public void Backward_Throwing_ReachesTheCallerWithItsMessage()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = ones(2, requires_grad: true);
        Tensor output = Given.apply(x, (Func<Tensor, List<Tensor?>>)(_ => throw new ArithmeticException("Not so: ½.")));

        Assert.That(
            () => output.sum().backward(), Throws.TypeOf<ExternalException>().With.Message.EqualTo("Not so: ½."));
        Assert.That(x.grad is null, Is.True);

        x.square().sum().backward();
        Assert.That(Values(x.grad!), Is.EqualTo(new double[] { 2, 2 }));
    }

    [Test]
    public void Backward_ASecondTime_NeedsRetainGraph()
    {
        using DisposeScope scope = NewDisposeScope();
        (Tensor input, Tensor weight, Tensor bias) = LinearArguments();
        Tensor loss = LinearFunction.apply(input, weight, bias).sum();

        loss.backward(retain_graph: true);
        loss.backward();

        // Ones, summed over two rows in each of two passes.
        Assert.That(Values(bias.grad!), Is.EqualTo(new double[] { 4, 4, 4, 4 }));
        Assert.That(
            () => loss.backward(),
            Throws.TypeOf<ExternalException>().With.Message.StartsWith(
                "Trying to backward through the graph a second time"));
    }

    [Test]
    public void Backward_OfFreedSavedTensorsAlone_IsRefused()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = ones(2, requires_grad: true);
        Tensor output = Exponential.apply(x);
        output.backward(grad_tensors: [ones(2)]);

        Assert.That(
            () => output.backward(grad_tensors: [ones(2)]),
            Throws.TypeOf<ExternalException>().With.Message.StartsWith(
                "Trying to backward through the graph a second time"));
    }

    [Test]
    public void Backward_AfterASavedTensorChangedInPlace_IsRefused()
    {
        using DisposeScope scope = NewDisposeScope();
        (Tensor input, Tensor weight, Tensor bias) = LinearArguments();
        Tensor loss = LinearFunction.apply(input, weight, bias).sum();

        using (no_grad())
        {
            weight.add_(1);
        }

        Assert.That(
            () => loss.backward(),
            Throws.TypeOf<ExternalException>().With.Message.Contains("has been modified by an inplace operation"));
    }

    [Test]
    public void Apply_SavingItsOutput_FindsItInBackward()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = tensor(new double[] { 0, 1, -2 }).requires_grad_();

        Exponential.apply(x).sum().backward();

        Assert.That(Values(x.grad!), Is.EqualTo(new double[] { 1, Math.E, Math.Exp(-2) }).Within(1e-12));
    }

    [Test]
    public void Backward_WithCreateGraph_IsDifferentiatedItself()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = tensor(new double[] { 0.5 }).requires_grad_();

        Tensor first = autograd.grad([Exponential.apply(x)], [x], create_graph: true)[0];
        Tensor second = autograd.grad([first], [x])[0];

        Assert.That(first.ToDouble(), Is.EqualTo(Math.Exp(0.5)).Within(1e-12));
        Assert.That(second.ToDouble(), Is.EqualTo(Math.Exp(0.5)).Within(1e-12));
    }

    [Test]
    public void Apply_OneAfterTheOther_MultipliesTheGradients()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = tensor(new double[] { 0.5, -1 }).requires_grad_();

        Exponential.apply(Scaled.apply(2.0, x, "data")).sum().backward();

        // 2 exp(2x).
        Assert.That(
            Values(x.grad!), Is.EqualTo(new double[] { 2 * Math.Exp(1), 2 * Math.Exp(-2) }).Within(1e-12));
    }

    [Test]
    public void Backward_WhereNoGradientComes_GetsZeros()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = tensor(new double[] { 0.5, -1 }).requires_grad_();
        List<double[]> seen = [];

        Tensor inner = Given.apply(x, (Func<Tensor, List<Tensor?>>)(g =>
        {
            seen.Add(Values(g));
            return [g, null];
        }));
        Given.apply(inner, (Func<Tensor, List<Tensor?>>)(_ => [null, null])).sum().backward();

        Assert.That(seen, Is.EqualTo(new[] { new double[2] }));
        Assert.That(Values(x.grad!), Is.EqualTo(new double[2]));
    }

    [Test]
    public void Apply_GivingBackItsArgument_GivesATensorOfItsOwn()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = ones(2, requires_grad: true);
        Tensor plain = ones(2);

        Tensor output = Run.apply(x, (Action)(() => { }));
        Tensor ofPlain = Run.apply(plain, (Action)(() => { }));
        output.sum().backward();
        output.Dispose();
        ofPlain.Dispose();

        Assert.That(x.is_leaf, Is.True);
        Assert.That(Values(x), Is.EqualTo(new double[] { 1, 1 }));
        Assert.That(Values(plain), Is.EqualTo(new double[] { 1, 1 }));
        Assert.That(Values(x.grad!), Is.EqualTo(new double[] { 7, 7 }));
    }

    [Test]
    public void Apply_InsideADisposeScope_KeepsWhatItSaved()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = tensor(new double[] { 1, 2 }).requires_grad_();
        Tensor loss;
        using (NewDisposeScope())
        {
            loss = Exponential.apply(x * 1.5).sum().MoveToOuterDisposeScope();
        }

        Collect();
        using (NewDisposeScope())
        {
            loss.backward();
        }

        Assert.That(
            Values(x.grad!), Is.EqualTo(new double[] { 1.5 * Math.Exp(1.5), 1.5 * Math.Exp(3) }).Within(1e-12));
    }

    [Test]
    public void Backward_WithADisposeScopeOfItsOwn_GivesWhatItMovesOut()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = ones(2, requires_grad: true);

        Given.apply(x, (Func<Tensor, List<Tensor?>>)(g =>
        {
            using DisposeScope inner = NewDisposeScope();
            return [(g * 2 + 1).MoveToOuterDisposeScope(), null];
        })).sum().backward();

        Assert.That(Values(x.grad!), Is.EqualTo(new double[] { 3, 3 }));
    }

    [Test]
    public void Apply_WithoutScopesAndAfterCollections_StillHasItsBackward()
    {
        using Tensor x = tensor(new double[] { 1, 2 }).requires_grad_();
        using Tensor loss = Exponential.apply(Scaled.apply(0.5, x, "data")).sum();
        Collect();

        loss.backward();
        Collect();

        Assert.That(
            Values(x.grad!), Is.EqualTo(new double[] { 0.5 * Math.Exp(0.5), 0.5 * Math.Exp(1) }).Within(1e-12));
    }

    [TestCase(true, TestName = "GraphWithAFunction_Disposed_LetsGoOfItsData")]
    [TestCase(false, TestName = "GraphWithAFunction_Forgotten_LetsGoOfItsData")]
    public void Graph(bool disposed)
    {
        WeakReference data = MakeAndDrop(disposed);

        // A forgotten tensor's handle is finalized first; its node then lets go of the data.
        for (int i = 0; i < 10 && data.IsAlive; i++)
        {
            Collect();
        }

        Assert.That(data.IsAlive, Is.False);
    }

    [Test]
    public void Apply_InASequential_Trains()
    {
        using DisposeScope scope = NewDisposeScope();
        manual_seed(3);
        using Sequential network = nn.Sequential(new CustomLayer(3, 8), nn.Tanh(), new CustomLayer(8, 1));
        Tensor inputs = randn(64, 3);
        Tensor wanted = inputs.sum(dim: 1, keepdim: true).tanh();
        optim.Optimizer optimizer = optim.SGD(network.parameters(), 0.1);
        List<float> losses = [];
        for (int step = 0; step < 100; step++)
        {
            using DisposeScope stepScope = NewDisposeScope();
            optimizer.zero_grad();
            Tensor loss = nn.functional.mse_loss(network.call(inputs), wanted);
            loss.backward();
            optimizer.step();
            losses.Add(loss.ToSingle());
        }

        Assert.That(losses[^1], Is.LessThan(losses[0] / 10));
    }

    [Test]
    public void Apply_OfSeveralOutputs_AddsUpTheirGradients()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = tensor(new double[] { 2, -3 }).requires_grad_();

        List<Tensor> outputs = Powers.apply(x);
        (outputs[0] * 10 + outputs[1]).sum().backward();

        // 10 x² + x³, differentiated: 20x + 3x².
        Assert.That(Values(outputs[1]), Is.EqualTo(new double[] { 8, -27 }));
        Assert.That(Values(x.grad!), Is.EqualTo(new double[] { 52, -33 }));
        Assert.That(outputs.Select(output => output.requires_grad), Is.EqualTo(new[] { true, true, false }));
    }

    [Test]
    public void Apply_OfSeveralOutputsOneUnused_GetsZerosForIt()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = tensor(new double[] { 2, -3 }).requires_grad_();

        Powers.apply(x)[1].sum().backward();

        Assert.That(Values(x.grad!), Is.EqualTo(new double[] { 12, 27 }));
    }

    [Test]
    public void MarkDirty_OfAnArgumentChangedInPlace_PutsTheFunctionIntoItsHistory()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = tensor(new double[] { 2, -3 }).requires_grad_();
        Tensor changed = x * 1;

        DoubledInPlace.apply(changed);
        changed.square().sum().backward();

        // (2x)², differentiated: 8x.
        Assert.That(Values(changed), Is.EqualTo(new double[] { 4, -6 }));
        Assert.That(Values(x.grad!), Is.EqualTo(new double[] { 16, -24 }));
    }

    private static (Tensor Input, Tensor Weight, Tensor Bias) LinearArguments() => (
        tensor(InputValues).reshape(2, 3).requires_grad_(),
        tensor(WeightValues).reshape(4, 3).requires_grad_(),
        tensor(new double[] { 0.5, -0.5, 1, 2 }).requires_grad_());

    private static double[] Values(Tensor values) => values.detach().to(float64).contiguous().data<double>().ToArray();

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference MakeAndDrop(bool disposed)
    {
        object data = new();
        Tensor x = ones(2, requires_grad: true);
        Tensor output = Keeping.apply(x, data);
        if (disposed)
        {
            output.Dispose();
            x.Dispose();
        }

        return new WeakReference(data);
    }

    private sealed class LinearFunction : autograd.SingleTensorFunction<LinearFunction>
    {
        public override string Name => nameof(LinearFunction);

        public override Tensor forward(AutogradContext ctx, params object[] vars)
        {
            (Tensor input, Tensor weight, Tensor? bias) = ((Tensor)vars[0], (Tensor)vars[1], (Tensor?)vars[2]);
            ctx.save_for_backward([input, weight]);
            ctx.save_data("has bias", bias is not null);
            return nn.functional.linear(input, weight, bias!);
        }

        public override List<Tensor> backward(AutogradContext ctx, Tensor grad_output)
        {
            List<Tensor> saved = ctx.get_saved_variables();
            Tensor bias = (bool)ctx.get_data("has bias") ? grad_output.sum(dim: 0) : null!;
            return [grad_output.mm(saved[1]), grad_output.t().mm(saved[0]), bias];
        }
    }

    private sealed class Scaled : autograd.SingleTensorFunction<Scaled>
    {
        public override string Name => nameof(Scaled);

        public override Tensor forward(AutogradContext ctx, params object[] vars)
        {
            ctx.save_data((string)vars[2], vars[0]);
            return (Tensor)vars[1] * (double)vars[0];
        }

        public override List<Tensor> backward(AutogradContext ctx, Tensor grad_output) =>
            [null!, grad_output * (double)ctx.get_data("data"), null!];
    }

    private sealed class Exponential : autograd.SingleTensorFunction<Exponential>
    {
        public override string Name => nameof(Exponential);

        public override Tensor forward(AutogradContext ctx, params object[] vars)
        {
            Tensor result = ((Tensor)vars[0]).exp();
            ctx.save_for_backward([result]);
            return result;
        }

        public override List<Tensor> backward(AutogradContext ctx, Tensor grad_output) =>
            [grad_output * ctx.get_saved_variables()[0]];
    }

    /// <summary>Adds one; backward is what it is given.</summary>
    private sealed class Given : autograd.SingleTensorFunction<Given>
    {
        public override string Name => nameof(Given);

        public override Tensor forward(AutogradContext ctx, params object[] vars)
        {
            ctx.save_data("backward", vars[1]);
            return (Tensor)vars[0] + 1;
        }

        public override List<Tensor?> backward(AutogradContext ctx, Tensor grad_output) =>
            ((Func<Tensor, List<Tensor?>>)ctx.get_data("backward"))(grad_output);
    }

    /// <summary>Adds its first and third argument; backward is its fourth.</summary>
    private sealed class Joined : autograd.SingleTensorFunction<Joined>
    {
        public override string Name => nameof(Joined);

        public override Tensor forward(AutogradContext ctx, params object[] vars)
        {
            ctx.save_data("backward", vars[3]);
            return (Tensor)vars[0] + (Tensor)vars[2];
        }

        public override List<Tensor?> backward(AutogradContext ctx, Tensor grad_output) =>
            ((Func<Tensor, List<Tensor?>>)ctx.get_data("backward"))(grad_output);
    }

    /// <summary>Runs something and gives its argument back; gradients become seven times as large.</summary>
    private sealed class Run : autograd.SingleTensorFunction<Run>
    {
        public override string Name => nameof(Run);

        public override Tensor forward(AutogradContext ctx, params object[] vars)
        {
            ((Action)vars[1])();
            return (Tensor)vars[0];
        }

        public override List<Tensor?> backward(AutogradContext ctx, Tensor grad_output) => [grad_output * 7, null];
    }

    private sealed class Keeping : autograd.SingleTensorFunction<Keeping>
    {
        public override string Name => nameof(Keeping);

        public override Tensor forward(AutogradContext ctx, params object[] vars)
        {
            ctx.save_data("data", vars[1]);
            return (Tensor)vars[0] * 2;
        }

        public override List<Tensor?> backward(AutogradContext ctx, Tensor grad_output) => [grad_output * 2, null];
    }

    /// <summary>x², x³, and a copy of x that needs no gradient.</summary>
    private sealed class Powers : autograd.MultiTensorFunction<Powers>
    {
        public override string Name => nameof(Powers);

        public override List<Tensor> forward(AutogradContext ctx, params object[] vars)
        {
            Tensor x = (Tensor)vars[0];
            Tensor copy = x.clone();
            ctx.save_for_backward([x]);
            ctx.mark_non_differentiable([copy]);
            return [x * x, x * x * x, copy];
        }

        public override List<Tensor> backward(AutogradContext ctx, List<Tensor> grad_outputs)
        {
            Tensor x = ctx.get_saved_variables()[0];
            return [grad_outputs[0] * x * 2 + grad_outputs[1] * x * x * 3];
        }
    }

    private sealed class DoubledInPlace : autograd.SingleTensorFunction<DoubledInPlace>
    {
        public override string Name => nameof(DoubledInPlace);

        public override Tensor forward(AutogradContext ctx, params object[] vars)
        {
            Tensor x = (Tensor)vars[0];
            x.mul_(2);
            ctx.mark_dirty([x]);
            return x;
        }

        public override List<Tensor> backward(AutogradContext ctx, Tensor grad_output) => [grad_output * 2];
    }

    private sealed class CustomLayer : nn.Module<Tensor, Tensor>
    {
        private readonly Parameter weight;
        private readonly Parameter bias;

        internal CustomLayer(long inputs, long outputs)
            : base(nameof(CustomLayer))
        {
            weight = nn.Parameter((randn(outputs, inputs) * 0.3).DetachFromDisposeScope());
            bias = nn.Parameter(zeros(outputs).DetachFromDisposeScope());
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => LinearFunction.apply(input, weight, bias);
    }
}
