using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CrossbarSim.Tests.Torch;

[TestFixture]
public sealed class OptimizerTests
{
    private DisposeScope _scope = null!;

    [SetUp]
    public void OpenScope() => _scope = NewDisposeScope();

    [TearDown]
    public void CloseScope() => _scope.Dispose();

    [Test]
    public void Sgd_WithoutMomentum_StepsAgainstTheGradient()
    {
        Parameter w = Start(1);
        using SGD optimizer = optim.SGD([w], 0.1);

        // The loss is w², the gradient 2w: each step multiplies w by 0.8.
        Assert.That(Run(optimizer, w, 3), Is.EqualTo(new[] { 0.8, 0.64, 0.512 }).Within(1e-12));
    }

    [Test]
    public void Sgd_WithMomentumAndWeightDecay_FollowsItsRecurrence()
    {
        Parameter w = Start(1);
        using SGD optimizer = optim.SGD([w], 0.1, momentum: 0.9, weight_decay: 0.5);

        // g = 2w + 0.5w; v = 0.9v + g (first v = g); w −= 0.1v.
        Assert.That(Run(optimizer, w, 3), Is.EqualTo(Expected(3, dampening: 0, nesterov: false)).Within(1e-12));
    }

    [Test]
    public void Sgd_WithDampening_DampensAllButTheFirstGradient()
    {
        Parameter w = Start(1);
        using SGD optimizer = optim.SGD([w], 0.1, momentum: 0.9, dampening: 0.25, weight_decay: 0.5);

        Assert.That(Run(optimizer, w, 4), Is.EqualTo(Expected(4, dampening: 0.25, nesterov: false)).Within(1e-12));
    }

    [Test]
    public void Sgd_WithNesterov_LooksAhead()
    {
        Parameter w = Start(1);
        using SGD optimizer = optim.SGD([w], 0.1, momentum: 0.9, weight_decay: 0.5, nesterov: true);

        Assert.That(Run(optimizer, w, 3), Is.EqualTo(Expected(3, dampening: 0, nesterov: true)).Within(1e-12));
    }

    [Test]
    public void Sgd_Nesterov_WithoutMomentum_IsRefused() =>
        Assert.That(() => optim.SGD([Start(1)], 0.1, nesterov: true), Throws.ArgumentException);

    [Test]
    public void Adam_FirstStep_IsTheLearningRate()
    {
        Parameter w = Start(5);
        using Adam optimizer = optim.Adam([w], lr: 0.01, eps: 0);

        // After one step both moments are bias-corrected to g and g²: the step is lr · sign(g).
        Assert.That(Run(optimizer, w, 1)[0], Is.EqualTo(4.99).Within(1e-12));
    }

    [Test]
    public void Adam_OverSeveralSteps_FollowsItsRecurrence()
    {
        Parameter w = Start(1);
        using Adam optimizer = optim.Adam([w], lr: 0.1, beta1: 0.8, beta2: 0.9, eps: 1e-3, weight_decay: 0.5);

        Assert.That(Run(optimizer, w, 4), Is.EqualTo(ExpectedAdam(4, decoupled: false, amsgrad: false)).Within(1e-12));
    }

    [Test]
    public void Adam_WithAmsgrad_NeverForgetsALargeMoment()
    {
        Parameter w = Start(1);
        using Adam optimizer = optim.Adam(
            [w], lr: 0.1, beta1: 0.8, beta2: 0.9, eps: 1e-3, weight_decay: 0.5, amsgrad: true);

        Assert.That(Run(optimizer, w, 6), Is.EqualTo(ExpectedAdam(6, decoupled: false, amsgrad: true)).Within(1e-12));
    }

    [Test]
    public void AdamW_DecaysTheParameterItself()
    {
        Parameter w = Start(1);
        using AdamW optimizer = optim.AdamW([w], lr: 0.1, beta1: 0.8, beta2: 0.9, eps: 1e-3, weight_decay: 0.5);

        Assert.That(Run(optimizer, w, 4), Is.EqualTo(ExpectedAdam(4, decoupled: true, amsgrad: false)).Within(1e-12));
    }

    [Test]
    public void Step_WithoutAGradient_ChangesNothing()
    {
        Parameter w = Start(1);
        using Adam optimizer = optim.Adam([w]);

        optimizer.step();

        Assert.That(w.ToDouble(), Is.EqualTo(1.0));
    }

    [Test]
    public void ZeroGrad_SetsGradientsToNull()
    {
        Parameter w = Start(1);
        using SGD optimizer = optim.SGD([w], 0.1);
        w.square().backward();

        optimizer.zero_grad();

        Assert.That(w.grad is null, Is.True);
    }

    [Test]
    public void Step_WithAClosure_GivesTheLoss()
    {
        Parameter w = Start(3);
        using SGD optimizer = optim.SGD([w], 0.1);

        Tensor loss = optimizer.step(() =>
        {
            Tensor value = w.square();
            value.backward();
            return value;
        });

        Assert.That(loss.ToDouble(), Is.EqualTo(9.0));
        Assert.That(w.ToDouble(), Is.EqualTo(2.4).Within(1e-12));
    }

    [Test]
    public void ParamGroups_HaveTheirOwnLearningRates()
    {
        Parameter a = Start(1);
        Parameter b = Start(1);
        using SGD optimizer = optim.SGD(
            [
                new SGD.ParamGroup { Parameters = [a], Options = new SGD.Options { LearningRate = 0.25 } },
                new SGD.ParamGroup { Parameters = [b] },
            ],
            0.1);

        (a.square() + b.square()).backward();
        optimizer.step();

        Assert.That(optimizer.ParamGroups.Select(g => g.LearningRate), Is.EqualTo(new[] { 0.25, 0.1 }));
        Assert.That(a.ToDouble(), Is.EqualTo(0.5).Within(1e-12));
        Assert.That(b.ToDouble(), Is.EqualTo(0.8).Within(1e-12));
    }

