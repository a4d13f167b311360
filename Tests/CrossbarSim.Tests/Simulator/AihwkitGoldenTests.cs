using System.Text.Json;
using CrossbarSim.Devices.Models;
using CrossbarSim.Devices.Quantities;
using CrossbarSim.Simulator.Converters;
using CrossbarSim.Simulator.Mapping;
using CrossbarSim.Simulator.Tiles;

namespace CrossbarSim.Tests.Simulator;

/// <summary>aihwkit's outputs: column-wise scales, 8-bit inputs, 8- and 6-bit ADCs of ±10 full-scale cells.</summary>
public sealed class AihwkitGoldenTests
{
    private const double HighestSiemens = 50e-6;
    private const double ReadVolts = 0.1;

    [TestCase("dac8_adc8_1tile_128x32.json")]
    [TestCase("dac8_adc6_tiles_300x40_t128.json")]
    public void Multiply_SameHardware_GivesTheSameCodes(string file)
    {
        using JsonDocument golden = JsonDocument.Parse(File.ReadAllText(GoldenFile.Path("aihwkit", file)));
        JsonElement io = golden.RootElement.GetProperty("io");
        double[][] weights = Matrix(golden, "W");
        double[][] inputs = Matrix(golden, "x");
        double[][] expected = Matrix(golden, "y");
        double bound = io.GetProperty("out_bound").GetDouble();
        CrossbarSettings settings = new()
        {
            Device = new IdealDevice(Conductance.Zero, Conductance.FromSiemens(HighestSiemens)),
            Mapping = new DifferentialMapping(PairBalance.OneSided, Subtraction.BeforeAdc),
            Scale = new WeightScale(ScaleReach.Column),
            Split = TileSplit.Balanced,
            Dac = new DacSettings
            {
                Bits = Bits(io, "inp_res"),
                Range = RangeRule.Fixed,
                Low = -io.GetProperty("inp_bound").GetDouble(),
                High = io.GetProperty("inp_bound").GetDouble(),
                ReadVoltage = Voltage.FromVolts(ReadVolts),
            },
            Adc = new AdcSettings
            {
                Bits = Bits(io, "out_res"),
                Kind = ConverterCatalog.Symmetric,
                Range = RangeRule.Fixed,
                Fixed = new AdcRange(-bound * HighestSiemens * ReadVolts, bound * HighestSiemens * ReadVolts),
            },
        };
        WeightMatrix matrix = new(weights.Length, weights[0].Length, [.. weights.SelectMany(row => row)]);
        ProgrammedMatrix programmed = new MappedMatrix(matrix, settings).ProgramIdeally();
        double[] outputs = new double[expected.Length * matrix.Outputs];

        new CrossbarProduct(programmed, Calibration.Freeze(programmed, default(ReadOnlyMemory<double>))).Multiply(inputs.SelectMany(x => x).ToArray(), outputs);

        // Their arithmetic is float32 over sums of up to 300 terms: 1e-5 of the largest output. One code is 1e-3 of it or more.
        double tolerance = 1e-5 * expected.Max(row => row.Max(Math.Abs));
        Assert.That(outputs, Is.EqualTo(expected.SelectMany(y => y).ToArray()).Within(tolerance));
    }

    /// <summary>aihwkit gives the step over the whole range: 1/254 is 255 values, 8 bits about zero.</summary>
    private static int Bits(JsonElement io, string key) => (int)Math.Round(Math.Log2((1.0 / io.GetProperty(key).GetDouble()) + 2));

    private static double[][] Matrix(JsonDocument golden, string key) =>
        [.. golden.RootElement.GetProperty(key).EnumerateArray().Select(row => row.EnumerateArray().Select(v => v.GetDouble()).ToArray())];
}
