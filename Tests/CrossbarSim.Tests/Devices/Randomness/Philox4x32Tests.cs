using CrossbarSim.Devices.Randomness;

namespace CrossbarSim.Tests.Devices.Randomness;

[TestFixture]
public sealed class Philox4x32Tests
{
    // The three lines "philox4x32 10" of kat_vectors in the Random123 distribution (D. E. Shaw Research):
    // counter, key, result. The third input is made of the hexadecimal digits of pi.
    [TestCase(
        new uint[] { 0, 0, 0, 0 }, new uint[] { 0, 0 },
        new uint[] { 0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8 })]
    [TestCase(
        new uint[] { 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF }, new uint[] { 0xFFFFFFFF, 0xFFFFFFFF },
        new uint[] { 0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD })]
    [TestCase(
        new uint[] { 0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344 }, new uint[] { 0xA4093822, 0x299F31D0 },
        new uint[] { 0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1 })]
    public void Block_PublishedVectors_GivesTheirResults(uint[] counter, uint[] key, uint[] result)
    {
        PhiloxBlock block = Philox4x32.Block(new PhiloxBlock(counter[0], counter[1], counter[2], counter[3]), key[0], key[1]);

        Assert.That(block, Is.EqualTo(new PhiloxBlock(result[0], result[1], result[2], result[3])));
    }
}
