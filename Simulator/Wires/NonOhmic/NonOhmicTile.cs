using System.Collections.Concurrent;
using CrossbarSim.Devices.Behaviours;

namespace CrossbarSim.Simulator.Wires.NonOhmic;

/// <summary>The arrays of a tile whose cells are not ohmic and whose lines have resistance: every read is a search on each of them.</summary>
internal sealed class NonOhmicTile
{
    private readonly WiredTile _tile;
    private readonly NonOhmicNetwork[] _networks;
    private readonly ConcurrentBag<Room> _rooms = [];

    /// <summary>Takes over a tile.</summary>
    /// <param name="tile">Its cells on arrays.</param>
    /// <param name="wires">Resistances along lines.</param>
    /// <param name="law">The law of the cells.</param>
    public NonOhmicTile(WiredTile tile, WireResistances wires, ICellCurrent law)
    {
        _tile = tile;
        _networks = [.. tile.Arrays.Select(array => new NonOhmicNetwork(tile.Of(array, tile.Nominal), tile.Rows, array.Length, wires, law))];
    }

    /// <summary>Reads all columns.</summary>
    /// <param name="voltages">In volts; one per row.</param>
    /// <param name="currents">Receives amperes; one per physical column.</param>
    /// <exception cref="NetworkException">Cells see voltages at which their law does not hold, or none were found.</exception>
    public void Read(ReadOnlySpan<double> voltages, Span<double> currents)
    {
        if (!_rooms.TryTake(out Room? room))
        {
            room = new Room(
                [.. _networks.Select(network => new NonOhmicWorkspace(network.Rows, network.Columns))], new double[_networks.Max(network => network.Columns)]);
        }

        for (int array = 0; array < _networks.Length; array++)
        {
            int[] columns = _tile.Arrays[array];
            Span<double> sensed = room.Currents.AsSpan(0, columns.Length);
            _networks[array].Read(voltages, sensed, room.Workspaces[array]);
            for (int column = 0; column < columns.Length; column++)
            {
                currents[columns[column]] = sensed[column];
            }
        }

        _rooms.Add(room);
    }

    /// <summary>What one thread needs.</summary>
    private sealed record Room(NonOhmicWorkspace[] Workspaces, double[] Currents);
}
