using System.Globalization;
using System.Text;
using CrossbarSim.Devices.Quantities;
using CrossbarSim.Devices.Randomness;

namespace CrossbarSim.Devices.Characterisation;

/// <summary>What a synthetic level table is made from.</summary>
public sealed record SyntheticLevelTableOptions
{
    /// <summary>Seed of the readings.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>How many levels, one to a pulse. Range: 2 to 10,000.</summary>
    public int Levels
    {
        get;
        init => field = value is >= 2 and <= 10_000 ? value : throw new ArgumentOutOfRangeException(
            nameof(Levels), value, "A synthetic table has 2 to 10000 levels.");
    } = 100;

    /// <summary>Mean of the first level. Above zero, at most 1 S.</summary>
    public Conductance From
    {
        get;
        init => field = Positive(value, nameof(From));
    } = Conductance.FromMicrosiemens(9);

    /// <summary>Mean of the last level. Above zero, at most 1 S, other than the first.</summary>
    public Conductance To
    {
        get;
        init => field = Positive(value, nameof(To));
    } = Conductance.FromMicrosiemens(4);

    /// <summary>Standard deviation of the readings relative to their mean. Range: 0 to 0.01.</summary>
    public double RelativeSigma
    {
        get;
        init => field = value is >= 0 and <= 0.01 ? value : throw new ArgumentOutOfRangeException(
            nameof(RelativeSigma), value, "The sigma of a synthetic table is 0 % to 1 %.");
    } = 0.005;

    /// <summary>How many readings to a level. Range: 2 to 1,000.</summary>
    public int Readings
    {
        get;
        init => field = value is >= 2 and <= 1000 ? value : throw new ArgumentOutOfRangeException(
            nameof(Readings), value, "A synthetic table has 2 to 1000 readings to a level.");
    } = 10;

    private static Conductance Positive(Conductance value, string name) =>
        value.Siemens is > 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(
            name, value, "A level is above 0 S and at most 1 S.");
}

/// <summary>The two files of a synthetic device.</summary>
/// <param name="Yaml">Text of <c>name.yaml</c>.</param>
/// <param name="Csv">Text of <c>name.csv</c>.</param>
public sealed record SyntheticLevelTableFiles(string Yaml, string Csv);

/// <summary>Makes a stand-in for a measured level table, where a measured one is not to be had.</summary>
/// <remarks>
/// <para>
/// The means follow G(i) = G₁ + (G₀ − G₁)·(e^(−a·i/(n−1)) − e^(−a))/(1 − e^(−a)) with a = 1.5, the usual shape of a
/// synaptic cell: the first pulses change it about four times as much as the last.
/// </para>
/// <para>
/// The readings of a level are normal with the relative standard deviation asked for, then shifted together so that
/// their mean is the level (the spread being widened by √(k/(k−1)), which that shift costs k readings). The means over
/// the readings are therefore strictly monotone, up to the rounding to six digits; where that is too coarse for so many
/// levels in so small a window, generation fails rather than make equal levels.
/// </para>
/// </remarks>
public static class SyntheticLevelTable
{
    private const double Curvature = 1.5;
    private const double SixDigits = 1e-5; // largest relative step of numbers with six significant digits

    /// <summary>Makes the files.</summary>
    /// <param name="options">What they are made from.</param>
    /// <param name="name">Name of the device and of its files, without extension.</param>
    /// <exception cref="ArgumentException">
    /// The levels are closer than six digits can tell, first and last are equal, or the name has other characters than
    /// letters, digits, '-' and '_'.
    /// </exception>
    public static SyntheticLevelTableFiles Generate(SyntheticLevelTableOptions options, string name)
    {
        if (name.Length == 0 || !name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_'))
        {
            throw new ArgumentException($"'{name}' is not a name of letters, digits, '-' and '_'.", nameof(name));
        }

        double[] means = Means(options);
        double coarsest = SixDigits * Math.Max(means[0], means[^1]);
        if (means.Zip(means.Skip(1)).Any(pair => Math.Abs(pair.First - pair.Second) <= 2 * coarsest))
        {
            throw new ArgumentException(
                $"{options.Levels} levels from {options.From} to {options.To} are closer than six digits can tell.", nameof(options));
        }

        string command = Command(options, name);
        return new SyntheticLevelTableFiles(Yaml(options, name, command), Csv(options, means, command));
    }

    private static double[] Means(SyntheticLevelTableOptions options)
    {
        double[] means = new double[options.Levels];
        double end = Math.Exp(-Curvature);
        for (int i = 0; i < means.Length; i++)
        {
            double part = (Math.Exp(-Curvature * i / (means.Length - 1)) - end) / (1.0 - end);
            means[i] = options.To.Siemens + ((options.From.Siemens - options.To.Siemens) * part);
        }

        return means;
    }

    private static string Csv(SyntheticLevelTableOptions options, double[] means, string command)
    {
        StringBuilder text = new();
        text.Append("# Synthetic, not measured: pulse number, then repeated readings in siemens.\n");
        text.Append("# ").Append(command).Append('\n');
        RandomKey key = RandomKey.FromSeed(options.Seed).For("synthetic-level-table");
        double[] noise = new double[options.Readings];
        double widened = options.RelativeSigma * Math.Sqrt(options.Readings / (options.Readings - 1.0));
        for (int i = 0; i < means.Length; i++)
        {
            key.For("level", i).FillNormal(noise);
            double shift = noise.Average();
            text.Append(CultureInfo.InvariantCulture, $"{i + 1}");
            foreach (double z in noise)
            {
                text.Append(CultureInfo.InvariantCulture, $"\t{means[i] * (1.0 + (widened * (z - shift))):0.00000e+00}");
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    private static string Yaml(SyntheticLevelTableOptions options, string name, string command) => FormattableString.Invariant(
        $"""
        # Synthetic, not measured. Regenerate both files, byte for byte, with
        #   {command}
        kind: level-table
        description: "{options.Levels} levels from {options.From} to {options.To}, a stand-in for the depression branch of a synaptic transistor."
        source: "synthetic: {command.Replace("\"", "'", StringComparison.Ordinal)}"
        synthetic: true
        data: {name}.csv
        unit: S
        pulse-number: true

        """).ReplaceLineEndings("\n");

    private static string Command(SyntheticLevelTableOptions options, string name) => FormattableString.Invariant(
        $"crossbarsim make-levels --out {name}.csv --seed {options.Seed} --levels {options.Levels} --from \"{options.From}\" --to \"{options.To}\" --sigma \"{options.RelativeSigma * 100:0.######} %\" --readings {options.Readings}");
}
