using System.Text.Json.Serialization;
using CrossbarSim.Devices.Documents;
using CrossbarSim.Devices.Quantities;
using CrossbarSim.Simulator.Imperfections;

namespace CrossbarSim.Scenarios.Schema;

/// <summary>One entry of <c>hardware.imperfections</c>: just one of the four is there.</summary>
/// <param name="Stuck">Stuck cells.</param>
/// <param name="Deviation">A deviation.</param>
/// <param name="Pelgrom">Mismatch that depends on the size of cells.</param>
/// <param name="Corner">A corner of the process.</param>
public sealed record ImperfectionSection(
    StuckSection? Stuck = null, DeviationSection? Deviation = null, PelgromSection? Pelgrom = null, CornerSection? Corner = null)
{
    /// <summary>The layers that have it; null: all.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Layers { get; init; }

    private enum Kind
    {
        Stuck,
        Deviation,
        Pelgrom,
        Corner,
    }

    /// <summary>The imperfection itself.</summary>
    /// <param name="index">Number among the imperfections of its hardware.</param>
    internal ICellImperfection Create(int index) => this switch
    {
        { Stuck: StuckSection stuck } => new StuckCells(stuck.Low, stuck.High, stuck.LowConductance, stuck.HighConductance),
        { Deviation: DeviationSection deviation } => new Deviation(deviation.Reach, deviation.Sigma, deviation.RelativeTo, deviation.Law, index),
        { Pelgrom: PelgromSection pelgrom } => new PelgromMismatch(pelgrom.Coefficient, pelgrom.Width, pelgrom.Length, index),
        _ => new ProcessCorner(Corner!.Corner, Corner.N, Corner.P),
    };

    /// <summary>Reads an entry; null after a complaint.</summary>
    internal static ImperfectionSection? Read(DocumentReader section, LayerNames layers)
    {
        int complaints = section.ComplaintCount;
        Kind kind = section.Choice<Kind>("kind");
        if (section.ComplaintCount > complaints)
        {
            section.IgnoreRest(); // nobody knows which keys belong
            return null;
        }

        ImperfectionSection read = (kind switch
        {
            Kind.Stuck => new ImperfectionSection(Stuck: ReadStuck(section)),
            Kind.Deviation => new ImperfectionSection(Deviation: ReadDeviation(section)),
            Kind.Pelgrom => new ImperfectionSection(Pelgrom: ReadPelgrom(section)),
            _ => new ImperfectionSection(Corner: ReadCorner(section)),
        }) with { Layers = layers.Some(section) };
        return section.ComplaintCount > complaints ? null : read;
    }

    private static StuckSection ReadStuck(DocumentReader section)
    {
        int complaints = section.ComplaintCount;
        double low = section.Percentage("low", fallback: 0);
        double high = section.Percentage("high", fallback: 0);
        if (low + high > 1)
        {
            section.Complain("high", "together with 'low' this is more than 100 %.");
            high = 1 - low;
        }
        else if (low + high == 0 && section.ComplaintCount == complaints)
        {
            section.Complain("", "neither 'low' nor 'high' is above 0 %: this would change nothing.");
        }

        return new StuckSection(low, high, Conductance("low-conductance"), Conductance("high-conductance"));

        Conductance? Conductance(string key) => section.Has(key) ? section.Conductance(key) : null;
    }

    private static DeviationSection ReadDeviation(DocumentReader section)
    {
        DeviationLaw law = section.Choice("law", DeviationLaw.Gaussian);
        if (law == DeviationLaw.Lognormal)
        {
            section.ComplainIfPresent("relative-to", "means nothing to a lognormal deviation, which is relative to the level.");
        }

        return new DeviationSection(
            section.Choice("reach", DeviationReach.Cell), section.Percentage("sigma", 1e-9, 10),
            section.Choice("relative-to", DeviationScale.Level), law);
    }

    private static PelgromSection ReadPelgrom(DocumentReader section)
    {
        (Length least, Length most) = (Length.FromMetres(1e-9), Length.FromMetres(1e-3));
        return new PelgromSection(section.Mismatch("coefficient", 1e-12, 1e-6), section.Length("width", least, most), section.Length("length", least, most));
    }

    private static CornerSection ReadCorner(DocumentReader section)
    {
        CornerKind corner = section.Choice<CornerKind>("corner");
        if (section.Is("corner", "tt"))
        {
            section.Complain("corner", "'tt' is the typical corner: this would change nothing.");
        }

        double n = section.Percentage("n", 1e-9, 0.999);
        double? p = section.Has("p") ? section.Percentage("p", 1e-9, 0.999) : null;
        if (corner is CornerKind.Fs or CornerKind.Sf && p is null)
        {
            section.Complain("corner", $"differs from '{(corner == CornerKind.Fs ? "ff" : "ss")}' in p devices alone; say with 'p' how far those shift.");
        }

        return new CornerSection(corner, n, p);
    }
}

/// <summary>Stuck cells.</summary>
/// <param name="Low">Probability of being stuck low, 0 to 1.</param>
/// <param name="High">Probability of being stuck high, 0 to 1.</param>
/// <param name="LowConductance">Conductance of a cell stuck low; null: the device's lowest.</param>
/// <param name="HighConductance">Conductance of a cell stuck high; null: the device's highest.</param>
public sealed record StuckSection(double Low, double High, Conductance? LowConductance, Conductance? HighConductance);

/// <summary>A deviation.</summary>
/// <param name="Reach">What shares one draw.</param>
/// <param name="Sigma">Standard deviation; 0.05 is 5 %.</param>
/// <param name="RelativeTo">What it is relative to.</param>
/// <param name="Law">How it changes a conductance.</param>
public sealed record DeviationSection(DeviationReach Reach, double Sigma, DeviationScale RelativeTo, DeviationLaw Law);

/// <summary>Mismatch that depends on the size of cells.</summary>
/// <param name="Coefficient">Spread times the root of the area, in metres.</param>
/// <param name="Width">Width of a cell's transistor.</param>
/// <param name="Length">Its length.</param>
public sealed record PelgromSection(double Coefficient, Length Width, Length Length);

/// <summary>A corner of the process.</summary>
/// <param name="Corner">Which one.</param>
/// <param name="N">Relative shift of n devices; 0.1 is 10 %.</param>
/// <param name="P">Relative shift of p devices; null: cells have none.</param>
public sealed record CornerSection(CornerKind Corner, double N, double? P);
