using CrossbarSim.Networks.Quantization;
using CrossbarSim.Networks.Quantization.Ranges;
using CrossbarSim.Networks.Quantization.Uniform;
using TorchSharp;
using static TorchSharp.torch;

namespace CrossbarSim.Tests.Networks.Quantization.Vectors;

/// <summary>Golden/methods 01 to 03: uniform grids, rounding, fake quantization.</summary>
public sealed class UniformVectorTests
{
    private static readonly VectorFile _affine = new("01_uniform_affine");
    private static readonly VectorFile _rounding = new("02_rounding");
    private static readonly VectorFile _fake = new("03_fake_quant_ste");

    private static string[] AffineCases => _affine.Names;

    private static string[] FakeCases => _fake.Names;

    [Test]
    public void Files_Cases_AreAsManyAsTheyShouldBe() =>
        Assert.That(new[] { _affine.Names.Length, _rounding.Names.Length, _fake.Names.Length }, Is.EqualTo(new[] { 7, 2, 4 }));

    [TestCaseSource(nameof(AffineCases))]
    public void Grid_GoldenRange_IsTheGoldenOne(string name)
    {
        VectorCase golden = _affine.Case(name);
        switch (name.Split('_')[0])
        {
            case "affine":
                bool negatives = golden.Element("signed").GetBoolean();
                ValueRange range = new(golden.Number("min"), golden.Number("max"));
                UniformGrid grid = UniformGrid.Of(range, UniformScheme.Asymmetric, golden.Whole("bits"), negatives);
                golden.Check("scale", grid.Scale);
                golden.Check("zero_point", grid.ZeroPoint);
                golden.Check("qmin", grid.Codes.Lowest);
                golden.Check("qmax", grid.Codes.Highest);
                golden.Check("q", golden.Inputs.Select(value => (double)grid.Code(value)));
                golden.Check("dequant", golden.Inputs.Select(grid.Quantize));
                break;
            case "seed": // the scale rounded before use
                CodeRange codes = CodeRange.TwosComplement(8);
                UniformGrid rounded = new(golden.Number("scale_rounded_to"), UniformGrid.ZeroPointOf(golden.Number("min"), golden.Number("scale_rounded_to"), codes), codes);
                golden.Check("Z_notes", rounded.ZeroPoint);
                golden.Check("q", golden.Inputs.Select(value => (double)rounded.Code(value)));
                break;
            case "symmetric":
                UniformGrid full = UniformGrid.Of(ValueRange.Of(golden.Inputs), UniformScheme.SymmetricFull, golden.Whole("bits"));
                UniformGrid restricted = UniformGrid.Of(ValueRange.Of(golden.Inputs), UniformScheme.SymmetricRestricted, golden.Whole("bits"));
                golden.Check("full_scale", full.Scale);
                golden.Check("full_q", golden.Inputs.Select(value => (double)full.Code(value)));
                golden.Check("full_dequant", golden.Inputs.Select(full.Quantize));
                golden.Check("full_q_floor", golden.Inputs.Select(value => (double)full.Code(value, RoundingRule.Floor)));
                golden.Check("restricted_scale", restricted.Scale);
                golden.Check("restricted_q", golden.Inputs.Select(value => (double)restricted.Code(value)));
                golden.Check("restricted_dequant", golden.Inputs.Select(restricted.Quantize));
                break;
            default:
                Assert.Fail("Nothing reads this case.");
                break;
        }

        golden.AllRead();
    }

    [Test]
    public void Round_GoldenNumbers_AreTheGoldenOnesInEveryRule()
    {
        using DisposeScope scope = NewDisposeScope();
        VectorCase golden = _rounding.Case("rounding_modes");
        (string Name, RoundingRule Rule)[] rules =
        [
            ("half_even", RoundingRule.HalfToEven), ("half_away", RoundingRule.HalfAwayFromZero), ("floor", RoundingRule.Floor),
            ("ceil", RoundingRule.Ceiling), ("trunc", RoundingRule.TowardsZero), ("half_up", RoundingRule.HalfUp),
        ];
        foreach ((string name, RoundingRule rule) in rules)
        {
            golden.Check(name, golden.Inputs.Select(value => Rounding.Round(value, rule)));
            golden.Check(name, Rounding.Round(golden.InputTensor(), rule));
            golden.Check(name, Rounding.Round(golden.InputTensor(ScalarType.Float32), rule)); // 0.49999997 is below a half there too
        }

        golden.AllRead();
    }

    [Test]
    public void Round_GivenUniforms_RoundsUpWhereTheFractionIsAbove()
    {
        using DisposeScope scope = NewDisposeScope();
        VectorCase golden = _rounding.Case("stochastic_rounding_with_given_uniforms");

        golden.Check("y", StochasticRoundingQuantizer.Round(golden.Tensor("x"), golden.Tensor("u")));

        golden.AllRead();
    }

    [TestCaseSource(nameof(FakeCases))]
    public void FakeQuantization_GoldenInputs_HasTheGoldenValuesAndGradients(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        VectorCase golden = _fake.Case(name);
        CodeRange codes = new(golden.Whole("qmin"), golden.Whole("qmax"));
        Tensor input = golden.Tensor("x", ScalarType.Float32);
        bool perChannel = golden.Has("axis");
        Tensor scale = golden.Tensor("scale", ScalarType.Float32);
        Tensor zero = golden.Tensor("zero_point", ScalarType.Float32);
        if (perChannel)
        {
            Grouping channels = Granularity.Channel.Of(input.shape);
            (scale, zero) = (channels.Spread(scale), channels.Spread(zero));
        }

        Tensor gradient = perChannel ? ones_like(input) : golden.Tensor("grad_out", ScalarType.Float32);
        (Tensor output, Tensor received) = Backward.Through(x => FakeQuantization.Apply(x, scale, zero, codes), input, gradient);

        golden.Check("y", output);
        golden.Check("grad_x", received);
        golden.AllRead();
    }
}
