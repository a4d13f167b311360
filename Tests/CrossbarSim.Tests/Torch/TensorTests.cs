using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace CrossbarSim.Tests.Torch;

[TestFixture]
public sealed class TensorTests
{
    private DisposeScope _scope = null!;

    [SetUp]
    public void OpenScope() => _scope = NewDisposeScope();

    [TearDown]
    public void CloseScope() => _scope.Dispose();

    [Test]
    public void Tensor_OfAnArray_CopiesIt()
    {
        float[] numbers = [1, 2, 3];

        Tensor t = tensor(numbers);
        numbers[0] = 9;

        Assert.That(t.data<float>().ToArray(), Is.EqualTo(new float[] { 1, 2, 3 }));
        Assert.That(t.dtype, Is.EqualTo(ScalarType.Float32));
        Assert.That(t.shape, Is.EqualTo(new long[] { 3 }));
    }

    [Test]
    public void Tensor_OfEachNumberType_HasItsElementType()
    {
        Assert.That(tensor(new double[] { 1 }).dtype, Is.EqualTo(ScalarType.Float64));
        Assert.That(tensor(new long[] { 1 }).dtype, Is.EqualTo(ScalarType.Int64));
        Assert.That(tensor(new int[] { 1 }).dtype, Is.EqualTo(ScalarType.Int32));
        Assert.That(tensor(new short[] { 1 }).dtype, Is.EqualTo(ScalarType.Int16));
        Assert.That(tensor(new sbyte[] { 1 }).dtype, Is.EqualTo(ScalarType.Int8));
        Assert.That(tensor(new byte[] { 1 }).dtype, Is.EqualTo(ScalarType.Byte));
        Assert.That(tensor(new bool[] { true }).dtype, Is.EqualTo(ScalarType.Bool));
    }

    [Test]
    public void Tensor_OfAMatrix_KeepsItsRows()
    {
        Tensor t = tensor(new float[,] { { 1, 2, 3 }, { 4, 5, 6 } });

        Assert.That(t.shape, Is.EqualTo(new long[] { 2, 3 }));
        Assert.That(t[1, 0].ToSingle(), Is.EqualTo(4f));
    }

    [Test]
    public void Tensor_OfAScalar_HasNoDimension()
    {
        Tensor t = tensor(2.5f);

        Assert.That(t.ndim, Is.Zero);
        Assert.That(t.numel(), Is.EqualTo(1));
        Assert.That(t.item<float>(), Is.EqualTo(2.5f));
        Assert.That(t.ToDouble(), Is.EqualTo(2.5));
    }

    [Test]
    public void Tensor_WithAnotherType_Converts()
    {
        Tensor t = tensor(new long[] { 1, 2 }, dtype: float32);

        Assert.That(t.dtype, Is.EqualTo(ScalarType.Float32));
        Assert.That(t.data<float>().ToArray(), Is.EqualTo(new float[] { 1, 2 }));
    }

    [Test]
    public void Tensor_OfNothing_IsEmpty()
    {
        Tensor t = tensor(Array.Empty<float>());

        Assert.That(t.numel(), Is.Zero);
        Assert.That(t.data<float>().Count, Is.Zero);
    }

    [Test]
    public void Factories_Fill_AsTheyAreCalled()
    {
        Assert.That(zeros(2, 2).data<float>().ToArray(), Is.EqualTo(new float[4]));
        Assert.That(ones(3, dtype: int64).data<long>().ToArray(), Is.EqualTo(new long[] { 1, 1, 1 }));
        Assert.That(full(2, 2.5).data<float>().ToArray(), Is.EqualTo(new float[] { 2.5f, 2.5f }));
        Assert.That(arange(4).data<long>().ToArray(), Is.EqualTo(new long[] { 0, 1, 2, 3 }));
        Assert.That(arange(1, 2, 0.25).data<float>().ToArray(), Is.EqualTo(new float[] { 1, 1.25f, 1.5f, 1.75f }));
        Assert.That(linspace(0, 1, 5).data<float>().ToArray(), Is.EqualTo(new float[] { 0, 0.25f, 0.5f, 0.75f, 1 }));
        Assert.That(eye(2).data<float>().ToArray(), Is.EqualTo(new float[] { 1, 0, 0, 1 }));
        Assert.That(empty(2, 3, 4).shape, Is.EqualTo(new long[] { 2, 3, 4 }));
        Assert.That(zeros(new long[] { 2, 0 }).numel(), Is.Zero);
    }

    [Test]
    public void LikeFactories_TakeShapeAndType_OfTheirInput()
    {
        Tensor t = tensor(new double[] { 1, 2, 3 });

        Assert.That(zeros_like(t).data<double>().ToArray(), Is.EqualTo(new double[3]));
        Assert.That(ones_like(t).data<double>().ToArray(), Is.EqualTo(new double[] { 1, 1, 1 }));
        Assert.That(full_like(t, 7).data<double>().ToArray(), Is.EqualTo(new double[] { 7, 7, 7 }));
        Assert.That(t.zeros_like().shape, Is.EqualTo(t.shape));
        Assert.That(empty_like(t, dtype: int32).dtype, Is.EqualTo(ScalarType.Int32));
    }

