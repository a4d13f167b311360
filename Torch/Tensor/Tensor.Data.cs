using TorchSharp.Interop;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private const string NeedsCpu =
            "Reading data from non-CPU memory is not supported. Move or copy the tensor to the cpu before reading.";

        /// <summary>The memory of a contiguous tensor on the CPU. Valid while the tensor lives.</summary>
        public unsafe Span<byte> bytes
        {
            get
            {
                long total = NumberOfElements * ElementSize;
                if (total > int.MaxValue)
                {
                    throw new ArgumentException("Span only supports up to int.MaxValue elements.");
                }

                return new Span<byte>((void*)ContiguousData("Bytes()"), (int)total);
            }

            set
            {
                if (value.Length != NumberOfElements * ElementSize)
                {
                    throw new ArgumentException("Mismatched data sizes in SetBytes().");
                }

                value.CopyTo(new Span<byte>((void*)ContiguousData("SetBytes()"), value.Length));
            }
        }

        /// <summary>The elements, row by row whatever the strides.</summary>
        public TensorAccessor<T> data<T>()
            where T : unmanaged
        {
            ValidateType(typeof(T));
            return new TensorAccessor<T>(device_type == DeviceType.CPU ? this : cpu());
        }

        /// <summary>The only element.</summary>
        public T item<T>()
            where T : unmanaged
        {
            if (NumberOfElements != 1)
            {
                throw new ArgumentException("Number of elements in the tensor must be 1");
            }

            return data<T>()[0];
        }

        /// <summary>The only element, as a number.</summary>
        public unsafe Scalar ToScalar()
        {
            ShimScalar value;
            Shim.Check(Shim.ct_item(NativeHandle, &value));
            return new Scalar(value);
        }

        public double ReadCpuDouble(long i) => data<double>()[i];

        public float ReadCpuSingle(long i) => data<float>()[i];

        public int ReadCpuInt32(long i) => data<int>()[i];

        public long ReadCpuInt64(long i) => data<long>()[i];

        /// <summary>Writes the raw elements of a contiguous tensor.</summary>
        public unsafe void WriteBytesToStream(Stream stream, int bufferSize = 1024)
        {
            byte* from = (byte*)ContiguousData("Bytes()");
            for (long left = NumberOfElements * ElementSize; left > 0;)
            {
                int count = (int)Math.Min(left, Math.Max(bufferSize, 1 << 20));
                stream.Write(new ReadOnlySpan<byte>(from, count));
                from += count;
                left -= count;
            }
        }

        /// <summary>Reads the raw elements of a contiguous tensor.</summary>
        public unsafe void ReadBytesFromStream(Stream stream, int bufferSize = 1024)
        {
            byte* to = (byte*)ContiguousData("Bytes()");
            for (long left = NumberOfElements * ElementSize; left > 0;)
            {
                int count = (int)Math.Min(left, Math.Max(bufferSize, 1 << 20));
                stream.ReadExactly(new Span<byte>(to, count));
                to += count;
                left -= count;
            }
        }

        internal nint DataPointer()
        {
            nint pointer = Shim.ct_data(NativeHandle);
            if (pointer == 0)
            {
                Shim.ThrowIfFailed();
            }

            return pointer;
        }

        private nint ContiguousData(string caller)
        {
            if (!is_contiguous())
            {
                throw new InvalidOperationException($"{caller} called on non-contiguous tensor.");
            }

            return device_type == DeviceType.CPU ? DataPointer() : throw new InvalidOperationException(NeedsCpu);
        }

        private void ValidateType(Type type)
        {
            bool fits = dtype switch
            {
                ScalarType.Byte => type == typeof(byte),
                ScalarType.Int8 => type == typeof(sbyte),
                ScalarType.Int16 => type == typeof(short),
                ScalarType.Int32 => type == typeof(int),
                ScalarType.Int64 => type == typeof(long),
                ScalarType.Bool => type == typeof(bool),
                ScalarType.Float16 => type == typeof(Half),
                ScalarType.Float32 => type == typeof(float),
                ScalarType.Float64 => type == typeof(double),
                _ => false,
            };
            if (!fits)
            {
                throw new ArgumentException($"{type.Name} is not compatible with {dtype}");
            }
        }
    }
}
