using CrossbarSim.Devices.Characterisation.Sections;
using CrossbarSim.Devices.Documents;

namespace CrossbarSim.Devices.Characterisation;

/// <summary>The keys that every device has, whatever its kind.</summary>
internal static class DeviceKeys
{
    /// <summary>Reads a device of a file or a section; null after a complaint.</summary>
    /// <param name="reader">Its keys.</param>
    /// <param name="catalog">The kinds.</param>
    /// <param name="name">The name it goes by, or null for that of its kind.</param>
    /// <param name="inline">Whether it is written out in a scenario, and so need not say where its numbers come from.</param>
    public static DeviceSpec? Read(DocumentReader reader, DeviceCatalog catalog, string? name, bool inline)
    {
        string kind = reader.Text("kind");
        string source = reader.Text("source", inline ? "given in the scenario" : null);
        string description = reader.Text("description", "");
        bool synthetic = reader.Flag("synthetic", false);
        string licence = reader.Text("licence", "");
        if (!catalog.Kinds.TryGetValue(kind, out DeviceKindReader? read))
        {
            if (kind.Length > 0)
            {
                reader.Complain("kind", $"no kind of device is called '{kind}'. {NearestName.Hint(kind, [.. catalog.Kinds.Keys])}");
            }

            reader.IgnoreRest();
            return null;
        }

        int before = reader.ComplaintCount;
        DeviceDefinition? definition = read(reader, name ?? kind);
        bool complained = reader.ComplaintCount > before;
        DeviceSections sections = DeviceSections.Read(reader);
        if (definition is null)
        {
            if (!complained)
            {
                reader.Complain("kind", $"'{kind}' makes no device of these keys.");
            }

            return null;
        }

        return new DeviceSpec
        {
            Name = name ?? kind,
            Kind = kind,
            Description = description,
            Source = source,
            IsSynthetic = synthetic,
            Licence = licence,
            Sections = sections,
            Definition = With(definition, sections),
        };
    }

    private static DeviceDefinition With(DeviceDefinition definition, DeviceSections sections)
    {
        definition = sections.Law is { } law ? definition with { Model = definition.Model.With(law) } : definition;
        return sections.NotUsed is { Count: > 0 } unused
            ? definition with { Notes = definition.Notes.Add($"What it says of {string.Join(", ", unused)} is read and checked, but not used yet.") }
            : definition;
    }
}
