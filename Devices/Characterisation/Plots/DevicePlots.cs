using System.Collections.Immutable;
using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Characterisation.Sections;
using CrossbarSim.Devices.Documents;

namespace CrossbarSim.Devices.Characterisation.Plots;

/// <summary>The plots of a device: for each part of it the data, where they lie beside its file, and the law.</summary>
public static class DevicePlots
{
    private const double Micro = 1e6;

    /// <summary>The plots of a device.</summary>
    /// <param name="device">The device.</param>
    /// <param name="file">Its file, beside which the data of its fits lie.</param>
    /// <exception cref="InputException">Data beside the file have faults.</exception>
    public static IReadOnlyList<Plot> Of(DeviceSpec device, string file)
    {
        string stem = Path.Combine(Path.GetDirectoryName(file) ?? "", Path.GetFileNameWithoutExtension(file));
        List<Plot> plots = [];
        if (device.Definition.Model is IConductanceLevels table)
        {
            plots.Add(Levels(table.Levels));
        }

        DeviceSections sections = device.Sections;
        Add(plots, sections.Pulses, $"{stem}.pulses.traces.csv", Pulses);
        Add(plots, sections.Drift, $"{stem}.drift.points.csv", Drift);
        Add(plots, sections.ReadNoise, $"{stem}.read-noise.traces.csv", Noise);
        Add(plots, sections.ReadNoise, $"{stem}.read-noise.spectrum.csv", Spectrum);
        Add(plots, sections.Current, $"{stem}.current.points.csv", Current);
        Add(plots, sections.Switching, $"{stem}.switching.events.csv", Switching);
        return plots;
    }

    private static void Add<T>(List<Plot> plots, T? section, string file, Func<T, Columns, Plot> plot)
        where T : class
    {
        if (section is not null && File.Exists(file))
        {
            plots.Add(plot(section, new Columns(NumberTable.Load(file))));
        }
    }

    private static Plot Levels(ConductanceLevels levels) => new(
        "Levels: mean and standard deviation", new PlotAxis("level"), new PlotAxis("conductance (uS)"),
        [
            new PlotSeries("", [.. Enumerable.Range(1, levels.Count).Select(i => (double)i)], [.. levels.Means.ToArray().Select(mean => mean * Micro)], false)
            {
                Errors = [.. levels.Sigmas.ToArray().Select(sigma => sigma * Micro)],
            },
        ]);

    private static Plot Pulses(PulsesSection _, Columns data)
    {
        List<PlotSeries> series = [];
        foreach ((string name, int direction, int colour) in new[] { ("up", 1, 0), ("down", -1, 1) })
        {
            Columns own = data.Where("direction", direction);
            if (own.Count > 0)
            {
                series.Add(own.Points(name, "pulse", "mean", "sigma", Micro, colour));
                series.Add(own.Line("", "pulse", "curve", Micro, colour + 2));
            }
        }

        return new Plot("Pulses: mean traces and exponential curves", new PlotAxis("pulse"), new PlotAxis("conductance (uS)"), [.. series]);
    }

    private static Plot Drift(DriftSection section, Columns data)
    {
        List<PlotSeries> series = [];
        foreach (double group in data["group"].Distinct())
        {
            Columns own = data.Where("group", group);
            series.Add(own.Points("", "age", "mean", null, Micro, (int)group));
            series.Add(own.Line("", "age", "law", Micro, (int)group));
        }

        return new Plot($"Retention: means of groups of cells and {KebabCase.Of(section.Law)} law", new PlotAxis("age (s)", true), new PlotAxis("conductance (uS)"), [.. series]);
    }

    private static Plot Noise(ReadNoiseSection section, Columns data) => new(
        $"Read noise ({KebabCase.Of(section.Law)})", new PlotAxis("conductance (uS)"), new PlotAxis("standard deviation (uS)"),
        [
            new PlotSeries("traces", data.Scaled("mean", Micro), data.Scaled("sigma", Micro), false)
            {
                Errors = [.. data["upper"].Zip(data["lower"], (upper, lower) => (upper - lower) / 2 * Micro)],
            },
            new PlotSeries("law", data.Scaled("mean", Micro), data.Scaled("law", Micro), true) { Colour = 1 },
        ]);

