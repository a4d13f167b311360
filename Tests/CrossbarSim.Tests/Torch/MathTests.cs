using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace CrossbarSim.Tests.Torch;

[TestFixture]
public sealed class MathTests
{
    private DisposeScope _scope = null!;

    [SetUp]
    public void OpenScope() => _scope = NewDisposeScope();

    [TearDown]
    public void CloseScope() => _scope.Dispose();

    [Test]
    public void Operators_WithATensor_WorkElementByElement()
    {
        Tensor a = tensor(new float[] { 7, -8 });
        Tensor b = tensor(new float[] { 2, 4 });

        Assert.That(Values(a + b), Is.EqualTo(new float[] { 9, -4 }));
        Assert.That(Values(a - b), Is.EqualTo(new float[] { 5, -12 }));
        Assert.That(Values(a * b), Is.EqualTo(new float[] { 14, -32 }));
        Assert.That(Values(a / b), Is.EqualTo(new float[] { 3.5f, -2 }));
        Assert.That(Values(a % b), Is.EqualTo(new float[] { 1, 0 }));
        Assert.That(Values(-a), Is.EqualTo(new float[] { -7, 8 }));
    }

    [Test]
    public void Operators_WithANumber_WorkOnEitherSide()
    {
        Tensor a = tensor(new float[] { 2, 4 });

        Assert.That(Values(a + 1), Is.EqualTo(new float[] { 3, 5 }));
        Assert.That(Values(1 + a), Is.EqualTo(new float[] { 3, 5 }));
        Assert.That(Values(a - 0.5), Is.EqualTo(new float[] { 1.5f, 3.5f }));
        Assert.That(Values(1 - a), Is.EqualTo(new float[] { -1, -3 }));
        Assert.That(Values(a * 3L), Is.EqualTo(new float[] { 6, 12 }));
        Assert.That(Values(2f * a), Is.EqualTo(new float[] { 4, 8 }));
        Assert.That(Values(a / 4), Is.EqualTo(new float[] { 0.5f, 1 }));
        Assert.That(Values(8 / a), Is.EqualTo(new float[] { 4, 2 }));
        Assert.That((a * 0.5).dtype, Is.EqualTo(ScalarType.Float32));
    }

    [Test]
    public void Operators_OnAnIntegerTensorAndAFraction_GiveFloats()
    {
        Tensor a = tensor(new long[] { 1, 2 });

        Assert.That(Values(a * 0.5), Is.EqualTo(new float[] { 0.5f, 1 }));
        Assert.That((a + 1).dtype, Is.EqualTo(ScalarType.Int64));
    }

    [Test]
    public void Operators_OfDifferentShapes_Broadcast()
    {
        Tensor sums = tensor(new float[,] { { 1 }, { 10 } }) + tensor(new float[] { 1, 2, 3 });

        Assert.That(Values(sums), Is.EqualTo(new float[] { 2, 3, 4, 11, 12, 13 }));
    }

    [Test]
    public void Operators_OfShapesThatDoNotFit_SaySo() =>
        Assert.That(
            () => zeros(2) + zeros(3),
            Throws.TypeOf<ExternalException>().With.Message.StartsWith(
                "The size of tensor a (2) must match the size of tensor b (3)"));

    [Test]
    public void Comparisons_GiveTrueAndFalse()
    {
        Tensor a = tensor(new float[] { 1, 2, 3 });

        Assert.That(Flags(a > 2), Is.EqualTo(new[] { false, false, true }));
        Assert.That(Flags(a >= 2), Is.EqualTo(new[] { false, true, true }));
        Assert.That(Flags(a < 2), Is.EqualTo(new[] { true, false, false }));
        Assert.That(Flags(a <= 2), Is.EqualTo(new[] { true, true, false }));
        Assert.That(Flags(a == 2), Is.EqualTo(new[] { false, true, false }));
        Assert.That(Flags(a != 2), Is.EqualTo(new[] { true, false, true }));
        Assert.That(Flags(2 < a), Is.EqualTo(new[] { false, false, true }));
        Assert.That(Flags(a.eq(tensor(new float[] { 1, 0, 3 }))), Is.EqualTo(new[] { true, false, true }));
        Assert.That(Flags((a > 1) & (a < 3)), Is.EqualTo(new[] { false, true, false }));
        Assert.That(Flags(~(a > 1)), Is.EqualTo(new[] { true, false, false }));
        Assert.That(Flags((a > 1).logical_not()), Is.EqualTo(new[] { true, false, false }));
    }

