using System.Globalization;

namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            /// <summary>The base of the schedules. Call <see cref="step()"/> after each epoch.</summary>
            public abstract class LRScheduler
            {
                private readonly List<ILearningRateController> _groups;
                private readonly List<double> _first;
                private readonly bool _verbose;

                private protected LRScheduler(Optimizer optimizer, int last_epoch, bool verbose)
                {
                    _groups = [.. optimizer.ParamGroups];
                    _verbose = verbose;
                    Epoch = last_epoch;
                    if (last_epoch == -1)
                    {
                        foreach (ILearningRateController group in _groups)
                        {
                            group.InitialLearningRate = group.LearningRate;
                        }
                    }

                    _first = [.. _groups.Select(group => group.InitialLearningRate)];
                }

                private protected int Epoch { get; private set; }

                /// <summary>Goes to the next epoch, changing the rate as it is now.</summary>
                public virtual void step()
                {
                    Epoch++;
                    Set((group, first) => Next(group.LearningRate, first));
                }

                /// <summary>Goes to an epoch, with the rate that it has whatever the rate is now.</summary>
                public virtual void step(int? epoch)
                {
                    if (epoch is null)
                    {
                        step();
                        return;
                    }

                    Epoch = epoch.Value;
                    Set((_, first) => At(first));
                }

                /// <summary>As <see cref="step(int?)"/>: these schedules do not look at how training goes.</summary>
                public virtual void step(double current, int? epoch = null) => step(epoch);

                /// <summary>The rates in force, one for each group.</summary>
                public IEnumerable<double> get_last_lr() => [.. _groups.Select(group => group.LearningRate)];

                /// <summary>The rate of this epoch, from that of the epoch before.</summary>
                private protected abstract double Next(double rate, double first);

                /// <summary>The rate of this epoch, from the first.</summary>
                private protected abstract double At(double first);

                private void Set(Func<ILearningRateController, double, double> rateOf)
                {
                    foreach ((ILearningRateController group, double first) in _groups.Zip(_first))
                    {
                        double rate = rateOf(group, first);
                        if (_verbose && rate != group.LearningRate)
                        {
                            Console.WriteLine(
                                string.Create(CultureInfo.InvariantCulture, $"Adjusting learning rate to {rate}"));
                        }

                        group.LearningRate = rate;
                    }
                }
            }

            public static class impl
            {
                public class StepLR : LRScheduler
                {
                    private readonly int _size;
                    private readonly double _gamma;

                    public StepLR(
                        Optimizer optimizer, int step_size, double gamma = 0.1, int last_epoch = -1,
                        bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        _size = step_size;
                        _gamma = gamma;
                        step();
                    }

                    private protected override double Next(double rate, double first) =>
                        Epoch == 0 || Epoch % _size != 0 ? rate : rate * _gamma;

                    private protected override double At(double first) => first * Math.Pow(_gamma, Epoch / _size);
                }

                public class MultiStepLR : LRScheduler
                {
                    private readonly List<int> _milestones;
                    private readonly double _gamma;

                    public MultiStepLR(
                        Optimizer optimizer, IList<int> milestones, double gamma = 0.1, int last_epoch = -1,
                        bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        _milestones = [.. milestones];
                        _gamma = gamma;
                        step();
                    }

                    private protected override double Next(double rate, double first) =>
                        _milestones.Contains(Epoch) ? rate * _gamma : rate;

                    private protected override double At(double first) =>
                        first * Math.Pow(_gamma, _milestones.Count(milestone => milestone <= Epoch));
                }

                public class ExponentialLR : LRScheduler
                {
                    private readonly double _gamma;

                    public ExponentialLR(
                        Optimizer optimizer, double gamma = 0.1, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        _gamma = gamma;
                        step();
                    }

                    private protected override double Next(double rate, double first) =>
                        Epoch == 0 ? rate : rate * _gamma;

                    private protected override double At(double first) => first * Math.Pow(_gamma, Epoch);
                }

                public class CosineAnnealingLR : LRScheduler
                {
                    private readonly double _half;
                    private readonly double _lowest;

                    public CosineAnnealingLR(
                        Optimizer optimizer, double T_max, double eta_min = 0.0, int last_epoch = -1,
                        bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        _half = T_max;
                        _lowest = eta_min;
                        step();
                    }

                    /// <summary>From one point of the cosine to the next; at its lowest point, where that fails, up again.</summary>
                    private protected override double Next(double rate, double first)
                    {
                        if (Epoch == 0)
                        {
                            return rate;
                        }

                        if ((Epoch - 1 - _half) % (2 * _half) == 0)
                        {
                            return rate + ((first - _lowest) * (1 - Math.Cos(Math.PI / _half)) / 2);
                        }

                        return ((1 + Math.Cos(Math.PI * Epoch / _half)) / (1 + Math.Cos(Math.PI * (Epoch - 1) / _half))
                            * (rate - _lowest)) + _lowest;
                    }

                    private protected override double At(double first) =>
                        _lowest + ((first - _lowest) * (1 + Math.Cos(Math.PI * Epoch / _half)) / 2);
                }

                public class LambdaLR : LRScheduler
                {
                    private readonly Func<int, double> _factor;

                    public LambdaLR(
                        Optimizer optimizer, Func<int, double> lr_lambda, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        _factor = lr_lambda;
                        step();
                    }

                    private protected override double Next(double rate, double first) => At(first);

                    private protected override double At(double first) => first * _factor(Epoch);
                }
            }
        }
    }
}
