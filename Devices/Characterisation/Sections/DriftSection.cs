using System.Collections.Immutable;
using CrossbarSim.Devices.Ageing;
using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Documents;
using CrossbarSim.Devices.Laws;
using CrossbarSim.Devices.Quantities;

namespace CrossbarSim.Devices.Characterisation.Sections;

/// <summary>How conductances change with the logarithm of time.</summary>
public enum DriftLaw
{
    /// <summary>G(t) = G(t₀)·(t/t₀)^(-ν), ν normal from cell to cell.</summary>
    Power,

    /// <summary>G(t) = G(t₀) + m·L + (s₀ + s·L)·z with L = ln(t/t₀) and z standard normal from cell to cell.</summary>
    Log,
}

/// <summary>The numbers of a drift law at one conductance.</summary>
/// <param name="Conductance">Where they hold, in siemens; NaN: everywhere.</param>
/// <param name="Mean">Mean of ν, dimensionless; or m, in siemens for each factor e of time.</param>
/// <param name="Std">Standard deviation of ν; or s, in siemens for each factor e of time.</param>
/// <param name="StdAtReference">s₀, in siemens; 0 for a power law.</param>
public readonly record struct DriftPoint(double Conductance, double Mean, double Std, double StdAtReference);

/// <summary>What time does to a cell: the section <c>drift</c> of a device file.</summary>
public sealed record DriftSection
{
    /// <summary>The law.</summary>
    public required DriftLaw Law { get; init; }

    /// <summary>t₀: the age, since programming, that the law starts from. Above zero.</summary>
    public required TimeSpan ReferenceTime { get; init; }

    /// <summary>Its numbers: one that holds everywhere, or several by conductance ascending, linear between them and constant beyond.</summary>
    public required ImmutableArray<DriftPoint> Points { get; init; }

    /// <summary>Where it was fitted.</summary>
    public FitProvenance? Fit { get; init; }

    /// <summary>Whether times count from the reference state, age being t + t₀, rather than from programming.</summary>
    public bool CountsFromReference { get; init; }

    /// <summary>Whether a negative ν counts as a positive one.</summary>
    public bool NeverRises { get; init; }

    /// <summary>The latest time that the data cover; null: they do not say.</summary>
    public TimeSpan? ValidTo { get; init; }

    /// <summary>The mean by state in place of that of the points; null: the points have it. In S for a logarithmic law.</summary>
    public StateLaw? Mean { get; init; }

    /// <summary>The standard deviation by state in place of that of the points.</summary>
    public StateLaw? Std { get; init; }

    /// <summary>What its times count from.</summary>
    public DriftClock Clock => new(ReferenceTime, CountsFromReference);

    /// <summary>The law, for a device.</summary>
    /// <param name="device">The device.</param>
    public IConductanceDrift Create(IDeviceModel device)
    {
        Conductance highest = device.HighestConductance;
        StateLaw mean = MeanBy(highest);
        StateLaw std = Std ?? By(highest, point => point.Std);
        return Law == DriftLaw.Power
            ? new PowerDrift(highest, Clock, mean, std) { NeverRises = NeverRises, Latest = ValidTo }
            : new LogarithmicDrift(highest, Clock, mean, std, By(highest, point => point.StdAtReference))
            {
                Window = (device.LowestConductance, highest),
                Latest = ValidTo,
            };
    }

    /// <summary>The mean by the state of a cell.</summary>
    /// <param name="highest">The conductance that states are relative to.</param>
    public StateLaw MeanBy(Conductance highest) => Mean ?? By(highest, point => point.Mean);

    private StateLaw By(Conductance highest, Func<DriftPoint, double> part) => double.IsNaN(Points[0].Conductance)
        ? new ConstantLaw(part(Points[0]))
        : new TableLaw([.. Points.Select(point => (point.Conductance / highest.Siemens, part(point)))]);