    [Test]
    public void AddAndSub_InPlaceAndScaled_ChangeTheTensor()
    {
        Tensor a = tensor(new float[] { 1, 2 });
        Tensor b = tensor(new float[] { 10, 20 });

        Assert.That(Values(a.add(b, 0.5)), Is.EqualTo(new float[] { 6, 12 }));
        Assert.That(Values(a.add_(b, -0.1)), Is.EqualTo(new float[] { 0, 0 }).Within(1e-6f));
        Assert.That(Values(a.add_(4).sub_(1).mul_(3).div_(2)), Is.EqualTo(new float[] { 4.5f, 4.5f }).Within(1e-5f));
    }

    [Test]
    public void AddcmulAndAddcdiv_AddProductsAndQuotients()
    {
        Tensor a = tensor(new float[] { 6, 8 });
        Tensor b = tensor(new float[] { 2, 4 });

        Assert.That(Values(ones(2).addcmul_(a, b, 0.5)), Is.EqualTo(new float[] { 7, 17 }));
        Assert.That(Values(ones(2).addcdiv_(a, b, 10)), Is.EqualTo(new float[] { 31, 21 }));
        Assert.That(Values(a.lerp(b, tensor(0.25f))), Is.EqualTo(new float[] { 5, 7 }));
    }

    [Test]
    public void Div_WithARoundingMode_Rounds()
    {
        Tensor a = tensor(new float[] { 7, -7 });

        Assert.That(Values(a.div(2, RoundingMode.floor)), Is.EqualTo(new float[] { 3, -4 }));
        Assert.That(Values(a.div(2, RoundingMode.trunc)), Is.EqualTo(new float[] { 3, -3 }));
        Assert.That(Values(a.floor_divide(2)), Is.EqualTo(new float[] { 3, -4 }));
    }

    [Test]
    public void Round_OfHalves_GoesToEven() =>
        Assert.That(
            Values(tensor(new float[] { -1.5f, -0.5f, 0.5f, 1.5f, 2.5f }).round()),
            Is.EqualTo(new float[] { -2, 0, 0, 2, 2 }));

    [Test]
    public void Rounding_Functions_KnowTheirDirection()
    {
        Tensor a = tensor(new float[] { -1.7f, 1.7f });

        Assert.That(Values(a.floor()), Is.EqualTo(new float[] { -2, 1 }));
        Assert.That(Values(a.ceil()), Is.EqualTo(new float[] { -1, 2 }));
        Assert.That(Values(a.trunc()), Is.EqualTo(new float[] { -1, 1 }));
        Assert.That(Values(a.sign()), Is.EqualTo(new float[] { -1, 1 }));
        Assert.That(Values(a.abs()), Is.EqualTo(new float[] { 1.7f, 1.7f }));
        Assert.That(Values(tensor(new float[] { 1.26f }).round(1)), Is.EqualTo(new float[] { 1.3f }).Within(1e-6f));
    }

    [Test]
    public void Functions_OfEachElement_AgreeWithDotNets()
    {
        double[] x = [0.25, 0.5, 2];
        Tensor t = tensor(x);

        Check(t.sqrt(), Math.Sqrt);
        Check(t.rsqrt(), v => 1 / Math.Sqrt(v));
        Check(t.reciprocal(), v => 1 / v);
        Check(t.exp(), Math.Exp);
        Check(t.log(), Math.Log);
        Check(t.log2(), Math.Log2);
        Check(t.log10(), Math.Log10);
        Check(t.sin(), Math.Sin);
        Check(t.cos(), Math.Cos);
        Check(t.tanh(), Math.Tanh);
        Check(t.sigmoid(), v => 1 / (1 + Math.Exp(-v)));
        Check(t.square(), v => v * v);
        Check(t.pow(3), v => v * v * v);
        Check(t.pow(tensor(new double[] { 2, 2, 2 })), v => v * v);
        Check(t.neg(), v => -v);
        Check((t - 1).relu(), v => Math.Max(0, v - 1));

        void Check(Tensor actual, Func<double, double> function) =>
            Assert.That(actual.data<double>().ToArray(), Is.EqualTo(x.Select(function)).Within(1e-12));
    }

    [Test]
    public void Erf_OfOne_IsTheKnownNumber() =>

        // Abramowitz and Stegun, table 7.1: erf(1) = 0.8427007929.
        Assert.That(tensor(1.0).erf().ToDouble(), Is.EqualTo(0.8427007929).Within(1e-10));

