using CrossbarSim.Devices.Models;
using CrossbarSim.Devices.Quantities;
using CrossbarSim.Devices.Randomness;
using CrossbarSim.Simulator.Converters;
using CrossbarSim.Simulator.Mapping;
using CrossbarSim.Simulator.Tiles;

namespace CrossbarSim.Benchmarks;

/// <summary>A linear layer, what it is put on and what goes through it.</summary>
/// <param name="Weights">The layer.</param>
/// <param name="Hardware">The hardware.</param>
/// <param name="Samples">[samples, inputs].</param>
internal sealed record LinearProblem(WeightMatrix Weights, CrossbarSettings Hardware, double[] Samples)
{
    private const int Batch = 1024;

    /// <summary>Pairs of cells programmed with an error of 2 % of the window, subtracted before the ADC; 8-bit DACs and calibrated ADCs.</summary>
    public static CrossbarSettings Pairs { get; } = new()
    {
        Device = new GaussianDevice(Conductance.Zero, Conductance.FromMicrosiemens(50), Conductance.FromMicrosiemens(1), 0),
        Mapping = new DifferentialMapping(PairBalance.OneSided, Subtraction.BeforeAdc),
    };

    /// <summary>
    /// 8-bit weights (-127..127 steps, programmed with an error of 2 % of the window), 8-bit DAC over signed inputs, 8-bit calibrated
    /// ADC, 128x128 tiles, differential columns subtracted before the ADC.
    /// </summary>
    public static LinearProblem Ordinary(int inputs, int outputs)
    {
        RandomKey key = RandomKey.FromSeed(1);
        double[] weights = new double[outputs * inputs];
        double[] samples = new double[Batch * inputs];
        key.For("weights").FillNormal(weights);
        key.For("inputs").FillNormal(samples);
        double step = weights.Max(Math.Abs) / 127;
        return new LinearProblem(
            new WeightMatrix(outputs, inputs, [.. weights.Select(weight => Math.Round(weight / step) * step)]), Pairs, samples);
    }

    /// <summary>
    /// 8-bit weights in four slices of 2 bits on pairs of columns, subtracted before the ADC; 8-bit inputs in 8 passes of one bit; 8-bit
    /// calibrated ADC at each slice and pass.
    /// </summary>
    public static LinearProblem BitSerial(int inputs, int outputs)
    {
        LinearProblem ordinary = Ordinary(inputs, outputs);
        CrossbarSettings hardware = ordinary.Hardware with
        {
            Device = new IdealDevice(Conductance.FromMicrosiemens(1), Conductance.FromMicrosiemens(50)),
            Mapping = new DifferentialMapping(PairBalance.OneSided, Subtraction.BeforeAdc, new WeightSlices(2, 8)),
            Dac = new DacSettings { Bits = 1, InputBits = 8 },
        };
        return new LinearProblem(ordinary.Weights, hardware, [.. ordinary.Samples.Select(Math.Abs)]);
    }

    /// <summary>Every sum lies exactly between two codes: what decides codes in single precision has to be exact.</summary>
    /// <remarks>Odd inputs, weights of ±1 with one zero in each tile of 128 rows, powers of two for every unit: sums are odd, a code is worth 2.</remarks>
    public static LinearProblem EverySumOnAThreshold(int inputs, int outputs)
    {
        RandomKey key = RandomKey.FromSeed(1);
        double[] weights = new double[outputs * inputs];
        double[] samples = new double[Batch * inputs];
        key.For("weights").FillUniform(weights);
        key.For("inputs").FillUniform(samples);
        double unit = Math.Pow(2, -24);
        double amperes = 2 * unit / 1024;
        CrossbarSettings hardware = new()
        {
            Device = new IdealDevice(Conductance.FromSiemens(unit), Conductance.FromSiemens(129 * unit)),
            Mapping = new DifferentialMapping(PairBalance.OneSided, Subtraction.BeforeAdc),
            Scale = new WeightScale(ScaleReach.Fixed, Conductance.FromSiemens(unit)),
            Dac = new DacSettings { Range = RangeRule.Fixed, Low = 0, High = 255, ReadVoltage = Voltage.FromVolts(255.0 / 1024) },
            Adc = new AdcSettings { Range = RangeRule.Fixed, Fixed = new AdcRange(-128 * amperes, 127 * amperes) },
        };
        return new LinearProblem(
            new WeightMatrix(outputs, inputs, [.. weights.Select((u, i) => i % 128 == 0 ? 0.0 : u < 0.5 ? -1.0 : 1.0)]),
            hardware,
            [.. samples.Select(u => u < 0.5 ? 1.0 : 3.0)]);
    }
}
