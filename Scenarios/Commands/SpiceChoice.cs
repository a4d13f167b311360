using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using CrossbarSim.Devices.Documents;
using CrossbarSim.Networks.Conversion;
using CrossbarSim.Networks.Layers;
using CrossbarSim.Scenarios.Studies;
using CrossbarSim.Simulator.Mapping;
using CrossbarSim.Simulator.Tiles;
using CrossbarSim.Simulator.Wires.Spice;
using TorchSharp;

namespace CrossbarSim.Scenarios.Commands;

/// <summary>Which tile <c>export-spice</c> writes, and what drives its rows.</summary>
internal sealed class SpiceChoice
{
    private static readonly Option<string> s_layer = new("--layer") { Description = "The layer, as reports name it.", HelpName = "NAME", Required = true };
    private static readonly Option<int?> s_group = Number("--group", "The group of a grouped convolution; 0 without it.");
    private static readonly Option<int?> s_tile = Number("--tile", "The tile of the layer; 0 without it.");
    private static readonly Option<int?> s_array = Number("--array", "The array of the tile; all of them without it.");
    private static readonly Option<int?> s_trial = Number("--trial", "The chip; that of trial 0 without it.");
    private static readonly Option<int?> s_point = Number("--point", "The point of a sweep; 0 without it.");
    private static readonly Option<int?> s_image = Number("--image", "Drive rows as this test image does, from 0; without it every row is at the read voltage.");
    private static readonly Option<int?> s_pass = Number("--pass", "Which pass, where inputs are driven in several; 0 without it.");
    private static readonly Option<(int Row, int Column)?> s_window = new("--window")
    {
        Description = "Which window of a convolution, by its place in the output; the middle one without it.",
        HelpName = "ROW,COLUMN",
        CustomParser = ParseWindow,
    };

    private static readonly Option<string?> s_voltages = new("--voltages")
    {
        Description = "Drive rows with the column 'volts' of this file, one line a row in use.",
        HelpName = "FILE",
    };

    private readonly ParseResult _parsed;
    private readonly double[]? _given;

    /// <summary>Takes what the command line says.</summary>
    /// <exception cref="InputException">It contradicts itself, or the file of voltages is none.</exception>
    public SpiceChoice(ParseResult parsed)
    {
        _parsed = parsed;
        if (Image is not null && Voltages is not null)
        {
            throw Fault("--voltages", Voltages, "rows are driven by --image already.");
        }

        if (Image is null && parsed.GetValue(s_window) is (int row, int column))
        {
            throw Fault("--window", $"{row},{column}", "means nothing without --image.");
        }

        if (Image is null && parsed.GetValue(s_pass) is int pass)
        {
            throw Fault("--pass", pass, "means nothing without --image.");
        }

        _given = Voltages is null ? null : RowVoltagesFile.Load(Voltages);
    }

    /// <summary>Its options.</summary>
    public static IReadOnlyList<Option> Options { get; } = [s_layer, s_group, s_tile, s_array, s_trial, s_point, s_image, s_window, s_pass, s_voltages];

    /// <summary>The trial whose chip it is.</summary>
    public int Trial => _parsed.GetValue(s_trial) ?? 0;

    private string Layer => _parsed.GetValue(s_layer)!;

    private int? Image => _parsed.GetValue(s_image);

    private string? Voltages => _parsed.GetValue(s_voltages);

    /// <summary>The point of a study.</summary>
    /// <exception cref="InputException">There is none of that number.</exception>
    public StudyPoint PointOf(Study study) => study.Points[Chosen(s_point, study.Points.Count, "there is", "there are", "point")];

    /// <summary>Checks what can be checked before anything is trained.</summary>
    /// <param name="point">The point.</param>
    /// <param name="untrained">A network like that of the point.</param>
    /// <exception cref="InputException">There is no such chip, image or layer.</exception>
    public void Check(PreparedPoint point, torch.nn.Module<torch.Tensor, torch.Tensor> untrained)
    {
        _ = Chosen(s_trial, point.Trials, "there is", "there are", "chip");
        _ = Chosen(s_image, point.Data.Test.Count, "there is", "there are", "test image");
        if (SpiceCells.Refusal(point.Hardware.Device.Current) is string refusal)
        {
            throw new InputException(SourceLocation.WholeFile($"point {point.Point.Index}"), "hardware.device.current", refusal);
        }

        IReadOnlyList<(string Name, bool CanGoOnTiles)> layers = AnalogNetwork.LayersOf(untrained);
        IReadOnlyList<string> digital = point.Point.Scenario.Hardware.KeepDigital;
        string[] onTiles = [.. layers.Where(layer => layer.CanGoOnTiles && !digital.Contains(layer.Name)).Select(layer => layer.Name)];
        if (onTiles.Contains(Layer))
        {
            return;
        }

        string known = onTiles.Length == 0 ? "No layer is on tiles." : $"On tiles: {string.Join(", ", onTiles)}.";
        throw Fault("--layer", Layer, layers.FirstOrDefault(layer => layer.Name == Layer) switch
        {
            (null, _) => $"the network has no such layer. {(NearestName.Of(Layer, onTiles) is string near ? $"Did you mean '{near}'? " : "")}{known}",
            (_, true) => $"is kept digital by hardware.digital. {known}",
            _ => $"is not on tiles: it has no weights, or none that are a matrix's. {known}",
        });
    }

