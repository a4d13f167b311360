namespace CrossbarSim.Networks.Quantization.MixedPrecision;

/// <summary>What layers take of something that there is a budget of, by the bits of their weights.</summary>
public interface ILayerSizes
{
    /// <summary>How much a layer takes: zero or more.</summary>
    /// <param name="layer">Dotted name of a layer with weights.</param>
    /// <param name="weightBits">Bits of its weights; null: those it has where no budget chooses them.</param>
    long Of(string layer, int? weightBits);
}
