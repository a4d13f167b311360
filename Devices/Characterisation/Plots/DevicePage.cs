using System.Net;
using System.Text;

namespace CrossbarSim.Devices.Characterisation.Plots;

/// <summary>A device as one HTML page: what is known of it, where from, and its plots. Needs no other file and runs no script.</summary>
public static class DevicePage
{
    /// <summary>The page.</summary>
    /// <param name="device">The device.</param>
    /// <param name="facts">What is said of it: heading and lines.</param>
    /// <param name="plots">Its plots.</param>
    public static string Html(DeviceSpec device, IEnumerable<(string Heading, IReadOnlyList<string> Lines)> facts, IReadOnlyList<Plot> plots)
    {
        StringBuilder html = new();
        html.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>").Append(Text(device.Name)).Append("</title>\n<style>\n");
        html.Append("body { font: 15px/1.45 sans-serif; color: #222; max-width: 720px; margin: 2em auto; padding: 0 1em }\nh1 { font-size: 1.5em }\nh2 { font-size: 1.1em; margin: 1.6em 0 .3em }\np { margin: .15em 0; overflow-wrap: anywhere }\nsvg { max-width: 100%; height: auto; margin-top: 1em }\n</style>\n</head>\n<body>\n<h1>");
        html.Append(Text(device.Name)).Append("</h1>\n");
        foreach ((string heading, IReadOnlyList<string> lines) in facts)
        {
            html.Append(heading.Length > 0 ? $"<h2>{Text(heading)}</h2>\n" : "");
            foreach (string line in lines)
            {
                html.Append("<p>").Append(Text(line)).Append("</p>\n");
            }
        }

        foreach (Plot plot in plots)
        {
            html.Append(SvgChart.Picture(plot));
        }

        return html.Append("</body>\n</html>\n").ToString();
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
