using System.CommandLine;
using CrossbarSim.Devices.Characterisation;
using CrossbarSim.Devices.Characterisation.Plots;
using CrossbarSim.Devices.Documents;

namespace CrossbarSim.Scenarios.Commands.Devices;

/// <summary><c>crossbarsim device show</c>: all that is known of a device, and pictures of data against fit.</summary>
internal static class DeviceShowCommand
{
    private static readonly Argument<string> _name = new("name") { Description = "A device, or a device file." };
    private static readonly Option<string?> _svg = new("--svg") { Description = "Write its plots as one picture.", HelpName = "FILE" };
    private static readonly Option<string?> _html = new("--html") { Description = "Write all of it as one page.", HelpName = "FILE" };

    public static Command Create()
    {
        Command command = new("show", "Show what is known of a device.") { _name, _svg, _html, SharedOptions.DeviceData, SharedOptions.Devices };
        command.SetAction(Show);
        return command;
    }

    private static int Show(ParseResult parsed)
    {
        (DeviceSpec device, string file) = NamedDevice.Of(parsed, parsed.GetValue(_name)!);
        IReadOnlyList<(string Heading, IReadOnlyList<string> Lines)> facts = DeviceFacts.Of(device);
        Console.WriteLine(device.Name);
        foreach ((string heading, IReadOnlyList<string> lines) in facts)
        {
            if (heading.Length > 0)
            {
                Console.WriteLine(heading);
            }

            foreach (string line in lines)
            {
                Console.WriteLine($"  {line}");
            }
        }

        (string? svg, string? html) = (parsed.GetValue(_svg), parsed.GetValue(_html));
        if (svg is null && html is null)
        {
            return 0;
        }

        IReadOnlyList<Plot> plots = DevicePlots.Of(device, file);
        if (svg is not null && plots.Count == 0)
        {
            throw new InputException(SourceLocation.WholeFile($"--svg {svg}"), "", $"there is nothing to plot of '{device.Name}': it has neither levels nor data of fits beside its file.");
        }

        foreach ((string? path, Func<string> text) in new (string?, Func<string>)[]
        {
            (svg, () => SvgChart.Document(plots)), (html, () => DevicePage.Html(device, facts, plots)),
        })
        {
            if (path is not null)
            {
                File.WriteAllText(path, text());
                Console.WriteLine($"Wrote {path}.");
            }
        }

        return 0;
    }
}