    [Test]
    public void Clamp_WithOneOrTwoBounds_Clips()
    {
        Tensor a = tensor(new float[] { -2, 0, 2 });

        Assert.That(Values(a.clamp(-1, 1)), Is.EqualTo(new float[] { -1, 0, 1 }));
        Assert.That(Values(a.clamp(min: (Scalar)0)), Is.EqualTo(new float[] { 0, 0, 2 }));
        Assert.That(Values(a.clamp_min(-1)), Is.EqualTo(new float[] { -1, 0, 2 }));
        Assert.That(Values(a.clamp_max(1)), Is.EqualTo(new float[] { -2, 0, 1 }));
        Assert.That(
            Values(a.clamp(tensor(new float[] { -1, 1, 0 }), tensor(new float[] { 1, 1, 1 }))),
            Is.EqualTo(new float[] { -1, 1, 1 }));
    }

    [Test]
    public void WhereMaximumMinimum_Choose()
    {
        Tensor a = tensor(new float[] { 1, 5 });
        Tensor b = tensor(new float[] { 4, 2 });

        Assert.That(Values(where(a > b, a, b)), Is.EqualTo(new float[] { 4, 5 }));
        Assert.That(Values(maximum(a, b)), Is.EqualTo(new float[] { 4, 5 }));
        Assert.That(Values(minimum(a, b)), Is.EqualTo(new float[] { 1, 2 }));
    }

    [Test]
    public void NotANumber_IsFound()
    {
        Tensor a = tensor(new float[] { 1, float.NaN, float.PositiveInfinity });

        Assert.That(Flags(a.isnan()), Is.EqualTo(new[] { false, true, false }));
        Assert.That(Flags(a.isfinite()), Is.EqualTo(new[] { true, false, false }));
        Assert.That(Flags(a.isinf()), Is.EqualTo(new[] { false, false, true }));
    }

    [Test]
    public void Allclose_HasATolerance()
    {
        Assert.That(tensor(1.0).allclose(tensor(1.0 + 1e-7)), Is.True);
        Assert.That(tensor(1.0).allclose(tensor(1.001)), Is.False);
    }

    [Test]
    public void Matmul_OfSmallMatrices_IsTheHandComputedProduct()
    {
        Tensor a = tensor(new float[,] { { 1, 2 }, { 3, 4 } });
        Tensor b = tensor(new float[,] { { 5, 6 }, { 7, 8 } });
        Tensor v = tensor(new float[] { 1, -1 });

        Assert.That(Values(a.matmul(b)), Is.EqualTo(new float[] { 19, 22, 43, 50 }));
        Assert.That(Values(a.mm(b)), Is.EqualTo(new float[] { 19, 22, 43, 50 }));
        Assert.That(Values(matmul(a, v)), Is.EqualTo(new float[] { -1, -1 }));
        Assert.That(Values(a.mv(v)), Is.EqualTo(new float[] { -1, -1 }));
        Assert.That(v.dot(v).ToSingle(), Is.EqualTo(2f));
        Assert.That(Values(v.outer(v)), Is.EqualTo(new float[] { 1, -1, -1, 1 }));
        Assert.That(Values(ones(2, 2).addmm(a, b, 2, 1)), Is.EqualTo(new float[] { 21, 24, 45, 52 }));
        Assert.That(Values(stack([a, b]).bmm(stack([b, a]))[1]), Is.EqualTo(new float[] { 23, 34, 31, 46 }));
        Assert.That(Values(einsum("ij,jk->ik", a, b)), Is.EqualTo(new float[] { 19, 22, 43, 50 }));
    }

    [Test]
    public void Sum_OverAllSomeAndKeptDimensions_Adds()
    {
        Tensor a = tensor(new float[,] { { 1, 2, 3 }, { 4, 5, 6 } });

        Assert.That(a.sum().ToSingle(), Is.EqualTo(21f));
        Assert.That(Values(a.sum(dim: 0)), Is.EqualTo(new float[] { 5, 7, 9 }));
        Assert.That(Values(a.sum(dim: 1)), Is.EqualTo(new float[] { 6, 15 }));
        Assert.That(a.sum(1, keepdim: true).shape, Is.EqualTo(new long[] { 2, 1 }));
        Assert.That(a.sum(new long[] { 0, 1 }).ToSingle(), Is.EqualTo(21f));
        Assert.That((a > 2).sum().dtype, Is.EqualTo(ScalarType.Int64));
        Assert.That(a.sum(type: float64).dtype, Is.EqualTo(ScalarType.Float64));
        Assert.That(Values(a.cumsum(1)), Is.EqualTo(new float[] { 1, 3, 6, 4, 9, 15 }));
        Assert.That(a.prod().ToSingle(), Is.EqualTo(720f));
    }

