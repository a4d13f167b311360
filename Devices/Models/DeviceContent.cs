using System.Globalization;

namespace CrossbarSim.Devices.Models;

/// <summary>Makes the <see cref="Behaviours.IDeviceModel.Content"/> of a device.</summary>
public static class DeviceContent
{
    /// <summary>A word for the law and all its numbers, each as text that reads back as the same number.</summary>
    /// <param name="law">What tells this law from others with as many numbers.</param>
    /// <param name="numbers">All that the device's behaviour depends on.</param>
    public static string Of(string law, params IEnumerable<double> numbers) =>
        string.Join(' ', numbers.Select(number => number.ToString("R", CultureInfo.InvariantCulture)).Prepend(law));
}
