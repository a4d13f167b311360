using System.Collections.Immutable;
using CrossbarSim.Devices.Documents;

namespace CrossbarSim.Devices.Characterisation;

/// <summary>Makes a device of the keys that belong to its kind.</summary>
/// <param name="reader">The device's keys. Faults are complained about, not thrown.</param>
/// <param name="name">The name the device goes by.</param>
/// <returns>The device; null after a complaint.</returns>
public delegate DeviceDefinition? DeviceKindReader(DocumentReader reader, string name);

/// <summary>The kinds of device that a file or a scenario can describe. Never changed, only extended into another.</summary>
public sealed class DeviceCatalog
{
    private readonly ImmutableSortedDictionary<string, DeviceKindReader> _kinds;

    private DeviceCatalog(ImmutableSortedDictionary<string, DeviceKindReader> kinds) => _kinds = kinds;

    /// <summary>The kinds that come with the product. A new kind is one line here.</summary>
    public static DeviceCatalog Standard { get; } =
        new DeviceCatalog(ImmutableSortedDictionary.Create<string, DeviceKindReader>(StringComparer.Ordinal))
            .With("constant-step", PulsedKind.Constant)
            .With("exp-step", PulsedKind.Exponential)
            .With("gaussian", GaussianKind.Read)
            .With("ideal", IdealKind.Read)
            .With("level-table", LevelTableKind.Read)
            .With("linear-step", PulsedKind.Linear)
            .With("piecewise-step", PulsedKind.Piecewise)
            .With("pow-step", PulsedKind.Power)
            .With("soft-bounds", PulsedKind.Soft)
            .With("state-dependent", StateKind.Read);

    /// <summary>The readers by the name of their kind.</summary>
    public IReadOnlyDictionary<string, DeviceKindReader> Kinds => _kinds;

    /// <summary>This catalog and one kind more.</summary>
    /// <exception cref="ArgumentException">There is another kind of that name.</exception>
    public DeviceCatalog With(string kind, DeviceKindReader reader) => _kinds.ContainsKey(kind)
        ? throw new ArgumentException($"There is a kind of device called '{kind}' already.", nameof(kind))
        : new(_kinds.Add(kind, reader));
}
