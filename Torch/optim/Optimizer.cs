using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        /// <summary>Changes parameters along their gradients.</summary>
        public abstract class Optimizer : IDisposable
        {
            private protected Optimizer()
            {
            }

            /// <summary>Groups of parameters with settings of their own.</summary>
            public virtual IEnumerable<ILearningRateController> ParamGroups => _parameter_groups;

            private protected List<ParamGroup> _parameter_groups { get; } = [];

            /// <summary>Forgets all gradients.</summary>
            public virtual void zero_grad(bool set_to_none = true)
            {
                foreach (Parameter parameter in parameters())
                {
                    using Tensor? grad = parameter.grad;
                    if (grad is not null && set_to_none)
                    {
                        parameter.grad = null;
                    }
                    else
                    {
                        grad?.zero_();
                    }
                }
            }

            /// <summary>One step. With a closure, computes the loss first and gives it back.</summary>
            public abstract Tensor step(Func<Tensor>? closure = null);

            public virtual IEnumerable<Parameter> parameters() =>
                _parameter_groups.SelectMany(group => group.Parameters);

            public abstract void add_param_group(ParamGroup param_group);

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing)
            {
            }
        }

        /// <summary>What a learning rate scheduler needs of a group of parameters.</summary>
        public interface ILearningRateController
        {
            double LearningRate { get; set; }

            double InitialLearningRate { get; set; }
        }

        /// <summary>An optimizer with momentum.</summary>
        public interface IMomentum
        {
            double Momentum { get; set; }
        }

        /// <summary>An optimizer with two decay rates.</summary>
        public interface IBetas
        {
            (double, double) Betas { get; set; }
        }
    }
}
