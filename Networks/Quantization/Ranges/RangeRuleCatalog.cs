using System.Collections.Immutable;

namespace CrossbarSim.Networks.Quantization.Ranges;

/// <summary>The ways to find a range that are known by name. Immutable; extended with <see cref="With"/>.</summary>
public sealed class RangeRuleCatalog
{
    private readonly ImmutableDictionary<string, RangeRule> _rules;

    private RangeRuleCatalog(ImmutableDictionary<string, RangeRule> rules) => _rules = rules;

    /// <summary>The ways that come with CrossbarSim.</summary>
    public static RangeRuleCatalog Standard { get; } = new RangeRuleCatalog(ImmutableDictionary<string, RangeRule>.Empty)
        .With(RangeRule.MinMax)
        .With(RangeRule.MovingAverage)
        .With(RangeRule.AtPercentile(0.999))
        .With(RangeRule.Histogram)
        .With(RangeRule.Mse)
        .With(RangeRule.Omse)
        .With(RangeRule.Kl)
        .With(RangeRule.Sigma)
        .With(RangeRule.AciqLaplace)
        .With(RangeRule.AciqGauss);

    /// <summary>All of them, by name.</summary>
    public IReadOnlyDictionary<string, RangeRule> Rules => _rules;

    /// <summary>This catalog and one more way.</summary>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public RangeRuleCatalog With(RangeRule rule) => _rules.ContainsKey(rule.Name)
        ? throw new ArgumentException($"There is another range rule called '{rule.Name}'.", nameof(rule))
        : new RangeRuleCatalog(_rules.Add(rule.Name, rule));
}
