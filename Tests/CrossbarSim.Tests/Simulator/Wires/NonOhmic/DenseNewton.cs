using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Simulator.Wires;
using MathNet.Numerics.LinearAlgebra;

namespace CrossbarSim.Tests.Simulator.Wires.NonOhmic;

/// <summary>The plain way to read an array: one dense matrix of what every cell's current does to every cell's voltage.</summary>
/// <remarks>
/// The current of cell (k, l) flows through the driver and min(j, l) segments of word line k together with that of (k, j), and through the sense and m - 1 - max(i, k) segments of
/// bit line l together with that of (i, l). Newton's method on d + R·G·f(d) = V, from d = 0, halving steps that leave more than there was.
/// </remarks>
internal static class DenseNewton
{
    /// <summary>Sensed currents, and the voltages over the cells.</summary>
    public static (double[] Currents, double[] Cells) Read(double[] conductances, int rows, int columns, WireResistances wires, ICellCurrent law, double[] drivers)
    {
        int count = rows * columns;
        Matrix<double> shared = Matrix<double>.Build.Dense(count, count, (a, b) =>
        {
            (int i, int j, int k, int l) = (a / columns, a % columns, b / columns, b % columns);
            double word = i == k ? wires.DriverTotal + (wires.WordLine.Ohms * Math.Min(j, l)) : 0;
            double bit = j == l ? wires.SenseTotal + (wires.BitLine.Ohms * (rows - 1 - Math.Max(i, k))) : 0;
            return word + bit;
        });
        Vector<double> given = Vector<double>.Build.Dense(count, cell => drivers[cell / columns]);
        Vector<double> cells = Vector<double>.Build.Dense(count);
        (Vector<double> currents, Vector<double> slopes) = Law(conductances, law, cells);
        Vector<double> mismatch = cells + (shared * currents) - given;
        for (int step = 0; step < 200 && mismatch.L2Norm() > 0; step++)
        {
            Matrix<double> jacobian = Matrix<double>.Build.DenseIdentity(count) + (shared * Matrix<double>.Build.DiagonalOfDiagonalVector(slopes));
            Vector<double> change = jacobian.Solve(-mismatch);
            double before = mismatch.L2Norm();
            Vector<double> start = cells;
            double length = 1;
            do
            {
                cells = start + (length * change);
                (currents, slopes) = Law(conductances, law, cells);
                mismatch = cells + (shared * currents) - given;
                length /= 2;
            }
            while (mismatch.L2Norm() >= before && length > 1e-9);

            if (mismatch.L2Norm() >= before)
            {
                break; // rounding
            }
        }

        double[] sensed = [.. Enumerable.Range(0, columns).Select(column => Enumerable.Range(0, rows).Sum(row => currents[(row * columns) + column]))];
        return (sensed, cells.ToArray());
    }

    private static (Vector<double> Currents, Vector<double> Slopes) Law(double[] conductances, ICellCurrent law, Vector<double> cells)
    {
        double[] values = new double[cells.Count];
        double[] slopes = new double[cells.Count];
        law.Evaluate(cells.ToArray(), values, slopes);
        Vector<double> programmed = Vector<double>.Build.Dense(conductances);
        return (programmed.PointwiseMultiply(Vector<double>.Build.Dense(values)), programmed.PointwiseMultiply(Vector<double>.Build.Dense(slopes)));
    }
}
