using CrossbarSim.Devices.Quantities;
using CrossbarSim.Devices.Randomness;

namespace CrossbarSim.Devices.Behaviours;

/// <summary>Cells whose conductance is changed by pulses, one small step at a time.</summary>
public interface IPulseProgramming
{
    /// <summary>Whether there are pulses that raise the conductance.</summary>
    bool CanRaise { get; }

    /// <summary>Whether there are pulses that lower it.</summary>
    bool CanLower { get; }

    /// <summary>The lowest conductance that pulses of a typical cell lead to. Zero or more.</summary>
    Conductance LowestReached { get; }

    /// <summary>The highest conductance that pulses of a typical cell lead to.</summary>
    Conductance HighestReached { get; }

    /// <summary>Its numbers as text: what behaves alike has the same, what does not has another.</summary>
    string PulseContent { get; }

    /// <summary>Makes cells: draws what differs from one to the next.</summary>
    /// <param name="count">How many.</param>
    /// <param name="start">Where they all begin, in siemens, as far as a cell's own window lets it.</param>
    /// <param name="noiseScale">Factor on every standard deviation, from device to device, from cycle to cycle and of reads after a pulse. 0: typical cells. Zero or more.</param>
    /// <param name="key">Address of all their draws; equal keys give equal draws.</param>
    /// <param name="first">Number of the first of them among those of the key: cells draw alike however they are divided.</param>
    IPulsedCells MakeCells(int count, double start, double noiseScale, RandomKey key, long first = 0);
}

/// <summary>Some cells in the course of their programming. Not for several threads at a time.</summary>
public interface IPulsedCells
{
    /// <summary>The conductances as they are read, in siemens; never negative.</summary>
    ReadOnlySpan<double> Conductances { get; }

    /// <summary>Gives each cell a pulse, or none.</summary>
    /// <param name="directions">1: a pulse that raises, -1: one that lowers, 0: none; one for each cell.</param>
    /// <param name="number">Number of the pulse; draws of a cell are addressed by it.</param>
    void Pulse(ReadOnlySpan<sbyte> directions, long number);
}
