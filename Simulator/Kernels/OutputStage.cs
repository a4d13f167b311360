using System.Runtime.CompilerServices;

namespace CrossbarSim.Simulator.Kernels;

/// <summary>From codes, or currents where ADCs are ideal, to what one tile adds to its outputs.</summary>
/// <remarks>In the reference's own double-precision steps, or in ones that were tried to give the same bits: see <see cref="PackedOutputs"/>.</remarks>
internal static unsafe class OutputStage<TLanes, TSingle, TDouble>
    where TLanes : struct, ILanes<TSingle, TDouble>
    where TSingle : struct
    where TDouble : struct
{
    /// <summary>Adds what the codes of some samples stand for, where <see cref="PackedOutputs.IsPlain"/>.</summary>
    /// <param name="outputs">How.</param>
    /// <param name="samples">How many samples.</param>
    /// <param name="codes">[samples, stride], codes from the origin's, in slot order.</param>
    /// <param name="stride">From one sample's codes to the next one's.</param>
    /// <param name="gathered">Room for the padded number of outputs, twice.</param>
    /// <param name="sums">Receives: [samples, padded outputs].</param>
    public static void AddCodes(PackedOutputs outputs, int samples, float* codes, int stride, float* gathered, double* sums)
    {
        if (outputs is { OutputsByReciprocal: true, IsUniform: true })
        {
            AddUniformly(outputs, samples, codes, stride, gathered, sums);
            return;
        }

        if (outputs.OutputsByReciprocal)
        {
            AddByReciprocals(outputs, samples, codes, stride, gathered, sums);
            return;
        }

        PackedOutputs.Side plusSide = outputs.Terms[0];
        for (int sample = 0; sample < samples; sample++)
        {
            float* plus = SideBySide(plusSide, codes + (sample * stride), gathered);
            double* to = sums + (sample * outputs.Padded);
            if (outputs.Terms.Length == 2)
            {
                PackedOutputs.Side minusSide = outputs.Terms[1];
                AddDifferences(outputs, plus, SideBySide(minusSide, codes + (sample * stride), gathered + outputs.Padded), to);
            }
            else
            {
                for (int o = 0; o < outputs.Padded; o += TLanes.Doubles)
                {
                    TDouble current = Value(plusSide, outputs.ValuesByReciprocal, plus, o);
                    TDouble share = TLanes.Divide(current, TLanes.Load(outputs.Divisor.Pointer + o));
                    TLanes.Store(to + o, TLanes.Add(TLanes.Load(to + o), share));
                }
            }
        }
    }

    /// <summary>Adds what the codes of some passes stand for to totals, in amperes.</summary>
    /// <param name="outputs">How.</param>
    /// <param name="weights">Weights of the passes.</param>
    /// <param name="passes">How many passes.</param>
    /// <param name="samples">How many samples.</param>
    /// <param name="codes">[passes, samples, stride], codes from the origin's, in slot order.</param>
    /// <param name="passStride">From one pass's codes to the next one's.</param>
    /// <param name="stride">From one sample's codes to the next one's.</param>
    /// <param name="gathered">Room for the padded number of outputs.</param>
    /// <param name="totals">Receives: [samples, padded outputs].</param>
    public static void AddPasses(
        PackedOutputs outputs, double* weights, int passes, int samples, float* codes, nint passStride, int stride, float* gathered, double* totals)
    {
        if (outputs.Terms.Length == 1 && outputs.Terms[0] is { Factor: 1, First: >= 0 })
        {
            AddOneTerm(outputs, weights, passes, samples, codes + outputs.Terms[0].First, passStride, stride, totals);
            return;
        }

        if (outputs.Terms.Length == 4 && outputs.ValuesByReciprocal && outputs.Terms.All(term => term.First >= 0))
        {
            AddFourTerms(outputs, weights, passes, samples, codes, passStride, stride, totals);
            return;
        }

        for (int pass = 0; pass < passes; pass++)
        {
            for (int s = 0; s < samples; s++)
            {
                AddTerms(outputs, weights[pass], codes + (pass * passStride) + (s * stride), gathered, totals + (s * outputs.Padded));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddOneTerm(
        PackedOutputs outputs, double* weights, int passes, int samples, float* codes, nint passStride, int stride, double* totals)
    {
        PackedOutputs.Side side = outputs.Terms[0];
        double* high = side.AmperesPerCode.High.Pointer;
        double* low = side.AmperesPerCode.Low.Pointer;
        double* divisor = side.CodesPerAmpere.Pointer;
        double* origin = side.Origins.Pointer;
        bool byReciprocal = outputs.ValuesByReciprocal;
        int padded = outputs.Padded;
        for (int s = 0; s < samples; s++)
        {
            double* to = totals + (s * padded);
            for (int o = 0; o < padded; o += TLanes.Doubles)
            {
                float* from = codes + (s * stride) + o;
                TDouble total = TLanes.Load(to + o);
                TDouble zero = TLanes.Load(origin + o);
                (TDouble a, TDouble b) = byReciprocal ? (TLanes.Load(high + o), TLanes.Load(low + o)) : (TLanes.Load(divisor + o), zero);
                for (int pass = 0; pass < passes; pass++)
                {
                    TDouble code = TLanes.Widen(from);
                    TDouble value = byReciprocal ? TLanes.FusedMultiplyAdd(code, a, TLanes.Multiply(code, b)) : TLanes.Divide(code, a);
                    total = TLanes.Add(total, TLanes.Multiply(TLanes.Broadcast(weights[pass]), TLanes.Add(value, zero)));
                    from += passStride;
                }

                TLanes.Store(to + o, total);
            }
        }
    }

    /// <summary>Weights in four slices, as 8 bits on cells of 2 are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddFourTerms(
        PackedOutputs outputs, double* weights, int passes, int samples, float* codes, nint passStride, int stride, double* totals)
    {
        PackedOutputs.Side t0 = outputs.Terms[0], t1 = outputs.Terms[1], t2 = outputs.Terms[2], t3 = outputs.Terms[3];
        TDouble f0 = TLanes.Broadcast(t0.Factor), f1 = TLanes.Broadcast(t1.Factor), f2 = TLanes.Broadcast(t2.Factor), f3 = TLanes.Broadcast(t3.Factor);
        TDouble nothing = TLanes.Broadcast(0.0);
        int padded = outputs.Padded;
        for (int o = 0; o < padded; o += TLanes.Doubles)
        {
            TDouble a0 = TLanes.Load(t0.AmperesPerCode.High.Pointer + o), b0 = TLanes.Load(t0.AmperesPerCode.Low.Pointer + o);
            TDouble a1 = TLanes.Load(t1.AmperesPerCode.High.Pointer + o), b1 = TLanes.Load(t1.AmperesPerCode.Low.Pointer + o);
            TDouble a2 = TLanes.Load(t2.AmperesPerCode.High.Pointer + o), b2 = TLanes.Load(t2.AmperesPerCode.Low.Pointer + o);
            TDouble a3 = TLanes.Load(t3.AmperesPerCode.High.Pointer + o), b3 = TLanes.Load(t3.AmperesPerCode.Low.Pointer + o);
            TDouble z0 = TLanes.Load(t0.Origins.Pointer + o), z1 = TLanes.Load(t1.Origins.Pointer + o);
            TDouble z2 = TLanes.Load(t2.Origins.Pointer + o), z3 = TLanes.Load(t3.Origins.Pointer + o);
            for (int s = 0; s < samples; s++)
            {
                float* from = codes + (s * stride) + o;
                TDouble total = TLanes.Load(totals + (s * padded) + o);
                for (int pass = 0; pass < passes; pass++)
                {
                    TDouble sum = TLanes.Add(nothing, TLanes.Multiply(f0, Amperes(from + t0.First, a0, b0, z0)));
                    sum = TLanes.Add(sum, TLanes.Multiply(f1, Amperes(from + t1.First, a1, b1, z1)));
                    sum = TLanes.Add(sum, TLanes.Multiply(f2, Amperes(from + t2.First, a2, b2, z2)));
                    sum = TLanes.Add(sum, TLanes.Multiply(f3, Amperes(from + t3.First, a3, b3, z3)));
                    total = TLanes.Add(total, TLanes.Multiply(TLanes.Broadcast(weights[pass]), sum));
                    from += passStride;
                }

                TLanes.Store(totals + (s * padded) + o, total);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TDouble Amperes(float* codes, TDouble high, TDouble low, TDouble origin)
    {
        TDouble code = TLanes.Widen(codes);
        return TLanes.Add(TLanes.FusedMultiplyAdd(code, high, TLanes.Multiply(code, low)), origin);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddTerms(PackedOutputs outputs, double weight, float* codes, float* gathered, double* totals)
    {
        TDouble passWeight = TLanes.Broadcast(weight);
        PackedOutputs.Side[] terms = outputs.Terms;
        bool byReciprocal = outputs.ValuesByReciprocal;
        int padded = outputs.Padded;
        double* sums = stackalloc double[padded];
        foreach (PackedOutputs.Side side in terms)
        {
            float* values = side.First >= 0 ? codes + side.First : SideBySide(side, codes, gathered);
            TDouble factor = TLanes.Broadcast(side.Factor);
            double* high = side.AmperesPerCode.High.Pointer;
            double* low = side.AmperesPerCode.Low.Pointer;
            double* origin = side.Origins.Pointer;
            double* divisor = side.CodesPerAmpere.Pointer;
            for (int o = 0; o < padded; o += TLanes.Doubles)
            {
                TDouble code = TLanes.Widen(values + o);
                TDouble value = byReciprocal
                    ? TLanes.FusedMultiplyAdd(code, TLanes.Load(high + o), TLanes.Multiply(code, TLanes.Load(low + o)))
                    : TLanes.Divide(code, TLanes.Load(divisor + o));
                value = TLanes.Add(value, TLanes.Load(origin + o));
                TLanes.Store(sums + o, TLanes.Add(TLanes.Load(sums + o), TLanes.Multiply(factor, value)));
            }
        }

        for (int o = 0; o < padded; o += TLanes.Doubles)
        {
            TLanes.Store(totals + o, TLanes.Add(TLanes.Load(totals + o), TLanes.Multiply(passWeight, TLanes.Load(sums + o))));
        }
    }

    /// <summary>Adds what currents of one pass stand for to totals.</summary>
    /// <param name="outputs">How.</param>
    /// <param name="weight">Weight of the pass.</param>
    /// <param name="samples">How many samples.</param>
    /// <param name="currents">[slots in use, <see cref="ExactReading{TLanes, TSingle, TDouble}.Width"/>] in amperes.</param>
    /// <param name="totals">Receives: [samples, padded outputs], in amperes.</param>
    public static void AddCurrents(PackedOutputs outputs, double weight, int samples, double* currents, double* totals)
    {
        const int Width = ExactReading<TLanes, TSingle, TDouble>.Width;
        for (int o = 0; o < outputs.Count; o++)
        {
            for (int sample = 0; sample < samples; sample++)
            {
                double sum = 0;
                foreach (PackedOutputs.Side side in outputs.Terms)
                {
                    sum += side.Factor * currents[(side.Slots[o] * Width) + sample];
                }

                totals[(sample * outputs.Padded) + o] += weight * sum;
            }
        }
    }

    /// <summary>Adds one sample's finished totals to its sums.</summary>
    /// <param name="outputs">How.</param>
    /// <param name="totals">[padded outputs], in amperes.</param>
    /// <param name="driven">Digital sum of the row voltages, in volts; 0 where no output has an offset.</param>
    /// <param name="sums">Receives: [padded outputs].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Finish(PackedOutputs outputs, double* totals, double driven, double* sums)
    {
        TDouble volts = TLanes.Broadcast(driven);
        double* offsets = outputs.Offsets.Pointer;
        double* corrections = outputs.Corrections.Pointer;
        double* divisors = outputs.Divisor.Pointer;
        for (int o = 0; o < outputs.Padded; o += TLanes.Doubles)
        {
            TDouble current = TLanes.Subtract(TLanes.Load(totals + o), TLanes.Multiply(TLanes.Load(offsets + o), volts));
            current = TLanes.Subtract(current, TLanes.Load(corrections + o));
            TLanes.Store(sums + o, TLanes.Add(TLanes.Load(sums + o), TLanes.Divide(current, TLanes.Load(divisors + o))));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddByReciprocals(PackedOutputs outputs, int samples, float* codes, int stride, float* gathered, double* sums)
    {
        PackedOutputs.Side side = outputs.Terms[0];
        double* valueHigh = side.AmperesPerCode.High.Pointer;
        double* valueLow = side.AmperesPerCode.Low.Pointer;
        double* origin = side.Origins.Pointer;
        double* outputHigh = outputs.DivisorReciprocal.High.Pointer;
        double* outputLow = outputs.DivisorReciprocal.Low.Pointer;
        int padded = outputs.Padded;
        for (int sample = 0; sample < samples; sample++)
        {
            float* plus = SideBySide(side, codes + (sample * stride), gathered);
            double* to = sums + (sample * padded);
            for (int o = 0; o < padded; o += TLanes.Doubles)
            {
                TDouble code = TLanes.Widen(plus + o);
                TDouble value = TLanes.FusedMultiplyAdd(
                    code, TLanes.Load(valueHigh + o), TLanes.Multiply(code, TLanes.Load(valueLow + o)));
                value = TLanes.Add(value, TLanes.Load(origin + o));
                TDouble share = TLanes.FusedMultiplyAdd(
                    value, TLanes.Load(outputHigh + o), TLanes.Multiply(value, TLanes.Load(outputLow + o)));
                TLanes.Store(to + o, TLanes.Add(TLanes.Load(to + o), share));
            }
        }
    }

    /// <summary>The same where one set of constants serves all outputs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddUniformly(PackedOutputs outputs, int samples, float* codes, int stride, float* gathered, double* sums)
    {
        PackedOutputs.Side side = outputs.Terms[0];
        TDouble valueHigh = TLanes.Broadcast(side.AmperesPerCode.High.Pointer[0]);
        TDouble valueLow = TLanes.Broadcast(side.AmperesPerCode.Low.Pointer[0]);
        TDouble origin = TLanes.Broadcast(side.Origins.Pointer[0]);
        TDouble outputHigh = TLanes.Broadcast(outputs.DivisorReciprocal.High.Pointer[0]);
        TDouble outputLow = TLanes.Broadcast(outputs.DivisorReciprocal.Low.Pointer[0]);
        int padded = outputs.Padded;
        int first = side.First;
        for (int sample = 0; sample < samples; sample++)
        {
            float* plus = codes + (sample * stride);
            plus = first >= 0 ? plus + first : SideBySide(side, plus, gathered);
            double* to = sums + (sample * padded);
            for (int o = 0; o < padded; o += TLanes.Doubles)
            {
                TDouble code = TLanes.Widen(plus + o);
                TDouble value = TLanes.Add(TLanes.FusedMultiplyAdd(code, valueHigh, TLanes.Multiply(code, valueLow)), origin);
                TDouble share = TLanes.FusedMultiplyAdd(value, outputHigh, TLanes.Multiply(value, outputLow));
                TLanes.Store(to + o, TLanes.Add(TLanes.Load(to + o), share));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddDifferences(PackedOutputs outputs, float* plus, float* minus, double* to)
    {
        for (int o = 0; o < outputs.Padded; o += TLanes.Doubles)
        {
            TDouble current = TLanes.Subtract(
                Value(outputs.Terms[0], outputs.ValuesByReciprocal, plus, o), Value(outputs.Terms[1], outputs.ValuesByReciprocal, minus, o));
            TDouble share = TLanes.Divide(current, TLanes.Load(outputs.Divisor.Pointer + o));
            TLanes.Store(to + o, TLanes.Add(TLanes.Load(to + o), share));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
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

    /// <summary>The codes of one term, output by output: where they stand, or gathered.</summary>
    private static float* SideBySide(PackedOutputs.Side side, float* codes, float* gathered)
    {
        if (side.First >= 0)
        {
            return codes + side.First;
        }

        for (int o = 0; o < side.Slots.Length; o++)
        {
            gathered[o] = codes[side.Slots[o]];
        }

        return gathered;
    }
}
