using System.Collections;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TorchSharp.Utils;

/// <summary>The elements of a tensor, in the order of its shape, for .NET code.</summary>
public sealed class TensorAccessor<T> : IDisposable, IEnumerable<T>
    where T : unmanaged
{
    private readonly torch.Tensor _tensor;
    private readonly nint _data;
    private readonly long[] _shape;
    private readonly long[] _strides;
    private readonly bool _contiguous;

    internal TensorAccessor(torch.Tensor tensor)
    {
        _tensor = tensor; // and with it the memory
        _shape = tensor.shape;
        _strides = tensor.stride();
        _contiguous = tensor.is_contiguous();
        Count = tensor.numel();
        _data = Count == 0 ? 0 : tensor.DataPointer();
    }

    public long Count { get; }

    public bool IsReadOnly => false;

    /// <summary>An element: one index counts through all elements, several address the dimensions.</summary>
    public unsafe T this[params long[] indices]
    {
        get => ((T*)Data)[Offset(indices)];
        set => ((T*)Data)[Offset(indices)] = value;
    }

    private nint Data =>
        _tensor.IsInvalid ? throw new InvalidOperationException("Tensor invalid -- empty handle.") : _data;

    public T[] ToArray()
    {
        T[] result = new T[Count];
        CopyTo(result);
        return result;
    }

    /// <summary>The elements as a .NET array with as many dimensions as the tensor.</summary>
    public Array ToNDArray()
    {
        if (_shape.Length < 2)
        {
            return ToArray();
        }

        Array result = Array.CreateInstance(typeof(T), _shape);
        CopyTo(MemoryMarshal.CreateSpan(
            ref Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(result)), checked((int)Count)));
        return result;
    }

    public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0) =>
        CopyTo(array.AsSpan(), arrayIndex, tensorIndex);

    public unsafe void CopyTo(Span<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        Span<T> target = array[arrayIndex..];
        int count = (int)Math.Min(target.Length, Math.Max(0, Count - tensorIndex));
        if (_contiguous)
        {
            new ReadOnlySpan<T>((T*)Data + tensorIndex, count).CopyTo(target);
            return;
        }

        Walker walker = new(this, tensorIndex);
        for (int i = 0; i < count; i++)
        {
            target[i] = ((T*)Data)[walker.Offset];
            walker.Step();
        }
    }

    public void CopyFrom(T[] array, int arrayIndex = 0, long tensorIndex = 0) =>
        CopyFrom((ReadOnlySpan<T>)array, arrayIndex, tensorIndex);

    public unsafe void CopyFrom(ReadOnlySpan<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        ReadOnlySpan<T> source = array[arrayIndex..];
        int count = (int)Math.Min(source.Length, Math.Max(0, Count - tensorIndex));
        if (_contiguous)
        {
            source[..count].CopyTo(new Span<T>((T*)Data + tensorIndex, count));
            return;
        }

        Walker walker = new(this, tensorIndex);
        for (int i = 0; i < count; i++)
        {
            ((T*)Data)[walker.Offset] = source[i];
            walker.Step();
        }
    }

    public IEnumerator<T> GetEnumerator()
    {
        Walker walker = new(this, 0);
        for (long i = 0; i < Count; i++)
        {
            yield return At(walker.Offset);
            walker.Step();
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Does not dispose the tensor.</summary>
    public void Dispose()
    {
    }

    private unsafe T At(long offset) => ((T*)Data)[offset];

    private long Offset(long[] indices)
    {
        if (indices.Length == 1 && _shape.Length != 1)
        {
            return new Walker(this, Checked(indices[0], Count)).Offset;
        }

        if (indices.Length != _shape.Length)
        {
            throw new ArgumentException($"{indices.Length} indices address a tensor of {_shape.Length} dimensions.");
        }

        long offset = 0;
        for (int i = 0; i < indices.Length; i++)
        {
            offset += Checked(indices[i], _shape[i]) * _strides[i];
        }

        return offset;
    }

    private static long Checked(long index, long size) => index >= 0 && index < size
        ? index
        : throw new ArgumentOutOfRangeException(nameof(index), index, $"An index lies between 0 and {size - 1}.");

    /// <summary>Goes through the elements in order, knowing where each lies.</summary>
    private sealed class Walker
    {
        private readonly TensorAccessor<T> _elements;
        private readonly long[] _position;

        internal Walker(TensorAccessor<T> elements, long start)
        {
            _elements = elements;
            _position = new long[elements._shape.Length];
            for (int i = _position.Length - 1; i >= 0 && start > 0; i--)
            {
                (start, _position[i]) = Math.DivRem(start, elements._shape[i]);
                Offset += _position[i] * elements._strides[i];
            }
        }

        internal long Offset { get; private set; }

        internal void Step()
        {
            for (int i = _position.Length - 1; i >= 0; i--)
            {
                Offset += _elements._strides[i];
                if (++_position[i] < _elements._shape[i])
                {
                    return;
                }

                Offset -= _position[i] * _elements._strides[i];
                _position[i] = 0;
            }
        }
    }
}