    [Test]
    public void MeanVarStdNorm_AreTheHandComputedNumbers()
    {
        Tensor a = tensor(new float[,] { { 1, 3 }, { 2, 6 } });

        Assert.That(a.mean().ToSingle(), Is.EqualTo(3f));
        Assert.That(Values(a.mean(new long[] { 1 })), Is.EqualTo(new float[] { 2, 4 }));
        Assert.That(Values(a.mean(new long[] { 0 }, keepdim: true)), Is.EqualTo(new float[] { 1.5f, 4.5f }));

        // Squared deviations from 3: 4, 0, 1, 9; over 3, or over 4.
        Assert.That(a.var().ToSingle(), Is.EqualTo(14f / 3).Within(1e-5f));
        Assert.That(a.var(unbiased: false).ToSingle(), Is.EqualTo(3.5f).Within(1e-5f));
        Assert.That(a.std().ToSingle(), Is.EqualTo(MathF.Sqrt(14f / 3)).Within(1e-5f));
        Assert.That(Values(a.var(1)), Is.EqualTo(new float[] { 2, 8 }).Within(1e-5f));
        Assert.That(tensor(new float[] { 3, 4 }).norm().ToSingle(), Is.EqualTo(5f));
    }

    [Test]
    public void Extremes_AreFoundWithTheirPlaces()
    {
        Tensor a = tensor(new float[,] { { 1, 9, 3 }, { 7, 5, 6 } });

        (Tensor values, Tensor indexes) = a.max(1);

        Assert.That(a.max().ToSingle(), Is.EqualTo(9f));
        Assert.That(a.min().ToSingle(), Is.EqualTo(1f));
        Assert.That(Values(values), Is.EqualTo(new float[] { 9, 7 }));
        Assert.That(indexes.data<long>().ToArray(), Is.EqualTo(new long[] { 1, 0 }));
        Assert.That(a.argmax().ToInt64(), Is.EqualTo(1));
        Assert.That(a.argmax(1).data<long>().ToArray(), Is.EqualTo(new long[] { 1, 0 }));
        Assert.That(a.argmin(0).data<long>().ToArray(), Is.EqualTo(new long[] { 0, 1, 0 }));
        Assert.That(Values(a.amax(new long[] { 0 })), Is.EqualTo(new float[] { 7, 9, 6 }));
        Assert.That(Values(a.amin(new long[] { 1 }, keepdim: true)), Is.EqualTo(new float[] { 1, 5 }));
    }

    [Test]
    public void SortAndTopk_Order()
    {
        Tensor a = tensor(new float[] { 3, 1, 2 });

        Assert.That(Values(a.sort().Values), Is.EqualTo(new float[] { 1, 2, 3 }));
        Assert.That(a.sort(descending: true).Indices.data<long>().ToArray(), Is.EqualTo(new long[] { 0, 2, 1 }));
        Assert.That(Values(a.topk(2).values), Is.EqualTo(new float[] { 3, 2 }));
        Assert.That(a.argsort().data<long>().ToArray(), Is.EqualTo(new long[] { 1, 2, 0 }));
    }

    [Test]
    public void AllAndAny_Summarize()
    {
        Tensor a = tensor(new[] { true, false });

        Assert.That(a.all().ToBoolean(), Is.False);
        Assert.That(a.any().ToBoolean(), Is.True);
        Assert.That(a.unsqueeze(1).any(1).data<bool>().ToArray(), Is.EqualTo(new[] { true, false }));
    }

    [Test]
    public void Quantile_OfAMedian_LiesInTheMiddle() =>
        Assert.That(arange(5, dtype: float32).quantile(tensor(new float[] { 0.5f })).ToSingle(), Is.EqualTo(2f));

    [Test]
    public void FillingAtRandom_StaysInItsDistribution()
    {
        const int N = 10_000;
        manual_seed(3);

        Tensor normal = empty(N).normal_(2, 3);
        Tensor uniform = empty(N).uniform_(-1, 2);
        Tensor ones = empty(N).bernoulli_(0.3);

        // Standard errors of the means: σ/√N; allow five.
        Assert.That(normal.mean().ToDouble(), Is.EqualTo(2).Within(5 * 3 / Math.Sqrt(N)));
        Assert.That(uniform.mean().ToDouble(), Is.EqualTo(0.5).Within(5 * Math.Sqrt(9.0 / 12 / N)));
        Assert.That(ones.mean().ToDouble(), Is.EqualTo(0.3).Within(5 * Math.Sqrt(0.21 / N)));
    }

    private static float[] Values(Tensor tensor) => tensor.data<float>().ToArray();

    private static bool[] Flags(Tensor tensor) => tensor.data<bool>().ToArray();
}
