using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Documents;
using CrossbarSim.Devices.Models;
using CrossbarSim.Devices.Quantities;

namespace CrossbarSim.Devices.Characterisation;

/// <summary><c>kind: gaussian</c>: a window and a normal programming error, and optionally so many levels.</summary>
internal static class GaussianKind
{
    public static DeviceDefinition? Read(DocumentReader reader, string name)
    {
        (Conductance absolute, double relative) = reader.Spread("sigma");
        int? levels = WindowKeys.Levels(reader);
        if (WindowKeys.Read(reader) is not var (lowest, highest))
        {
            return null;
        }

        string spread = absolute > Conductance.Zero
            ? absolute.ToString()
            : FormattableString.Invariant($"{relative * 100:0.######} %");
        return new DeviceDefinition(Model(name, lowest, highest, absolute, relative, levels), spread);
    }

    private static IDeviceModel Model(
        string name, Conductance lowest, Conductance highest, Conductance absolute, double relative, int? levels)
    {
        if (levels is not { } count)
        {
            return new GaussianDevice(lowest, highest, absolute, relative);
        }

        ReadOnlySpan<double> means = ConductanceLevels.Equidistant(lowest, highest, count).Means;
        double[] sigmas = new double[count];
        for (int i = 0; i < count; i++)
        {
            sigmas[i] = absolute.Siemens + (relative * means[i]);
        }

        return new LevelTableDevice(name, new ConductanceLevels(means, sigmas));
    }
}
