namespace CrossbarSim.Simulator.Kernels;

/// <summary>Where the inputs of a product are and where its outputs go, in either precision. Pinned by whoever made it.</summary>
internal readonly unsafe struct ProductData
{
    /// <summary>[samples, inputs]; null when inputs are of double precision.</summary>
    public float* SingleInputs { get; init; }

    /// <summary>[samples, inputs]; null when inputs are of single precision.</summary>
    public double* DoubleInputs { get; init; }

    /// <summary>[samples, outputs]; null when outputs are of double precision.</summary>
    public float* SingleOutputs { get; init; }

    /// <summary>[samples, outputs]; null when outputs are of single precision.</summary>
    public double* DoubleOutputs { get; init; }

    /// <summary>[outputs], added to outputs of single precision before they are rounded; null: nothing.</summary>
    public double* Bias { get; init; }

    /// <summary>How many samples there are.</summary>
    public int Samples { get; init; }
}
