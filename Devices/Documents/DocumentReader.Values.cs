using CrossbarSim.Devices.Quantities;

namespace CrossbarSim.Devices.Documents;

/// <content>The kinds of single value.</content>
public sealed partial class DocumentReader
{
    /// <summary>A text; never empty but after a complaint.</summary>
    public string Text(string key, string? fallback = null) => Scalar(key, fallback is null) ?? fallback ?? "";

    /// <summary>A text that may be left out: null where it is.</summary>
    public string? OptionalText(string key) => Scalar(key, required: false);

    /// <summary>A whole number.</summary>
    /// <param name="key">The key.</param>
    /// <param name="min">The smallest that will do.</param>
    /// <param name="max">The largest that will do.</param>
    /// <param name="fallback">What an absent key means; null: it is required.</param>
    public int Integer(string key, int min, int max, int? fallback = null) =>
        (int)Whole(key, min, max, fallback);

    /// <summary>A whole number of up to 64 bits, as a seed is.</summary>
    /// <inheritdoc cref="Integer"/>
    public ulong LongInteger(string key, ulong min = 0, ulong max = ulong.MaxValue, ulong? fallback = null) =>
        (ulong)Whole(key, min, max, fallback);

    /// <summary>A number without a unit.</summary>
    /// <param name="key">The key.</param>
    /// <param name="min">
    /// The smallest that will do; negative infinity for none, <see cref="double.Epsilon"/> for anything above zero.
    /// </param>
    /// <param name="max">The largest that will do; infinity for none.</param>
    /// <param name="fallback">What an absent key means; null: it is required.</param>
    public double Number(
        string key, double min = double.NegativeInfinity, double max = double.PositiveInfinity, double? fallback = null) =>
        Real(key, NumberText.Read, min, max, Bound, fallback);

    /// <summary><c>true</c> or <c>false</c>.</summary>
    public bool Flag(string key, bool? fallback = null)
    {
        switch (Scalar(key, fallback is null))
        {
            case null:
                return fallback ?? false;
            case "true":
                return true;
            case "false":
                return false;
            case { } text:
                Complain(key, $"'{text}' is neither true nor false.");
                return fallback ?? false;
        }
    }

    /// <summary>One of the values of an enumeration, named as in <c>fill-first</c>.</summary>
    public T Choice<T>(string key)
        where T : struct, Enum => Choice(key, KebabCase.Names<T>());

    /// <summary>One of the values of an enumeration, named as in <c>fill-first</c>; the fallback where the key is absent.</summary>
    public T Choice<T>(string key, T fallback)
        where T : struct, Enum => Choice(key, KebabCase.Names<T>(), KebabCase.Of(fallback));

    /// <summary>One of some named values.</summary>
    /// <param name="key">The key.</param>
    /// <param name="values">The values by name; one or more.</param>
    /// <param name="fallback">The name that an absent key means; null: it is required.</param>
    public T Choice<T>(string key, IReadOnlyDictionary<string, T> values, string? fallback = null)
    {
        string? text = Scalar(key, fallback is null);
        if (text is not null && values.TryGetValue(text, out T? value))
        {
            return value;
        }

        if (text is not null)
        {
            Complain(key, $"'{text}' is not known here. {NearestName.Hint(text, [.. values.Keys])}");
        }

        return fallback is null ? values.Values.First() : values[fallback];
    }

    /// <summary>A conductance with its unit: S, mS, uS or nS.</summary>
    /// <param name="key">The key.</param>
    /// <param name="fallback">What an absent key means; null: it is required.</param>
    /// <param name="min">The smallest that will do; null: zero.</param>
    /// <param name="max">The largest that will do; null: any.</param>
    public Conductance Conductance(
        string key, Conductance? fallback = null, Conductance? min = null, Conductance? max = null) =>
        Quantities.Conductance.FromSiemens(Real(
            key, QuantityKind.Conductance.Read, min?.Siemens ?? 0, max?.Siemens ?? double.PositiveInfinity,
            value => Quantities.Conductance.FromSiemens(value).ToString(), fallback?.Siemens));

