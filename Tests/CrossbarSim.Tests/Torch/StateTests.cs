using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CrossbarSim.Tests.Torch;

[TestFixture]
public sealed class StateTests
{
    private DisposeScope _scope = null!;

    [SetUp]
    public void OpenScope() => _scope = NewDisposeScope();

    [TearDown]
    public void CloseScope() => _scope.Dispose();

    [Test]
    public void StateDict_HoldsParametersThenBuffers()
    {
        using Sequential net = nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3));

        Assert.That(net.state_dict().Keys, Is.EqualTo(new[]
        {
            "0.weight", "0.bias", "1.weight", "1.bias", "1.running_mean", "1.running_var", "1.num_batches_tracked",
        }));
    }

    [Test]
    public void LoadStateDict_CopiesTheNumbers()
    {
        using Sequential source = nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3));
        using Sequential target = nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3));
        source.call(randn(8, 2)).Dispose();

        target.load_state_dict(source.state_dict());

        foreach ((string key, Tensor value) in source.state_dict())
        {
            Assert.That(target.state_dict()[key].Equals(value), Is.True, key);
        }
    }

    [Test]
    public void LoadStateDict_OfAnotherNetwork_IsRefusedUnlessLoose()
    {
        using Sequential source = nn.Sequential(nn.Linear(2, 3));
        using Sequential target = nn.Sequential(nn.Linear(2, 3), nn.Linear(3, 1));

        Assert.That(() => target.load_state_dict(source.state_dict()), Throws.InvalidOperationException);
        (IList<string> missing, IList<string> unexpected) = target.load_state_dict(source.state_dict(), strict: false);

        Assert.That(missing, Is.EqualTo(new[] { "1.weight", "1.bias" }));
        Assert.That(unexpected, Is.Empty);
        Assert.That(target.state_dict()["0.weight"].Equals(source.state_dict()["0.weight"]), Is.True);
    }

    [Test]
    public void Save_WritesTheFormatByteByByte()
    {
        using Linear layer = nn.Linear(2, 1);
        layer.weight = nn.Parameter(tensor(new float[,] { { 1, -2 } }));
        layer.bias = nn.Parameter(tensor(new float[] { 0.5f }));
        using MemoryStream stream = new();

        layer.save(stream);

        // Two entries; each: name length and name, type 6 (float32), rank, dimensions, little-endian numbers.
        byte[] expected =
        [
            2,
            6, (byte)'w', (byte)'e', (byte)'i', (byte)'g', (byte)'h', (byte)'t', 6, 2, 1, 2, 0, 0, 0x80, 0x3F, 0, 0, 0,
            0xC0,
            4, (byte)'b', (byte)'i', (byte)'a', (byte)'s', 6, 1, 1, 0, 0, 0, 0x3F,
        ];
        Assert.That(stream.ToArray(), Is.EqualTo(expected));
    }

    [Test]
    public void Save_OfLongDimensionsAndBuffers_UsesSevenBitsAByte()
    {
        using Single module = new(zeros(300, dtype: int64));
        using MemoryStream stream = new();

        module.save(stream);

        // One entry, "buffer", type 4 (int64), rank 1, 300 = 0b10_0101100, then 2400 zeros.
        byte[] start = [1, 6, (byte)'b', (byte)'u', (byte)'f', (byte)'f', (byte)'e', (byte)'r', 4, 1, 0xAC, 0x02];
        Assert.That(stream.ToArray().Take(start.Length), Is.EqualTo(start));
        Assert.That(stream.ToArray(), Has.Length.EqualTo(start.Length + 2400));
    }

    [Test]
    public void SaveAndLoad_ToAFile_GivesTheSameNetwork()
    {
        string path = Path.GetTempFileName();
        try
        {
            using Sequential source = nn.Sequential(
                nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.Flatten(), nn.Linear(2 * 4, 3));
            using Sequential target = nn.Sequential(
                nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.Flatten(), nn.Linear(2 * 4, 3));
            Tensor x = randn(5, 1, 4, 4);
            source.call(x).Dispose();
            source.eval();

            source.save(path);
            target.load(path);
            target.eval();

            Assert.That(target.call(x).Equals(source.call(x)), Is.True);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Test]
    public void SaveAndLoad_ThroughAStream_GivesTheSameNetwork()
    {
        using Linear source = nn.Linear(3, 2);
        using Linear target = nn.Linear(3, 2);
        using MemoryStream written = new();
        source.save(written);
        using MemoryStream read = new(written.ToArray());

        target.load(read);

        Assert.That(target.weight.Equals(source.weight), Is.True);
        Assert.That(target.bias!.Equals(source.bias!), Is.True);
        Assert.That(target.weight.requires_grad, Is.True);
    }

    [Test]
    public void Load_OfAnotherShape_IsRefused()
    {
        using Linear source = nn.Linear(3, 2);
        using Linear target = nn.Linear(2, 2);
        using MemoryStream written = new();
        source.save(written);
        using MemoryStream read = new(written.ToArray());

        Assert.That(
            () => target.load(read), Throws.ArgumentException.With.Message.StartsWith("Mismatched tensor shape"));
    }

    [Test]
    public void Load_OfMoreThanThereIs_WorksWhenLoose()
    {
        using Sequential source = nn.Sequential(("a", nn.Linear(2, 2)), ("b", nn.Linear(2, 2)));
        using Sequential target = nn.Sequential(("b", nn.Linear(2, 2)));
        using MemoryStream written = new();
        source.save(written);
        byte[] saved = written.ToArray();
        Dictionary<string, bool> found = [];

        Assert.That(() => target.load(new MemoryStream(saved)), Throws.ArgumentException);
        target.load(new MemoryStream(saved), strict: false, loadedParameters: found);

        Assert.That(found, Is.EqualTo(new Dictionary<string, bool>
        {
            ["a.weight"] = false, ["a.bias"] = false, ["b.weight"] = true, ["b.bias"] = true,
        }));
        Assert.That(target.state_dict()["b.weight"].Equals(source.state_dict()["b.weight"]), Is.True);
    }

    [Test]
    public void NonPersistentBuffers_AreNotInTheState()
    {
        using Linear layer = nn.Linear(1, 1);

        layer.register_buffer("scratch", zeros(1), persistent: false);

        Assert.That(layer.state_dict().Keys, Is.EqualTo(new[] { "weight", "bias" }));
    }

    private sealed class Single : nn.Module<Tensor, Tensor>
    {
        private readonly Tensor buffer;

        internal Single(Tensor buffer)
            : base(nameof(Single))
        {
            this.buffer = buffer;
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => input + buffer;
    }
}