    [Test]
    public void RandomFactories_StayInTheirRange()
    {
        manual_seed(1);

        Tensor uniform = rand(1000);
        Tensor whole = randint(3, 7, new long[] { 1000 });

        Assert.That(uniform.min().ToSingle(), Is.GreaterThanOrEqualTo(0f));
        Assert.That(uniform.max().ToSingle(), Is.LessThan(1f));
        Assert.That(whole.dtype, Is.EqualTo(ScalarType.Int64));
        Assert.That(whole.min().ToInt64(), Is.EqualTo(3));
        Assert.That(whole.max().ToInt64(), Is.EqualTo(6));
        Assert.That(
            randperm(10).sort().Values.data<long>().ToArray(), Is.EqualTo(new long[] { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 }));
    }

    [Test]
    public void Randn_OfManySamples_HasMeanZeroAndVarianceOne()
    {
        const int N = 100_000;
        manual_seed(1);

        Tensor samples = randn(N, dtype: float64);

        // Standard errors 1/√N and √(2/N); allow five.
        Assert.That(samples.mean().ToDouble(), Is.EqualTo(0).Within(5 / Math.Sqrt(N)));
        Assert.That(samples.var().ToDouble(), Is.EqualTo(1).Within(5 * Math.Sqrt(2.0 / N)));
    }

    [Test]
    public void ManualSeed_Twice_GivesTheSameNumbers()
    {
        manual_seed(42);
        float[] first = randn(8).data<float>().ToArray();
        float[] next = randn(8).data<float>().ToArray();
        manual_seed(42);

        Assert.That(randn(8).data<float>().ToArray(), Is.EqualTo(first));
        Assert.That(next, Is.Not.EqualTo(first));
    }

    [Test]
    public void Generator_OfItsOwn_DoesNotTouchTheDefaultOne()
    {
        using Generator generator = new(7);
        using Generator twin = new(7);
        manual_seed(1);
        float[] expected = rand(4).data<float>().ToArray();

        manual_seed(1);
        float[] own = rand(4, generator: generator).data<float>().ToArray();

        Assert.That(rand(4).data<float>().ToArray(), Is.EqualTo(expected));
        Assert.That(rand(4, generator: twin).data<float>().ToArray(), Is.EqualTo(own));
    }

    [Test]
    public void Metadata_OfATransposedMatrix_SaysSo()
    {
        Tensor t = zeros(2, 3).t();

        Assert.That(t.shape, Is.EqualTo(new long[] { 3, 2 }));
        Assert.That(t.stride(), Is.EqualTo(new long[] { 1, 3 }));
        Assert.That(t.size(0), Is.EqualTo(3));
        Assert.That(t.size(-1), Is.EqualTo(2));
        Assert.That(t.dim(), Is.EqualTo(2));
        Assert.That(t.is_contiguous(), Is.False);
        Assert.That(t.contiguous().is_contiguous(), Is.True);
        Assert.That(t.device.type, Is.EqualTo(DeviceType.CPU));
        Assert.That(t.element_size(), Is.EqualTo(4));
    }

    [Test]
    public void Data_OfAView_FollowsTheStrides()
    {
        Tensor t = arange(6, dtype: float32).reshape(2, 3).t();

        Assert.That(t.data<float>().ToArray(), Is.EqualTo(new float[] { 0, 3, 1, 4, 2, 5 }));
        Assert.That(t.data<float>(), Is.EqualTo(new float[] { 0, 3, 1, 4, 2, 5 }));
        Assert.That(t.data<float>()[2, 1], Is.EqualTo(5f));
        Assert.That(t.data<float>()[3], Is.EqualTo(4f));
    }

    [Test]
    public void Data_WrittenThrough_ChangesTheTensor()
    {
        Tensor t = zeros(2, 2);

        t.data<float>()[1, 0] = 5;
        t.data<float>().CopyFrom(new float[] { 1, 2 });

        Assert.That(t.data<float>().ToArray(), Is.EqualTo(new float[] { 1, 2, 5, 0 }));
    }

    [Test]
    public void Data_CopyToASpan_FillsIt()
    {
        float[] target = new float[4];

        arange(4, dtype: float32).data<float>().CopyTo(target.AsSpan());

        Assert.That(target, Is.EqualTo(new float[] { 0, 1, 2, 3 }));
    }

    [Test]
    public void Data_OfAnotherType_IsRefused() =>
        Assert.That(() => zeros(2).data<double>(), Throws.ArgumentException);

    [Test]
    public void Bytes_OfAContiguousTensor_AreItsMemory()
    {
        Tensor t = zeros(2);

        MemoryMarshal.Cast<byte, float>(t.bytes)[1] = 3;

        Assert.That(t.data<float>().ToArray(), Is.EqualTo(new float[] { 0, 3 }));
        Assert.That(t.bytes.Length, Is.EqualTo(8));
    }

