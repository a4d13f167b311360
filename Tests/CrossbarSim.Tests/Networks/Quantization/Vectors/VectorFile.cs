using System.Text.Json;
using CrossbarSim.Networks.Layers;
using static TorchSharp.torch;

namespace CrossbarSim.Tests.Networks.Quantization.Vectors;

/// <summary>
/// One file of <c>Golden/methods</c>: vectors that independent programs computed (autograd, kernels of frameworks, exhaustive search, closed forms). Every
/// test over a file goes through all of its cases and, in each case, has to read all that is expected of it.
/// </summary>
internal sealed class VectorFile
{
    private readonly JsonElement _root;

    public VectorFile(string name)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(GoldenFile.Path("methods", name + ".json")));
        _root = document.RootElement.Clone();
    }

    public double Tolerance => _root.GetProperty("tolerance_abs").GetDouble();

    public string[] Names => [.. Cases.Select(each => each.GetProperty("name").GetString()!)];

    private IEnumerable<JsonElement> Cases => _root.GetProperty("cases").EnumerateArray();

    public VectorCase Case(string name) => new(Cases.Single(each => each.GetProperty("name").GetString() == name), Tolerance);
}

/// <summary>A case: inputs, and expected values of which none may be left unread.</summary>
internal sealed class VectorCase(JsonElement root, double tolerance)
{
    private readonly HashSet<string> _read = [];

    public string Name => root.GetProperty("name").GetString()!;

    /// <summary>A parameter, an input, or the whole of the inputs where they are not named.</summary>
    public double Number(string name) => Find(name).GetDouble();

    public int Whole(string name) => Find(name).GetInt32();

    public bool Has(string name) => root.GetProperty("params").TryGetProperty(name, out _);

    public double[] Numbers(string name) => Flat(Find(name));

    public double[] Inputs => Flat(root.GetProperty("inputs"));

    public double[][] Rows(string name) => [.. Find(name).EnumerateArray().Select(Flat)];

    public JsonElement Element(string name) => Find(name);

    public JsonElement AllInputs => root.GetProperty("inputs");

    public Tensor Tensor(string name, ScalarType type = ScalarType.Float64) => Of(Find(name), type);

    public Tensor InputTensor(ScalarType type = ScalarType.Float64) => Of(root.GetProperty("inputs"), type);

    /// <summary>What is expected, marked as read.</summary>
    public JsonElement Expected(string name)
    {
        _read.Add(name);
        return root.GetProperty("expected").GetProperty(name);
    }

    public double ExpectedNumber(string name) => Flat(Expected(name)).Single();

    public double[] ExpectedNumbers(string name) => Flat(Expected(name));

    public void Check(string name, double actual) => Assert.That(actual, Is.EqualTo(ExpectedNumber(name)).Within(tolerance), name);

    public void Check(string name, IEnumerable<double> actual) => Assert.That(actual, Is.EqualTo(ExpectedNumbers(name)).Within(tolerance), name);

    public void Check(string name, double[] actual) => Check(name, (IEnumerable<double>)actual);

    public void Check(string name, Tensor actual) => Check(name, TensorData.ToDoubles(actual));

    /// <summary>
    /// As <see cref="Check(string, Tensor)"/>, but a value that lies exactly between two codes may take either: there the last bit of whoever computed decides.
    /// </summary>
    /// <param name="name">Name of the expected values.</param>
    /// <param name="actual">The values.</param>
    /// <param name="unrounded">What was rounded.</param>
    /// <param name="step">Distance of two codes.</param>
    public void CheckWithOneStepAtTies(string name, Tensor actual, Tensor unrounded, double step)
    {
        double[] expected = ExpectedNumbers(name);
        double[] before = TensorData.ToDoubles(unrounded);
        double[] values = TensorData.ToDoubles(actual);
        for (int i = 0; i < expected.Length; i++)
        {
            bool tie = Math.Abs((before[i] / step) - Math.Floor(before[i] / step) - 0.5) < 1e-9;
            Assert.That(values[i], Is.EqualTo(expected[i]).Within(tie ? step + tolerance : tolerance), $"{name}[{i}]");
        }
    }

    /// <summary>Fails where an expected value was not looked at: nothing is skipped silently.</summary>
    public void AllRead() =>
        Assert.That(root.GetProperty("expected").EnumerateObject().Select(each => each.Name).Except(_read), Is.Empty, "expected values that nothing was compared with");

    private JsonElement Find(string name) =>
        root.TryGetProperty("params", out JsonElement parameters) && parameters.ValueKind == JsonValueKind.Object && parameters.TryGetProperty(name, out JsonElement found)
            ? found : root.GetProperty("inputs").GetProperty(name);

    public static double[] Flat(JsonElement element) => element.ValueKind == JsonValueKind.Array
        ? [.. element.EnumerateArray().SelectMany(Flat)] : [element.GetDouble()];

    private static Tensor Of(JsonElement element, ScalarType type)
    {
        List<long> shape = [];
        for (JsonElement at = element; at.ValueKind == JsonValueKind.Array; at = at[0])
        {
            shape.Add(at.GetArrayLength());
        }

        return TensorData.FromDoubles(Flat(element), type, [.. shape]);
    }
}

/// <summary>Runs a module forward and backward.</summary>
internal static class Backward
{
    /// <summary>The output, and the gradient that the input receives where the output's is as given.</summary>
    public static (Tensor Output, Tensor Gradient) Through(Func<Tensor, Tensor> function, Tensor input, Tensor outputGradient)
    {
        Tensor leaf = input.detach().clone().requires_grad_();
        Tensor output = function(leaf);
        output.backward(grad_tensors: [outputGradient]);
        return (output, leaf.grad ?? zeros_like(leaf));
    }
}
