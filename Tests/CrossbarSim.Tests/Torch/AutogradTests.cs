using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace CrossbarSim.Tests.Torch;

[TestFixture]
public sealed class AutogradTests
{
    [Test]
    public void Backward_OfASumOfSquares_GivesTwiceTheInput()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = tensor(new float[] { 1, -2, 3 }).requires_grad_();

        x.square().sum().backward();

        Assert.That(x.grad!.data<float>().ToArray(), Is.EqualTo(new float[] { 2, -4, 6 }));
    }

    [Test]
    public void Backward_Twice_AddsTheGradients()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = tensor(new float[] { 1, -2, 3 }).requires_grad_();

        x.square().sum().backward();
        x.square().sum().backward();

        Assert.That(x.grad!.data<float>().ToArray(), Is.EqualTo(new float[] { 4, -8, 12 }));
    }

    [Test]
    public void Backward_TwiceThroughOneGraph_NeedsRetainGraph()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = tensor(new float[] { 3 }).requires_grad_();
        Tensor kept = x.square().sum();
        Tensor freed = x.square().sum();

        kept.backward(retain_graph: true);
        kept.backward();
        freed.backward();

        Assert.That(x.grad!.ToSingle(), Is.EqualTo(18f));
        Assert.That(
            () => freed.backward(),
            Throws.TypeOf<ExternalException>().With.Message.StartsWith(
                "Trying to backward through the graph a second time"));
    }

    [Test]
    public void Backward_WithGradTensors_WeighsTheOutputs()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = tensor(new float[] { 1, 2, 3 }).requires_grad_();

        x.square().backward(grad_tensors: [tensor(new float[] { 1, 10, 100 })]);

        Assert.That(x.grad!.data<float>().ToArray(), Is.EqualTo(new float[] { 2, 40, 600 }));
    }

    [Test]
    public void Backward_OfANonScalar_SaysSo()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = tensor(new float[] { 1, 2 }).requires_grad_();

        Assert.That(
            () => x.square().backward(),
            Throws.TypeOf<ExternalException>().With.Message.Contains(
                "grad can be implicitly created only for scalar outputs"));
    }

    [Test]
    public void StraightThrough_ByTheDetachIdentity_PassesTheGradientUnchanged()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = tensor(new float[] { 0.2f, 0.7f, -1.4f }).requires_grad_();

        Tensor quantized = x + (x.round() - x).detach();
        (quantized * tensor(new float[] { 1, 2, 3 })).sum().backward();

        Assert.That(quantized.data<float>().ToArray(), Is.EqualTo(new float[] { 0, 1, -1 }).Within(1e-6f));
        Assert.That(x.grad!.data<float>().ToArray(), Is.EqualTo(new float[] { 1, 2, 3 }));
    }

    [Test]
    public void StraightThrough_BackwardASecondTime_GivesTheSameAgain()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = tensor(new float[] { 0.2f, 0.7f }).requires_grad_();
        for (int pass = 1; pass <= 2; pass++)
        {
            Tensor quantized = x + (x.round() - x).detach();
            quantized.square().sum().backward();

            // 2 · round(x) each time: 0 and 2.
            Assert.That(x.grad!.data<float>().ToArray(), Is.EqualTo(new float[] { 0, 2 * pass }).Within(1e-6f));
        }
    }

    [Test]
    public void Grad_OfALeafWithoutBackward_IsNull()
    {
        using Tensor x = ones(3, requires_grad: true);

        Assert.That(x.grad is null, Is.True);
        Assert.That(x.is_leaf, Is.True);
    }

    [Test]
    public void Grad_SetToNull_IsForgotten()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = ones(3, requires_grad: true);
        x.sum().backward();

        x.grad = null;

        Assert.That(x.grad is null, Is.True);
    }

    [Test]
    public void RetainGrad_OnAnIntermediate_KeepsItsGradient()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = tensor(2f, requires_grad: true);
        Tensor y = x * 3;
        y.retain_grad();

        y.square().backward();

        // y = 6, d(y²)/dy = 12, d(y²)/dx = 36.
        Assert.That(y.is_leaf, Is.False);
        Assert.That(y.grad!.ToSingle(), Is.EqualTo(12f));
        Assert.That(x.grad!.ToSingle(), Is.EqualTo(36f));
    }

    [Test]
    public void AutogradGrad_WithCreateGraph_DifferentiatesTwice()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = tensor(2f, requires_grad: true);

        Tensor first = autograd.grad([x.pow(3)], [x], create_graph: true)[0];
        Tensor second = autograd.grad([first], [x])[0];

        // 3x² = 12 and 6x = 12.
        Assert.That(first.ToSingle(), Is.EqualTo(12f));
        Assert.That(second.ToSingle(), Is.EqualTo(12f));
        Assert.That(x.grad is null, Is.True);
    }

    [Test]
    public void NoGrad_RecordsNothing_AndEndsWithItsBlock()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = ones(2, requires_grad: true);
        Tensor inside;
        using (no_grad())
        {
            Assert.That(is_grad_enabled(), Is.False);
            inside = x * 2;
            using (enable_grad())
            {
                Assert.That(is_grad_enabled(), Is.True);
            }

            Assert.That(is_grad_enabled(), Is.False);
        }

        Assert.That(is_grad_enabled(), Is.True);
        Assert.That(inside.requires_grad, Is.False);
        Assert.That((x * 2).requires_grad, Is.True);
    }

    [Test]
    public void SetGradEnabled_False_RecordsNothing()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = ones(2, requires_grad: true);
        using (set_grad_enabled(false))
        {
            Assert.That((x * 2).requires_grad, Is.False);
        }

        Assert.That(is_grad_enabled(), Is.True);
    }

    [Test]
    public void InferenceMode_RecordsNothing_AndEndsWithItsBlock()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = ones(2, requires_grad: true);
        using (inference_mode())
        {
            Assert.That(is_inference_mode_enabled(), Is.True);
            Assert.That((x * 2).requires_grad, Is.False);
        }

        Assert.That(is_inference_mode_enabled(), Is.False);
        Assert.That((x * 2).requires_grad, Is.True);
    }

    [Test]
    public void Detach_SharesTheDataButNotTheGraph()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = ones(2, requires_grad: true);

        Tensor y = x.detach();
        y[0] = 5f;

        Assert.That(y.requires_grad, Is.False);
        Assert.That(x.data<float>().ToArray(), Is.EqualTo(new float[] { 5, 1 }));
    }

    [Test]
    public void InPlace_OnALeafThatNeedsGradients_IsRefused()
    {
        using Tensor x = ones(2, requires_grad: true);

        Assert.That(
            () => x.add_(1),
            Throws.TypeOf<ExternalException>().With.Message.Contains("a leaf Variable that requires grad"));
    }
}