    [Test]
    public void To_AnotherType_Converts()
    {
        Tensor t = tensor(new float[] { 1.9f, -1.9f, 0 });

        Assert.That(t.to(int64).data<long>().ToArray(), Is.EqualTo(new long[] { 1, -1, 0 }));
        Assert.That(t.to_type(ScalarType.Float64).dtype, Is.EqualTo(ScalarType.Float64));
        Assert.That(t.@bool().data<bool>().ToArray(), Is.EqualTo(new[] { true, true, false }));
        Assert.That(t.to(CPU).shape, Is.EqualTo(t.shape));
    }

    [Test]
    public void Clone_IsIndependent_AndAliasIsNot()
    {
        Tensor t = ones(2);
        Tensor clone = t.clone();
        Tensor alias = t.alias();

        t.fill_(5);

        Assert.That(clone.data<float>().ToArray(), Is.EqualTo(new float[] { 1, 1 }));
        Assert.That(alias.data<float>().ToArray(), Is.EqualTo(new float[] { 5, 5 }));
    }

    [Test]
    public void InPlace_Operations_GiveTheirTensorBack()
    {
        Tensor t = ones(2);

        Assert.That(ReferenceEquals(t.add_(1), t), Is.True);
        Assert.That(ReferenceEquals(t.mul_(3), t), Is.True);
        Assert.That(ReferenceEquals(t.copy_(t.clone()), t), Is.True);
        Assert.That(ReferenceEquals(t.clamp_(0, 5), t), Is.True);
        Assert.That(t.data<float>().ToArray(), Is.EqualTo(new float[] { 5, 5 }));
    }

    [Test]
    public void Zero_InPlace_ClearsTheTensor()
    {
        Tensor t = ones(2);

        t.zero_();

        Assert.That(t.data<float>().ToArray(), Is.EqualTo(new float[2]));
    }

    [Test]
    public void ImplicitConversion_FromANumber_MakesATensor()
    {
        Tensor t = 3.5;

        Assert.That(t.dtype, Is.EqualTo(ScalarType.Float64));
        Assert.That((double)t, Is.EqualTo(3.5));
        Assert.That((int)tensor(7), Is.EqualTo(7));
    }

    [Test]
    public void Equals_ComparesAsAWhole()
    {
        Assert.That(ones(2).Equals(ones(2)), Is.True);
        Assert.That(ones(2).Equals(zeros(2)), Is.False);
        Assert.That(
            ones(2).equal(tensor(new float[] { 1, 2 })).data<bool>().ToArray(), Is.EqualTo(new[] { true, false }));
    }

    [Test]
    public void ToString_TellsShapeTypeAndDevice() =>
        Assert.That(zeros(2, 3).ToString(), Is.EqualTo("[2x3], type = Float32, device = cpu"));

    [Test]
    public void Disposed_Tensor_IsRefused()
    {
        Tensor t = ones(2);
        t.Dispose();

        Assert.That(t.IsInvalid, Is.True);
        Assert.That(() => t.add(1), Throws.InvalidOperationException);
    }

    [Test]
    public void Mm_OfMismatchedShapes_ThrowsLibtorchsMessage() =>
        Assert.That(
            () => zeros(2, 3).mm(zeros(2, 3)),
            Throws.TypeOf<ExternalException>()
                .With.Message.StartsWith("mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)"));

    [Test]
    public void Exception_OfLibtorch_LeavesItsBacktraceOut()
    {
        ExternalException failure = Assert.Throws<ExternalException>(() => zeros(2, 3).mm(zeros(2, 3)));

        Assert.That(failure.Message, Does.Not.Contain(".cpp"));
        Assert.That(failure.Message, Does.Not.Contain("frame #"));
    }

    [Test]
    public void Operation_AfterAFailure_Works()
    {
        Assert.Throws<ExternalException>(() => zeros(2, 3).view(5));

        Assert.That((ones(2) + 1).data<float>().ToArray(), Is.EqualTo(new float[] { 2, 2 }));
    }

    [Test]
    public void SetNumThreads_IsWhatGetNumThreadsTells()
    {
        int before = get_num_threads();
        try
        {
            set_num_threads(1);
            Assert.That(get_num_threads(), Is.EqualTo(1));
            set_num_threads(2);
            Assert.That(get_num_threads(), Is.EqualTo(2));
        }
        finally
        {
            set_num_threads(before);
        }
    }

    [Test]
    public void DefaultDtype_IsUsedByTheFactories()
    {
        try
        {
            set_default_dtype(float64);
            Assert.That(zeros(1).dtype, Is.EqualTo(ScalarType.Float64));
        }
        finally
        {
            set_default_dtype(float32);
        }

        Assert.That(get_default_dtype(), Is.EqualTo(ScalarType.Float32));
    }
}
