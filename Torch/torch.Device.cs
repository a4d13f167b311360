using System.Globalization;

namespace TorchSharp;

/// <summary>The kinds of device, numbered as in libtorch.</summary>
public enum DeviceType
{
    CPU = 0,
    CUDA = 1,
}

public static partial class torch
{
    public static Device CPU { get; } = new(DeviceType.CPU);

    public static Device CUDA { get; } = new(DeviceType.CUDA);

    public static Device device(string description) => new(description);

    public static Device device(string deviceType, int index = -1) => new(deviceType, index);

    public static Device device(DeviceType deviceType, int index = -1) => new(deviceType, index);

    public static Device get_default_device() => CPU;

    /// <summary>Where a tensor lives: a kind of device and, for one of several, its number.</summary>
    public class Device
    {
        /// <param name="description">"cpu", "cuda" or "cuda:1".</param>
        public Device(string description)
        {
            string[] parts = description.Split(':');
            type = TypeOf(parts[0], description);
            index = parts.Length == 2
                ? int.Parse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture)
                : DefaultIndex(type);
        }

        public Device(string deviceType, int index = -1)
        {
            type = TypeOf(deviceType, deviceType);
            this.index = index == -1 ? DefaultIndex(type) : index;
        }

        public Device(DeviceType deviceType, int index = -1)
        {
            type = deviceType;
            this.index = index == -1 ? DefaultIndex(type) : index;
        }

        public Device(int index)
            : this(DeviceType.CUDA, index)
        {
        }

        public DeviceType type { get; }

        public int index { get; }

        public static implicit operator Device(string description) => new(description);

        public override string ToString() =>
            type == DeviceType.CPU ? "cpu" : string.Create(CultureInfo.InvariantCulture, $"cuda:{index}");

        private static int DefaultIndex(DeviceType type) => type == DeviceType.CPU ? -1 : 0;

        private static DeviceType TypeOf(string name, string description) => name.ToUpperInvariant() switch
        {
            "CPU" => DeviceType.CPU,
            "CUDA" => DeviceType.CUDA,
            _ => throw new ArgumentException(
                $"'{description}' is no device. Known: cpu, cuda, cuda:<index>.", nameof(description)),
        };
    }
}