    /// <summary>A voltage with its unit: V, mV or uV.</summary>
    /// <param name="key">The key.</param>
    /// <param name="fallback">What an absent key means; null: it is required.</param>
    /// <param name="min">The smallest that will do; null: any.</param>
    /// <param name="max">The largest that will do; null: any.</param>
    public Voltage Voltage(string key, Voltage? fallback = null, Voltage? min = null, Voltage? max = null) =>
        Quantities.Voltage.FromVolts(Real(
            key, QuantityKind.Voltage.Read, min?.Volts ?? double.NegativeInfinity, max?.Volts ?? double.PositiveInfinity,
            value => Quantities.Voltage.FromVolts(value).ToString(), fallback?.Volts));

    /// <summary>A current with its unit: A, mA, uA, nA or pA.</summary>
    /// <param name="key">The key.</param>
    /// <param name="fallback">What an absent key means; null: it is required.</param>
    /// <param name="min">The smallest that will do; null: any.</param>
    /// <param name="max">The largest that will do; null: any.</param>
    public Current Current(string key, Current? fallback = null, Current? min = null, Current? max = null) =>
        Quantities.Current.FromAmperes(Real(
            key, QuantityKind.Current.Read, min?.Amperes ?? double.NegativeInfinity, max?.Amperes ?? double.PositiveInfinity,
            value => Quantities.Current.FromAmperes(value).ToString(), fallback?.Amperes));

    /// <summary>A resistance with its unit: Ohm, mOhm, kOhm or MOhm. Zero or more.</summary>
    /// <param name="key">The key.</param>
    /// <param name="fallback">What an absent key means; null: it is required.</param>
    public Resistance Resistance(string key, Resistance? fallback = null) =>
        Quantities.Resistance.FromOhms(Real(
            key, QuantityKind.Resistance.Read, 0, double.PositiveInfinity,
            value => Quantities.Resistance.FromOhms(value).ToString(), fallback?.Ohms));

    /// <summary>A resistivity with its unit: uOhmcm, nOhmm (nanoohm metres) or Ohmm.</summary>
    /// <param name="key">The key.</param>
    /// <param name="min">The smallest that will do.</param>
    /// <param name="max">The largest that will do.</param>
    public Resistivity Resistivity(string key, Resistivity min, Resistivity max) =>
        Quantities.Resistivity.FromOhmMetres(Real(
            key, QuantityKind.Resistivity.Read, min.OhmMetres, max.OhmMetres, value => Quantities.Resistivity.FromOhmMetres(value).ToString(), null));

    /// <summary>A span of time with its unit: us, ms, s, min, h, d or y (365.25 days). Zero to 20,000 years.</summary>
    /// <param name="key">The key.</param>
    /// <param name="fallback">What an absent key means; null: it is required.</param>
    public TimeSpan Duration(string key, TimeSpan? fallback = null) =>
        TimeSpan.FromSeconds(Real(
            key, QuantityKind.Duration.Read, 0, 20_000 * 31557600.0,
            seconds => seconds == 0 ? "0 s" : "20000 y", fallback?.TotalSeconds));

    /// <summary>A frequency with its unit, in hertz: Hz, mHz, kHz or MHz. Above zero.</summary>
    /// <param name="key">The key.</param>
    public double Frequency(string key) =>
        Real(key, QuantityKind.Frequency.Read, double.Epsilon, double.PositiveInfinity, value => $"{Bound(value)} Hz", null);

    /// <summary>A short span of time, as in <c>0.25 us</c>, in seconds: a <see cref="TimeSpan"/> has steps of 0.1 us.</summary>
    /// <param name="key">The key.</param>
    /// <param name="min">The smallest that will do, in seconds.</param>
    /// <param name="max">The largest that will do, in seconds.</param>
    public double Seconds(string key, double min, double max) =>
        Real(key, QuantityKind.Duration.Read, min, max, value => $"{Bound(value)} s", null);

    /// <summary>A length with its unit: um, nm, mm or m.</summary>
    /// <param name="key">The key.</param>
    /// <param name="min">The smallest that will do.</param>
    /// <param name="max">The largest that will do.</param>
    public Length Length(string key, Length min, Length max) =>
        Quantities.Length.FromMetres(Real(
            key, QuantityKind.Length.Read, min.Metres, max.Metres, value => Quantities.Length.FromMetres(value).ToString(), null));

    /// <summary>A mismatch coefficient, in metres: <c>3.5 %um</c> is 0.035e-6, a spread of 3.5 % on an area of one square micrometre.</summary>
    /// <param name="key">The key.</param>
    /// <param name="min">The smallest that will do.</param>
    /// <param name="max">The largest that will do.</param>
    public double Mismatch(string key, double min, double max) =>
        Real(key, QuantityKind.Mismatch.Read, min, max, value => $"{Bound(value * 1e8)} %um", null);

