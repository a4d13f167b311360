using CrossbarSim.Simulator.Converters;
using CrossbarSim.Simulator.Mapping;

namespace CrossbarSim.Simulator.Kernels;

/// <summary>How the codes of one tile's lines become what it adds to its outputs, constants output by output.</summary>
/// <remarks>
/// The reference adds (value(plus) - value(minus)) / (siemens per weight · volts per unit), value = code/CodesPerAmpere + Origin. Its
/// divisions are replaced by <see cref="Reciprocal"/>s where that was tried with every code and gave the same bits every time.
/// </remarks>
internal sealed class PackedOutputs
{
    /// <summary>More codes than this are not tried one by one; divisions remain.</summary>
    private const int MostCodesTried = 1 << 12;

    public PackedOutputs(MappedTile mapped, int[] slotOfLine, IAdc?[] adcs, double voltsPerUnit, int lanes)
    {
        Count = mapped.Outputs.Length;
        Padded = (Count + lanes - 1) / lanes * lanes;
        Divisor = new AlignedBuffer<double>(Padded);
        DivisorReciprocal = new ReciprocalBuffer(Padded);
        Plus = new Side(Padded, [.. mapped.Outputs.Select(output => slotOfLine[output.Terms[0].Line])]);
        Minus = mapped.Outputs.Any(output => output.Terms.Length > 1)
            ? new Side(Padded, [.. mapped.Outputs.Select(output => output.Terms.Length > 1 ? slotOfLine[output.Terms[1].Line] : -1)])
            : null;
        bool valuesTried = adcs[0] is { Codes: <= MostCodesTried };
        bool outputsTried = valuesTried && Minus is null;
        Divisor.Span.Fill(1);
        (ILinearAdc? Adc, double Divisor) last = default;
        for (int o = 0; o < Count; o++)
        {
            MappedTile.Term[] terms = mapped.Outputs[o].Terms;
            (int plus, int minus) = (terms[0].Line, terms.Length > 1 ? terms[1].Line : -1);
            double divisor = mapped.Outputs[o].SiemensPerWeight * voltsPerUnit;
            Divisor.Span[o] = divisor;
            DivisorReciprocal.Set(o, Reciprocal.Of(divisor));
            if (adcs[plus] is ILinearAdc adc)
            {
                Plus.Set(o, adc);
                valuesTried = valuesTried && (last == (adc, divisor) || ValuesHold(adc));
                outputsTried = outputsTried && valuesTried && (last == (adc, divisor) || OutputsHold(adc, divisor));
                last = (adc, divisor);
            }

            if (minus >= 0 && adcs[minus] is ILinearAdc other)
            {
                Minus!.Set(o, other);
                valuesTried = valuesTried && (other.Equals(last.Adc) || ValuesHold(other));
            }
        }

        (ValuesByReciprocal, OutputsByReciprocal) = (valuesTried, outputsTried);
    }

    /// <summary>Outputs of the tile.</summary>
    public int Count { get; }

    /// <summary>The same, a whole number of registers.</summary>
    public int Padded { get; }

    /// <summary>The lines that count positively.</summary>
    public Side Plus { get; }

    /// <summary>Those subtracted from them digitally; null: none.</summary>
    public Side? Minus { get; }

    /// <summary>Siemens per weight times volts per unit of input.</summary>
    public AlignedBuffer<double> Divisor { get; }

    /// <summary>One over it.</summary>
    public ReciprocalBuffer DivisorReciprocal { get; }

    /// <summary>Whether codes are turned into amperes by reciprocals.</summary>
    public bool ValuesByReciprocal { get; }

    /// <summary>Whether amperes are turned into outputs by reciprocals.</summary>
    public bool OutputsByReciprocal { get; }

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

    /// <summary>The lines of one sign, output by output.</summary>
    internal sealed class Side
    {
        public Side(int padded, int[] slots)
        {
            Slots = slots;
            First = slots[0] >= 0 && slots.Select((slot, i) => slot - i).All(first => first == slots[0]) ? slots[0] : -1;
            CodesPerAmpere = new AlignedBuffer<double>(padded);
            CodesPerAmpere.Span.Fill(1);
            AmperesPerCode = new ReciprocalBuffer(padded);
            Origins = new AlignedBuffer<double>(padded);
        }

        /// <summary>The slot of each output's line; -1: none.</summary>
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
    }

    /// <summary>Reciprocals side by side.</summary>
    internal sealed class ReciprocalBuffer(int length)
    {
        public AlignedBuffer<double> High { get; } = new(length);

        public AlignedBuffer<double> Low { get; } = new(length);

        public void Set(int index, Reciprocal value) => (High.Span[index], Low.Span[index]) = (value.High, value.Low);
    }
}
