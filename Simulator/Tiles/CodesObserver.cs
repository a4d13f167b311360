using CrossbarSim.Simulator.Converters;

namespace CrossbarSim.Simulator.Tiles;

/// <summary>Which codes the currents of lines have, for each range that lines of a tile share.</summary>
internal sealed class CodesObserver : CurrentObserver
{
    private readonly FrozenConverters _converters;
    private readonly Dictionary<IAdc, bool[]>[] _seen;

    /// <summary>An observer of a layer with these converters.</summary>
    public CodesObserver(FrozenConverters converters)
    {
        _converters = converters;
        _seen = [.. converters.Adcs.Select(_ => new Dictionary<IAdc, bool[]>(ReferenceEqualityComparer.Instance))];
        foreach (SharedRange range in converters.Ranges)
        {
            _seen[range.Tile][range.Adc] = new bool[range.Adc.Codes];
        }
    }

    /// <summary>Codes that occurred, summed over ranges.</summary>
    public int Used => _seen.Sum(tile => tile.Values.Sum(codes => codes.Count(used => used)));

    /// <summary>Codes there are, summed over ranges.</summary>
    public int Codes => _seen.Sum(tile => tile.Values.Sum(codes => codes.Length));

    public override CurrentObserver Fresh() => new CodesObserver(_converters);

    public override void See(int tile, int line, ReadOnlySpan<double> currents)
    {
        if (_converters.Adc(tile, line) is IAdc adc)
        {
            bool[] seen = _seen[tile][adc];
            foreach (double current in currents)
            {
                seen[adc.Code(current)] = true;
            }
        }
    }

    public override void Merge(CurrentObserver other)
    {
        for (int tile = 0; tile < _seen.Length; tile++)
        {
            foreach ((IAdc adc, bool[] seen) in ((CodesObserver)other)._seen[tile])
            {
                for (int code = 0; code < seen.Length; code++)
                {
                    _seen[tile][adc][code] |= seen[code];
                }
            }
        }
    }
}
