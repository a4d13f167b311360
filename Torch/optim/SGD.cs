using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Stochastic gradient descent, with momentum if wanted.</summary>
public class SGD : OptimizerHelper, optim.IMomentum
{
    private readonly Options _defaults;
    private readonly Dictionary<Parameter, Tensor> _momentum = new(ReferenceEqualityComparer.Instance);

    public SGD(
        IEnumerable<Parameter> parameters,
        double lr,
        double momentum = 0.0,
        double dampening = 0,
        double weight_decay = 0,
        bool nesterov = false,
        bool maximize = false)
        : this([new ParamGroup { Parameters = parameters }], lr, momentum, dampening, weight_decay, nesterov, maximize)
    {
    }

    public SGD(
        IEnumerable<ParamGroup> parameters,
        double lr,
        double momentum = 0.0,
        double dampening = 0,
        double weight_decay = 0,
        bool nesterov = false,
        bool maximize = false)
    {
        if (lr < 0 || momentum < 0 || weight_decay < 0)
        {
            throw new ArgumentException(
                $"Invalid learning rate {lr}, momentum {momentum} or weight decay {weight_decay}.");
        }

        if (nesterov && (momentum <= 0 || dampening != 0))
        {
            throw new ArgumentException("Nesterov momentum requires a momentum and zero dampening");
        }

        _defaults = new Options
        {
            LearningRate = lr,
            momentum = momentum,
            dampening = dampening,
            weight_decay = weight_decay,
            nesterov = nesterov,
            maximize = maximize,
        };
        foreach (ParamGroup group in parameters)
        {
            add_param_group(group);
        }
    }

    public double Momentum
    {
        get => _defaults.momentum!.Value;
        set
        {
            _defaults.momentum = value;
            foreach (Modules.ParamGroup group in _parameter_groups)
            {
                ((Options)group.Options).momentum = value;
            }
        }
    }

    public override void add_param_group(Modules.ParamGroup param_group)
    {
        Options options = (Options?)param_group.Options ?? new Options();
        param_group.Options = options;
        options.LearningRate ??= _defaults.LearningRate;
        options.momentum ??= _defaults.momentum;
        options.dampening ??= _defaults.dampening;
        options.weight_decay ??= _defaults.weight_decay;
        options.nesterov ??= _defaults.nesterov;
        options.maximize ??= _defaults.maximize;
        options.InitialLearningRate = options.LearningRate!.Value;
        param_group.Parameters = [.. param_group.Parameters];
        _parameter_groups.Add(param_group);
    }

    public override Tensor step(Func<Tensor>? closure = null) => Step<Modules.ParamGroup>(Update, closure);

    private protected override void SaveState(Parameter parameter, BinaryWriter writer)
    {
        Tensor? buffer = _momentum.GetValueOrDefault(parameter);
        writer.Write(buffer is not null);
        buffer?.Save(writer);
    }

    private protected override void LoadState(Parameter parameter, BinaryReader reader)
    {
        if (_momentum.Remove(parameter, out Tensor? before))
        {
            before.Dispose();
        }

        if (reader.ReadBoolean())
        {
            _momentum.Add(parameter, TensorExtensionMethods.Load(reader).DetachFromDisposeScope());
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (Tensor buffer in _momentum.Values)
            {
                buffer.Dispose();
            }

            _momentum.Clear();
        }

        base.Dispose(disposing);
    }

    private void Update(Modules.ParamGroup group)
    {
        Options options = (Options)group.Options;
        double momentum = options.momentum!.Value;
        foreach (Parameter parameter in group.Parameters)
        {
            Tensor? grad = parameter.grad;
            if (grad is null)
            {
                continue;
            }

            if (options.weight_decay != 0)
            {
                grad = grad.add(parameter, options.weight_decay!.Value);
            }

            if (momentum != 0)
            {
                if (_momentum.TryGetValue(parameter, out Tensor? buffer))
                {
                    buffer.mul_(momentum).add_(grad, 1 - options.dampening!.Value);
                }
                else
                {
                    buffer = grad.clone().DetachFromDisposeScope();
                    _momentum.Add(parameter, buffer);
                }

                grad = options.nesterov == true ? grad.add(buffer, momentum) : buffer;
            }

            double rate = options.LearningRate!.Value;
            parameter.add_(grad, options.maximize == true ? rate : -rate);
        }
    }

    public class Options : OptimizerOptions
    {
        public double? momentum { get; set; }

        public double? dampening { get; set; }

        public double? weight_decay { get; set; }

        public bool? nesterov { get; set; }

        public bool? maximize { get; set; }

        public override void SaveStateDict(BinaryWriter writer)
        {
            base.SaveStateDict(writer);
            writer.Write(momentum!.Value);
            writer.Write(dampening!.Value);
            writer.Write(weight_decay!.Value);
            writer.Write(nesterov!.Value);
            writer.Write(maximize!.Value);
        }

        public override void LoadStateDict(BinaryReader reader)
        {
            base.LoadStateDict(reader);
            momentum = reader.ReadDouble();
            dampening = reader.ReadDouble();
            weight_decay = reader.ReadDouble();
            nesterov = reader.ReadBoolean();
            maximize = reader.ReadBoolean();
        }
    }

    public class ParamGroup : ParamGroup<Options>, optim.IMomentum
    {
        public ParamGroup()
        {
        }

        public ParamGroup(IEnumerable<Parameter> parameters, Options options)
            : base(parameters, options)
        {
        }

        public ParamGroup(
            IEnumerable<Parameter> parameters,
            double lr = 1e-3,
            double momentum = 0.0,
            double dampening = 0,
            double weight_decay = 0,
            bool nesterov = false,
            bool maximize = false)
            : base(parameters, new Options
            {
                LearningRate = lr,
                momentum = momentum,
                dampening = dampening,
                weight_decay = weight_decay,
                nesterov = nesterov,
                maximize = maximize,
            })
        {
        }

        public double Momentum
        {
            get => Options.momentum!.Value;
            set => Options.momentum = value;
        }
    }
}
