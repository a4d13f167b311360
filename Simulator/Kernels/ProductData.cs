namespace CrossbarSim.Simulator.Kernels;

/// <summary>Where the inputs of a product are and where its outputs go, in either precision. Pinned by whoever made it.</summary>
internal readonly unsafe struct ProductData
{
    /// <summary>[samples, inputs], or images; null when inputs are of double precision.</summary>
    public float* SingleInputs { get; init; }

    /// <summary>[samples, inputs]; null when inputs are of single precision.</summary>
    public double* DoubleInputs { get; init; }

    /// <summary>[samples, outputs], or images; null when outputs are of double precision.</summary>
    public float* SingleOutputs { get; init; }

    /// <summary>[samples, outputs]; null when outputs are of single precision.</summary>
    public double* DoubleOutputs { get; init; }

    /// <summary>[outputs], added to outputs of single precision before they are rounded; null: nothing.</summary>
    public double* Bias { get; init; }

    /// <summary>Laid out as outputs of single precision, added to them after they are rounded; null: nothing.</summary>
    public float* Added { get; init; }

    /// <summary>Whether outputs of single precision below zero become zero.</summary>
    public bool Rectifies { get; init; }

    /// <summary>How many samples or images there are.</summary>
    public int Samples { get; init; }

    /// <summary>How many there were before: the address of the noise of reads.</summary>
    public long FirstRead { get; init; }

    /// <summary>Hears of clipped conversions; null: nobody does.</summary>
    public ClipRecord? Clips { get; init; }

    /// <summary>How images stand in memory; null: the inputs are samples.</summary>
    public WindowLayout? Layout { get; init; }
}
