using System.CommandLine;
using CrossbarSim.Devices.Characterisation;

namespace CrossbarSim.Scenarios.Commands.Devices;

/// <summary><c>crossbarsim device check</c>: reads a device file and all it names.</summary>
internal static class DeviceCheckCommand
{
    private static readonly Argument<string[]> _files = new("files") { Description = "Device files, YAML.", Arity = ArgumentArity.OneOrMore };

    public static Command Create()
    {
        Command command = new("check", "Say all that is wrong with device files.") { _files, SharedOptions.Devices };
        command.SetAction(Check);
        return command;
    }

    private static int Check(ParseResult parsed)
    {
        DeviceCatalog catalog = SharedOptions.CatalogOf(parsed);
        foreach (string file in parsed.GetValue(_files)!)
        {
            DeviceSpec device = DeviceFile.Load(file, catalog);
            foreach (string note in device.Definition.Notes)
            {
                Console.WriteLine($"{file}: {note}");
            }

            Console.WriteLine($"{file} is fine.");
        }

        return 0;
    }
}
