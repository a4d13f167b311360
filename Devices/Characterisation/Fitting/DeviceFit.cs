using System.Collections.Immutable;
using CrossbarSim.Devices.Characterisation.Measurements;
using CrossbarSim.Devices.Documents;

namespace CrossbarSim.Devices.Characterisation.Fitting;

/// <summary>From measurement files to a device file: reads, fits, and writes what was read back without a complaint.</summary>
public static class DeviceFit
{
    private static readonly ImmutableSortedDictionary<string, Func<MeasurementSettings, FittedPart>> Fitters =
        ImmutableSortedDictionary.CreateRange<string, Func<MeasurementSettings, FittedPart>>(StringComparer.Ordinal,
        [
            new("iv", IvKind.Fit),
            new("levels", LevelsKind.Fit),
            new("pulses", PulsesKind.Fit),
            new("read-noise", NoiseKind.Fit),
            new("retention", RetentionKind.Fit),
            new("switching", SwitchingKind.Fit),
        ]);

    /// <summary>The kinds of measurement.</summary>
    public static IReadOnlyCollection<string> Kinds { get; } = [.. Fitters.Keys];

    /// <summary>Fits and writes a device.</summary>
    /// <exception cref="InputException">A setting or a file has faults, or there is a device of that name. Nothing was written.</exception>
    public static FittedDevice Run(FitRequest request)
    {
        (FittedPart part, DeviceHeading heading) = Fit(request);
        DeviceDraft draft = DeviceDraft.Of(request, part, heading);
        return new FittedDevice(draft.Write(), [.. part.Report, .. part.Fit.LeftOut.Select(each => $"Left out: {each}"), .. part.Fit.Refused.Select(each => $"Refused: {each}")]);
    }

    /// <summary>Reads and fits, and writes nothing.</summary>
    internal static (FittedPart Part, DeviceHeading Heading) Fit(FitRequest request)
    {
        FittedPart? part = null;
        DeviceHeading heading = new("", "", "");
        DocumentReader.Read<object?>(request.Settings, reader =>
        {
            int before = reader.ComplaintCount;
            string kind = reader.Text("--kind");
            heading = new DeviceHeading(
                reader.Text("--source", $"measured: {string.Join(", ", request.Files.Select(Path.GetFileName))}"),
                reader.Text("--description", ""),
                reader.Text("--licence", ""));
            DeviceDraft.CheckName(reader, request);
            if (kind.Length > 0 && !Fitters.ContainsKey(kind))
            {
                reader.Complain("--kind", $"no kind of measurement is called '{kind}'. {NearestName.Hint(kind, Kinds)}");
            }

            if (reader.ComplaintCount > before)
            {
                reader.IgnoreRest();
                return null;
            }

            try
            {
                part = Fitters[kind](new MeasurementSettings(reader, request.Files));
            }
            catch (StopReadingException)
            {
                reader.IgnoreRest(); // the complaint is noted; what else belongs is not known
            }
            catch (InputException fault)
            {
                reader.Complain(fault.Complaints);
                reader.IgnoreRest();
            }

            return null;
        });
        return (part!, heading); // null only after a complaint, and then Read has thrown
    }
}

/// <summary>What a device file says of the device as a whole; empty where nothing.</summary>
/// <param name="Source">Where the numbers come from.</param>
/// <param name="Description">What it is.</param>
/// <param name="Licence">Terms of the data.</param>
internal sealed record DeviceHeading(string Source, string Description, string Licence);
