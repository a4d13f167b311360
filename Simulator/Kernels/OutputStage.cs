using System.Runtime.CompilerServices;

namespace CrossbarSim.Simulator.Kernels;

/// <summary>From codes, or currents where ADCs are ideal, to what one tile adds to its outputs.</summary>
/// <remarks>In the reference's own double-precision steps, or in ones that were tried to give the same bits: see <see cref="PackedOutputs"/>.</remarks>
internal static unsafe class OutputStage<TLanes, TSingle, TDouble>
    where TLanes : struct, ILanes<TSingle, TDouble>
    where TSingle : struct
    where TDouble : struct
{
    /// <summary>Adds what the codes of some samples stand for.</summary>
    /// <param name="outputs">How.</param>
    /// <param name="samples">How many samples.</param>
    /// <param name="codes">[samples, stride], codes from the origin's, in slot order.</param>
    /// <param name="stride">From one sample's codes to the next one's.</param>
    /// <param name="gathered">Room for the padded number of outputs, twice.</param>
    /// <param name="sums">Receives: [samples, padded outputs].</param>
    public static void AddCodes(PackedOutputs outputs, int samples, float* codes, int stride, float* gathered, double* sums)
    {
        for (int sample = 0; sample < samples; sample++)
        {
            float* plus = SideBySide(outputs.Plus, codes + (sample * stride), gathered);
            double* to = sums + (sample * outputs.Padded);
            if (outputs.Minus is { } minusSide)
            {
                AddDifferences(outputs, plus, SideBySide(minusSide, codes + (sample * stride), gathered + outputs.Padded), to);
            }
            else if (outputs.OutputsByReciprocal)
            {
                AddByReciprocals(outputs, plus, to);
            }
            else
            {
                for (int o = 0; o < outputs.Padded; o += TLanes.Doubles)
                {
                    TDouble current = Value(outputs.Plus, outputs.ValuesByReciprocal, plus, o);
                    TDouble share = TLanes.Divide(current, TLanes.Load(outputs.Divisor.Pointer + o));
                    TLanes.Store(to + o, TLanes.Add(TLanes.Load(to + o), share));
                }
            }
        }
    }

    /// <summary>Adds what currents stand for.</summary>
    /// <param name="outputs">How.</param>
    /// <param name="samples">How many samples.</param>
    /// <param name="currents">[slots in use, <see cref="ExactReading{TLanes, TSingle, TDouble}.Width"/>] in amperes.</param>
    /// <param name="sums">Receives: [samples, padded outputs].</param>
    public static void AddCurrents(PackedOutputs outputs, int samples, double* currents, double* sums)
    {
        const int Width = ExactReading<TLanes, TSingle, TDouble>.Width;
        for (int o = 0; o < outputs.Count; o++)
        {
            double* plus = currents + (outputs.Plus.Slots[o] * Width);
            double* minus = outputs.Minus is { } side && side.Slots[o] >= 0 ? currents + (side.Slots[o] * Width) : null;
            double divisor = outputs.Divisor.Pointer[o];
            for (int sample = 0; sample < samples; sample++)
            {
                sums[(sample * outputs.Padded) + o] += (plus[sample] - (minus is null ? 0.0 : minus[sample])) / divisor;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddByReciprocals(PackedOutputs outputs, float* codes, double* to)
    {
        double* valueHigh = outputs.Plus.AmperesPerCode.High.Pointer;
        double* valueLow = outputs.Plus.AmperesPerCode.Low.Pointer;
        double* origin = outputs.Plus.Origins.Pointer;
        double* outputHigh = outputs.DivisorReciprocal.High.Pointer;
        double* outputLow = outputs.DivisorReciprocal.Low.Pointer;
        for (int o = 0; o < outputs.Padded; o += TLanes.Doubles)
        {
            TDouble code = TLanes.Widen(codes + o);
            TDouble value = TLanes.FusedMultiplyAdd(
                code, TLanes.Load(valueHigh + o), TLanes.Multiply(code, TLanes.Load(valueLow + o)));
            value = TLanes.Add(value, TLanes.Load(origin + o));
            TDouble share = TLanes.FusedMultiplyAdd(
                value, TLanes.Load(outputHigh + o), TLanes.Multiply(value, TLanes.Load(outputLow + o)));
            TLanes.Store(to + o, TLanes.Add(TLanes.Load(to + o), share));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddDifferences(PackedOutputs outputs, float* plus, float* minus, double* to)
    {
        for (int o = 0; o < outputs.Padded; o += TLanes.Doubles)
        {
            TDouble current = TLanes.Subtract(
                Value(outputs.Plus, outputs.ValuesByReciprocal, plus, o), Value(outputs.Minus!, outputs.ValuesByReciprocal, minus, o));
            TDouble share = TLanes.Divide(current, TLanes.Load(outputs.Divisor.Pointer + o));
            TLanes.Store(to + o, TLanes.Add(TLanes.Load(to + o), share));
        }
    }

    private static TDouble Value(PackedOutputs.Side side, bool byReciprocal, float* codes, int output)
    {
        TDouble code = TLanes.Widen(codes + output);
        TDouble scaled = byReciprocal
            ? TLanes.FusedMultiplyAdd(
                code,
                TLanes.Load(side.AmperesPerCode.High.Pointer + output),
                TLanes.Multiply(code, TLanes.Load(side.AmperesPerCode.Low.Pointer + output)))
            : TLanes.Divide(code, TLanes.Load(side.CodesPerAmpere.Pointer + output));
        return TLanes.Add(scaled, TLanes.Load(side.Origins.Pointer + output));
    }

    /// <summary>The codes of one sign, output by output: where they stand, or gathered.</summary>
    private static float* SideBySide(PackedOutputs.Side side, float* codes, float* gathered)
    {
        if (side.First >= 0)
        {
            return codes + side.First;
        }

        for (int o = 0; o < side.Slots.Length; o++)
        {
            gathered[o] = side.Slots[o] >= 0 ? codes[side.Slots[o]] : 0f;
        }

        return gathered;
    }
}