    /// <summary>The netlist.</summary>
    /// <param name="study">The study.</param>
    /// <param name="point">Its point.</param>
    /// <param name="chip">The chip; an image passes through it.</param>
    /// <exception cref="InputException">There is no such group, tile, array, window or pass, or the voltages are not as many as the rows.</exception>
    public SpiceNetlist Netlist(Study study, PreparedPoint point, ChipNetwork chip)
    {
        string layer = $"layer '{Layer}' has";
        IReadOnlyList<ProgrammedMatrix> groups = chip.Matrices(Layer);
        int group = Chosen(s_group, groups.Count, layer, layer, "group");
        ProgrammedMatrix matrix = groups[group];
        int tile = Chosen(s_tile, matrix.Tiles.Count, layer, layer, "tile");
        TileRegion region = matrix.Tiles[tile].Mapped.Region;
        string ofTile = $"tile {tile} of layer '{Layer}' has";
        int? array = _parsed.GetValue(s_array) is null ? null : Chosen(s_array, matrix.OnArrays(tile).Arrays.Count, ofTile, ofTile, "array");
        (double[] volts, string source) = RowVoltages(point, chip, group, matrix, tile);
        string swept = string.Join(", ", point.Point.Swept.Select(value => $"{value.Key}: {value.Text}"));
        string[] about =
        [
            $"CrossbarSim {ProgramVersion.Text}: layer {Layer},{(groups.Count == 1 ? "" : $" group {group},")} tile {tile}, chip of trial {Trial}",
            $"Scenario {study.Name}, point {point.Point.Index}{(swept.Length == 0 ? "" : $" ({swept})")}, seed {point.Point.Scenario.Seed}.",
            $"Inputs {region.FirstInput} to {region.FirstInput + region.Inputs - 1} and outputs {region.FirstOutput} to {region.FirstOutput + region.Outputs - 1} of {(groups.Count == 1 ? "the layer" : "the group")}.",
            $"Rows are driven {source}.",
        ];
        return TileNetlist.Of(matrix, tile, volts, [.. about.Select(line => line.ReplaceLineEndings(" "))], array);
    }

    private (double[] Volts, string Source) RowVoltages(PreparedPoint point, ChipNetwork chip, int group, ProgrammedMatrix matrix, int tile)
    {
        TileRegion region = matrix.Tiles[tile].Mapped.Region;
        if (Image is int image)
        {
            (double[] volts, string source) = OfImage(point, chip, group, image);
            return (volts[region.FirstInput..(region.FirstInput + region.Inputs)], source);
        }

        if (_given is null)
        {
            double most = point.Hardware.Dac.ReadVoltage.Volts;
            return ([.. Enumerable.Repeat(most, region.Inputs)], $"with {most.ToString("R", CultureInfo.InvariantCulture)} V each, the read voltage");
        }

        return _given.Length == region.Inputs
            ? (_given, $"as {Path.GetFileName(Voltages)} says")
            : throw new InputException(SourceLocation.WholeFile(Voltages!), "", $"the file has {Count(_given.Length, "voltage")}; tile {tile} of layer '{Layer}' has {Count(region.Inputs, "row")} in use.");
    }

    private (double[] Volts, string Source) OfImage(PreparedPoint point, ChipNetwork chip, int group, int image)
    {
        using torch.Tensor pixels = ImageTensors.Of(point.Data.Test, [image]);
        LayerInput input = chip.InputOf(Layer, group, pixels, image);
        int pass = Chosen(s_pass, input.Passes, "there is", "there are", "pass");
        string source = $"as by test image {image}{(input.Passes == 1 ? "" : $" in pass {pass}")}";
        if (input.Windows is not (int rows, int columns))
        {
            return _parsed.GetValue(s_window) is (int y, int x)
                ? throw Fault("--window", $"{y},{x}", $"means nothing to layer '{Layer}', which is no convolution.")
                : (input.RowVoltages(pass), source);
        }

        (int Row, int Column) window = _parsed.GetValue(s_window) ?? (rows / 2, columns / 2);
        return window.Row < rows && window.Column < columns
            ? (input.RowVoltages(pass, window), $"{source} at window {window.Row},{window.Column}")
            : throw Fault("--window", $"{window.Row},{window.Column}", $"windows of layer '{Layer}' are 0,0 to {rows - 1},{columns - 1}.");
    }

    /// <summary>The number that was chosen of so many; 0 where none was.</summary>
    private int Chosen(Option<int?> option, int count, string has, string have, string noun)
    {
        int number = _parsed.GetValue(option) ?? 0;
        if (number >= 0 && number < count)
        {
            return number;
        }

        string plural = noun == "pass" ? "passes" : $"{noun}s";
        throw Fault(option.Name, number, count == 1 ? $"{has} one {noun}, number 0." : $"{have} {plural} 0 to {count - 1}.");
    }

    private static string Count(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";

    private static InputException Fault(string option, object value, string problem) =>
        new(SourceLocation.WholeFile($"{option} {value}"), "", problem);

    private static Option<int?> Number(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "N",
        CustomParser = result =>
        {
            string text = result.Tokens[^1].Value;
            if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number))
            {
                return number;
            }

            result.AddError($"{name}: '{text}' is not a whole number.");
            return null;
        },
    };

    private static (int Row, int Column)? ParseWindow(ArgumentResult result)
    {
        string text = result.Tokens[^1].Value;
        string[] parts = text.Split(',');
        if (parts.Length == 2 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int row)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int column))
        {
            return (row, column);
        }

        result.AddError($"--window: '{text}' is not a row and a column, as in 3,4.");
        return null;
    }
}
