using System.Collections.Immutable;

namespace CrossbarSim.Devices.Characterisation.Plots;

/// <summary>A picture of data and the law fitted to it, before it is drawn.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="X">The horizontal axis.</param>
/// <param name="Y">The vertical axis.</param>
/// <param name="Series">What is drawn; one or more.</param>
public sealed record Plot(string Title, PlotAxis X, PlotAxis Y, ImmutableArray<PlotSeries> Series);

/// <summary>An axis.</summary>
/// <param name="Label">Its label, with the unit.</param>
/// <param name="Logarithmic">Whether its scale is logarithmic; what is not above zero is left out then.</param>
public sealed record PlotAxis(string Label, bool Logarithmic = false);

/// <summary>Points, or a line.</summary>
/// <param name="Name">For the legend; empty for none.</param>
/// <param name="X">Positions.</param>
/// <param name="Y">As many.</param>
/// <param name="IsLine">Whether they are joined rather than marked.</param>
public sealed record PlotSeries(string Name, ImmutableArray<double> X, ImmutableArray<double> Y, bool IsLine)
{
    /// <summary>Half the length of error bars, as many as points; empty for none.</summary>
    public ImmutableArray<double> Errors { get; init; } = [];

    /// <summary>The colour it has, counted from 0; series of one colour belong together.</summary>
    public int Colour { get; init; }
}