    [Test]
    public void LearningRate_Changed_CountsFromTheNextStep()
    {
        Parameter w = Start(1);
        using SGD optimizer = optim.SGD([w], 0.1);

        optimizer.ParamGroups.First().LearningRate = 0.25;

        Assert.That(Run(optimizer, w, 1)[0], Is.EqualTo(0.5).Within(1e-12));
    }

    [Test]
    public void Training_OfASmallNetwork_LearnsExclusiveOr()
    {
        manual_seed(2);
        using Sequential net = nn.Sequential(nn.Linear(2, 8), nn.Tanh(), nn.Linear(8, 2));
        using Adam optimizer = optim.Adam(net.parameters(), lr: 0.05);
        Tensor x = tensor(new float[,] { { 0, 0 }, { 0, 1 }, { 1, 0 }, { 1, 1 } });
        Tensor y = tensor(new long[] { 0, 1, 1, 0 });
        for (int i = 0; i < 200; i++)
        {
            using DisposeScope scope = NewDisposeScope();
            optimizer.zero_grad();
            nn.functional.cross_entropy(net.call(x), y).backward();
            optimizer.step();
        }

        Assert.That(net.call(x).argmax(1).data<long>().ToArray(), Is.EqualTo(new long[] { 0, 1, 1, 0 }));
    }

    /// <summary>What is saved is all that decides the next steps, settings included; the one it is loaded into had others.</summary>
    [TestCase("sgd")]
    [TestCase("momentum")]
    [TestCase("adam")]
    [TestCase("amsgrad")]
    [TestCase("adamw")]
    public void LoadStateDict_OfAnotherOptimizer_GoesOnAsThatWould(string kind)
    {
        (Parameter a, Parameter b) = (Start(1), Start(1));
        using OptimizerHelper first = Made(kind, a, 0.1);
        using OptimizerHelper second = Made(kind, b, 0.7);
        double reached = Run(first, a, 3)[^1];
        using (no_grad())
        {
            b.fill_(reached);
        }

        byte[] saved = Saved(first);

        second.load_state_dict(new BinaryReader(new MemoryStream(saved)));

        Assert.That(Run(second, b, 3), Is.EqualTo(Run(first, a, 3)));
        Assert.That(Saved(second), Is.EqualTo(Saved(first)));
    }

    [Test]
    public void LoadStateDict_OfAnotherType_IsRefused()
    {
        using Adam adam = optim.Adam([Start(1)]);
        using SGD sgd = optim.SGD([Start(1)], 0.1);

        Assert.That(() => sgd.load_state_dict(new BinaryReader(new MemoryStream(Saved(adam)))), Throws.InstanceOf<InvalidDataException>());
    }

    [Test]
    public void LoadStateDict_OfOtherParameters_IsRefused()
    {
        using Adam one = optim.Adam([Start(1)]);
        using Adam two = optim.Adam([Start(1), Start(2)]);

        Assert.That(() => two.load_state_dict(new BinaryReader(new MemoryStream(Saved(one)))), Throws.ArgumentException);
    }

    private static OptimizerHelper Made(string kind, Parameter w, double rate) => kind switch
    {
        "sgd" => optim.SGD([w], rate),
        "momentum" => optim.SGD([w], rate, momentum: 0.9, weight_decay: 0.5, nesterov: true),
        "adam" => optim.Adam([w], rate, 0.8, 0.9, 1e-3, 0.5),
        "amsgrad" => optim.Adam([w], rate, 0.8, 0.9, 1e-3, 0.5, true),
        _ => optim.AdamW([w], rate, 0.8, 0.9, 1e-3, 0.5),
    };

    private static byte[] Saved(OptimizerHelper optimizer)
    {
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream);
        optimizer.save_state_dict(writer);
        writer.Flush();
        return stream.ToArray();
    }

    private static Parameter Start(double value) => new(tensor(value));

    private static double[] Run(optim.Optimizer optimizer, Parameter w, int steps)
    {
        double[] path = new double[steps];
        for (int i = 0; i < steps; i++)
        {
            optimizer.zero_grad();
            w.square().backward();
            optimizer.step();
            path[i] = w.ToDouble();
        }

        return path;
    }

    private static double[] Expected(int steps, double dampening, bool nesterov)
    {
        double w = 1;
        double v = 0;
        double[] path = new double[steps];
        for (int i = 0; i < steps; i++)
        {
            double g = (2 * w) + (0.5 * w);
            v = i == 0 ? g : (0.9 * v) + ((1 - dampening) * g);
            w -= 0.1 * (nesterov ? g + (0.9 * v) : v);
            path[i] = w;
        }

        return path;
    }

    private static double[] ExpectedAdam(int steps, bool decoupled, bool amsgrad)
    {
        double w = 1;
        double m = 0;
        double v = 0;
        double largest = 0;
        double[] path = new double[steps];
        for (int i = 0; i < steps; i++)
        {
            double g = (2 * w) + (decoupled ? 0 : 0.5 * w);
            w -= decoupled ? 0.1 * 0.5 * w : 0;
            m = (0.8 * m) + (0.2 * g);
            v = (0.9 * v) + (0.1 * g * g);
            largest = Math.Max(largest, v);
            double correctedM = m / (1 - Math.Pow(0.8, i + 1));
            double correctedV = (amsgrad ? largest : v) / (1 - Math.Pow(0.9, i + 1));
            w -= 0.1 * correctedM / (Math.Sqrt(correctedV) + 1e-3);
            path[i] = w;
        }

        return path;
    }
}
