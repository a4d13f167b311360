using System.Globalization;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public long Dimensions => Shim.ct_ndim(NativeHandle);

        public long ndim => Dimensions;

        public long NumberOfElements => Shim.ct_numel(NativeHandle);

        public long ElementSize => Shim.ct_element_size(NativeHandle);

        public ScalarType dtype => (ScalarType)Shim.ct_dtype_of(NativeHandle);

        public DeviceType device_type => (DeviceType)Shim.ct_device_type(NativeHandle);

        public int device_index => (int)Shim.ct_device_index(NativeHandle);

        public Device device =>
            device_type == DeviceType.CPU ? new Device(DeviceType.CPU) : new Device(device_type, device_index);

        public bool is_cuda => device_type == DeviceType.CUDA;

        /// <summary>The size of every dimension.</summary>
        public long[] shape => size();

        public long dim() => Dimensions;

        public long numel() => NumberOfElements;

        public long element_size() => ElementSize;

        public long storage_offset() => Shim.ct_storage_offset(NativeHandle);

        public bool is_cpu() => device_type == DeviceType.CPU;

        public bool is_contiguous() => Shim.Number(Shim.ct_is_contiguous(NativeHandle)) != 0;

        public bool is_integral() => torch.is_integral(dtype);

        public bool is_floating_point() => torch.is_floating_point(dtype);

        public bool is_complex() => torch.is_complex(dtype);

        public long size(int dim) => Shim.Number(Shim.ct_size(NativeHandle, dim));

        public unsafe long[] size()
        {
            long[] sizes = new long[Dimensions];
            fixed (long* p = sizes)
            {
                Shim.Check(Shim.ct_sizes(NativeHandle, p));
            }

            return sizes;
        }

        public unsafe long[] stride()
        {
            long[] strides = new long[Dimensions];
            fixed (long* p = strides)
            {
                Shim.Check(Shim.ct_strides(NativeHandle, p));
            }

            return strides;
        }

        public long stride(int dim) => stride()[dim];

        public override string ToString() => IsInvalid
            ? string.Empty
            : string.Create(
                CultureInfo.InvariantCulture, $"[{string.Join('x', shape)}], type = {dtype}, device = {device}");

        public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

        /// <summary>Whether the other is a tensor of the same shape and values.</summary>
        public override bool Equals(object? obj) => obj is Tensor tensor && Equals(tensor);

        public bool Equals(Tensor target) =>
            target is not null && Shim.Number(Shim.ct_equal(NativeHandle, target.NativeHandle)) != 0;
    }
}
