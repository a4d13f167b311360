using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Randomness;

namespace CrossbarSim.Devices.Pulses;

/// <summary>Cells of a <see cref="PulsedDevice"/>.</summary>
internal sealed class SteppedCells : IPulsedCells
{
    private readonly StepLaw _law;
    private readonly PulseNumbers _numbers;
    private readonly double _noiseScale;
    private readonly RandomKey _key;
    private readonly long _first;
    private readonly double _lowest;
    private readonly double _siemensPerWeight;
    private readonly CellWindow[] _windows;
    private readonly double[] _up;
    private readonly double[] _down;
    private readonly double[] _states;
    private readonly double[] _draws;
    private readonly double[] _conductances;

    public SteppedCells(PulsedDevice device, int count, double start, double noiseScale, RandomKey key, long first)
    {
        (_law, _numbers, _noiseScale, _key, _first) = (device.Law, device.Numbers, noiseScale, key, first);
        _lowest = device.LowestConductance.Siemens;
        _siemensPerWeight = (device.HighestConductance.Siemens - _lowest) / (_numbers.High - _numbers.Low);
        (_windows, _up, _down) = (new CellWindow[count], new double[count], new double[count]);
        (_states, _draws, _conductances) = (new double[count], new double[count], new double[count]);
        Make();
        double state = _numbers.Low + ((start - _lowest) / _siemensPerWeight);
        for (int cell = 0; cell < count; cell++)
        {
            _states[cell] = Math.Clamp(state, _windows[cell].Low, _windows[cell].High);
        }

        Array.Fill(_draws, 0.0);
        if (_numbers.WriteNoise * noiseScale > 0)
        {
            _key.For("write", -1).FillNormal(_draws, first);
        }

        for (int cell = 0; cell < count; cell++)
        {
            _conductances[cell] = Read(cell);
        }
    }

    public ReadOnlySpan<double> Conductances => _conductances;

    public void Pulse(ReadOnlySpan<sbyte> directions, long number)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(directions.Length, _states.Length);
        double sigma = _numbers.CycleToCycle * _noiseScale;
        if (sigma > 0)
        {
            _key.For("cycle", number).FillNormal(_draws, _first);
        }

        for (int cell = 0; cell < directions.Length; cell++)
        {
            if (directions[cell] != 0)
            {
                double w = _states[cell];
                ref readonly CellWindow window = ref _windows[cell];
                (double step, double factor) = directions[cell] > 0 ? (_up[cell], _law.Up(w, window)) : (-_down[cell], _law.Down(w, window));
                double change = step * factor;
                if (sigma > 0)
                {
                    double size = _numbers.AdditiveNoise ? Math.Abs(step) : Math.Abs(change) + _numbers.NoiseOffset + (_numbers.NoiseSlope * Math.Abs(w));
                    change += sigma * size * _draws[cell];
                }

                _states[cell] = Math.Clamp(w + change, window.Low, window.High);
            }
        }

        bool reads = _numbers.WriteNoise * _noiseScale > 0;
        if (reads)
        {
            _key.For("write", number).FillNormal(_draws, _first);
        }

        for (int cell = 0; cell < directions.Length; cell++)
        {
            if (directions[cell] != 0)
            {
                _conductances[cell] = Read(cell);
            }
        }
    }

    /// <summary>What a cell reads as, its number of <see cref="_draws"/> being that of the write noise, where there is any.</summary>
    private double Read(int cell)
    {
        double noise = _numbers.WriteNoise * _noiseScale;
        double w = noise > 0 ? _states[cell] + (noise * _numbers.Step * _draws[cell]) : _states[cell];
        return Math.Max(0, _lowest + ((w - _numbers.Low) * _siemensPerWeight));
    }

    private void Make()
    {
        int count = _states.Length;
        DeviceSpread spread = _numbers.Spread;
        double zero = _numbers.Low - (_lowest / _siemensPerWeight); // the state of 0 S
        double[] steps = Drawn("step", spread.Step);
        double[] biases = Drawn("up-down", spread.UpDown);
        double[] lows = Drawn("low", spread.Low);
        double[] highs = Drawn("high", spread.High);
        double[] ups = Drawn("law-up", _law.Draws > 0 ? 1 : 0);
        double[] downs = Drawn("law-down", _law.Draws > 0 ? 1 : 0);
        double[] corrupt = new double[count];
        double[] places = new double[count];
        bool corrupts = spread.Corrupt > 0 && _noiseScale > 0;
        if (corrupts)
        {
            _key.For("corrupt").FillUniform(corrupt, _first);
            _key.For("corrupt-place").FillUniform(places, _first);
        }

        for (int cell = 0; cell < count; cell++)
        {
            double bias = _numbers.UpDown + biases[cell];
            double size = spread.LognormalStep ? Math.Exp(steps[cell]) : 1 + steps[cell];
            _up[cell] = Math.Abs(_numbers.Step * (size + bias));
            _down[cell] = Math.Abs(_numbers.Step * (size - bias));
            double high = Math.Abs(_numbers.High * (1 + highs[cell]));
            double low = Math.Max(-Math.Abs(_numbers.Low * (1 + lows[cell])), zero);
            if (corrupts && corrupt[cell] < spread.Corrupt)
            {
                low = high = Math.Max(zero, spread.CorruptRange * ((2 * places[cell]) - 1));
            }

            _windows[cell] = new CellWindow(low, high, _numbers.Low, _numbers.High, ups[cell], downs[cell]);
        }
    }

    /// <summary>A normal number for each cell, zero where there is no spread.</summary>
    private double[] Drawn(string name, double sigma)
    {
        double[] drawn = new double[_states.Length];
        if (sigma * _noiseScale > 0)
        {
            _key.For("device").For(name).FillNormal(drawn, _first);
            for (int cell = 0; cell < drawn.Length; cell++)
            {
                drawn[cell] *= sigma * _noiseScale;
            }
        }

        return drawn;
    }
}
