using System.Text.Json;
using CrossbarSim.Devices.Quantities;
using CrossbarSim.Simulator.Wires;

namespace CrossbarSim.Tests.Simulator.Wires;

/// <summary>A reference case: Golden/wires/README.json says how it was made.</summary>
internal sealed record WireCase(string Id, int Rows, int Columns, WireResistances Resistances, int Vectors)
{
    public static IEnumerable<string> Ids => Cases().Select(each => each.Id);

    public static WireCase Of(string id) => Cases().Single(each => each.Id == id);

    /// <summary>[rows, columns] in siemens.</summary>
    public double[] Cells => Numbers("G");

    /// <summary>[rows, vectors] in volts.</summary>
    public double[] Voltages => Numbers("V");

    /// <summary>[columns, vectors] in amperes.</summary>
    public double[] Currents => Numbers("I");

    /// <summary>[rows, columns] in siemens.</summary>
    public double[] Effective => Numbers("M");

    /// <summary>Resistances whose totals are given: those of the segments at the ends count, or are not there.</summary>
    public static WireResistances Totals(double wordLine, double bitLine, double driver, double sense) => new()
    {
        WordLine = Resistance.FromOhms(wordLine),
        BitLine = Resistance.FromOhms(bitLine),
        HasFirstSegment = driver >= wordLine,
        HasLastSegment = sense >= bitLine,
        Driver = Resistance.FromOhms(driver >= wordLine ? driver - wordLine : driver),
        Sense = Resistance.FromOhms(sense >= bitLine ? sense - bitLine : sense),
    };

    private double[] Numbers(string what) => NumpyFile.Read(GoldenFile.Path("wires", $"{Id}_{what}.npy")).Values;

    private static List<WireCase> Cases()
    {
        using JsonDocument cases = JsonDocument.Parse(File.ReadAllText(GoldenFile.Path("wires", "cases.json")));
        return [.. cases.RootElement.EnumerateArray().Select(each => new WireCase(
            each.GetProperty("id").GetString()!, each.GetProperty("rows").GetInt32(), each.GetProperty("cols").GetInt32(),
            Totals(
                each.GetProperty("r_wl").GetDouble(), each.GetProperty("r_bl").GetDouble(),
                each.GetProperty("r_driver_total").GetDouble(), each.GetProperty("r_sense_total").GetDouble()),
            each.GetProperty("vectors").GetInt32()))];
    }
}
