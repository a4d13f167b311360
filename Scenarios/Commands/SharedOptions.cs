using System.CommandLine;
using System.CommandLine.Parsing;
using CrossbarSim.Devices.Characterisation;
using CrossbarSim.Devices.Characterisation.Extensions;
using CrossbarSim.Devices.Documents;
using CrossbarSim.Networks.Datasets;
using CrossbarSim.Scenarios.Studies;

namespace CrossbarSim.Scenarios.Commands;

/// <summary>Options that several commands have.</summary>
internal static class SharedOptions
{
    public static Argument<string> Scenario { get; } = new("scenario") { Description = "The scenario file, YAML." };

    public static Option<string?> Out { get; } = new("--out")
    {
        Description = "The run folder; runs/NAME without it. What it holds is not done again.",
        HelpName = "FOLDER",
    };

    public static Option<string?> Data { get; } = new("--data")
    {
        Description = "The folder with data sets; without it CROSSBARSIM_DATA, then ./data and the cache are looked through.",
        HelpName = "FOLDER",
    };

    public static Option<string[]> DeviceData { get; } = new("--device-data")
    {
        Description = "A further folder with devices (.yaml and .csv); may be given more than once.",
        HelpName = "FOLDER",
    };

    public static Option<string[]> Devices { get; } = new("--devices")
    {
        Description = "A .NET assembly with kinds of device of your own, whose code is run; may be given more than once.",
        HelpName = "DLL",
    };

    public static Option<int> Threads { get; } = new("--threads")
    {
        Description = "Most threads to use; results do not depend on it.",
        HelpName = "N",
        DefaultValueFactory = _ => Environment.ProcessorCount,
        CustomParser = ParseThreads,
    };

    public static Option<string[]> Set { get; } = new("--set")
    {
        Description = "Set a key of the scenario, as in --set hardware.adc.bits=6; may be given more than once.",
        HelpName = "KEY=VALUE",
    };

    public static StudyEnvironment EnvironmentOf(ParseResult parsed)
    {
        DataFolders data = DataOf(parsed);
        return new StudyEnvironment { Devices = DeviceLibrary.OfProduct(parsed.GetValue(DeviceData) ?? [], CatalogOf(parsed)), Data = data };
    }

    /// <summary>Where data sets are looked for.</summary>
    public static DataFolders DataOf(ParseResult parsed) => parsed.GetValue(Data) is string folder && !Directory.Exists(folder)
        ? throw new InputException(SourceLocation.WholeFile($"--data {folder}"), "", "there is no such folder.")
        : DataFolders.FromEnvironment(parsed.GetValue(Data), Environment.GetEnvironmentVariable);

    /// <summary>The kinds of device that come with the program, and those of the assemblies of <c>--devices</c>.</summary>
    public static DeviceCatalog CatalogOf(ParseResult parsed) =>
        (parsed.GetValue(Devices) ?? []).Aggregate(DeviceCatalog.Standard, (catalog, file) => DeviceExtensionFile.Extend(catalog, file));

    private static int ParseThreads(ArgumentResult result)
    {
        string text = result.Tokens[^1].Value;
        if (int.TryParse(text, out int threads) && threads is >= 1 and <= 1024)
        {
            return threads;
        }

        result.AddError($"--threads: '{text}' is not a whole number between 1 and 1024.");
        return 1;
    }
}