    private static Plot Spectrum(ReadNoiseSection section, Columns data)
    {
        List<PlotSeries> series = [.. data["trace"].Distinct().Select(trace => data.Where("trace", trace).Line("", "frequency", "density", 1, (int)trace - 1))];
        if (section.OneOverF is { } flicker)
        {
            (double F, double P)[] inside = [.. data["frequency"].Zip(data["density"]).Where(point => point.First >= flicker.From && point.First <= flicker.To && point.Second > 0)];
            if (inside.Length > 0)
            {
                double level = inside.Average(point => Math.Log(point.P) + (flicker.Slope * Math.Log(point.F)));
                double[] ends = [flicker.From, flicker.To];
                series.Add(new PlotSeries(ExactText.Of($"1/f^{flicker.Slope:G3}"), [.. ends], [.. ends.Select(f => Math.Exp(level - (flicker.Slope * Math.Log(f))))], true) { Colour = 5 });
            }
        }

        return new Plot("Spectrum of reads", new PlotAxis("frequency (Hz)", true), new PlotAxis("density (S^2/Hz)", true), [.. series]);
    }

    private static Plot Current(CurrentSection section, Columns data) => new(
        $"Current relative to the conductance ({KebabCase.Of(section.Law)})", new PlotAxis("voltage (V)"), new PlotAxis("I / G (V)"),
        [
            data.Points("mean of cells", "voltage", "mean", "sigma", 1, 0),
            section.Law == CurrentLaw.Table
                ? new PlotSeries("table", [.. section.Table.Select(point => point.Volts)], [.. section.Table.Select(point => point.Amperes)], true) { Colour = 1 }
                : data.Line("law", "voltage", "law", 1, 1),
        ]);

    private static Plot Switching(SwitchingSection section, Columns data)
    {
        List<PlotSeries> series = [];
        foreach ((string name, int direction, int colour) in new[] { ("set", 1, 0), ("reset", -1, 1) })
        {
            Columns own = data.Where("direction", direction);
            if (own.Count > 0)
            {
                series.Add(own.Points(name, "voltage", "quantile", null, 1, colour));
                series.Add(new PlotSeries("", [.. own["normal"]], [.. own["quantile"]], true) { Colour = colour });
            }
        }

        return new Plot("Switching voltages: distribution and normal fit", new PlotAxis("voltage (V)"), new PlotAxis("share of events below"), [.. series]);
    }

    /// <summary>Columns of a table by name.</summary>
    private sealed class Columns
    {
        private readonly IReadOnlyList<string> _names;
        private readonly IReadOnlyList<double[]> _rows;
        private readonly string _file;

        public Columns(NumberTable table)
            : this(table.Columns, table.Rows, table.File)
        {
        }

        private Columns(IReadOnlyList<string> names, IReadOnlyList<double[]> rows, string file) => (_names, _rows, _file) = (names, rows, file);

        public int Count => _rows.Count;

        public double[] this[string name]
        {
            get
            {
                int column = _names.ToList().IndexOf(name);
                return column >= 0
                    ? [.. _rows.Select(row => row[column])]
                    : throw new InputException(SourceLocation.WholeFile(_file), "", $"there is no column '{name}'. {NearestName.Hint(name, [.. _names])}");
            }
        }

        public Columns Where(string name, double value)
        {
            double[] column = this[name];
            return new Columns(_names, [.. _rows.Where((_, row) => column[row] == value)], _file);
        }

        public ImmutableArray<double> Scaled(string name, double factor) => [.. this[name].Select(value => value * factor)];

        public PlotSeries Points(string name, string x, string y, string? errors, double factor, int colour) =>
            new(name, [.. this[x]], Scaled(y, factor), false) { Errors = errors is null ? [] : Scaled(errors, factor), Colour = colour };

        public PlotSeries Line(string name, string x, string y, double factor, int colour) =>
            new(name, [.. this[x]], Scaled(y, factor), true) { Colour = colour };
    }
}
