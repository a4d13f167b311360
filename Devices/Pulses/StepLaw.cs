namespace CrossbarSim.Devices.Pulses;

/// <summary>How the size of a step depends on the state of a cell.</summary>
/// <remarks>
/// States are weights w, from <c>w_min</c> to <c>w_max</c>, as published models have them. A law gives a factor y; the step is Δ·y, Δ being the step of the cell in the
/// direction of the pulse. The formulas are those of M. Rasch et al., "A flexible and fast PyTorch toolkit for simulating training and inference on analog crossbar arrays",
/// AICAS 2021, <see href="https://doi.org/10.1109/AICAS51828.2021.9458494"/>, and of its documentation (IBM Analog Hardware Acceleration Kit).
/// </remarks>
public abstract record StepLaw
{
    /// <summary>How many numbers are drawn for each cell.</summary>
    public virtual int Draws => 0;

    /// <summary>The numbers of the law.</summary>
    internal abstract IEnumerable<double> Numbers { get; }

    /// <summary>y, for a pulse that raises.</summary>
    /// <param name="w">The state.</param>
    /// <param name="cell">The cell: its window and draws.</param>
    public abstract double Up(double w, in CellWindow cell);

    /// <summary>y, for a pulse that lowers.</summary>
    /// <inheritdoc cref="Up"/>
    public abstract double Down(double w, in CellWindow cell);
}

/// <summary>What a law may ask of a cell.</summary>
/// <param name="Low">Lower bound of its own window, in weights. Zero or less.</param>
/// <param name="High">Upper bound of its own window. Zero or more.</param>
/// <param name="TypicalLow">Lower bound of a typical cell. Zero or less.</param>
/// <param name="TypicalHigh">Upper bound of a typical cell. Above zero.</param>
/// <param name="UpDraw">First number drawn for it, standard normal times the noise scale; 0 where the law draws none.</param>
/// <param name="DownDraw">The second.</param>
public readonly record struct CellWindow(double Low, double High, double TypicalLow, double TypicalHigh, double UpDraw, double DownDraw)
{
    /// <summary>Width of its own window.</summary>
    public double Width => High - Low;
}
