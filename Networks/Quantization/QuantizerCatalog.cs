using System.Collections.Immutable;
using CrossbarSim.Networks.Quantization.Binary;
using CrossbarSim.Networks.Quantization.Learned;
using CrossbarSim.Networks.Quantization.NonUniform;
using CrossbarSim.Networks.Quantization.PartialSums;
using CrossbarSim.Networks.Quantization.Uniform;

namespace CrossbarSim.Networks.Quantization;

/// <summary>The quantizers known by name. Immutable; extended with <see cref="With"/>.</summary>
public sealed class QuantizerCatalog
{
    private readonly ImmutableDictionary<string, QuantizerKind> _kinds;

    private QuantizerCatalog(ImmutableDictionary<string, QuantizerKind> kinds) => _kinds = kinds;

    /// <summary>The quantizers that come with CrossbarSim.</summary>
    public static QuantizerCatalog Standard { get; } = new QuantizerCatalog(ImmutableDictionary<string, QuantizerKind>.Empty)
        .With(new("none", QuantizerRoles.Both, "x", "1", "", _ => new NoQuantizer()) { FarActivations = FarGradient.Passes })

        // Uniform.
        .With(new(
            "uniform-asymmetric", QuantizerRoles.Both, "S (clamp(round(x/S) + z) - z), S = (max - min)/(2^b - 1)", "1 within the codes (of weights: the range), else 0",
            "B. Jacob et al., CVPR 2018, arXiv:1712.05877", request => new UniformQuantizer(UniformScheme.Asymmetric, request))
            { Bits = (1, 16), HasGranularity = true, Scheme = UniformScheme.Asymmetric, IsIdempotent = false })
        .With(new(
            "uniform-symmetric", QuantizerRoles.Both, "S clamp(round(x/S)), S = 2 max|x|/(2^b - 1)", "1 within the codes (of weights: the range), else 0",
            "R. Krishnamoorthi, arXiv:1806.08342", request => new UniformQuantizer(UniformScheme.SymmetricFull, request))
            { Bits = (1, 16), HasGranularity = true, Scheme = UniformScheme.SymmetricFull, IsIdempotent = false })
        .With(new(
            "uniform-restricted", QuantizerRoles.Both, "S clamp(round(x/S)), S = max|x|/(2^(b-1) - 1), no lowest code", "1 within the codes (of weights: the range), else 0",
            "R. Krishnamoorthi, arXiv:1806.08342", request => new UniformQuantizer(UniformScheme.SymmetricRestricted, request))
            { Bits = (2, 16), HasGranularity = true, Scheme = UniformScheme.SymmetricRestricted })
        .With(new(
            "stochastic", QuantizerRoles.Both, "S (floor(x/S) + 1[frac(x/S) > u]), u uniform; to nearest in evaluation", "1",
            "S. Gupta et al., ICML 2015, arXiv:1502.02551", request => new StochasticRoundingQuantizer(request))
            { Bits = (2, 16), HasGranularity = true, MixesSamples = true, IsStochastic = true, FarActivations = FarGradient.Passes })
        .With(new(
            "quant-noise", QuantizerRoles.Weights, "half of the weights, drawn anew in every pass, as uniform-restricted, the others as they are; all in evaluation",
            "1", "A. Fan et al., ICLR 2021, arXiv:2004.07320",
            request => new QuantNoiseQuantizer(new UniformQuantizer(UniformScheme.SymmetricRestricted, request), 0.5, request.Key))
            { Bits = (2, 16), HasGranularity = true, IsStochastic = true })
        .With(new(
            "dorefa", QuantizerRoles.Both, "weights 2 q(tanh w/(2 max|tanh w|) + 1/2) - 1; activations q(clamp(x, 0, 1)); q(x) = round(n x)/n, n = 2^k - 1",
            "weights (1 - tanh^2 w)/max|tanh w|; activations 1 on [0, 1], else 0", "S. Zhou et al., arXiv:1606.06160", request => new DoReFaQuantizer(request))
            { Bits = (2, 16), FarWeights = FarGradient.Vanishes, IsIdempotent = false })
        .With(new(
            "dorefa-binary", QuantizerRoles.Both, "weights sign(w) mean|w|; activations round(clamp(x, 0, 1))", "weights 1; activations 1 on [0, 1], else 0",
            "S. Zhou et al., arXiv:1606.06160", request => new DoReFaQuantizer(request with { Bits = 1 })))