    /// <summary>A percentage, as a fraction: <c>5 %</c> is 0.05.</summary>
    /// <param name="key">The key.</param>
    /// <param name="min">The smallest fraction that will do.</param>
    /// <param name="max">The largest fraction that will do.</param>
    /// <param name="fallback">The fraction that an absent key means; null: it is required.</param>
    public double Percentage(string key, double min = 0, double max = 1, double? fallback = null) =>
        Real(key, QuantityKind.Share.Read, min, max, value => $"{Bound(value * 100)} %", fallback);

    /// <summary>A number of a converter's steps: <c>0.5 LSB</c> is 0.5.</summary>
    /// <param name="key">The key.</param>
    /// <param name="max">The largest that will do; the smallest is 0.</param>
    /// <param name="fallback">What an absent key means; null: it is required.</param>
    public double Steps(string key, double max = double.PositiveInfinity, double? fallback = null) =>
        Real(key, QuantityKind.Steps.Read, 0, max, value => $"{Bound(value)} LSB", fallback);

    /// <summary>So many of one of some things, as in <c>40 arrays</c>. Above zero.</summary>
    /// <param name="key">The key.</param>
    /// <param name="units">What they may be, the usual one first.</param>
    /// <param name="max">The most that will do.</param>
    /// <returns>How many, and of what; hardly any of the first after a complaint.</returns>
    public (double Number, string Unit) Amount(string key, IReadOnlyList<string> units, double max)
    {
        int before = ComplaintCount;
        double number = Real(key, QuantityKind.Amount(units).Read, double.Epsilon, max, Bound, null);
        return (number, ComplaintCount == before ? QuantityKind.UnitOf(Scalar(key, required: false)!) : units[0]);
    }

    /// <summary>A spread given as a conductance (<c>0.5 uS</c>) or in proportion (<c>5 %</c>). Zero or more.</summary>
    /// <param name="key">The key.</param>
    /// <param name="optional">Whether the key may be left out; both parts are zero then.</param>
    /// <returns>One part as read, the other zero; the relative one as a fraction.</returns>
    public (Conductance Absolute, double Relative) Spread(string key, bool optional = false)
    {
        if (Scalar(key, !optional) is not { } text)
        {
            return default;
        }

        if (text.EndsWith('%'))
        {
            return (default, Percentage(key, 0, double.PositiveInfinity, 0));
        }

        if (!QuantityKind.Conductance.Owns(text))
        {
            Complain(key, $"'{text}' is neither a conductance, as in '0.5 uS', nor a percentage, as in '5 %'.");
            return default;
        }

        return (Conductance(key, default(Conductance)), 0);
    }

    private delegate string? TextParser(string text, out double value);

    private static string Bound(double value) => FormattableString.Invariant($"{value:0.############}");

    private Int128 Whole(string key, Int128 min, Int128 max, Int128? fallback)
    {
        if (Scalar(key, fallback is null) is not { } text)
        {
            return fallback ?? min;
        }

        string? problem = NumberText.ReadWhole(text, out Int128 value);
        if (problem is null && (value < min || value > max))
        {
            problem = $"{text} is not between {min} and {max}.";
        }

        if (problem is null)
        {
            return value;
        }

        Complain(key, problem);
        return fallback ?? min;
    }

    private double Real(
        string key, TextParser parse, double min, double max, Func<double, string> show, double? fallback)
    {
        double harmless = fallback ?? (double.IsFinite(min) ? min : double.IsFinite(max) ? max : 0);
        if (Scalar(key, fallback is null) is not { } text)
        {
            return harmless;
        }

        string? problem = parse(text, out double value);
        if (problem is null && (value < min || value > max))
        {
            problem = (double.IsFinite(min), double.IsFinite(max)) switch
            {
                (true, true) when min == double.Epsilon => $"{text} is not above 0 and at most {show(max)}.",
                (true, true) => $"{text} is not between {show(min)} and {show(max)}.",
                (true, false) when min == double.Epsilon => $"{text} is not above 0.",
                (true, false) => $"{text} is not {show(min)} or more.",
                _ => $"{text} is not {show(max)} or less.",
            };
        }

        if (problem is null)
        {
            return value;
        }

        Complain(key, problem);
        return harmless;
    }
}
