using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using CrossbarSim.Simulator.Converters;

namespace CrossbarSim.Simulator.Kernels;

/// <summary>The DAC for whole samples: codes for the kernels, how large they are, and voltages where the reference's own are called for.</summary>
internal sealed unsafe class InputStage<TLanes, TSingle, TDouble>
    where TLanes : struct, ILanes<TSingle, TDouble>
    where TSingle : struct
    where TDouble : struct
{
    /// <summary>Beyond this many, too many inputs would be in doubt for single precision to pay.</summary>
    private const int MostStepsInSingle = (1 << 12) - 1;

    private readonly Dac _dac;
    private readonly float _highestSingle;

    /// <param name="dac">The converter.</param>
    public InputStage(Dac dac)
    {
        _dac = dac;
        float nearest = (float)dac.High;
        _highestSingle = nearest > dac.High ? MathF.BitDecrement(nearest) : nearest;
    }

    /// <summary>Whether kernels compute with voltages: without steps there are no codes.</summary>
    public bool IsIdeal => _dac.Steps is null;

    /// <summary>Converts inputs as <see cref="Dac.Convert"/> does.</summary>
    /// <param name="single">The inputs; null when they are of double precision.</param>
    /// <param name="wide">The inputs; null when they are of single precision.</param>
    /// <param name="count">How many.</param>
    /// <param name="codes">Receives a DAC code for each input, or volts rounded to single precision when the DAC is ideal.</param>
    /// <param name="volts">Receives volts when the DAC is ideal; otherwise unused.</param>
    /// <returns>How many inputs were clipped.</returns>
    /// <exception cref="ArgumentException">An input is not finite.</exception>
    public int Convert(float* single, double* wide, int count, float* codes, double* volts)
    {
        bool finite = true;
        int clipped = _dac.Steps is not int steps ? ToVolts(single, wide, count, codes, volts, ref finite)
            : _dac.IsBinary ? ToSigns(single, wide, count, codes, ref finite)
            : single is not null && steps <= MostStepsInSingle ? SingleToCodes(single, count, steps, codes, ref finite)
            : ToCodes(single, wide, count, steps, codes, ref finite);
        if (!finite)
        {
            Complain(single, wide, count);
        }

        return clipped;
    }

    /// <summary>The norm that <see cref="ErrorBound"/> speaks of.</summary>
    /// <param name="values">Digits of one sample on the rows of a tile.</param>
    /// <param name="weights">What each is weighted with, one per row of the tile.</param>
    /// <param name="rows">Rows of the tile.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Norm(float* values, float* weights, int rows)
    {
        TSingle squares = TLanes.Broadcast(0f);
        int i = 0;
        for (; i <= rows - TLanes.Singles; i += TLanes.Singles)
        {
            TSingle weighted = TLanes.Multiply(TLanes.Load(values + i), TLanes.Load(weights + i));
            squares = TLanes.MultiplyAdd(weighted, weighted, squares);
        }

        float sum = TLanes.Sum(squares);
        for (; i < rows; i++)
        {
            float weighted = values[i] * weights[i];
            sum += weighted * weighted;
        }

        return MathF.Sqrt(sum);
    }

    /// <summary>Scales, clips and rounds.</summary>
    /// <remarks>
    /// The reference rounds (input / high)·steps, two roundings of at most 65535·2^-53. Here it is input·(steps / high), as many; they
    /// differ by less than 10^-10. Where that might matter, and only there, it is divided.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int ToCodes(float* single, double* wide, int count, int steps, float* codes, ref bool finite)
    {
        TDouble low = TLanes.Broadcast(_dac.Low);
        TDouble high = TLanes.Broadcast(_dac.High);
        TDouble stepsPerUnit = TLanes.Broadcast(steps / _dac.High);
        TDouble surelyNearest = TLanes.Broadcast(0.5 - 1e-10);
        TDouble most = TLanes.Broadcast(double.PositiveInfinity);
        uint all = (1u << TLanes.Doubles) - 1;
        uint allFinite = all;
        int clipped = 0;
        int i = 0;
        for (; i <= count - TLanes.Doubles; i += TLanes.Doubles)
        {
            TDouble input = single is null ? TLanes.Load(wide + i) : TLanes.Widen(single + i);
            clipped += BitOperations.PopCount(TLanes.LessThan(input, low) | TLanes.LessThan(high, input));
            allFinite &= TLanes.LessThan(TLanes.Abs(input), most);
            TDouble within = TLanes.Clamp(input, low, high);
            TDouble part = TLanes.Multiply(within, stepsPerUnit);
            TDouble code = TLanes.Round(part);
            if (TLanes.LessThan(TLanes.Abs(TLanes.Subtract(part, code)), surelyNearest) != all)
            {
                code = TLanes.Round(TLanes.Multiply(TLanes.Divide(within, high), TLanes.Broadcast((double)steps)));
            }

            TLanes.Narrow(codes + i, code);
        }

        finite = allFinite == all;
        for (; i < count; i++)
        {
            double input = single is null ? wide[i] : single[i];
            finite &= double.IsFinite(input);
            clipped += input > _dac.High || input < _dac.Low ? 1 : 0;
            codes[i] = Code(input, steps);
        }

        return clipped;
    }

    /// <summary>The same from and in single precision, twice as many at a time.</summary>
    /// <remarks>
    /// A single-precision input is above the highest one just when it is above the highest single-precision number that is not. Four
    /// roundings (of that number, of the factor, of the product, of the difference from a whole number) are at most steps·2^-22.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int SingleToCodes(float* inputs, int count, int steps, float* codes, ref bool finite)
    {
        TSingle low = TLanes.Broadcast(_dac.Low < 0 ? -_highestSingle : 0f);
        TSingle high = TLanes.Broadcast(_highestSingle);
        TSingle stepsPerUnit = TLanes.Broadcast((float)(steps / _dac.High));
        TSingle surelyNearest = TLanes.Broadcast(0.5f - (steps / (float)(1 << 22)) - 1e-6f);
        TSingle most = TLanes.Broadcast(float.PositiveInfinity);
        uint all = (uint)((1ul << TLanes.Singles) - 1);
        uint allFinite = all;
        int clipped = 0;
        int i = 0;
        for (; i <= count - TLanes.Singles; i += TLanes.Singles)
        {
            TSingle input = TLanes.Load(inputs + i);
            clipped += BitOperations.PopCount(TLanes.LessThan(input, low) | TLanes.LessThan(high, input));
            allFinite &= TLanes.LessThan(TLanes.Abs(input), most);
            TSingle part = TLanes.Multiply(TLanes.Clamp(input, low, high), stepsPerUnit);
            TSingle code = TLanes.Round(part);
            TLanes.Store(codes + i, code);
            if (TLanes.LessThan(TLanes.Abs(TLanes.Subtract(part, code)), surelyNearest) != all)
            {
                for (int lane = i; lane < i + TLanes.Singles; lane++)
                {
                    codes[lane] = Code(inputs[lane], steps);
                }
            }
        }

        finite = allFinite == all;
        for (; i < count; i++)
        {
            finite &= float.IsFinite(inputs[i]);
            clipped += inputs[i] > _dac.High || inputs[i] < _dac.Low ? 1 : 0;
            codes[i] = Code(inputs[i], steps);
        }

        return clipped;
    }

    /// <summary>As the reference has it.</summary>
    private float Code(double input, int steps) => (float)Math.Round(Math.Clamp(input, _dac.Low, _dac.High) / _dac.High * steps);

    /// <summary>Without steps there is nothing to round or to clip.</summary>
    private int ToVolts(float* single, double* wide, int count, float* codes, double* volts, ref bool finite)
    {
        for (int i = 0; i < count; i++)
        {
            double input = single is null ? wide[i] : single[i];
            finite &= double.IsFinite(input);
            volts[i] = input / _dac.High * _dac.ReadVoltage.Volts;
            codes[i] = (float)volts[i];
        }

        return 0;
    }

    /// <summary>One bit: the sign.</summary>
    /// <remarks>As in <see cref="SingleToCodes"/>, a single-precision input is outside the range just when it is beyond the highest one within.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int ToSigns(float* single, double* wide, int count, float* codes, ref bool finite)
    {
        int clipped = 0;
        int i = 0;
        if (single is not null)
        {
            Vector256<float> high = Vector256.Create(_highestSingle);
            Vector256<int> outside = Vector256<int>.Zero;
            Vector256<float> allFinite = Vector256<float>.AllBitsSet;
            for (; i <= count - Vector256<float>.Count; i += Vector256<float>.Count)
            {
                Vector256<float> input = Vector256.Load(single + i);
                Vector256<float> size = Vector256.Abs(input);
                outside -= Vector256.GreaterThan(size, high).AsInt32();
                allFinite &= Vector256.LessThan(size, Vector256.Create(float.PositiveInfinity));
                Vector256<float> above = Vector256.GreaterThan(input, Vector256<float>.Zero);
                Vector256.ConditionalSelect(above, Vector256.Create(1f), Vector256.Create(-1f)).Store(codes + i);
            }

            clipped = Vector256.Sum(outside);
            finite = Vector256.EqualsAll(allFinite.AsInt32(), Vector256<int>.AllBitsSet);
        }

        for (; i < count; i++)
        {
            double input = single is null ? wide[i] : single[i];
            finite &= double.IsFinite(input);
            clipped += input > _dac.High || input < _dac.Low ? 1 : 0;
            codes[i] = input > 0 ? 1f : -1f;
        }

        return clipped;
    }

    /// <summary>Lets the DAC itself say what is wrong.</summary>
    private void Complain(float* single, double* wide, int count)
    {
        double[] inputs = new double[count];
        for (int i = 0; i < count; i++)
        {
            inputs[i] = single is null ? wide[i] : single[i];
        }

        _dac.Convert(inputs, new double[count]);
    }
}
