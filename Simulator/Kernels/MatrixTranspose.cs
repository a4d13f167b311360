using CrossbarSim.Simulator.Wires.Eights;

namespace CrossbarSim.Simulator.Kernels;

/// <summary>Rows for columns.</summary>
internal static unsafe class MatrixTranspose
{
    private const int Side = 8;

    /// <summary>Writes a matrix the other way round, in squares of 8 whose rows are whole cache lines.</summary>
    /// <param name="from">[rows, columns].</param>
    /// <param name="to">Receives [columns, rows]; other memory.</param>
    /// <param name="rows">Rows of what is read.</param>
    /// <param name="columns">Its columns.</param>
    /// <exception cref="ArgumentException">A length is not rows · columns.</exception>
    public static void Copy(ReadOnlySpan<double> from, Span<double> to, int rows, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(from.Length, rows * columns);
        ArgumentOutOfRangeException.ThrowIfNotEqual(to.Length, rows * columns);
        (int wholeRows, int wholeColumns) = (rows / Side * Side, columns / Side * Side);
        fixed (double* source = from, target = to)
        {
            for (int row = 0; row < wholeRows; row += Side)
            {
                for (int column = 0; column < wholeColumns; column += Side)
                {
                    DoublesIn512.Transpose(source + ((nint)row * columns) + column, columns, target + ((nint)column * rows) + row, rows);
                }

                Plainly(source, target, row, row + Side, wholeColumns);
            }

            Plainly(source, target, wholeRows, rows, 0);
        }

        void Plainly(double* source, double* target, int first, int end, int firstColumn)
        {
            for (int row = first; row < end; row++)
            {
                for (int column = firstColumn; column < columns; column++)
                {
                    target[((nint)column * rows) + row] = source[((nint)row * columns) + column];
                }
            }
        }
    }
}
