using System.Text.Json;
using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Models;
using CrossbarSim.Devices.Quantities;
using CrossbarSim.Simulator.Converters;
using CrossbarSim.Simulator.Mapping;
using CrossbarSim.Simulator.Tiles;

namespace CrossbarSim.Tests.Simulator;

/// <summary>CrossSim's outputs, digit by digit. Formulas: Golden/README.md and the config of each case.</summary>
public sealed class CrossSimGoldenTests
{
    private const double HighestSiemens = 100e-6;
    private const double ReadVolts = 0.2;

    [TestCase("01_small_diff_ideal")]
    [TestCase("02_small_diff_w8_i8_adc6")]
    [TestCase("03_full128_diff_w8_i8_adc8")]
    [TestCase("05_full128_diff2_w8_i8_adc4_asym")]
    [TestCase("11_multi_300in_200out_equal")]
    [TestCase("18_small_sar_adc6")]
    public void Multiply_SameHardware_GivesTheSameOutputs(string name)
    {
        using JsonDocument config = JsonDocument.Parse(File.ReadAllText(GoldenFile.Path("crosssim", name, "config.json")));
        double[][] weights = GoldenFile.Matrix("crosssim", name, "W.csv");
        double[][] inputs = Transposed(GoldenFile.Matrix("crosssim", name, "X.csv"));
        double[][] expected = Transposed(GoldenFile.Matrix("crosssim", name, "Y.csv"));
        WeightMatrix matrix = new(weights.Length, weights[0].Length, [.. weights.SelectMany(row => row)]);
        ProgrammedMatrix programmed = new MappedMatrix(matrix, Settings(config.RootElement)).ProgramIdeally();
        CrossbarProduct product = new(programmed, Calibration.Freeze(programmed, default(ReadOnlyMemory<double>)));
        double[] outputs = new double[expected.Length * matrix.Outputs];

        ConversionCounts counts = product.Multiply(inputs.SelectMany(x => x).ToArray(), outputs);

        // Their suggestion: 1e-5 of the largest output, no exception. A wrong code is off by at least 1e-3 of it.
        double tolerance = 1e-5 * expected.Max(row => row.Max(Math.Abs));
        Assert.That(outputs, Is.EqualTo(expected.SelectMany(y => y).ToArray()).Within(tolerance));
        JsonElement verified = config.RootElement.GetProperty("verified");
        Assert.That(counts.Conversions, Is.EqualTo(verified.GetProperty("adc_conversions").GetInt64()));
        Assert.That(counts.ClippedConversions, Is.EqualTo(verified.GetProperty("adc_clipped").GetInt64()));
    }

    private static CrossbarSettings Settings(JsonElement config)
    {
        JsonElement mapping = config.GetProperty("mapping");
        JsonElement adc = config.GetProperty("adc");
        JsonElement tiling = config.GetProperty("tiling");
        Conductance highest = Conductance.FromSiemens(HighestSiemens);
        Conductance lowest = Conductance.FromSiemens(HighestSiemens * mapping.GetProperty("g_min_norm").GetDouble());
        int cellBits = mapping.GetProperty("cell_bits").GetInt32();
        IDeviceModel device = cellBits == 0
            ? new IdealDevice(lowest, highest)
            : new LevelTableDevice("equidistant", ConductanceLevels.Equidistant(lowest, highest, 1 << cellBits));
        int inputBits = config.GetProperty("input").GetProperty("bits").GetInt32();
        int adcBits = adc.GetProperty("bits").GetInt32();
        return new CrossbarSettings
        {
            Device = device,
            Mapping = new DifferentialMapping(
                mapping.GetProperty("kind").GetString() == "differential_two_sided" ? PairBalance.TwoSided : PairBalance.OneSided,
                Subtraction.BeforeAdc),
            Tile = new TileShape(tiling.TryGetProperty("max_inputs", out JsonElement most) ? most.GetInt32() : 128, 256),
            Split = TileSplit.Balanced,
            Dac = new DacSettings
            {
                Bits = inputBits == 0 ? null : inputBits,
                Range = RangeRule.Fixed,
                Low = config.GetProperty("input").GetProperty("min").GetDouble(),
                High = config.GetProperty("input").GetProperty("max").GetDouble(),
                ReadVoltage = Voltage.FromVolts(ReadVolts),
            },
            Adc = adcBits == 0
                ? new AdcSettings { Bits = null }
                : new AdcSettings
                {
                    Bits = adcBits,
                    Kind = adc.GetProperty("kind").GetString() switch
                    {
                        "sign_magnitude" => ConverterCatalog.Symmetric,
                        "sar" => ConverterCatalog.Sar,
                        _ => ConverterCatalog.Uniform,
                    },
                    Range = RangeRule.Fixed,
                    Fixed = new AdcRange(
                        adc.GetProperty("range")[0][0].GetDouble() * HighestSiemens * ReadVolts,
                        adc.GetProperty("range")[0][1].GetDouble() * HighestSiemens * ReadVolts),
                },
        };
    }

    private static double[][] Transposed(double[][] matrix) =>
        [.. Enumerable.Range(0, matrix[0].Length).Select(column => matrix.Select(row => row[column]).ToArray())];
}
