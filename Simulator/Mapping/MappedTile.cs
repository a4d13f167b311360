using System.Buffers;
using System.Numerics.Tensors;
using CrossbarSim.Simulator.Kernels;

namespace CrossbarSim.Simulator.Mapping;

/// <summary>One tile's target conductances and how its columns are read. Immutable once made.</summary>
/// <remarks>
/// Cells are physical and never negative. A <i>line</i> is what one ADC converts: a column, or a difference of two that
/// is formed in the analog domain. An output is a weighted sum of lines formed digitally: a line by itself, a difference of two, the slices
/// of a weight shifted and added.
/// </remarks>
public sealed record MappedTile
{
    /// <summary>The part of the layer that this tile holds.</summary>
    public required TileRegion Region { get; init; }

    /// <summary>Physical columns in use.</summary>
    public required int Columns { get; init; }

    /// <summary>Wanted conductances in siemens, [rows, columns], row by row. Zero or more.</summary>
    public required double[] Targets { get; init; }

    /// <summary>What each line senses.</summary>
    public required Line[] Lines { get; init; }

    /// <summary>Which lines make each output.</summary>
    public required Output[] Outputs { get; init; }

    /// <summary>
    /// Sign of each cell as its line sees it, [rows, columns]: +1 or -1. Null: every cell counts as +1. Given by mappings
    /// that choose, cell by cell, which of two columns holds it, leaving the other cell unconnected.
    /// </summary>
    public sbyte[]? Signs { get; init; }

    /// <summary>Conductance in siemens that its line subtracts from each cell, [rows, columns]. Null: nothing.</summary>
    public double[]? Baselines { get; init; }

    /// <summary>Physical columns that a column of cells stands for: 2 where <see cref="Signs"/> choose between a pair of them, else 1.</summary>
    public int ColumnsPerCell { get; init; } = 1;

    /// <summary>
    /// Which physical columns stand on one array, from its row drivers on; those of a pair that signs choose from are 2c and 2c + 1. Null: all of them, in order.
    /// </summary>
    public IReadOnlyList<int[]>? Arrays { get; init; }

    /// <summary>Smallest conductance that one row can add to a line, in siemens; negative for differences.</summary>
    public required double LowestPerRow { get; init; }

    /// <summary>Largest conductance that one row can add to a line, in siemens.</summary>
    public required double HighestPerRow { get; init; }

    /// <summary>Weights beyond what the conductances can represent, which were clipped.</summary>
    public required int ClippedWeights { get; init; }

    /// <summary>Which lines made each output before factors made up for drift: what outputs are when cells stand at their targets.</summary>
    internal Output[] OutputsAtTargets
    {
        get => field ?? Outputs;
        private init;
    }

    /// <summary>The same tile, whose lines make outputs in another way.</summary>
    internal MappedTile With(Output[] outputs) => this with { Outputs = outputs, OutputsAtTargets = OutputsAtTargets };

    /// <summary>Conductance of each line, [rows, lines] in siemens, from the conductances of the cells.</summary>
    /// <param name="cells">[rows, columns] in siemens: the targets, or what programming made of them.</param>
    public double[] SenseMatrix(ReadOnlySpan<double> cells) => SenseMatrix(cells, null);

    /// <inheritdoc cref="SenseMatrix(ReadOnlySpan{double})"/>
    /// <param name="cells">[rows, columns] in siemens.</param>
    /// <param name="room">May become the result, if it is as long; null: there is none.</param>
    internal double[] SenseMatrix(ReadOnlySpan<double> cells, double[]? room)
    {
        int rows = Region.Inputs;
        double[] sensed = room?.Length == rows * Lines.Length ? room : GC.AllocateUninitializedArray<double>(rows * Lines.Length);
        if (Signs is null && Baselines is null)
        {
            SensePlainly(cells, sensed);
            return sensed;
        }

        for (int row = 0; row < rows; row++)
        {
            for (int line = 0; line < Lines.Length; line++)
            {
                (int plus, int minus, _) = Lines[line];
                double value = Seen(cells, (row * Columns) + plus);
                if (minus >= 0)
                {
                    value -= Seen(cells, (row * Columns) + minus);
                }

                sensed[(row * Lines.Length) + line] = value;
            }
        }

        return sensed;
    }

