using CrossbarSim.Devices.Documents;
using CrossbarSim.Devices.Quantities;
using CrossbarSim.Simulator.Imperfections;

namespace CrossbarSim.Scenarios.Schema;

/// <summary>One entry of <c>hardware.imperfections</c>: stuck cells, or a deviation.</summary>
/// <param name="Stuck">Stuck cells; null: a deviation.</param>
/// <param name="Deviation">A deviation; null: stuck cells.</param>
public sealed record ImperfectionSection(StuckSection? Stuck, DeviationSection? Deviation)
{
    private enum Kind
    {
        Stuck,
        Deviation,
    }

    /// <summary>The imperfection itself.</summary>
    /// <param name="index">Number among the imperfections of its hardware.</param>
    internal ICellImperfection Create(int index) => Stuck is not null
        ? new StuckCells(Stuck.Low, Stuck.High, Stuck.LowConductance, Stuck.HighConductance)
        : new Deviation(Deviation!.Reach, Deviation.Sigma, Deviation.RelativeTo, Deviation.Law, index);

    internal static ImperfectionSection Read(DocumentReader section)
    {
        int complaints = section.ComplaintCount;
        Kind kind = section.Choice<Kind>("kind");
        if (section.ComplaintCount > complaints)
        {
            section.IgnoreRest(); // nobody knows which keys belong
            return new ImperfectionSection(new StuckSection(0, 0, null, null), null);
        }

        return kind == Kind.Stuck
            ? new ImperfectionSection(ReadStuck(section), null)
            : new ImperfectionSection(null, ReadDeviation(section));
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
