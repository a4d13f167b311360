using CrossbarSim.Devices.Documents;
using CrossbarSim.Devices.Quantities;

namespace CrossbarSim.Devices.Characterisation;

/// <summary>Reads a measured current-voltage curve.</summary>
/// <remarks>
/// Columns <c>voltage</c> and <c>current</c> with their units, as in <c>voltage_V</c> and <c>current_uA</c>; rows in any order, no voltage twice, the current nowhere falling as the
/// voltage rises. A row at 0 V has to say 0 A; where there is none it is added.
/// </remarks>
internal static class CurrentTableFile
{
    private static readonly string[] Names = ["voltage", "current"];

    private static readonly (string Name, double Divisor)[][] Units =
    [
        [("V", 1), ("mV", 1e3), ("uV", 1e6)],
        [("A", 1), ("mA", 1e3), ("uA", 1e6), ("nA", 1e9), ("pA", 1e12)],
    ];

    /// <summary>The points of a file, by voltage.</summary>
    /// <param name="path">The file; complaints name it as given here.</param>
    /// <param name="symmetric">Whether negative voltages, of which there are none, carry what positive ones do, the other way.</param>
    /// <returns>Volts, strictly ascending, zero among them, and amperes.</returns>
    /// <exception cref="InputException">The file is no such table.</exception>
    public static (double[] Volts, double[] Amperes) Load(string path, bool symmetric)
    {
        NumberTable numbers = NumberTable.Load(path);
        (int Column, double Divisor)[] columns = Columns(numbers);
        Point[] points = [.. numbers.Rows
            .Select((row, index) => new Point(row[columns[0].Column] / columns[0].Divisor, row[columns[1].Column] / columns[1].Divisor, index))
            .OrderBy(point => point.Volts)];
        CheckSigns(numbers, points, columns[0].Column, symmetric);
        points = WithZero(numbers, points, columns[1].Column);
        if (symmetric)
        {
            points = [.. points.Skip(1).Reverse().Select(point => point with { Volts = -point.Volts, Amperes = -point.Amperes }), .. points];
        }

        CheckOrder(numbers, points, columns);
        return ([.. points.Select(point => point.Volts)], [.. points.Select(point => point.Amperes)]);
    }

    /// <summary>Where voltage and current are, and how many of their units make a volt or an ampere.</summary>
    private static (int Column, double Divisor)[] Columns(NumberTable numbers)
    {
        (int Column, double Divisor)[] found = [(-1, 1), (-1, 1)];
        List<Complaint> complaints = [];
        for (int column = 0; column < numbers.Columns.Count; column++)
        {
            string[] parts = numbers.Columns[column].Split('_', 2);
            int known = Array.IndexOf(Names, parts[0]);
            string unit = parts.Length < 2 ? "" : parts[1].Replace('\u00B5', 'u').Replace('\u03BC', 'u');
            if (known < 0)
            {
                Complain(column, $"no column is called '{numbers.Columns[column]}'. {NearestName.Hint(parts[0], Names)}");
            }
            else if (found[known].Column >= 0)
            {
                Complain(column, $"there is a column '{numbers.Columns[found[known].Column]}' already.");
            }
            else if (Array.FindIndex(Units[known], one => one.Name == unit) is int index and >= 0)
            {
                found[known] = (column, Units[known][index].Divisor);
            }
            else
            {
                string list = string.Join(", ", Units[known].Select(one => one.Name));
                Complain(column, unit.Length == 0
                    ? $"has no unit; write for instance '{parts[0]}_{Units[known][0].Name}'. Known: {list}."
                    : $"'{parts[1]}' is not a unit of {parts[0]}. Known: {list}.");
            }
        }

        foreach (string missing in Names.Where((name, i) => found[i].Column < 0 && complaints.Count == 0))
        {
            complaints.Add(new Complaint(SourceLocation.WholeFile(numbers.File), "", $"there is no column '{missing}'."));
        }

        return complaints.Count == 0 ? found : throw new InputException(complaints);

        void Complain(int column, string problem) =>
            complaints.Add(new Complaint(numbers.Location(column), numbers.Columns[column], problem));
    }

    private static void CheckSigns(NumberTable numbers, Point[] points, int column, bool symmetric)
    {
        if (symmetric && points[0].Volts < 0)
        {
            throw Fault(numbers, points[0].Row, column, "a curve that is measured below 0 V cannot be 'symmetric: true' too.");
        }

        if (!symmetric && points[0].Volts >= 0)
        {
            throw Whole(numbers.File, "the curve has no negative voltages, and cells of an array see some; measure them, or say 'symmetric: true': I(-V) = -I(V).");
        }

        if (points[^1].Volts <= 0)
        {
            throw Whole(numbers.File, "the curve has no positive voltages.");
        }
    }

    private static Point[] WithZero(NumberTable numbers, Point[] points, int column)
    {
        int zero = Array.FindIndex(points, point => point.Volts == 0);
        if (zero >= 0 && points[zero].Amperes != 0)
        {
            throw Fault(numbers, points[zero].Row, column, "a cell carries no current at 0 V; subtract the offset of the instrument.");
        }

        return zero >= 0 ? points : [.. points.Where(point => point.Volts < 0), new Point(0, 0, -1), .. points.Where(point => point.Volts > 0)];
    }

    private static void CheckOrder(NumberTable numbers, Point[] points, (int Column, double Divisor)[] columns)
    {
        for (int i = 1; i < points.Length; i++)
        {
            (Point before, Point here) = (points[i - 1], points[i]);
            Point named = here.Row >= 0 ? here : before; // the origin may not stand in the file
            if (here.Volts == before.Volts)
            {
                throw Fault(numbers, Math.Max(here.Row, before.Row), columns[0].Column, $"a second row for {Voltage.FromVolts(here.Volts)}: keep one branch of a curve that goes up and down.");
            }

            if (here.Amperes < before.Amperes)
            {
                throw Fault(
                    numbers, named.Row, columns[1].Column,
                    $"the current falls from {Current.FromAmperes(before.Amperes)} at {Voltage.FromVolts(before.Volts)} to {Current.FromAmperes(here.Amperes)} at {Voltage.FromVolts(here.Volts)}; a law of current rises.");
            }
        }
    }

    private static InputException Fault(NumberTable numbers, int row, int column, string problem) =>
        new(numbers.Location(row, column), numbers.Columns[column], problem);

    private static InputException Whole(string file, string problem) => new(SourceLocation.WholeFile(file), "", problem);

    /// <summary>A point and its row; -1: none.</summary>
    private readonly record struct Point(double Volts, double Amperes, int Row);
}