    /// <summary>Which cells count against the outputs they belong to, [rows, columns]: those of subtracted columns, unless their sign turns them round.</summary>
    internal bool[] SubtractedCells()
    {
        bool[] columns = new bool[Columns];
        foreach (Term term in Outputs.SelectMany(output => output.Terms))
        {
            (int plus, int minus, _) = Lines[term.Line];
            columns[plus] = term.Factor < 0;
            if (minus >= 0)
            {
                columns[minus] = term.Factor > 0;
            }
        }

        bool[] cells = new bool[Targets.Length];
        for (int cell = 0; cell < cells.Length; cell++)
        {
            cells[cell] = columns[cell % Columns] != (Signs is not null && Signs[cell] < 0);
        }

        return cells;
    }

    private void Add(double conductance, int cell, ref double same, ref double other)
    {
        bool isSame = Signs is null || Signs[cell] > 0;
        (isSame ? ref same : ref other) += conductance;
        (isSame ? ref other : ref same) += Baselines is null ? 0.0 : Baselines[cell];
    }

    /// <summary>Cells as they are.</summary>
    private void SensePlainly(ReadOnlySpan<double> cells, Span<double> sensed)
    {
        ReadOnlySpan<Line> lines = Lines;
        if (ArePairs)
        {
            PairDifferences.Write(cells, sensed);
            return;
        }

        for (int row = 0; row < Region.Inputs; row++)
        {
            ReadOnlySpan<double> from = cells.Slice(row * Columns, Columns);
            Span<double> to = sensed.Slice(row * lines.Length, lines.Length);
            for (int line = 0; line < to.Length; line++)
            {
                (int plus, int minus, _) = lines[line];
                to[line] = minus >= 0 ? from[plus] - from[minus] : from[plus];
            }
        }
    }

    /// <summary>Whether every line is a column less the one beside it, in order.</summary>
    private bool ArePairs
    {
        get
        {
            bool arePairs = Columns == 2 * Lines.Length;
            for (int line = 0; arePairs && line < Lines.Length; line++)
            {
                arePairs = Lines[line].Plus == 2 * line && Lines[line].Minus == (2 * line) + 1;
            }

            return arePairs;
        }
    }

    private double Seen(ReadOnlySpan<double> cells, int cell)
    {
        double value = Baselines is null ? cells[cell] : cells[cell] - Baselines[cell];
        return Signs is null ? value : Signs[cell] * value;
    }

    /// <summary>Conductances of the two sides of each line, both [rows, lines] in siemens, zero or more: what it adds and what it subtracts.</summary>
    /// <remarks>Cells with a negative sign are on the subtracted side; so is what is subtracted from a cell as its baseline.</remarks>
    /// <param name="cells">[rows, columns] in siemens.</param>
    internal (double[] Plus, double[] Minus) SenseSides(ReadOnlySpan<double> cells)
    {
        int rows = Region.Inputs;
        double[] added = new double[rows * Lines.Length];
        double[] subtracted = new double[rows * Lines.Length];
        for (int row = 0; row < rows; row++)
        {
            for (int line = 0; line < Lines.Length; line++)
            {
                (int plus, int minus, _) = Lines[line];
                int at = (row * Lines.Length) + line;
                Add(cells[(row * Columns) + plus], (row * Columns) + plus, ref added[at], ref subtracted[at]);
                if (minus >= 0)
                {
                    Add(cells[(row * Columns) + minus], (row * Columns) + minus, ref subtracted[at], ref added[at]);
                }
            }
        }

        return (added, subtracted);
    }

