using CrossbarSim.Simulator.Mapping;

namespace CrossbarSim.Networks.Layers;

/// <summary>How a layer is made of matrix products: what a <see cref="MatrixLayer"/> needs to know beside its weights.</summary>
/// <param name="Convolution">The geometry of a convolution; null: linear.</param>
/// <param name="Groups">How many matrices it has.</param>
/// <param name="Bias">One number per output of the whole layer.</param>
internal sealed record MatrixForm(ConvolutionShape? Convolution, int Groups, double[] Bias);
