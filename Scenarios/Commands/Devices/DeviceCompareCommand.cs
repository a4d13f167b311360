using System.CommandLine;
using CrossbarSim.Devices.Characterisation;
using CrossbarSim.Devices.Characterisation.Plots;

namespace CrossbarSim.Scenarios.Commands.Devices;

/// <summary><c>crossbarsim device compare</c>: two devices side by side.</summary>
internal static class DeviceCompareCommand
{
    private static readonly Argument<string> _first = new("first") { Description = "A device, or a device file." };
    private static readonly Argument<string> _second = new("second") { Description = "Another." };

    public static Command Create()
    {
        Command command = new("compare", "Show two devices side by side.") { _first, _second, SharedOptions.DeviceData, SharedOptions.Devices };
        command.SetAction(Compare);
        return command;
    }

    private static int Compare(ParseResult parsed)
    {
        DeviceSpec first = NamedDevice.Of(parsed, parsed.GetValue(_first)!).Device;
        DeviceSpec second = NamedDevice.Of(parsed, parsed.GetValue(_second)!).Device;
        IReadOnlyList<DeviceFigure> left = DeviceFigures.Of(first);
        Dictionary<string, string> right = DeviceFigures.Of(second).ToDictionary(figure => figure.Name, figure => figure.Text);
        string[] names = [.. left.Select(figure => figure.Name)];
        int[] widths = [names.Max(name => name.Length), Math.Max(first.Name.Length, left.Max(figure => figure.Text.Length))];
        Console.WriteLine($"{"".PadRight(widths[0])}  {first.Name.PadRight(widths[1])}  {second.Name}");
        foreach (DeviceFigure figure in left.Where(figure => figure.Text != DeviceFigures.Unknown || right[figure.Name] != DeviceFigures.Unknown))
        {
            Console.WriteLine($"{figure.Name.PadRight(widths[0])}  {figure.Text.PadRight(widths[1])}  {right[figure.Name]}");
        }

        return 0;
    }
}
