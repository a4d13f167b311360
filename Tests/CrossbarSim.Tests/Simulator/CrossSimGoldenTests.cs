using System.Text.Json;
using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Models;
using CrossbarSim.Devices.Quantities;
using CrossbarSim.Simulator.Converters;
using CrossbarSim.Simulator.Mapping;
using CrossbarSim.Simulator.Tiles;
using CrossbarSim.Simulator.Wires;

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
    [TestCase("07_sliced_offset_4x2b_u8_adc8")]
    [TestCase("08_bitserial_u8_diff_adc6")]
    [TestCase("09_sliced_diff_4x2b_bitserial_i8_adc8_granular")]
    [TestCase("11_multi_300in_200out_equal")]
    [TestCase("13_parasitics_32x32_diff")]
    [TestCase("16_small_current_limit_digital_subtract")]
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

        // Counted in their pre-ADC currents: those that stand at the limit.
        int limited = name == "16_small_current_limit_digital_subtract" ? 3 : 0;
        JsonElement verified = config.RootElement.GetProperty("verified");
        Assert.That(counts.Conversions, Is.EqualTo(verified.GetProperty("adc_conversions").GetInt64()));
        Assert.That(counts.LimitedCurrents, Is.EqualTo(limited));
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
        int sliceBits = config.GetProperty("input").TryGetProperty("slice_bits", out JsonElement slice) ? slice.GetInt32() : 0;
        int adcBits = adc.GetProperty("bits").GetInt32();
        return new CrossbarSettings
        {
            Device = device,
            Mapping = Mapping(mapping, config.TryGetProperty("subtract", out _) ? Subtraction.AfterAdc : Subtraction.BeforeAdc),
            Tile = new TileShape(tiling.TryGetProperty("max_inputs", out JsonElement most) ? most.GetInt32() : 128, 256),
            Split = TileSplit.Balanced,
            Dac = new DacSettings
            {
                Bits = inputBits == 0 ? null : sliceBits == 0 ? inputBits : sliceBits,
                InputBits = sliceBits == 0 ? null : inputBits,
                Range = RangeRule.Fixed,
                Low = config.GetProperty("input").GetProperty("min").GetDouble(),
                High = config.GetProperty("input").GetProperty("max").GetDouble(),
                ReadVoltage = Voltage.FromVolts(ReadVolts),
            },
            Wires = config.TryGetProperty("parasitics", out JsonElement parasitics) ? Wires(parasitics) : PerfectWires.Instance,
            ColumnLimit = config.TryGetProperty("column_current_limit", out JsonElement limit)
                ? Current.FromAmperes(limit.GetDouble() * HighestSiemens * ReadVolts)
                : null,
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
                    Converts = adc.GetProperty("when").GetString() == "each_input_slice" ? ConversionPoint.EachPass : ConversionPoint.AfterAccumulation,
                },
        };
    }

    /// <summary>Segments are given in lowest cell resistances.</summary>
    private static ResistiveWires Wires(JsonElement parasitics) => new(new WireResistances
    {
        WordLine = Resistance.FromOhms(parasitics.GetProperty("r_input_line_norm").GetDouble() / HighestSiemens),
        BitLine = Resistance.FromOhms(parasitics.GetProperty("r_output_line_norm").GetDouble() / HighestSiemens),
    });

    private static IWeightMapping Mapping(JsonElement mapping, Subtraction subtraction)
    {
        WeightSlices? slices = mapping.TryGetProperty("bits_per_slice", out JsonElement bits) && bits.GetInt32() > 0
            ? new WeightSlices(bits.GetInt32(), mapping.GetProperty("weight_bits").GetInt32())
            : null;
        return mapping.GetProperty("kind").GetString() switch
        {
            "differential_two_sided" => new DifferentialMapping(PairBalance.TwoSided, subtraction),
            "sliced_offset_digital" => new OffsetMapping(subtraction, OffsetReference.Digital, slices),
            _ => new DifferentialMapping(PairBalance.OneSided, subtraction, slices, ArrayLayout.Separate),
        };
    }

    private static double[][] Transposed(double[][] matrix) =>
        [.. Enumerable.Range(0, matrix[0].Length).Select(column => matrix.Select(row => row[column]).ToArray())];
}
