using System.Text.Json;
using CrossbarSim.Networks.Conversion;
using CrossbarSim.Simulator.Converters;
using CrossbarSim.Simulator.Tiles;

namespace CrossbarSim.Scenarios.Studies;

/// <summary>calibration.json: the ranges that converters were frozen at, for every layer of every point. The same scenario gives the same bytes.</summary>
internal static class CalibrationFile
{
    private static readonly JsonSerializerOptions _options = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
    };

    /// <summary>Writes the file. Points that amount to the same are written once.</summary>
    /// <param name="path">The file.</param>
    /// <param name="points">The points.</param>
    /// <param name="layers">What became of their layers.</param>
    public static void Write(string path, IReadOnlyList<PreparedPoint> points, IReadOnlyList<IReadOnlyList<LayerPlan>> layers)
    {
        string text = JsonSerializer.Serialize(
            new { Version = ProgramVersion.Text, Points = points.Zip(layers, Point).DistinctBy(point => point.Hash) }, _options);
        File.WriteAllText(path + ".part", text + "\n");
        File.Move(path + ".part", path, overwrite: true);
    }

    private static PointRanges Point(PreparedPoint point, IReadOnlyList<LayerPlan> layers)
    {
        (DacSettings dac, AdcSettings adc) = (point.Hardware.Dac, point.Hardware.Adc);
        return new PointRanges(
            point.TrialHash,
            point.CalibrationSamples,
            dac.Range == RangeRule.Calibrated ? dac.Rule.ToString() : "given",
            adc switch
            {
                { Bits: null } => null,
                { IsCalibrated: true } => adc.Rule.ToString(),
                { Range: RangeRule.FullScale, Kind.Range: null } => "full-scale",
                _ => "given",
            },
            [.. layers.SelectMany(layer => layer.Converters.Select((converters, group) => Layer(layer.Name, group, converters)))]);
    }

    private static LayerRanges Layer(string name, int group, FrozenConverters converters)
    {
        Dac dac = converters.Dac;
        return new LayerRanges(
            name,
            group,
            new DacRange(dac.Low, dac.High, dac.InputBits, dac.ReadVoltage.Volts),
            [.. converters.Ranges.Select(range => new AdcRangeOfLines(
                range.Tile, Runs(range.Lines), range.Adc.Range.Low * 1e6, range.Adc.Range.High * 1e6, range.Adc.Codes, range.Adc.Lsb * 1e6))]);
    }

    /// <summary>Ascending numbers in short, as in <c>0-63, 128</c>.</summary>
    private static string Runs(IReadOnlyList<int> numbers)
    {
        List<string> runs = [];
        for (int first = 0, next = 1; first < numbers.Count; first = next++)
        {
            while (next < numbers.Count && numbers[next] == numbers[next - 1] + 1)
            {
                next++;
            }

            runs.Add(next == first + 1 ? $"{numbers[first]}" : $"{numbers[first]}-{numbers[next - 1]}");
        }

        return string.Join(", ", runs);
    }

    /// <summary>The ranges of one point.</summary>
    /// <param name="Hash">Address of the point's trials, as in results.json.</param>
    /// <param name="Samples">Training images, the first ones, that calibrated ranges were found on.</param>
    /// <param name="Dac">How the ranges of DACs were found, as scenarios spell it.</param>
    /// <param name="Adc">How those of ADCs were; null: they are ideal.</param>
    /// <param name="Layers">The layers on tiles, in order, group by group.</param>
    private sealed record PointRanges(string Hash, int Samples, string Dac, string? Adc, IReadOnlyList<LayerRanges> Layers);

    private sealed record LayerRanges(string Layer, int Group, DacRange Dac, IReadOnlyList<AdcRangeOfLines> Adcs);

    private sealed record DacRange(double Low, double High, int? Bits, double ReadVolts);

    private sealed record AdcRangeOfLines(
        int Tile, string Lines, double LowMicroamperes, double HighMicroamperes, int Codes, double LsbMicroamperes);
}
