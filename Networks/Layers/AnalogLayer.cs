using CrossbarSim.Simulator.Kernels;
using CrossbarSim.Simulator.Tiles;

namespace CrossbarSim.Networks.Layers;

/// <summary>A linear layer or convolution whose matrix products are read from crossbar tiles; the bias is added digitally.</summary>
/// <remarks>
/// A sample's output does not depend on the batch it stands in. Where reads are noisy it depends on how many samples the layer has seen before.
/// </remarks>
public sealed class AnalogLayer : MatrixLayer
{
    private readonly IReadOnlyList<ICrossbarProduct> _products;
    private readonly int _threads;
    private long _samples;

    /// <summary>A layer on the given tiles.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="form">How it is made of matrix products.</param>
    /// <param name="products">Programmed tiles and their converters, one product a group.</param>
    /// <param name="threads">Most threads to use.</param>
    internal AnalogLayer(string name, MatrixForm form, IReadOnlyList<ICrossbarProduct> products, int threads)
        : base(name, form) => (_products, _threads) = (products, threads);

    /// <summary>A linear layer on the given tiles.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="product">Its programmed tiles and their converters.</param>
    /// <param name="bias">One number per output; null: none.</param>
    /// <param name="threads">Most threads to use.</param>
    public static AnalogLayer Linear(string name, ICrossbarProduct product, double[]? bias = null, int threads = 1) =>
        new(name, new MatrixForm(null, 1, bias ?? new double[product.Matrix.Mapped.Weights.Outputs]), [product], threads);

    /// <summary>The tiles that hold the weights, one matrix a group.</summary>
    public IEnumerable<ProgrammedMatrix> Matrices => _products.Select(product => product.Matrix);

    /// <summary>What the converters did in all forward passes so far.</summary>
    public ConversionCounts Counts { get; private set; }

    /// <summary>The converters of each group.</summary>
    internal IEnumerable<FrozenConverters> Converters => _products.Select(product => product.Converters);

    /// <summary>Hears what comes in, and of which windows; null: nobody does.</summary>
    internal Action<float[], ImageWindows?>? Listener { get; set; }

    /// <summary>Reads as if so many samples had been seen before.</summary>
    internal void StartAt(long samples) => _samples = samples;

    private protected override void Multiply(ReadOnlySpan<float> inputs, Epilogue epilogue, Span<float> outputs)
    {
        Listener?.Invoke(inputs.ToArray(), null);
        Counts += _products[0].Multiply(inputs, epilogue, outputs, _threads, _samples);
    }

    private protected override void Convolve(ReadOnlySpan<float> images, ImageWindows windows, Epilogue epilogue, Span<float> outputs)
    {
        Listener?.Invoke(images.ToArray(), windows);
        Counts += _products[windows.Group].Convolve(images, windows, epilogue, outputs, _threads, _samples);
    }

    private protected override void Advance(int samples) => _samples += samples;
}
