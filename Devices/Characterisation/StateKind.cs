using CrossbarSim.Devices.Documents;
using CrossbarSim.Devices.Laws;
using CrossbarSim.Devices.Models;

namespace CrossbarSim.Devices.Characterisation;

/// <summary><c>kind: state-dependent</c>: a window, and a programming error that depends on the state aimed at.</summary>
internal static class StateKind
{
    public static DeviceDefinition? Read(DocumentReader reader, string name)
    {
        int before = reader.ComplaintCount;
        DocumentReader programming = reader.Section("programming");
        StateLaw sigma = StateLawKeys.Read(programming, "sigma", 1 / programming.Choice("unit", s_units));
        if (WindowKeys.Read(reader) is not var (lowest, highest) || reader.ComplaintCount > before)
        {
            return null;
        }

        return new DeviceDefinition(
            new StateDevice(name, lowest, highest, sigma),
            FormattableString.Invariant($"{sigma.At(lowest.Siemens / highest.Siemens) * 1e6:0.###} to {sigma.At(1) * 1e6:0.###} uS"));
    }

    private static readonly IReadOnlyDictionary<string, double> s_units = new Dictionary<string, double>
    {
        ["S"] = 1,
        ["mS"] = 1e3,
        ["uS"] = 1e6,
        ["nS"] = 1e9,
    };
}
