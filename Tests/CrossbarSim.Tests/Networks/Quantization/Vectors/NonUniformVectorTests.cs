using CrossbarSim.Networks.Layers;
using CrossbarSim.Networks.Quantization;
using CrossbarSim.Networks.Quantization.NonUniform;
using TorchSharp;
using static TorchSharp.torch;

namespace CrossbarSim.Tests.Networks.Quantization.Vectors;

/// <summary>Golden/methods 07: powers of two, binary codes, k-means.</summary>
public sealed class NonUniformVectorTests
{
    private static readonly VectorFile _file = new("07_nonuniform");

    private static string[] Cases => _file.Names;

    [Test]
    public void File_Cases_AreAsManyAsTheyShouldBe() => Assert.That(_file.Names, Has.Length.EqualTo(5));

    [TestCaseSource(nameof(Cases))]
    public void Quantizer_GoldenInputs_HasTheGoldenValues(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        VectorCase golden = _file.Case(name);
        switch (name.Split('_')[0])
        {
            case "pot":
                PowersOfTwo(golden);
                break;
            case "binary":
                BinaryCodes(golden);
                break;
            case "kmeans":
                SharedWeights(golden);
                break;
            default:
                Assert.Fail("Nothing reads this case.");
                break;
        }

        golden.AllRead();
    }

    private static void PowersOfTwo(VectorCase golden)
    {
        PowerOfTwoRule rule = golden.Name == "pot_nearest_level" ? PowerOfTwoRule.NearestLevel : PowerOfTwoRule.RoundExponent;
        foreach (ScalarType type in new[] { ScalarType.Float64, ScalarType.Float32 })
        {
            using PowerOfTwoQuantizer powers = new(new QuantizerRequest { Type = type }, rule, highestExponent: 0, lowestExponent: -4);
            golden.Check("y", powers.call(golden.InputTensor(type)));
        }
    }

    private static void BinaryCodes(VectorCase golden)
    {
        double[] values = golden.Inputs;
        BinaryCode greedy = BinaryCode.Greedy(values, golden.Whole("M"));
        golden.Check("greedy_alpha", greedy.Factors);
        golden.Check("greedy_B", greedy.Bases.SelectMany(signs => signs));
        golden.Check("greedy_sse", greedy.SquaredError(values));
        golden.Check("greedy_recon", greedy.Values());
        BinaryCode alternating = BinaryCode.Alternating(values, golden.Whole("M"), golden.Whole("alternating_iters"));
        golden.Check("alternating_alpha", alternating.Factors);
        golden.Check("alternating_recon", alternating.Values());
        golden.Check("alternating_sse", alternating.SquaredError(values));
        using BinaryCodeQuantizer quantizer = new(new QuantizerRequest { Bits = golden.Whole("M") }, golden.Whole("alternating_iters"));
        golden.Check("alternating_recon", quantizer.call(golden.InputTensor()));
    }

    private static void SharedWeights(VectorCase golden)
    {
        KMeans fit = KMeans.Fit(golden.Numbers("w"), golden.Whole("k"));
        golden.Check("centroids", fit.Centroids.Select(centroid => centroid[0]));
        golden.Check("assign", fit.Assignment.Select(index => (double)index));
        golden.Check("recon", fit.Values());
        golden.Check("centroid_grad", fit.CentroidGradients(golden.Numbers("grad")).Select(gradient => gradient[0]));
        golden.Check("bits_index", fit.IndexBits);

        // The same by backpropagation, and a step of plain gradient descent.
        Tensor weights = golden.Tensor("w");
        using KMeansQuantizer quantizer = new(new QuantizerRequest { Bits = 2, Shape = weights.shape, Type = ScalarType.Float64 });
        Tensor output = quantizer.call(weights);
        golden.Check("recon", output);
        output.backward(grad_tensors: [golden.Tensor("grad")]);
        golden.Check("centroid_grad", quantizer.Centroids.grad!);
        using optim.Optimizer descent = optim.SGD(quantizer.parameters(), golden.Number("lr"));
        descent.step();
        golden.Check("centroid_after_step", quantizer.Centroids);
        Assert.That(TensorData.ToDoubles(quantizer.call(weights)).Distinct().Order(), Is.EqualTo(golden.ExpectedNumbers("centroid_after_step").Order()).Within(1e-9));
    }
}
