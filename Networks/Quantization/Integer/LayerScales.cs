namespace CrossbarSim.Networks.Quantization.Integer;

/// <summary>The scales of one layer of a network of integers, and the factor that takes its sums to output codes.</summary>
/// <param name="Layer">Name of the layer.</param>
/// <param name="Bits">k, of its weights and of what it gives.</param>
/// <param name="Weights">S_w.</param>
/// <param name="Input">S_x.</param>
/// <param name="Output">S_y, of what the layer gives, rectified where a rectifier follows.</param>
/// <param name="GivesSums">Whether it is the last layer: it gives its sums, of scale S_w·S_x, and its factor is not used.</param>
public sealed record LayerScales(string Layer, int Bits, double Weights, double Input, double Output, bool GivesSums)
{
    /// <summary>S_w·S_x: what a sum of 1 stands for.</summary>
    public double Sums => Weights * Input;

    /// <summary>M = S_w·S_x/S_y.</summary>
    public double Factor => Sums / Output;

    /// <summary>The factor as b/2^c.</summary>
    /// <param name="shift">c.</param>
    /// <param name="rounding">Down, or halves up.</param>
    public DyadicMultiplier Multiplier(int shift = 16, RoundingRule rounding = RoundingRule.Floor) => DyadicMultiplier.Of(Factor, shift, rounding);
}
