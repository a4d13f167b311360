using System.Globalization;
using System.Net;
using System.Text;

namespace CrossbarSim.Devices.Characterisation.Plots;

/// <summary>Draws plots as SVG: no script, no outside file, fonts of the viewer.</summary>
public static class SvgChart
{
    /// <summary>Width of a plot, in pixels.</summary>
    public const int Width = 640;

    /// <summary>Height of a plot, in pixels.</summary>
    public const int Height = 400;

    private const double Left = 76;
    private const double Right = 20;
    private const double Top = 36;
    private const double Bottom = 52;

    private static readonly string[] Colours = ["#0b6bcb", "#c4482b", "#2a8a4a", "#7a4fb5", "#9a6b00", "#5a5a5a", "#b0307a", "#008b95"];

    /// <summary>Plots below each other in one picture.</summary>
    public static string Document(IReadOnlyList<Plot> plots)
    {
        StringBuilder svg = new();
        int height = Height * Math.Max(1, plots.Count);
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{Width}\" height=\"{height}\" viewBox=\"0 0 {Width} {height}\">\n");
        for (int i = 0; i < plots.Count; i++)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<g transform=\"translate(0 {i * Height})\">\n").Append(Content(plots[i])).Append("</g>\n");
        }

        return svg.Append("</svg>\n").ToString();
    }

    /// <summary>One plot as a picture.</summary>
    public static string Picture(Plot plot) => Document([plot]);

    private static string Content(Plot plot)
    {
        Scale x = Scale.Of(plot.X, plot.Series.SelectMany(series => series.X), Left, Width - Right);
        Scale y = Scale.Of(plot.Y, plot.Series.SelectMany(Extent), Height - Bottom, Top);
        StringBuilder svg = new();
        svg.Append(CultureInfo.InvariantCulture, $"<rect width=\"{Width}\" height=\"{Height}\" fill=\"#ffffff\"/>\n");
        svg.Append("<g font-family=\"sans-serif\" font-size=\"12\" fill=\"#222222\">\n");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left}\" y=\"20\" font-size=\"14\" font-weight=\"bold\">{Escaped(plot.Title)}</text>\n");
        foreach ((double at, string label) in x.Ticks())
        {
            svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{at:0.##}\" y1=\"{Top}\" x2=\"{at:0.##}\" y2=\"{Height - Bottom}\" stroke=\"#e4e4e4\"/><text x=\"{at:0.##}\" y=\"{Height - Bottom + 16}\" text-anchor=\"middle\">{label}</text>\n");
        }

        foreach ((double at, string label) in y.Ticks())
        {
            svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{Left}\" y1=\"{at:0.##}\" x2=\"{Width - Right}\" y2=\"{at:0.##}\" stroke=\"#e4e4e4\"/><text x=\"{Left - 6}\" y=\"{at + 4:0.##}\" text-anchor=\"end\">{label}</text>\n");
        }

        svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{Left}\" y=\"{Top}\" width=\"{Width - Left - Right}\" height=\"{Height - Top - Bottom}\" fill=\"none\" stroke=\"#888888\"/>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{(Left + Width - Right) / 2}\" y=\"{Height - 14}\" text-anchor=\"middle\">{Escaped(plot.X.Label)}</text>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<text transform=\"translate(16 {(Top + Height - Bottom) / 2}) rotate(-90)\" text-anchor=\"middle\">{Escaped(plot.Y.Label)}</text>\n");
        foreach (PlotSeries series in plot.Series.OrderBy(series => series.IsLine))
        {
            Draw(svg, series, x, y);
        }

        Legend(svg, plot);
        return svg.Append("</g>\n").ToString();
    }

    private static IEnumerable<double> Extent(PlotSeries series) => series.Errors.IsEmpty
        ? series.Y
        : series.Y.Zip(series.Errors, (value, error) => value - error).Concat(series.Y.Zip(series.Errors, (value, error) => value + error));

    private static void Draw(StringBuilder svg, PlotSeries series, Scale x, Scale y)
    {
        string colour = Colours[series.Colour % Colours.Length];
        int[] shown = [.. Enumerable.Range(0, series.X.Length).Where(i => x.Shows(series.X[i]) && y.Shows(series.Y[i]))];
        if (series.IsLine)
        {
            string points = string.Join(' ', shown.Select(i => ExactText.Of($"{x.At(series.X[i]):0.##},{y.At(series.Y[i]):0.##}")));
            svg.Append(CultureInfo.InvariantCulture, $"<polyline points=\"{points}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.8\"/>\n");
            return;
        }

        foreach (int i in shown)
        {
            double at = x.At(series.X[i]);
            if (!series.Errors.IsEmpty && series.Errors[i] > 0)
            {
                double low = y.Clamped(series.Y[i] - series.Errors[i]);
                double high = y.Clamped(series.Y[i] + series.Errors[i]);
                svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{at:0.##}\" y1=\"{low:0.##}\" x2=\"{at:0.##}\" y2=\"{high:0.##}\" stroke=\"{colour}\" stroke-opacity=\"0.35\"/>");
            }

            svg.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{at:0.##}\" cy=\"{y.At(series.Y[i]):0.##}\" r=\"{(shown.Length > 150 ? 1.4 : 2.6)}\" fill=\"{colour}\" fill-opacity=\"0.75\"/>\n");
        }
    }

    private static void Legend(StringBuilder svg, Plot plot)
    {
        PlotSeries[] named = [.. plot.Series.Where(series => series.Name.Length > 0)];
        double at = Width - Right;
        for (int i = named.Length - 1; i >= 0; i--)
        {
            at -= (6.4 * named[i].Name.Length) + 24;
            string colour = Colours[named[i].Colour % Colours.Length];
            svg.Append(named[i].IsLine
                ? ExactText.Of($"<line x1=\"{at:0.#}\" y1=\"16\" x2=\"{at + 14:0.#}\" y2=\"16\" stroke=\"{colour}\" stroke-width=\"2\"/>")
                : ExactText.Of($"<circle cx=\"{at + 7:0.#}\" cy=\"16\" r=\"3\" fill=\"{colour}\"/>"));
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{at + 18:0.#}\" y=\"20\">{Escaped(named[i].Name)}</text>\n");
        }
    }

    private static string Escaped(string text) => WebUtility.HtmlEncode(text);

    /// <summary>From numbers to pixels.</summary>
    private sealed class Scale
    {
        private readonly bool _logarithmic;
        private readonly double _low;
        private readonly double _high;
        private readonly double _start;
        private readonly double _end;

        private Scale(bool logarithmic, double low, double high, double start, double end) =>
            (_logarithmic, _low, _high, _start, _end) = (logarithmic, low, high, start, end);

        public static Scale Of(PlotAxis axis, IEnumerable<double> values, double start, double end)
        {
            double[] shown = [.. values.Where(value => double.IsFinite(value) && (!axis.Logarithmic || value > 0)).Select(value => axis.Logarithmic ? Math.Log10(value) : value)];
            double low = shown.Length > 0 ? shown.Min() : 0;
            double high = shown.Length > 0 ? shown.Max() : 1;
            double room = high > low ? 0.04 * (high - low) : Math.Max(Math.Abs(low) * 0.1, 1e-12);
            return new Scale(axis.Logarithmic, low - room, high + room, start, end);
        }

        public bool Shows(double value) => double.IsFinite(value) && (!_logarithmic || value > 0);

        public double At(double value) => Place(_logarithmic ? Math.Log10(value) : value);

        public double Clamped(double value) =>
            Math.Clamp(_logarithmic && value <= 0 ? _start : At(value), Math.Min(_start, _end), Math.Max(_start, _end));

        public IEnumerable<(double At, string Label)> Ticks()
        {
            if (_logarithmic)
            {
                int first = (int)Math.Ceiling(_low);
                int last = (int)Math.Floor(_high);
                int every = Math.Max(1, (last - first + 7) / 8);
                if (last > first)
                {
                    for (int power = first; power <= last; power += every)
                    {
                        yield return (Place(power), $"1e{power}");
                    }

                    yield break;
                }
            }

            double step = Nice((_high - _low) / 6);
            for (double tick = Math.Ceiling(_low / step) * step; tick <= _high; tick += step)
            {
                double value = _logarithmic ? Math.Pow(10, tick) : Math.Abs(tick) < step * 1e-9 ? 0 : tick;
                yield return (Place(tick), ExactText.Rounded(value, 4));
            }
        }

        private static double Nice(double rough)
        {
            double power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
            double part = rough / power;
            return power * (part <= 1 ? 1 : part <= 2 ? 2 : part <= 5 ? 5 : 10);
        }

        private double Place(double position) => _start + ((position - _low) / (_high - _low) * (_end - _start));
    }
}
