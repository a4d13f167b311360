using CrossbarSim.Simulator.Converters;
using CrossbarSim.Simulator.Mapping;
using CrossbarSim.Simulator.Tiles;

namespace CrossbarSim.Simulator.Kernels;

/// <summary>How the codes of one tile's lines become what it adds to its outputs, constants output by output.</summary>
/// <remarks>
/// The reference adds (Σ passes weight · Σ terms factor · value - offsets) / (siemens per weight · volts per unit), value = code/CodesPerAmpere + Origin.
/// Divisions are replaced by <see cref="Reciprocal"/>s where that was tried with every code and gave the same bits every time.
/// </remarks>
internal sealed class PackedOutputs
{
    /// <summary>More codes than this are not tried one by one; divisions remain.</summary>
    private const int MostCodesTried = 1 << 12;

    public PackedOutputs(MappedTile mapped, int[] slotOfLine, IAdc?[] adcs, DigitalSums digital, IReadOnlyList<InputPass> passes, int lanes)
    {
        Digital = digital;
        Count = mapped.Outputs.Length;
        Padded = (Count + lanes - 1) / lanes * lanes;
        Divisor = new AlignedBuffer<double>(Padded);
        Divisor.Span.Fill(1);
        digital.Divisors.CopyTo(Divisor.Span);
        Offsets = new AlignedBuffer<double>(Padded);
        digital.Offsets.CopyTo(Offsets.Span);
        Corrections = new AlignedBuffer<double>(Padded);
        digital.Corrections.CopyTo(Corrections.Span);
        DivisorReciprocal = new ReciprocalBuffer(Padded);
        Terms = [.. mapped.Outputs[0].Terms.Select((term, i) => new Side(
            Padded, term.Factor, [.. mapped.Outputs.Select(output => slotOfLine[output.Terms[i].Line])]))];
        IsPlain = passes.Count == 1 && !digital.HasOffsets && digital.Corrections.All(correction => correction == 0)
            && Terms[0].Factor == 1 && (Terms.Length == 1 || (Terms.Length == 2 && Terms[1].Factor == -1));
        bool valuesTried = adcs[0] is ILinearAdc { Codes: <= MostCodesTried };
        bool outputsTried = valuesTried && IsPlain && Terms.Length == 1;
        HashSet<IAdc> tried = [];
        (ILinearAdc? Adc, double Divisor) last = default;
        for (int o = 0; o < Count; o++)
        {
            double divisor = Divisor.Span[o];
            DivisorReciprocal.Set(o, Reciprocal.Of(divisor));
            for (int term = 0; term < Terms.Length; term++)
            {
                if (adcs[mapped.Outputs[o].Terms[term].Line] is not ILinearAdc adc)
                {
                    continue;
                }

                Terms[term].Set(o, adc);
                valuesTried = valuesTried && (!tried.Add(adc) || ValuesHold(adc));
                outputsTried = outputsTried && valuesTried && (last == (adc, divisor) || OutputsHold(adc, divisor));
                last = (adc, divisor);
            }
        }

        (ValuesByReciprocal, OutputsByReciprocal) = (valuesTried, outputsTried);
        IsUniform = Terms.Length == 1 && Enumerable.Range(1, Count - 1).All(o =>
            Divisor.Span[o] == Divisor.Span[0] && Terms[0].CodesPerAmpere.Span[o] == Terms[0].CodesPerAmpere.Span[0]
            && Terms[0].Origins.Span[o] == Terms[0].Origins.Span[0]);
    }

    /// <summary>Outputs of the tile.</summary>
    public int Count { get; }

    /// <summary>The same, a whole number of registers.</summary>
    public int Padded { get; }

    /// <summary>What is subtracted, divided by and saturated at.</summary>
    public DigitalSums Digital { get; }

    /// <summary>The lines that outputs are made of, term by term.</summary>
    public Side[] Terms { get; }

