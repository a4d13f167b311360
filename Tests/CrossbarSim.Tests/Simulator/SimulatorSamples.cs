using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Models;
using CrossbarSim.Devices.Quantities;
using CrossbarSim.Devices.Randomness;
using CrossbarSim.Simulator.Converters;
using CrossbarSim.Simulator.Mapping;
using CrossbarSim.Simulator.Tiles;

namespace CrossbarSim.Tests.Simulator;

/// <summary>Small matrices, inputs and hardware that several tests use.</summary>
internal static class SimulatorSamples
{
    public static IdealDevice IdealDevice { get; } = new(Conductance.FromMicrosiemens(1), Conductance.FromMicrosiemens(100));

    public static LevelTableDevice FiveLevels { get; } = new(
        "five-levels", new ConductanceLevels([4e-6, 5e-6, 6.5e-6, 7e-6, 9e-6], [2e-7, 1e-7, 2e-7, 3e-7, 2e-7]));

    public static CrossbarSettings Hardware { get; } = new()
    {
        Device = IdealDevice,
        Mapping = new DifferentialMapping(PairBalance.OneSided, Subtraction.BeforeAdc),
        Dac = new DacSettings { Bits = null, Range = RangeRule.Fixed, Low = -1, High = 1 },
        Adc = new AdcSettings { Bits = null },
    };

    public static WeightMatrix Weights(int outputs, int inputs, string name = "weights")
    {
        double[] values = new double[outputs * inputs];
        RandomKey.FromSeed(11).For(name).FillNormal(values);
        return new WeightMatrix(outputs, inputs, values);
    }

    public static double[] Inputs(int samples, int inputs, bool signed = true)
    {
        double[] values = new double[samples * inputs];
        RandomKey.FromSeed(12).For("inputs").FillUniform(values);
        return signed ? [.. values.Select(v => (2 * v) - 1)] : values;
    }

    public static double[] Product(WeightMatrix weights, double[] inputs)
    {
        int samples = inputs.Length / weights.Inputs;
        double[] result = new double[samples * weights.Outputs];
        for (int s = 0; s < samples; s++)
        {
            for (int o = 0; o < weights.Outputs; o++)
            {
                for (int i = 0; i < weights.Inputs; i++)
                {
                    result[(s * weights.Outputs) + o] += weights.Row(o)[i] * inputs[(s * weights.Inputs) + i];
                }
            }
        }

        return result;
    }

    public static (double[] Outputs, ConversionCounts Counts) Multiply(
        ProgrammedMatrix programmed, double[] inputs, double[]? calibration = null, int threads = 1)
    {
        CrossbarProduct product = new(programmed, Calibration.Freeze(programmed, calibration ?? inputs, threads));
        double[] outputs = new double[inputs.Length / programmed.Mapped.Weights.Inputs * programmed.Mapped.Weights.Outputs];
        ConversionCounts counts = product.Multiply(inputs, outputs, threads);
        return (outputs, counts);
    }
}