    /// <summary>Cells as they stand where signs choose between a pair of columns, [rows, 2 x columns] in siemens: each with what is subtracted from it as its partner.</summary>
    /// <param name="cells">[rows, columns] in siemens.</param>
    internal double[] PairedColumns(ReadOnlySpan<double> cells)
    {
        double[] pairs = new double[2 * cells.Length];
        for (int cell = 0; cell < cells.Length; cell++)
        {
            Add(cells[cell], cell, ref pairs[2 * cell], ref pairs[(2 * cell) + 1]);
        }

        return pairs;
    }

    /// <summary>Variance of each line, [rows, lines] in siemens²: those of its cells added.</summary>
    /// <param name="variances">[rows, columns], of each cell, in siemens².</param>
    public double[] SenseVariances(ReadOnlySpan<double> variances)
    {
        int rows = Region.Inputs;
        double[] sensed = new double[rows * Lines.Length];
        for (int row = 0; row < rows; row++)
        {
            for (int line = 0; line < Lines.Length; line++)
            {
                (int plus, int minus, _) = Lines[line];
                sensed[(row * Lines.Length) + line] =
                    variances[(row * Columns) + plus] + (minus >= 0 ? variances[(row * Columns) + minus] : 0.0);
            }
        }

        return sensed;
    }

    /// <summary>The weights that lines amount to.</summary>
    /// <param name="lines">Conductance of every line, [rows, lines] in siemens.</param>
    /// <returns>[outputs, rows].</returns>
    internal double[] Weights(ReadOnlySpan<double> lines)
    {
        double[] weights = GC.AllocateUninitializedArray<double>(Outputs.Length * Region.Inputs);
        Weights(lines, weights);
        return weights;
    }

    /// <summary>The same, in single precision.</summary>
    /// <param name="lines">Conductance of every line, [rows, lines] in siemens.</param>
    /// <param name="weights">Receives [outputs, rows].</param>
    /// <param name="stride">From the weights of one output to those of the next.</param>
    internal unsafe void Weights(ReadOnlySpan<double> lines, float* weights, nint stride)
    {
        int rows = Region.Inputs;
        double[] room = ArrayPool<double>.Shared.Rent(Outputs.Length * rows);
        Span<double> wide = room.AsSpan(0, Outputs.Length * rows);
        Weights(lines, wide);
        for (int output = 0; output < Outputs.Length; output++)
        {
            TensorPrimitives.ConvertTruncating(wide.Slice(output * rows, rows), new Span<float>(weights + (output * stride), rows));
        }

        ArrayPool<double>.Shared.Return(room);
    }

    private void Weights(ReadOnlySpan<double> lines, Span<double> weights)
    {
        (int rows, int outputs) = (Region.Inputs, Outputs.Length);
        if (AreLines(lines.Length, out bool arePlain) && arePlain)
        {
            MatrixTranspose.Copy(lines, weights, rows, outputs);
            for (int output = 0; output < outputs; output++)
            {
                Span<double> own = weights.Slice(output * rows, rows);
                TensorPrimitives.Divide(own, Outputs[output].SiemensPerWeight, own);
            }

            return;
        }

        double[] room = ArrayPool<double>.Shared.Rent(rows * outputs);
        Span<double> byRow = room.AsSpan(0, rows * outputs);
        WeightsByRow(lines, byRow);
        MatrixTranspose.Copy(byRow, weights, rows, outputs);
        ArrayPool<double>.Shared.Return(room);
    }

    /// <summary>Whether outputs are the lines, in order.</summary>
    /// <param name="conductances">How many conductances all lines have.</param>
    /// <param name="arePlain">Whether nothing is done to them but to divide.</param>
    private bool AreLines(int conductances, out bool arePlain)
    {
        bool areLines = conductances == Region.Inputs * Outputs.Length;
        arePlain = true;
        for (int output = 0; areLines && output < Outputs.Length; output++)
        {
            Output made = Outputs[output];
            areLines = made.Terms is [Term term] && term.Line == output;
            arePlain = arePlain && made is { Terms: [{ Factor: 1 }], Gain: 1, OffsetSiemens: 0 };
        }

        return areLines;
    }

