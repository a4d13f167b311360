using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor to_type(
            ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            To(type, device_type, device_index, copy, disposeAfter, non_blocking);

        public Tensor to(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to_type(type, copy, disposeAfter, non_blocking);

        public Tensor to(
            ScalarType type, Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            To(type, device.type, device.index, copy, disposeAfter, non_blocking);

        public Tensor to(Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            To(dtype, device.type, device.index, copy, disposeAfter, non_blocking);

        public Tensor to(
            DeviceType deviceType, int deviceIndex = -1, bool copy = false, bool disposeAfter = false,
            bool non_blocking = false) =>
            To(dtype, deviceType, deviceIndex, copy, disposeAfter, non_blocking);

        public Tensor to(string device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to(new Device(device), copy, disposeAfter, non_blocking);

        public Tensor to(Tensor other, bool non_blocking = false) =>
            to(other.dtype, other.device, non_blocking: non_blocking);

        public Tensor type(ScalarType dtype) => to(dtype);

        public Tensor type_as(Tensor tensor) => to_type(tensor.dtype);

        public Tensor cpu() => to(DeviceType.CPU);

        public Tensor cuda(Device? device = null, bool non_blocking = false) =>
            to(device ?? CUDA, non_blocking: non_blocking);

        public Tensor @bool() => to_type(ScalarType.Bool);

        public Tensor @byte() => to_type(ScalarType.Byte);

        public Tensor @char() => to_type(ScalarType.Int8);

        public Tensor @short() => to_type(ScalarType.Int16);

        public Tensor @int() => to_type(ScalarType.Int32);

        public Tensor @long() => to_type(ScalarType.Int64);

        public Tensor half() => to_type(ScalarType.Float16);

        public Tensor bfloat16() => to_type(ScalarType.BFloat16);

        public Tensor @float() => to_type(ScalarType.Float32);

        public Tensor @double() => to_type(ScalarType.Float64);

        public Tensor clone() => new(Shim.ct_clone(NativeHandle));

        public Tensor detach() => new(Shim.ct_detach(NativeHandle));

        public Tensor detach_()
        {
            Shim.Check(Shim.ct_detach_(NativeHandle));
            return this;
        }

        public Tensor contiguous() => new(Shim.ct_contiguous(NativeHandle));

        public Tensor copy_(Tensor source, bool nonBlocking = false)
        {
            Shim.Check(Shim.ct_copy_(NativeHandle, source.NativeHandle, Shim.Flag(nonBlocking)));
            return this;
        }

        /// <summary>Makes this tensor refer to the data of another.</summary>
        public Tensor set_(Tensor source)
        {
            Shim.Check(Shim.ct_set_(NativeHandle, source.NativeHandle));
            return this;
        }

        public Tensor zero_()
        {
            Shim.Check(Shim.ct_zero_(NativeHandle));
            return this;
        }

        public Tensor fill_(Scalar value)
        {
            Shim.Check(Shim.ct_fill_(NativeHandle, Scalar.Of(value)));
            return this;
        }

        private Tensor To(ScalarType type, DeviceType device, int index, bool copy, bool disposeAfter, bool nonBlocking)
        {
            Tensor result = new(Shim.ct_to(
                NativeHandle, (int)type, (int)device, index, Shim.Flag(copy), Shim.Flag(nonBlocking)));
            if (disposeAfter)
            {
                Dispose();
            }

            return result;
        }
    }
}
