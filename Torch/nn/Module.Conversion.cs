using System.Reflection;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>
        /// Changing element type or device. Parameters and buffers become new objects: make the optimizer afterwards.
        /// </summary>
        public partial class Module
        {
            protected internal virtual Module _to(ScalarType dtype, bool non_blocking) =>
                Convert(dtype, null, non_blocking);

            protected internal virtual Module _to(Device device, ScalarType dtype, bool non_blocking) =>
                Convert(dtype, device, non_blocking);

            protected internal virtual Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking) =>
                Convert(null, new Device(deviceType, deviceIndex), non_blocking);

            private Module Convert(ScalarType? dtype, Device? device, bool nonBlocking)
            {
                if (dtype is { } wanted && !is_floating_point(wanted) && !is_complex(wanted))
                {
                    throw new ArgumentException(
                        $"nn.Module.to only accepts floating point or complex types, but got desired dtype={wanted}");
                }

                foreach ((_, Module child) in named_children())
                {
                    _ = dtype is null ? child._to(device!.type, device.index, nonBlocking)
                        : device is null ? child._to(dtype.Value, nonBlocking)
                        : child._to(device, dtype.Value, nonBlocking);
                }

                foreach ((string own, Parameter parameter) in _parameters)
                {
                    (ScalarType type, Device where) = Target(parameter, dtype, device);
                    if (!Differs(parameter, type, where))
                    {
                        continue;
                    }

                    Parameter converted;
                    using (no_grad())
                    {
                        converted = new Parameter(parameter.to(type, where), parameter.requires_grad);
                        using Tensor? grad = parameter.grad;
                        if (grad is not null)
                        {
                            using Tensor convertedGrad = grad.to(type, where);
                            converted.grad = convertedGrad;
                        }
                    }

                    converted.DetachFromDisposeScope();
                    parameter.Dispose();
                    ConditionallyRegisterParameter(own, converted);
                    Replace(own, converted);
                }

                foreach ((string own, (Tensor buffer, bool persistent)) in _buffers)
                {
                    (ScalarType type, Device where) = Target(buffer, dtype, device);
                    if (!Differs(buffer, type, where))
                    {
                        continue;
                    }

                    Tensor converted = buffer.to(type, where, disposeAfter: true).DetachFromDisposeScope();
                    ConditionallyRegisterBuffer(own, converted, persistent);
                    Replace(own, converted);
                }

                return this;
            }

            private static (ScalarType Type, Device Where) Target(Tensor tensor, ScalarType? dtype, Device? device) =>
                (dtype is not null && tensor.is_floating_point() ? dtype.Value : tensor.dtype, device ?? tensor.device);

            private static bool Differs(Tensor tensor, ScalarType type, Device where) =>
                tensor.dtype != type || tensor.device_type != where.type || tensor.device_index != where.index;

            private void Replace(string component, Tensor converted)
            {
                foreach (FieldInfo field in ComponentFields(GetType()))
                {
                    if (ComponentName(field) == component && field.FieldType.IsInstanceOfType(converted))
                    {
                        field.SetValue(this, converted);
                    }
                }
            }
        }
    }
}

/// <summary>Changing a module's element type or device, and giving it back as what it is.</summary>
public static class ModuleExtensionMethods
{
    public static T to<T>(this T module, torch.ScalarType type, bool non_blocking = false)
        where T : torch.nn.Module => (T)module._to(type, non_blocking);

    public static T to<T>(this T module, torch.Device device, torch.ScalarType type, bool non_blocking = false)
        where T : torch.nn.Module => (T)module._to(device, type, non_blocking);

    public static T to<T>(this T module, torch.Device device, bool non_blocking = false)
        where T : torch.nn.Module => (T)module._to(device.type, device.index, non_blocking);

    public static T to<T>(this T module, DeviceType deviceType, int deviceIndex = -1, bool non_blocking = false)
        where T : torch.nn.Module => (T)module._to(deviceType, deviceIndex, non_blocking);

    public static T cpu<T>(this T module, bool non_blocking = false)
        where T : torch.nn.Module => (T)module._to(DeviceType.CPU, -1, non_blocking);

    public static T cuda<T>(this T module, int deviceIndex = -1, bool non_blocking = false)
        where T : torch.nn.Module => (T)module._to(DeviceType.CUDA, deviceIndex, non_blocking);

    public static T @float<T>(this T module)
        where T : torch.nn.Module => module.to(torch.ScalarType.Float32);

    public static T @double<T>(this T module)
        where T : torch.nn.Module => module.to(torch.ScalarType.Float64);
}
