using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CrossbarSim.Devices.Documents;

namespace CrossbarSim.Simulator.Converters;

/// <summary>Reads the table of an ADC from a file.</summary>
/// <remarks>
/// Columns <c>code</c>, <c>threshold</c>, <c>mean</c> and, if need be, <c>sigma</c>, in any order, one row a code from 0 on. Without a unit they
/// are parts of the range, 0 its low end and 1 its high end; with one, as in <c>threshold_uA</c>, they are currents, and the first threshold
/// is where the range begins.
/// </remarks>
public static class AdcTableFile
{
    private static readonly string[] _columns = ["code", "threshold", "mean", "sigma"];

    private static readonly (string Name, double PerAmpere)[] _units = [("A", 1), ("mA", 1e3), ("uA", 1e6), ("nA", 1e9), ("pA", 1e12)];

    /// <summary>An ADC of the table in a file.</summary>
    /// <param name="path">The file; complaints name it as given here.</param>
    /// <exception cref="InputException">The file is no such table.</exception>
    public static AdcKind LoadKind(string path)
    {
        AdcTable table = Load(path);
        return new AdcKind(
            "table", $"{table.Codes} codes from a table", 1, NeedsSymmetricRange: false, (_, range) => new TableAdc(table, range))
        {
            HasBits = false,
            Range = table.Range,
            IsNoisy = table.IsNoisy,
            Content = Fingerprint(table),
        };
    }

    /// <summary>The table in a file.</summary>
    /// <inheritdoc cref="LoadKind"/>
    public static AdcTable Load(string path)
    {
        NumberTable numbers = NumberTable.Load(path);
        (int Column, double? PerAmpere)[] columns = Columns(numbers);
        CheckCodes(numbers, columns[0].Column);
        bool isRelative = columns[1].PerAmpere is null;
        double[] thresholds = Values(columns[1]);
        double[] means = Values(columns[2]);
        double[] sigmas = columns[3].Column < 0 ? new double[thresholds.Length] : Values(columns[3]);
        if (thresholds.Length < 2)
        {
            throw new InputException(SourceLocation.WholeFile(path), "", "the file has one code; a converter has 2 or more.");
        }

        return AdcTable.Fault(isRelative, thresholds, means, sigmas) is (int code, string name, string problem)
            ? throw Fault(numbers, code, columns[Array.IndexOf(_columns, name)].Column, problem)
            : new AdcTable(isRelative, thresholds, means, sigmas);

        double[] Values((int Column, double? PerAmpere) column) =>
            [.. numbers.Rows.Select(row => row[column.Column] / (column.PerAmpere ?? 1.0))];
    }

    /// <summary>Where each of the known columns is, -1: nowhere, and its unit, null: none.</summary>
    private static (int Column, double? PerAmpere)[] Columns(NumberTable numbers)
    {
        (int Column, double? PerAmpere)[] found = [.. _columns.Select(_ => (-1, (double?)null))];
        List<Complaint> complaints = [];
        for (int column = 0; column < numbers.Columns.Count; column++)
        {
            string name = numbers.Columns[column];
            string[] parts = name.Split('_', 2);
            int known = Array.IndexOf(_columns, parts[0]);
            string unit = parts.Length < 2 ? "" : parts[1].Replace('\u00B5', 'u').Replace('\u03BC', 'u');
            if (known < 0)
            {
                Complain(column, $"no column is called '{name}'. {NearestName.Hint(parts[0], _columns)}");
            }
            else if (found[known].Column >= 0)
            {
                Complain(column, $"there is a column '{numbers.Columns[found[known].Column]}' already.");
            }
            else if (parts.Length > 1 && (known == 0 || _units.All(one => one.Name != unit)))
            {
                Complain(column, known == 0
                    ? "a code has no unit."
                    : $"'{parts[1]}' is not a unit of current. Known: {string.Join(", ", _units.Select(one => one.Name))}; without one, numbers are parts of the range.");
            }
            else
            {
                found[known] = (column, unit.Length == 0 ? null : _units.Single(one => one.Name == unit).PerAmpere);
            }
        }

        foreach (string missing in _columns.Where((name, i) => name != "sigma" && found[i].Column < 0 && complaints.Count == 0))
        {
            complaints.Add(new Complaint(SourceLocation.WholeFile(numbers.File), "", $"there is no column '{missing}'."));
        }

        foreach ((int column, double? unit) in found.Skip(2).Where(one => complaints.Count == 0 && one.Column >= 0 && (one.PerAmpere is null) != (found[1].PerAmpere is null)))
        {
            Complain(column, unit is null
                ? $"has no unit, but '{numbers.Columns[found[1].Column]}' has."
                : "has a unit, but 'threshold' has none.");
        }

        return complaints.Count == 0 ? found : throw new InputException(complaints);

        void Complain(int column, string problem) =>
            complaints.Add(new Complaint(numbers.Location(column), numbers.Columns[column], problem));
    }

    private static void CheckCodes(NumberTable numbers, int column)
    {
        for (int row = 0; row < numbers.Rows.Count; row++)
        {
            if (numbers.Rows[row][column] != row)
            {
                throw Fault(numbers, row, column, $"here code {row} is wanted: codes count 0, 1, 2 and so on.");
            }
        }
    }

    private static InputException Fault(NumberTable numbers, int row, int column, string problem) =>
        new(numbers.Location(row, column), numbers.Columns[column], problem);

    /// <summary>The same for the same numbers, whatever their file is called.</summary>
    private static string Fingerprint(AdcTable table)
    {
        StringBuilder text = new(table.IsRelative ? "relative" : "amperes");
        for (int code = 0; code < table.Codes; code++)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{table.Thresholds[code]:R},{table.Means[code]:R},{table.Sigmas[code]:R}");
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..16];
    }
}
