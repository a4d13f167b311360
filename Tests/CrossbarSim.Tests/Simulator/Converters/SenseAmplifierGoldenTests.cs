using System.Text.Json;
using CrossbarSim.Simulator.Converters;

namespace CrossbarSim.Tests.Simulator.Converters;

/// <summary>The one-bit ADC of binary networks on sense amplifiers: golden/methods/13.</summary>
public sealed class SenseAmplifierGoldenTests
{
    [Test]
    public void Value_PartialSums_AreTheGoldenOnes()
    {
        using JsonDocument golden = JsonDocument.Parse(File.ReadAllText(GoldenFile.Path("methods", "13_cim_iga.json")));
        JsonElement one = golden.RootElement.GetProperty("cases").EnumerateArray().Single(each => each.GetProperty("name").GetString() == "adc_1bit");
        double[] sums = Numbers(one.GetProperty("inputs").GetProperty("ps"));
        double[] expected = Numbers(one.GetProperty("expected").GetProperty("y"));
        SenseAmplifierAdc adc = new(new AdcRange(-128, 128));

        Assert.That(sums.Select(sum => adc.Value(adc.Code(sum))), Is.EqualTo(expected));
        Assert.That(sums, Does.Contain(0.0));
    }

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(number => number.GetDouble())];
}