    /// <summary>Whether an output is one line, or a difference of two, read in one pass, and nothing is subtracted: no totals are needed.</summary>
    public bool IsPlain { get; }

    /// <summary>Whether all outputs are one line each, with the same constants.</summary>
    public bool IsUniform { get; }

    /// <summary>Siemens per weight times volts per unit of input.</summary>
    public AlignedBuffer<double> Divisor { get; }

    /// <summary>What a weight of zero stands at, in siemens.</summary>
    public AlignedBuffer<double> Offsets { get; }

    /// <summary>What raised inputs add, in amperes.</summary>
    public AlignedBuffer<double> Corrections { get; }

    /// <summary>One over it.</summary>
    public ReciprocalBuffer DivisorReciprocal { get; }

    /// <summary>Whether codes are turned into amperes by reciprocals.</summary>
    public bool ValuesByReciprocal { get; }

    /// <summary>Whether amperes are turned into outputs by reciprocals.</summary>
    public bool OutputsByReciprocal { get; }

    /// <summary>Gives its memory back.</summary>
    public void Release()
    {
        Divisor.Release();
        Offsets.Release();
        Corrections.Release();
        DivisorReciprocal.Release();
        Array.ForEach(Terms, term => term.Release());
    }

    private static bool ValuesHold(ILinearAdc adc)
    {
        Reciprocal reciprocal = Reciprocal.Of(adc.CodesPerAmpere);
        for (int code = -adc.OriginCode; code < adc.Codes - adc.OriginCode; code++)
        {
            if (reciprocal.Times(code) != code / adc.CodesPerAmpere)
            {
                return false;
            }
        }

        return true;
    }

    private static bool OutputsHold(ILinearAdc adc, double divisor)
    {
        Reciprocal reciprocal = Reciprocal.Of(divisor);
        for (int code = 0; code < adc.Codes; code++)
        {
            double value = adc.Value(code);
            if (reciprocal.Times(value) != value / divisor)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>One term of all outputs.</summary>
    internal sealed class Side
    {
        public Side(int padded, double factor, int[] slots)
        {
            (Factor, Slots) = (factor, slots);
            First = slots.Select((slot, i) => slot - i).All(first => first == slots[0]) ? slots[0] : -1;
            CodesPerAmpere = new AlignedBuffer<double>(padded);
            CodesPerAmpere.Span.Fill(1);
            AmperesPerCode = new ReciprocalBuffer(padded);
            Origins = new AlignedBuffer<double>(padded);
        }

        /// <summary>What its values are multiplied with.</summary>
        public double Factor { get; }

        /// <summary>The slot of each output's line.</summary>
        public int[] Slots { get; }

        /// <summary>The first slot where they stand side by side; otherwise -1.</summary>
        public int First { get; }

        public AlignedBuffer<double> CodesPerAmpere { get; }

        public ReciprocalBuffer AmperesPerCode { get; }

        /// <summary>In amperes.</summary>
        public AlignedBuffer<double> Origins { get; }

        public void Set(int output, ILinearAdc adc)
        {
            CodesPerAmpere.Span[output] = adc.CodesPerAmpere;
            AmperesPerCode.Set(output, Reciprocal.Of(adc.CodesPerAmpere));
            Origins.Span[output] = adc.Origin;
        }

        /// <summary>Gives its memory back.</summary>
        public void Release()
        {
            CodesPerAmpere.Release();
            AmperesPerCode.Release();
            Origins.Release();
        }
    }

    /// <summary>Reciprocals side by side.</summary>
    internal sealed class ReciprocalBuffer(int length)
    {
        public AlignedBuffer<double> High { get; } = new(length);

        public AlignedBuffer<double> Low { get; } = new(length);

        public void Set(int index, Reciprocal value) => (High.Span[index], Low.Span[index]) = (value.High, value.Low);

        /// <summary>Gives its memory back.</summary>
        public void Release()
        {
            High.Release();
            Low.Release();
        }
    }
}