        // Learned.
        .With(new(
            "pact", QuantizerRoles.Activations, "round(clamp(x, 0, a) n/a) a/n, n = 2^k - 1", "1 on [0, a), else 0; by a 1 above it", "J. Choi et al., arXiv:1805.06085",
            request => new PactQuantizer(request)) { Bits = (1, 16), NeedsTraining = true, Learns = "alpha" })
        .With(new(
            "lsq", QuantizerRoles.Both, "s round(clamp(x/s, -Qn, Qp))", "1 inside, else 0; by s round(x/s) - x/s inside, -Qn or Qp beyond, times 1/sqrt(N Qp)",
            "S. Esser et al., ICLR 2020, arXiv:1902.08153", request => new LsqQuantizer(request))
            { Bits = (2, 16), HasGranularity = true, NeedsTraining = true, Learns = "step", FarWeights = FarGradient.Vanishes })
        .With(new(
            "lsq-plus", QuantizerRoles.Both, "s round(clamp((x - o)/s, n, p)) + o, without o for weights", "as lsq; by o 1 beyond the codes",
            "Y. Bhalgat et al., CVPR Workshops 2020, arXiv:2004.09576", request => new LsqPlusQuantizer(request))
            { Bits = (2, 16), HasGranularity = true, NeedsTraining = true, Learns = "step, offset", FarWeights = FarGradient.Vanishes })
        .With(new(
            "qil", QuantizerRoles.Both, "round(L t)/L, t = 0 for |x| < c - d, sign(x) for |x| > c + d, else (|x|/2d - c/2d + 1/2)^g sign(x)",
            "that of t, 0 outside the interval", "S. Jung et al., CVPR 2019, arXiv:1808.05779", request => new QilQuantizer(request))
            { Bits = (2, 16), HasGranularity = true, NeedsTraining = true, Learns = "centre, half_width, power", FarWeights = FarGradient.Vanishes, IsIdempotent = false })

        // Not uniform.
        .With(new(
            "power-of-two", QuantizerRoles.Both, "sign(x) 2^clamp(round(log2|x|), lowest, highest), 0 below", "1 up to the highest power, else 0",
            "D. Miyashita et al., arXiv:1603.01025", request => new PowerOfTwoQuantizer(request, PowerOfTwoRule.RoundExponent))
            { Bits = (2, 8), HasGranularity = true })
        .With(new(
            "power-of-two-nearest", QuantizerRoles.Both, "the nearest of 0 and the powers of two", "1 up to the highest power, else 0",
            "A. Zhou et al., ICLR 2017, arXiv:1702.03044", request => new PowerOfTwoQuantizer(request, PowerOfTwoRule.NearestLevel))
            { Bits = (2, 8), HasGranularity = true })
        .With(new(
            "binary-code", QuantizerRoles.Weights, "sum of a_m B_m, B_m of +-1, a_m by least squares", "1", "C. Xu et al., ICLR 2018, arXiv:1802.00150",
            request => new BinaryCodeQuantizer(request)) { Bits = (1, 8), HasGranularity = true, IsIdempotent = false })
        .With(new(
            "k-means", QuantizerRoles.Weights, "one of 2^b centroids, found by Lloyd's iteration", "none; of a centroid the sum of its weights'",
            "S. Han et al., ICLR 2016, arXiv:1510.00149", request => new KMeansQuantizer(request))
            { Bits = (1, 8), HasGranularity = true, Learns = "centroids", FarWeights = FarGradient.Replaced })

