using TorchSharp;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Layers;

/// <summary>The border between torch's single-precision tensors and the simulator's double-precision spans.</summary>
internal static class TensorData
{
    /// <summary>All elements in row-major order.</summary>
    public static double[] ToDoubles(Tensor tensor) => Array.ConvertAll(ToFloats(tensor), value => (double)value);

    /// <summary>All elements in row-major order, in single precision.</summary>
    public static float[] ToFloats(Tensor tensor)
    {
        using IDisposable scope = torch.NewDisposeScope();
        return tensor.detach().cpu().to(ScalarType.Float32).contiguous().data<float>().ToArray();
    }

    /// <summary>A single-precision tensor of the given shape.</summary>
    public static Tensor FromDoubles(double[] values, params long[] shape)
    {
        using Tensor flat = torch.tensor(Array.ConvertAll(values, value => (float)value));
        return flat.reshape(shape);
    }
}
