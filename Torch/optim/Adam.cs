using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Adam: steps scaled by running moments of the gradient. Kingma and Ba, arXiv:1412.6980.</summary>
public class Adam : AdamBase
{
    public Adam(
        IEnumerable<Parameter> parameters,
        double lr = 1e-3,
        double beta1 = 0.9,
        double beta2 = 0.999,
        double eps = 1e-8,
        double weight_decay = 0,
        bool amsgrad = false,
        bool maximize = false)
        : this([new ParamGroup { Parameters = parameters }], lr, beta1, beta2, eps, weight_decay, amsgrad, maximize)
    {
    }

    public Adam(
        IEnumerable<ParamGroup> parameters,
        double lr = 1e-3,
        double beta1 = 0.9,
        double beta2 = 0.999,
        double eps = 1e-8,
        double weight_decay = 0,
        bool amsgrad = false,
        bool maximize = false)
        : base(lr, beta1, beta2, eps, weight_decay, amsgrad, maximize)
    {
        foreach (ParamGroup group in parameters)
        {
            add_param_group(group);
        }
    }

    private protected override OptimizerOptions NewOptions() => new Options();

    private protected override AdamSettings SettingsOf(OptimizerOptions options) => ((Options)options).Settings;

    /// <summary>L2 regularization: part of the gradient.</summary>
    private protected override Tensor Decayed(Parameter parameter, Tensor grad, double rate, double decay) =>
        decay == 0 ? grad : grad.add(parameter, decay);

    public class Options : OptimizerOptions
    {
        public double? beta1 { get => Settings.Beta1; set => Settings.Beta1 = value; }

        public double? beta2 { get => Settings.Beta2; set => Settings.Beta2 = value; }

        public double? weight_decay { get => Settings.WeightDecay; set => Settings.WeightDecay = value; }

        public double? eps { get => Settings.Epsilon; set => Settings.Epsilon = value; }

        public bool? amsgrad { get => Settings.AmsGrad; set => Settings.AmsGrad = value; }

        public bool? maximize { get => Settings.Maximize; set => Settings.Maximize = value; }

        public override void SaveStateDict(BinaryWriter writer)
        {
            base.SaveStateDict(writer);
            Settings.Save(writer);
        }

        public override void LoadStateDict(BinaryReader reader)
        {
            base.LoadStateDict(reader);
            Settings.Load(reader);
        }

        internal AdamSettings Settings { get; } = new();
    }

    public class ParamGroup : ParamGroup<Options>, optim.IBetas
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
            double beta1 = 0.9,
            double beta2 = 0.999,
            double eps = 1e-8,
            double weight_decay = 0,
            bool amsgrad = false,
            bool maximize = false)
            : base(parameters, new Options
            {
                LearningRate = lr,
                beta1 = beta1,
                beta2 = beta2,
                eps = eps,
                weight_decay = weight_decay,
                amsgrad = amsgrad,
                maximize = maximize,
            })
        {
        }

        public (double, double) Betas
        {
            get => (Options.beta1!.Value, Options.beta2!.Value);
            set => (Options.beta1, Options.beta2) = value;
        }
    }
}