    /// <summary>The numbers at a conductance.</summary>
    public DriftPoint At(double siemens)
    {
        int above = 0;
        while (above < Points.Length && Points[above].Conductance <= siemens)
        {
            above++;
        }

        if (above == 0 || above == Points.Length)
        {
            return Points[Math.Min(above, Points.Length - 1)];
        }

        (DriftPoint low, DriftPoint high) = (Points[above - 1], Points[above]);
        double part = (siemens - low.Conductance) / (high.Conductance - low.Conductance);
        return new DriftPoint(
            siemens, low.Mean + (part * (high.Mean - low.Mean)), low.Std + (part * (high.Std - low.Std)),
            low.StdAtReference + (part * (high.StdAtReference - low.StdAtReference)));
    }

    internal static DriftSection? Read(DocumentReader parent)
    {
        if (parent.OptionalSection("drift") is not { } reader)
        {
            return null;
        }

        DriftLaw law = reader.Choice<DriftLaw>("law");
        TimeSpan reference = reader.Duration("reference-time");
        if (reader.Has("reference-time") && reference <= TimeSpan.Zero)
        {
            reader.Complain("reference-time", "is not above 0 s.");
        }

        bool fromReference = reader.Choice("from", s_origins, "programming");
        TimeSpan? validTo = reader.Has("valid-to") ? reader.Duration("valid-to") : null;
        if (law == DriftLaw.Power && reader.Node("nu") is MappingNode nu && nu.Entries.Any(entry => entry.Value is MappingNode || entry.Key == "never-rises"))
        {
            DocumentReader laws = reader.Section("nu");
            return new DriftSection
            {
                Law = law,
                ReferenceTime = reference,
                Points = [new DriftPoint(double.NaN, 0, 0, 0)],
                Mean = StateLawKeys.Read(laws, "mean"),
                Std = StateLawKeys.Read(laws, "std"),
                NeverRises = laws.Flag("never-rises", false),
                CountsFromReference = fromReference,
                ValidTo = validTo,
                Fit = FitProvenance.Read(reader),
            };
        }

        return new DriftSection
        {
            Law = law,
            ReferenceTime = reference,
            Points = reader.Has("table") ? Table(reader, law) : [Everywhere(reader, law)],
            CountsFromReference = fromReference,
            ValidTo = validTo,
            Fit = FitProvenance.Read(reader),
        };
    }

    private static readonly IReadOnlyDictionary<string, bool> s_origins = new Dictionary<string, bool> { ["programming"] = false, ["reference"] = true };

    internal void Write(YamlText yaml)
    {
        yaml.Plain("law", KebabCase.Of(Law));
        yaml.Plain("reference-time", ExactText.Seconds(ReferenceTime.TotalSeconds));
        if (ValidTo is { } latest)
        {
            yaml.Plain("valid-to", ExactText.Seconds(latest.TotalSeconds));
        }

        if (Points.Length > 1)
        {
            yaml.Plain("table", "$NAME.csv");
            return;
        }

        DriftPoint point = Points[0];
        if (Law == DriftLaw.Power)
        {
            yaml.Plain("nu", $"{{ mean: {ExactText.Number(point.Mean)}, std: {ExactText.Number(point.Std)} }}");
            return;
        }

        yaml.Plain("mean", ExactText.Siemens(point.Mean));
        yaml.Plain("std", ExactText.Siemens(point.Std));
        yaml.Plain("std-at-reference", ExactText.Siemens(point.StdAtReference));
    }

    private static DriftPoint Everywhere(DocumentReader reader, DriftLaw law)
    {
        if (law == DriftLaw.Log)
        {
            Quantities.Conductance any = Quantities.Conductance.FromSiemens(-1);
            return new DriftPoint(
                double.NaN, reader.Conductance("mean", min: any).Siemens, reader.Conductance("std", min: any).Siemens,
                reader.Conductance("std-at-reference").Siemens);
        }

        DocumentReader nu = reader.Section("nu");
        return new DriftPoint(double.NaN, nu.Number("mean", -10, 10), nu.Number("std", 0, 10), 0);
    }

    private static ImmutableArray<DriftPoint> Table(DocumentReader reader, DriftLaw law)
    {
        string[] names = law == DriftLaw.Power ? ["conductance", "mean", "std"] : ["conductance", "mean", "std", "std-at-reference"];
        return [.. SectionTable.Read(reader, "table", names)
            .Select(row => new DriftPoint(row[0], row[1], row[2], law == DriftLaw.Power ? 0 : row[3]))];
    }
}
