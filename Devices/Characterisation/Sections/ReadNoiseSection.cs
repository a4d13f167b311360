using System.Collections.Immutable;
using CrossbarSim.Devices.Ageing;
using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Documents;
using CrossbarSim.Devices.Laws;
using CrossbarSim.Devices.Quantities;

namespace CrossbarSim.Devices.Characterisation.Sections;

/// <summary>How the standard deviation of a read depends on the conductance.</summary>
public enum ReadNoiseLaw
{
    /// <summary>The same at every conductance.</summary>
    Constant,

    /// <summary>In proportion to the conductance.</summary>
    Proportional,

    /// <summary>By a table, linear between its numbers and constant beyond.</summary>
    Table,
}

/// <summary>Noise whose spectral density falls as 1/f^slope in a band.</summary>
/// <param name="Slope">The exponent, dimensionless.</param>
/// <param name="From">Lower end of the band in which it was fitted, in hertz.</param>
/// <param name="To">Upper end.</param>
public sealed record FlickerNoise(double Slope, double From, double To);

/// <summary>Noise of reads whose spectrum falls as 1/f: σ = amplitude·√ln((age + t)/(2t)).</summary>
/// <param name="Amplitude">In siemens, or dimensionless where it is relative.</param>
/// <param name="IsRelative">Whether it is relative to the conductance at the read.</param>
/// <param name="ReadTime">t, how long a read takes, in seconds.</param>
public sealed record FlickerSection(StateLaw Amplitude, bool IsRelative, double ReadTime);

/// <summary>The noise of reads: the section <c>read-noise</c> of a device file.</summary>
public sealed record ReadNoiseSection
{
    /// <summary>The law.</summary>
    public required ReadNoiseLaw Law { get; init; }

    /// <summary>Standard deviation: in siemens for a constant, relative for a proportional law; 0 for a table.</summary>
    public double Sigma { get; init; }

    /// <summary>The table: conductances, ascending, and standard deviations, both in siemens; else empty.</summary>
    public ImmutableArray<(double Conductance, double Sigma)> Table { get; init; } = [];

    /// <summary>The spectrum; null where it was not measured.</summary>
    public FlickerNoise? OneOverF { get; init; }

    /// <summary>Noise that grows with the time since programming; null: none of it.</summary>
    public FlickerSection? Flicker { get; init; }

    /// <summary>Where it was fitted.</summary>
    public FitProvenance? Fit { get; init; }

    /// <summary>The noise, for a device.</summary>
    /// <param name="device">The device.</param>
    /// <param name="drift">Its drift, whose times it shares.</param>
    public IStateNoise Create(IDeviceModel device, DriftSection? drift)
    {
        Conductance highest = device.HighestConductance;
        TimeSpan reference = drift?.Clock.Start ?? TimeSpan.Zero;
        return this switch
        {
            { Flicker: { } flicker } => new FlickerReadNoise(highest, flicker.Amplitude, flicker.IsRelative, flicker.ReadTime, reference),
            { Law: ReadNoiseLaw.Table } => new SteadyReadNoise(
                highest, new TableLaw([.. Table.Select(point => (point.Conductance / highest.Siemens, point.Sigma))]), isRelative: false),
            _ => new SteadyReadNoise(highest, new ConstantLaw(Sigma), Law == ReadNoiseLaw.Proportional),
        };
    }

    /// <summary>The standard deviation of a read, in siemens.</summary>
    /// <param name="siemens">The conductance that is read.</param>
    public double SigmaAt(double siemens)
    {
        if (Law != ReadNoiseLaw.Table)
        {
            return Law == ReadNoiseLaw.Constant ? Sigma : Sigma * Math.Abs(siemens);
        }

        return new TableLaw(Table).At(siemens);
    }

    internal static ReadNoiseSection? Read(DocumentReader parent)
    {
        if (parent.OptionalSection("read-noise") is not { } reader)
        {
            return null;
        }

        if (reader.Has("amplitude") || reader.Has("read-time"))
        {
            bool isRelative = reader.Is("unit", "relative");
            double scale = reader.Choice("unit", s_units);
            return new ReadNoiseSection
            {
                Law = ReadNoiseLaw.Constant,
                Flicker = new FlickerSection(StateLawKeys.Read(reader, "amplitude", scale), isRelative, reader.Seconds("read-time", 1e-12, 1e3)),
                Fit = FitProvenance.Read(reader),
            };
        }

        ImmutableArray<(double, double)> table = [];
        (Quantities.Conductance absolute, double relative) = (default, 0);
        if (reader.Has("table"))
        {
            table = [.. SectionTable.Read(reader, "table", "conductance", "sigma").Select(row => (row[0], row[1]))];
            if (table.Any(point => point.Item2 < 0))
            {
                reader.Complain("table", "has a negative sigma.");
            }
        }
        else
        {
            (absolute, relative) = reader.Spread("sigma");
        }

        DocumentReader? spectrum = reader.OptionalSection("one-over-f");
        FlickerNoise? flicker = spectrum is null ? null : new FlickerNoise(spectrum.Number("slope", -10, 10), spectrum.Frequency("from"), spectrum.Frequency("to"));
        if (flicker is not null && flicker.To <= flicker.From)
        {
            spectrum!.Complain("to", "is not above 'from'.");
        }

        return new ReadNoiseSection
        {
            Law = reader.Has("table") ? ReadNoiseLaw.Table : relative > 0 ? ReadNoiseLaw.Proportional : ReadNoiseLaw.Constant,
            Sigma = relative > 0 ? relative : absolute.Siemens,
            Table = table,
            OneOverF = flicker,
            Fit = FitProvenance.Read(reader),
        };
    }

    private static readonly IReadOnlyDictionary<string, double> s_units = new Dictionary<string, double>
    {
        ["relative"] = 1,
        ["S"] = 1,
        ["uS"] = 1e-6,
        ["nS"] = 1e-9,
    };

    internal void Write(YamlText yaml)
    {
        yaml.Plain(Law == ReadNoiseLaw.Table ? "table" : "sigma", Law switch
        {
            ReadNoiseLaw.Table => "$NAME.csv",
            ReadNoiseLaw.Constant => ExactText.Siemens(Sigma),
            _ => ExactText.Percent(Sigma),
        });
        if (OneOverF is { } flicker)
        {
            yaml.Plain("one-over-f", $"{{ slope: {ExactText.Number(flicker.Slope)}, from: {ExactText.Hertz(flicker.From)}, to: {ExactText.Hertz(flicker.To)} }}");
        }
    }
}
