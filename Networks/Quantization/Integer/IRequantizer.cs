namespace CrossbarSim.Networks.Quantization.Integer;

/// <summary>Takes an accumulator to the scale of a layer's outputs, in integers: about y = M·acc.</summary>
public interface IRequantizer
{
    /// <summary>The factor it multiplies by in truth.</summary>
    double Factor { get; }

    /// <summary>The accumulator in output steps, before it is clamped to codes.</summary>
    int Apply(int accumulator);
}
