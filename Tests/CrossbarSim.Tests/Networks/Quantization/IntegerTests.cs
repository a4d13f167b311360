using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Quantization;
using CrossbarSim.Networks.Quantization.Integer;
using CrossbarSim.Networks.Quantization.Ranges;
using CrossbarSim.Networks.Quantization.Uniform;

namespace CrossbarSim.Tests.Networks.Quantization;

public sealed class IntegerTests
{
    /// <summary>Weights and inputs with zero points: the integer layer is the float layer of the dequantized numbers, to half a step.</summary>
    [Test]
    public void IntegerProduct_WithZeroPoints_IsTheFloatLayerToHalfAStep()
    {
        double[] weights = Numbers(1, 4 * 50, -0.3, 1.1);
        double[] inputs = Numbers(2, 50, -0.2, 2);
        double[] bias = Numbers(3, 4, -1, 1);
        CodeRange codes = CodeRange.FromZero(8);
        UniformGrid weightGrid = UniformGrid.Asymmetric(ValueRange.Of(weights), codes);
        UniformGrid inputGrid = UniformGrid.Asymmetric(ValueRange.Of(inputs), codes);
        UniformGrid outputGrid = UniformGrid.Asymmetric(new ValueRange(-10, 60), codes);
        double factor = weightGrid.Scale * inputGrid.Scale / outputGrid.Scale;
        foreach (IRequantizer requantizer in new IRequantizer[] { DyadicMultiplier.Of(factor, 31, RoundingRule.HalfUp), FixedPointMultiplier.Of(factor) })
        {
            foreach (bool rectified in new[] { false, true })
            {
                IntegerProduct layer = new(
                    [.. weights.Select(weight => weightGrid.Code(weight))], [.. bias.Select(b => IntegerProduct.BiasCode(b, weightGrid.Scale, inputGrid.Scale))],
                    weightGrid.ZeroPoint, inputGrid.ZeroPoint, [requantizer], outputGrid.ZeroPoint, codes, rectified);
                int[] outputs = new int[4];

                layer.Multiply([.. inputs.Select(input => inputGrid.Code(input))], outputs);

                for (int output = 0; output < 4; output++)
                {
                    double exact = bias[output] + inputs.Select((input, i) => weightGrid.Quantize(weights[(output * 50) + i]) * inputGrid.Quantize(input)).Sum();
                    exact = rectified ? Math.Max(exact, 0) : exact;
                    // Half a step of the output, half a step of the bias.
                    Assert.That(outputGrid.Value(outputs[output]), Is.EqualTo(exact).Within(((outputGrid.Scale + (weightGrid.Scale * inputGrid.Scale)) / 2) + 1e-6));
                }
            }
        }
    }

    [Test]
    public void Accumulate_BeyondThirtyTwoBits_Throws()
    {
        IntegerProduct layer = new([int.MaxValue, int.MaxValue], [0], 0, 0, [DyadicMultiplier.Of(0.5, 1, RoundingRule.Floor)], 0, CodeRange.TwosComplement(8));

        Assert.That(() => layer.Accumulate([1, 1], new int[1]), Throws.InstanceOf<OverflowException>());
    }

    [Test]
    public void FixedPoint_RandomFactorsAndSums_IsTheProductToHalfAStep()
    {
        double[] factors = Numbers(4, 200, 1e-6, 0.999);
        double[] sums = Numbers(5, 200, -1e6, 1e6);
        for (int i = 0; i < 200; i++)
        {
            FixedPointMultiplier multiplier = FixedPointMultiplier.Of(factors[i]);
            Assert.That(multiplier.Factor, Is.EqualTo(factors[i]).Within(1e-7).Percent);

            // Two roundings: the first of 1/2 a unit, shifted, the second of 1/2.
            Assert.That(multiplier.Apply((int)sums[i]), Is.EqualTo((int)sums[i] * factors[i]).Within(1.001));
        }
    }

    [TestCase(0.0)]
    [TestCase(1.0)]
    [TestCase(double.NaN)]
    public void FixedPoint_AFactorThatDoesNotFit_Throws(double factor) => Assert.That(
        () => FixedPointMultiplier.Of(factor), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.StartsWith("A fixed-point factor is above 2^-32 and below 1."));

    [Test]
    public void Dyadic_AFactorBeyondThirtyTwoBits_Throws() => Assert.That(
        () => DyadicMultiplier.Of(3, 31, RoundingRule.Floor), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.StartsWith("A factor times 2^31 has to fit 32 bits."));

    /// <summary>Floor is half a step low on average, half up is right.</summary>
    [Test]
    public void Dyadic_Floor_IsHalfAStepLowOnAverage()
    {
        const double Factor = 0.0072474;
        DyadicMultiplier floor = DyadicMultiplier.Of(Factor, 31, RoundingRule.Floor);
        DyadicMultiplier halfUp = DyadicMultiplier.Of(Factor, 31, RoundingRule.HalfUp);
        int[] sums = [.. Enumerable.Range(-50_000, 100_001)];

        Assert.That(sums.Average(sum => floor.Apply(sum) - (sum * Factor)), Is.EqualTo(-0.5).Within(0.01));
        Assert.That(sums.Average(sum => halfUp.Apply(sum) - (sum * Factor)), Is.EqualTo(0).Within(0.01));
    }

    [Test]
    public void Add_TwoBranches_IsTheirSumOnTheOutputsScale()
    {
        DyadicMultiplier half = DyadicMultiplier.Of(0.5, 16, RoundingRule.HalfUp);
        DyadicMultiplier quarter = DyadicMultiplier.Of(0.25, 16, RoundingRule.HalfUp);

        Assert.That(IntegerProduct.Add(40, half, 12, quarter, 3, CodeRange.TwosComplement(8)), Is.EqualTo(26));
        Assert.That(IntegerProduct.Add(400, half, 12, quarter, 3, CodeRange.TwosComplement(8)), Is.EqualTo(127));
    }

    [TestCase(1.0, 127)]
    [TestCase(0.7, 127)] // above 2/3
    [TestCase(0.5, 63)] // 0.4 to 2/3
    [TestCase(-0.5, -63)]
    [TestCase(0.3, 42)] // 0.286 to 0.4
    [TestCase(0.0, 0)]
    public void HarmonicInput_Numbers_AreHarmonics(double value, int code) => Assert.That(HarmonicInput.Code(value), Is.EqualTo(code));

    private static double[] Numbers(ulong seed, int count, double low, double high)
    {
        double[] numbers = new double[count];
        RandomKey.FromSeed(seed).FillUniform(numbers);
        return [.. numbers.Select(number => low + ((high - low) * number))];
    }
}
