using CrossbarSim.Devices.Quantities;

namespace CrossbarSim.Devices.Behaviours;

/// <summary>One kind of memory cell: at least a window of conductances.</summary>
/// <remarks>A model implements, beside this, only the behaviours its data supports. What is absent is absent as a type.</remarks>
public interface IDeviceModel
{
    /// <summary>The name it goes by in scenarios and reports.</summary>
    string Name { get; }

    /// <summary>The lowest conductance that can be aimed at. Zero or more.</summary>
    Conductance LowestConductance { get; }

    /// <summary>The highest conductance that can be aimed at. Above zero, and above the lowest unless there is one level only.</summary>
    Conductance HighestConductance { get; }

    /// <summary>How its current follows its voltage; <see cref="Currents.OhmicCurrent"/> unless something else is known.</summary>
    ICellCurrent Current { get; }

    /// <summary>Its numbers as text, those of its current aside: models of a kind that behave alike have the same, others have others.</summary>
    /// <remarks>Results are addressed by it: a number that is left out here would let results of one device pass for those of another.</remarks>
    string Content { get; }

    /// <summary>The same cell, its current following another law.</summary>
    IDeviceModel With(ICellCurrent current);
}