        // Binary and ternary.
        .With(new(
            "bnn", QuantizerRoles.Both, "sign(x), sign(0) = 1", "1 on [-1, 1], else 0", "M. Courbariaux et al., arXiv:1602.02830",
            _ => new SignQuantizer(SignGradient.Clipped())) { FarWeights = FarGradient.Vanishes })
        .With(new(
            "heaviside", QuantizerRoles.Activations, "1 above zero, else 0", "1 on [-1, 1], else 0", "L. Geiger, P. Team, JOSS 5 (2020) 1746",
            _ => new SignQuantizer(SignGradient.Clipped(), heaviside: true)))
        .With(new(
            "binary-connect", QuantizerRoles.Weights, "1 with probability clip((w + 1)/2, 0, 1), else -1; sign(w) in evaluation", "1",
            "M. Courbariaux et al., NeurIPS 2015, arXiv:1511.00363", request => new StochasticSignQuantizer(request.Key))
            { IsStochastic = true })
        .With(new(
            "bi-real", QuantizerRoles.Both, "weights sign(w) mean|w|; activations sign(x)", "weights mean|w| on [-1, 1], else 0; activations 2 - 2|x| there",
            "Z. Liu et al., ECCV 2018, arXiv:1808.00278", request => request.IsForWeights
                ? new ScaledSignQuantizer(request, ScaledSignGradient.Scaled) : new SignQuantizer(SignGradient.Parabolic))
            { HasGranularity = true, FarWeights = FarGradient.Vanishes })
        .With(new(
            "bnn-plus", QuantizerRoles.Both, "sign(x)", "5 (2 - 5x tanh(5x/2))/(1 + cosh 5x)", "S. Darabi et al., arXiv:1812.11800",
            _ => new SignQuantizer(SignGradient.Swish())) { FarWeights = FarGradient.Vanishes })
        .With(new(
            "bwn", QuantizerRoles.Weights, "sign(w) mean|w|", "1/n + mean|w| on [-1, 1], 1/n beyond", "M. Rastegari et al., ECCV 2016, arXiv:1603.05279",
            request => new ScaledSignQuantizer(request, ScaledSignGradient.Printed)) { HasGranularity = true })
        .With(new(
            "xnor", QuantizerRoles.Both, "weights sign(w) mean|w|; activations sign(x) times the mean magnitude of the sample", "weights by the product rule; activations the mean on [-1, 1], else 0",
            "M. Rastegari et al., ECCV 2016, arXiv:1603.05279", request => request.IsForWeights
                ? new ScaledSignQuantizer(request, ScaledSignGradient.ProductRule) : new ScaledInputSignQuantizer())
            { HasGranularity = true })
        .With(new(
            "ternary", QuantizerRoles.Both, "1 from a threshold on, -1 up to its negative, else 0; weights 0.7 mean|w|, activations 0.05", "1 on [-1, 1], else 0",
            "L. Geiger, P. Team, JOSS 5 (2020) 1746", request => request.IsForWeights
                ? new TernaryQuantizer(request) : new TernaryQuantizer(request, threshold: 0.05))
            { HasGranularity = true, FarWeights = FarGradient.Vanishes })
        .With(new(
            "twn", QuantizerRoles.Weights, "a sign(w) where |w| > 0.7 mean|w|, else 0; a the mean of those magnitudes", "1", "F. Li et al., arXiv:1605.04711",
            request => new TwnQuantizer(request)) { HasGranularity = true })
        .With(new(
            "tbn", QuantizerRoles.Both, "weights sign(w) mean|w|; activations ternary, threshold 0.4 mean|x|", "weights 1 on [-1, 1] times mean|w|; activations 1 there, else 0",
            "D. Wan et al., ECCV 2018", request => request.IsForWeights
                ? new ScaledSignQuantizer(request, ScaledSignGradient.Scaled) : new TernaryQuantizer(request, part: 0.4))
            { HasGranularity = true, MixesSamples = true, FarWeights = FarGradient.Vanishes })
        .With(new(
            "horq", QuantizerRoles.Activations, "b1 sign(x) + b2 sign(x - b1 sign(x)), b the mean magnitudes of a sample", "1 on [-1, 1], else 0",
            "Z. Li et al., ICCV 2017, arXiv:1708.08687", _ => new HorqQuantizer()) { IsIdempotent = false })
        .With(new(
            "abc-net", QuantizerRoles.Both, "weights: sum of a_i sign(w - mean + u_i sigma), a_i by least squares; activations: sum of b_n (2 1[clip(x + v_n, 0, 1) >= 1/2] - 1)",
            "weights sum of a_i; activations sum of b_n 1[0 <= x + v_n <= 1]", "X. Lin et al., NeurIPS 2017, arXiv:1711.11294", request => request.IsForWeights
                ? new AbcNetWeightQuantizer(request) : new AbcNetActivationQuantizer(request))
            { Bits = (1, 8), HasGranularity = true, Learns = "shifts, factors", IsIdempotent = false })
        .With(new(
            "sa-cim", QuantizerRoles.Both, "1 bit: 1 above zero, else -1; more: -1 + d floor((x + d/2 + 1)/d), d = 2/(2^k - 1)",
            "weights 1; activations 1 within (-1, 1), else 0", "binary networks on sense-amplifier arrays, see PartialSums",
            request => new ArrayLevelQuantizer(request)) { Bits = (1, 4) });

    /// <summary>All quantizers, by name.</summary>
    public IReadOnlyDictionary<string, QuantizerKind> Kinds => _kinds;

    /// <summary>This catalog and one more quantizer.</summary>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public QuantizerCatalog With(QuantizerKind kind) => _kinds.ContainsKey(kind.Name)
        ? throw new ArgumentException($"There is another quantizer called '{kind.Name}'.", nameof(kind))
        : new QuantizerCatalog(_kinds.Add(kind.Name, kind));
}
