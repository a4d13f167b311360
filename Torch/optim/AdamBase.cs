using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>What Adam and AdamW share: all but the place of the weight decay.</summary>
public abstract class AdamBase : OptimizerHelper, optim.IBetas
{
    private readonly double _rate;
    private readonly AdamSettings _defaults;
    private readonly Dictionary<Parameter, Moments> _moments = new(ReferenceEqualityComparer.Instance);

    private protected AdamBase(
        double lr, double beta1, double beta2, double eps, double weight_decay, bool amsgrad, bool maximize)
    {
        if (lr < 0 || eps < 0 || weight_decay < 0)
        {
            throw new ArgumentException($"Invalid learning rate {lr}, epsilon {eps} or weight decay {weight_decay}.");
        }

        if (beta1 is < 0 or >= 1 || beta2 is < 0 or >= 1)
        {
            throw new ArgumentException($"Invalid beta1 {beta1} or beta2 {beta2}.");
        }

        _rate = lr;
        _defaults = new AdamSettings
        {
            Beta1 = beta1,
            Beta2 = beta2,
            Epsilon = eps,
            WeightDecay = weight_decay,
            AmsGrad = amsgrad,
            Maximize = maximize,
        };
    }

    public (double, double) Betas
    {
        get => (_defaults.Beta1!.Value, _defaults.Beta2!.Value);
        set
        {
            foreach (
                AdamSettings settings in _parameter_groups.Select(group => SettingsOf(group.Options)).Append(_defaults))
            {
                (settings.Beta1, settings.Beta2) = value;
            }
        }
    }

    public override void add_param_group(ParamGroup param_group)
    {
        OptimizerOptions options = param_group.Options ?? NewOptions();
        param_group.Options = options;
        options.LearningRate ??= _rate;
        options.InitialLearningRate = options.LearningRate.Value;
        SettingsOf(options).Complete(_defaults);
        param_group.Parameters = [.. param_group.Parameters];
        _parameter_groups.Add(param_group);
    }

    public override Tensor step(Func<Tensor>? closure = null) => Step<ParamGroup>(Update, closure);

    private protected abstract OptimizerOptions NewOptions();

    private protected abstract AdamSettings SettingsOf(OptimizerOptions options);

    /// <summary>Applies weight decay, and gives the gradient to go by.</summary>
    private protected abstract Tensor Decayed(Parameter parameter, Tensor grad, double rate, double decay);

    private protected override void SaveState(Parameter parameter, BinaryWriter writer)
    {
        Moments moments = MomentsOf(parameter);
        writer.Write((long)moments.Steps);
        moments.First.Save(writer);
        moments.Second.Save(writer);
        writer.Write(moments.LargestSecond is not null);
        moments.LargestSecond?.Save(writer);
    }

    private protected override void LoadState(Parameter parameter, BinaryReader reader)
    {
        Moments moments = MomentsOf(parameter);
        moments.Steps = (int)reader.ReadInt64();
        moments.First.Load(reader);
        moments.Second.Load(reader);
        if (reader.ReadBoolean())
        {
            moments.LargestSecond!.Load(reader);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (Moments moments in _moments.Values)
            {
                moments.Dispose();
            }

            _moments.Clear();
        }

        base.Dispose(disposing);
    }

    private void Update(ParamGroup group)
    {
        AdamSettings settings = SettingsOf(group.Options);
        double rate = group.LearningRate;
        double beta1 = settings.Beta1!.Value;
        double beta2 = settings.Beta2!.Value;
        foreach (Parameter parameter in group.Parameters)
        {
            Tensor? grad = parameter.grad;
            if (grad is null)
            {
                continue;
            }

            Moments moments = MomentsOf(parameter, settings);
            moments.Steps++;
            grad = settings.Maximize == true ? -grad : grad;
            grad = Decayed(parameter, grad, rate, settings.WeightDecay!.Value);
            moments.First.mul_(beta1).add_(grad, 1 - beta1);
            moments.Second.mul_(beta2).addcmul_(grad, grad, 1 - beta2);
            if (moments.LargestSecond is { } largest)
            {
                largest.copy_(largest.maximum(moments.Second));
            }

            double correction1 = 1 - Math.Pow(beta1, moments.Steps);
            double correction2 = 1 - Math.Pow(beta2, moments.Steps);
            Tensor denominator = (moments.LargestSecond ?? moments.Second).sqrt()
                .div_(Math.Sqrt(correction2)).add_(settings.Epsilon!.Value);
            parameter.addcdiv_(moments.First, denominator, -rate / correction1);
        }
    }

    private Moments MomentsOf(Parameter parameter) => MomentsOf(
        parameter, SettingsOf(_parameter_groups.First(group => group.Parameters.Contains(parameter, ReferenceEqualityComparer.Instance)).Options));

    private Moments MomentsOf(Parameter parameter, AdamSettings settings)
    {
        if (!_moments.TryGetValue(parameter, out Moments? moments))
        {
            moments = new Moments(parameter, settings.AmsGrad == true);
            _moments.Add(parameter, moments);
        }

        return moments;
    }

    /// <summary>The running moments of a parameter's gradient.</summary>
    private sealed class Moments : IDisposable
    {
        internal Moments(Parameter parameter, bool keepLargest)
        {
            First = zeros_like(parameter).DetachFromDisposeScope();
            Second = zeros_like(parameter).DetachFromDisposeScope();
            LargestSecond = keepLargest ? zeros_like(parameter).DetachFromDisposeScope() : null;
        }

        internal int Steps { get; set; }

        internal Tensor First { get; }

        internal Tensor Second { get; }

        internal Tensor? LargestSecond { get; }

        public void Dispose()
        {
            First.Dispose();
            Second.Dispose();
            LargestSecond?.Dispose();
        }
    }
}
