using CrossbarSim.Simulator.Kernels;

namespace CrossbarSim.Simulator.Wires.NonOhmic;

/// <summary>What the search for the voltages of one array keeps. All are laid out as <see cref="NetworkShape"/> says, unless they say otherwise.</summary>
/// <param name="shape">The array.</param>
internal sealed class NetworkBuffers(NetworkShape shape)
{
    /// <summary>Voltages over the cells.</summary>
    public AlignedBuffer<double> Cells { get; } = new(shape.Length);

    /// <summary>Currents of the cells there, in amperes.</summary>
    public AlignedBuffer<double> Currents { get; } = new(shape.Length);

    /// <summary>Slopes of those currents, in siemens.</summary>
    public AlignedBuffer<double> Slopes { get; } = new(shape.Length);

    /// <summary>Voltages over the cells, less what the wires leave for them at those currents.</summary>
    public AlignedBuffer<double> Mismatch { get; } = new(shape.Length);

    /// <summary>Change of the bit lines' voltages.</summary>
    public AlignedBuffer<double> BitLineStep { get; } = new(shape.Length);

    /// <summary>What of the equations of a step is left, in amperes: r.</summary>
    public AlignedBuffer<double> Residual { get; } = new(shape.Length);

    /// <summary>What that does to bit lines by themselves, in volts: z.</summary>
    public AlignedBuffer<double> Preconditioned { get; } = new(shape.Length);

    /// <summary>Where the step is looked for: p. Afterwards the change of the cells' voltages.</summary>
    public AlignedBuffer<double> Direction { get; } = new(shape.Length);

    /// <summary>What drives bit lines there, by themselves: Tb·p.</summary>
    public AlignedBuffer<double> Driving { get; } = new(shape.Length);

    /// <summary>The same, less what comes back through the word lines: S·p.</summary>
    public AlignedBuffer<double> Image { get; } = new(shape.Length);

    /// <summary>Of each cell, how much of a voltage gets past it along its word line: [group of rows, column, row].</summary>
    public AlignedBuffer<double> WordLineShares { get; } = new(shape.Length);

    /// <summary>Of each cell, how much of a voltage gets past it along its bit line.</summary>
    public AlignedBuffer<double> BitLineShares { get; } = new(shape.Length);

    /// <summary>Voltages of the drivers: [padded rows].</summary>
    public AlignedBuffer<double> Drivers { get; } = new(shape.PaddedRows);

    /// <summary>Sensed currents: [padded columns].</summary>
    public AlignedBuffer<double> Sensed { get; } = new(shape.PaddedColumns);

    /// <summary>Σ|I| of each column: [padded columns].</summary>
    public AlignedBuffer<double> Magnitudes { get; } = new(shape.PaddedColumns);

    /// <summary>Σ|error of I| of each column: [padded columns].</summary>
    public AlignedBuffer<double> Errors { get; } = new(shape.PaddedColumns);

    /// <summary>Σ mismatch² of each column: [padded columns].</summary>
    public AlignedBuffer<double> Squares { get; } = new(shape.PaddedColumns);

    /// <summary>A sum a line: [padded rows or columns].</summary>
    public AlignedBuffer<double> LineSums { get; } = new(Math.Max(shape.PaddedRows, shape.PaddedColumns));

    /// <summary>Some lines side by side: [cells of a line, lines].</summary>
    public AlignedBuffer<double> Lines { get; } = new(Math.Max(shape.PaddedRows, shape.PaddedColumns) * NetworkShape.LinesAtATime);

    /// <inheritdoc cref="Lines"/>
    public AlignedBuffer<double> MoreLines { get; } = new(Math.Max(shape.PaddedRows, shape.PaddedColumns) * NetworkShape.LinesAtATime);

    /// <summary>The law at the cells of some rows: [rows, stride].</summary>
    public AlignedBuffer<double> LawValues { get; } = new(NetworkShape.LinesAtATime * shape.Stride);

    /// <inheritdoc cref="LawValues"/>
    public AlignedBuffer<double> LawSlopes { get; } = new(NetworkShape.LinesAtATime * shape.Stride);

    /// <summary>A square of numbers, as wide as the widest register.</summary>
    public AlignedBuffer<double> Tile { get; } = new(64);
}
