using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace CrossbarSim.Tests;

/// <summary>ngspice, an independent circuit simulator, as it is installed on this machine.</summary>
internal static class Ngspice
{
    private const string Prefix = "i(vsense";

    /// <summary>Solves a netlist in batch mode.</summary>
    /// <returns>The currents it printed, in amperes, by column.</returns>
    public static IReadOnlyDictionary<int, double> Currents(string netlist)
    {
        string file = Path.Combine(Path.GetTempPath(), $"crossbarsim-{Guid.NewGuid():N}.cir");
        File.WriteAllText(file, netlist);
        try
        {
            string output = Run(file);
            Dictionary<int, double> currents = [];
            foreach (string line in output.Split('\n').Where(line => line.StartsWith(Prefix, StringComparison.Ordinal)))
            {
                string[] parts = line[Prefix.Length..].Split(") = ");
                currents.Add(int.Parse(parts[0], CultureInfo.InvariantCulture), double.Parse(parts[1], CultureInfo.InvariantCulture));
            }

            Assert.That(currents, Is.Not.Empty, output);
            return currents;
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static string Run(string file)
    {
        ProcessStartInfo start = new("ngspice", ["-b", file]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Start(start);
        Task<string> errors = process.StandardError.ReadToEndAsync();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromSeconds(60)))
        {
            process.Kill();
            Assert.Fail("ngspice took longer than a minute.");
        }

        string all = output.Result + errors.Result;
        Assert.That(process.ExitCode, Is.Zero, all);
        return all;
    }

    /// <summary>Continuous integration installs it (.ci/run): there its absence is a failure.</summary>
    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception) when (string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CI")))
        {
            Assert.Ignore("Netlists were not compared with ngspice: it is not installed. On Debian: sudo apt-get install ngspice.");
            throw;
        }
        catch (Win32Exception)
        {
            Assert.Fail("ngspice is not installed; .ci/run installs it where CI is set. On Debian: sudo apt-get install ngspice.");
            throw;
        }
    }
}