    private void WeightsByRow(ReadOnlySpan<double> lines, Span<double> byRow)
    {
        (int rows, int outputs) = (Region.Inputs, Outputs.Length);
        if (!AreLines(lines.Length, out _))
        {
            for (int row = 0; row < rows; row++)
            {
                for (int output = 0; output < outputs; output++)
                {
                    byRow[(row * outputs) + output] = Weight(Outputs[output], lines.Slice(row * Lines.Length, Lines.Length));
                }
            }

            return;
        }

        double[] factors = Array.ConvertAll(Outputs, output => output.Terms[0].Factor);
        double[] gains = Array.ConvertAll(Outputs, output => output.Gain);
        double[] offsets = Array.ConvertAll(Outputs, output => output.OffsetSiemens);
        double[] units = Array.ConvertAll(Outputs, output => output.SiemensPerWeight);
        for (int row = 0; row < rows; row++)
        {
            Span<double> weights = byRow.Slice(row * outputs, outputs);
            ReadOnlySpan<double> line = lines.Slice(row * outputs, outputs);
            TensorPrimitives.Multiply(line, factors, weights);
            TensorPrimitives.Multiply(weights, gains, weights);
            TensorPrimitives.Subtract(weights, offsets, weights);
            TensorPrimitives.Divide(weights, units, weights);
        }
    }

    /// <summary>The weight that an output has on one row.</summary>
    /// <param name="output">The output.</param>
    /// <param name="lines">Conductance of every line on that row, in siemens.</param>
    internal static double Weight(Output output, ReadOnlySpan<double> lines)
    {
        double sum = 0;
        foreach (Term term in output.Terms)
        {
            sum += term.Factor * lines[term.Line];
        }

        return ((output.Gain * sum) - output.OffsetSiemens) / output.SiemensPerWeight;
    }

    /// <summary>A sensed line: a column, less another one when <paramref name="Minus"/> is not -1.</summary>
    /// <param name="Plus">The column that counts positively.</param>
    /// <param name="Minus">The column subtracted before the ADC, or -1.</param>
    /// <param name="Slice">Which slice of the weights it holds, least significant first; lines of one slice share a converter's range.</param>
    public readonly record struct Line(int Plus, int Minus = -1, int Slice = 0);

    /// <summary>One line's part in an output.</summary>
    /// <param name="Line">The line.</param>
    /// <param name="Factor">What its value is multiplied with digitally: 1, -1, or a power of two of either sign.</param>
    public readonly record struct Term(int Line, double Factor);

    /// <summary>An output: its lines weighted and added after the ADCs, in order, and scaled back to weights.</summary>
    /// <param name="Terms">Its lines. One or more.</param>
    /// <param name="SiemensPerWeight">The factor between weights and conductances.</param>
    /// <param name="OffsetSiemens">What a weight of zero stands at: so much times the digital sum of the row voltages is subtracted.</param>
    public readonly record struct Output(Term[] Terms, double SiemensPerWeight, double OffsetSiemens = 0)
    {
        /// <summary>What the digital sum of its lines is multiplied with, before anything is subtracted: 1, unless it makes up for drift.</summary>
        public double Gain { get; init; } = 1;

        /// <summary>A line by itself.</summary>
        public static Output Of(int line, double siemensPerWeight) => new([new Term(line, 1.0)], siemensPerWeight);

        /// <summary>The difference of two lines.</summary>
        public static Output Difference(int plus, int minus, double siemensPerWeight) =>
            new([new Term(plus, 1.0), new Term(minus, -1.0)], siemensPerWeight);
    }
}
