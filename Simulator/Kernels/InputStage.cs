using CrossbarSim.Simulator.Converters;

namespace CrossbarSim.Simulator.Kernels;

/// <summary>The DAC for whole samples: codes for the kernels, how large they are, and voltages where the reference's own are called for.</summary>
internal sealed unsafe class InputStage<TLanes, TSingle, TDouble>
    where TLanes : struct, ILanes<TSingle, TDouble>
    where TSingle : struct
    where TDouble : struct
{
    private readonly Dac _dac;
    private readonly int _inputs;
    private readonly Segment[] _segments;
    private readonly AlignedBuffer<float> _weights;

    public InputStage(Dac dac, int inputs, Segment[] segments)
    {
        (_dac, _inputs, _segments) = (dac, inputs, segments);
        _weights = ErrorBound.Weights(segments.Max(segment => segment.Rows));
    }

    /// <summary>Whether kernels compute with voltages: without steps there are no codes.</summary>
    public bool IsIdeal => _dac.Steps is null;

    /// <summary>Converts one sample as <see cref="Dac.Convert"/> does.</summary>
    /// <param name="data">The inputs.</param>
    /// <param name="sample">Which of its samples.</param>
    /// <param name="codes">Receives a DAC code for each input, or volts rounded to single precision when the DAC is ideal.</param>
    /// <param name="volts">Receives volts when the DAC is ideal; otherwise unused.</param>
    /// <param name="norms">Receives, for each segment, the norm that <see cref="ErrorBound"/> speaks of.</param>
    /// <returns>How many inputs were clipped.</returns>
    public int Convert(in ProductData data, int sample, float* codes, double* volts, float* norms)
    {
        long first = (long)sample * _inputs;
        float* single = data.SingleInputs is null ? null : data.SingleInputs + first;
        double* wide = data.DoubleInputs is null ? null : data.DoubleInputs + first;
        bool finite = true;
        int clipped = 0;
        int i = 0;
        if (_dac.Steps is int steps)
        {
            TDouble low = TLanes.Broadcast(_dac.Low);
            TDouble high = TLanes.Broadcast(_dac.High);
            TDouble scale = TLanes.Broadcast((double)steps);
            TDouble most = TLanes.Broadcast(double.PositiveInfinity);
            uint all = (1u << TLanes.Doubles) - 1;
            for (; i <= _inputs - TLanes.Doubles; i += TLanes.Doubles)
            {
                TDouble input = single is null ? TLanes.Load(wide + i) : TLanes.Widen(single + i);
                uint beyond = TLanes.LessThan(input, low) | TLanes.LessThan(high, input);
                clipped += System.Numerics.BitOperations.PopCount(beyond);
                finite &= TLanes.LessThan(TLanes.Abs(input), most) == all;
                TDouble part = TLanes.Divide(TLanes.Clamp(input, low, high), high);
                TLanes.Narrow(codes + i, TLanes.Round(TLanes.Multiply(part, scale)));
            }

            for (; i < _inputs; i++)
            {
                double input = single is null ? wide[i] : single[i];
                finite &= double.IsFinite(input);
                clipped += input > _dac.High || input < _dac.Low ? 1 : 0;
                codes[i] = (float)Math.Round(Math.Clamp(input, _dac.Low, _dac.High) / _dac.High * steps);
            }
        }
        else
        {
            for (; i < _inputs; i++)
            {
                double input = single is null ? wide[i] : single[i];
                finite &= double.IsFinite(input);
                volts[i] = input / _dac.High * _dac.ReadVoltage.Volts;
                codes[i] = (float)volts[i];
            }
        }

        if (!finite)
        {
            Complain(data, sample);
        }

        for (int segment = 0; segment < _segments.Length; segment++)
        {
            norms[segment] = Norm(codes + _segments[segment].First, _segments[segment].Rows);
        }

        return clipped;
    }

    /// <summary>The voltages of one sample on the rows of a tile, as the reference has them.</summary>
    /// <param name="codes">DAC codes.</param>
    /// <param name="volts">What <see cref="Convert"/> left, for the same inputs.</param>
    /// <param name="rows">How many.</param>
    /// <param name="to">Receives volts.</param>
    public void Voltages(float* codes, double* volts, int rows, double* to)
    {
        if (_dac.Steps is not int steps)
        {
            new ReadOnlySpan<double>(volts, rows).CopyTo(new Span<double>(to, rows));
            return;
        }

        double voltsPerCode = _dac.ReadVoltage.Volts / steps;
        TDouble factor = TLanes.Broadcast(voltsPerCode);
        int i = 0;
        for (; i <= rows - TLanes.Doubles; i += TLanes.Doubles)
        {
            TLanes.Store(to + i, TLanes.Multiply(TLanes.Widen(codes + i), factor));
        }

        for (; i < rows; i++)
        {
            to[i] = codes[i] * voltsPerCode;
        }
    }

    private float Norm(float* values, int rows)
    {
        float* weights = _weights.Pointer + (_weights.Length - rows);
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

    /// <summary>Lets the DAC itself say what is wrong with a sample.</summary>
    private void Complain(in ProductData data, int sample)
    {
        double[] inputs = new double[_inputs];
        for (int i = 0; i < _inputs; i++)
        {
            long at = ((long)sample * _inputs) + i;
            inputs[i] = data.SingleInputs is null ? data.DoubleInputs[at] : data.SingleInputs[at];
        }

        _dac.Convert(inputs, new double[_inputs]);
    }
}
