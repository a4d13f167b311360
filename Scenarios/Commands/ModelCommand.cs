using System.CommandLine;
using CrossbarSim.Devices.Documents;
using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Datasets;
using CrossbarSim.Networks.Summaries;
using CrossbarSim.Scenarios.Reports;
using CrossbarSim.Scenarios.Schema;
using CrossbarSim.Scenarios.Studies;
using CrossbarSim.Simulator.Tiles;
using TorchSharp.Modules;

namespace CrossbarSim.Scenarios.Commands;

/// <summary><c>crossbarsim model</c>: what the network of a scenario is made of and what it takes on the hardware, without training it.</summary>
internal static class ModelCommand
{
    private static readonly Option<string?> _images = new("--images")
    {
        Description = "Shape of the images instead of the data set's, as in 1x32x32: channels, height, width.",
        HelpName = "CxHxW",
    };

    public static Command Create()
    {
        Command command = new("model", "List the layers of a scenario's network: shapes, parameters, multiplications, memory, tiles.")
        {
            SharedOptions.Scenario, SharedOptions.Set, _images, SharedOptions.Data, SharedOptions.DeviceData,
        };
        command.SetAction(Show);
        return command;
    }

    private static int Show(ParseResult parsed)
    {
        string file = parsed.GetValue(SharedOptions.Scenario)!;
        StudyEnvironment environment = SharedOptions.EnvironmentOf(parsed);
        Study study = ScenarioFile.Load(file, environment, parsed.GetValue(SharedOptions.Set) ?? []);
        Scenario scenario = study.Points[0].Scenario;
        ImageShape images = Images(parsed.GetValue(_images), scenario, environment);
        CrossbarSettings hardware = PreparedPoint.Resolve(scenario, environment, RandomKey.FromSeed(scenario.Seed));
        ModelSummary summary = Summary(file, scenario, environment, images, hardware);
        Console.WriteLine(string.Concat(
            $"Model '{scenario.Model.Name}' on images of {images.Channels}x{images.Height}x{images.Width} in {images.Classes} classes; ",
            $"arrays of {hardware.Tile.Rows}x{hardware.Tile.Columns}, mapping '{hardware.Mapping.Name}', device '{hardware.Device.Name}'",
            study.Points.Count == 1 ? "." : $". The first of {study.Points.Count} points; --set chooses others."));
        if (scenario.Quantization?.Budget is BudgetSection budget)
        {
            Console.WriteLine($"A run chooses the bits of weights by their budget; here they have {budget.Bits[^1]}, the most.");
        }

        Console.WriteLine();
        Console.Write(ModelReport.Of(summary));
        return 0;
    }

    private static ModelSummary Summary(string file, Scenario scenario, StudyEnvironment environment, ImageShape images, CrossbarSettings hardware)
    {
        ScenarioPrecision precision = new(scenario, hardware, environment);
        try
        {
            using Sequential network = environment.Models.Kinds[scenario.Model.Name].Build(
                scenario.Model.RequestFor(images), RandomKey.FromSeed(scenario.Seed).For("first-weights"));
            return ModelSummary.Of(network, images, hardware, scenario.Hardware.KeepDigital, precision.Of, precision.Mappings(network));
        }
        catch (Exception fault) when (fault is ArgumentException or System.Runtime.InteropServices.ExternalException)
        {
            string reason = fault.Message.Split('\n')[0].TrimEnd('.');
            throw new InputException(
                SourceLocation.WholeFile(file), "model", $"'{scenario.Model.Name}' cannot be made for images of {images.Channels}x{images.Height}x{images.Width}: {reason}.");
        }
    }

    private static ImageShape Images(string? option, Scenario scenario, StudyEnvironment environment)
    {
        ImageShape shape = environment.Datasets.Get(scenario.Dataset.Name).Shape ?? ShapeOf(environment.Load(scenario).Train);
        if (option is null)
        {
            return shape;
        }

        int[] sides = [.. option.Split('x').Select(side => int.TryParse(side, out int value) && value is >= 1 and <= 4096 ? value : 0)];
        return sides.Length == 3 && !sides.Contains(0)
            ? shape with { Channels = sides[0], Height = sides[1], Width = sides[2] }
            : throw new InputException(SourceLocation.WholeFile($"--images {option}"), "", "channels, height and width are wanted, as in 1x32x32.");
    }

    private static ImageShape ShapeOf(ImageDataset images) => new(images.Channels, images.Height, images.Width, images.Classes);
}
