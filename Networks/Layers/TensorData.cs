using TorchSharp;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Layers;

/// <summary>The border between torch's tensors and the double-precision spans of plain C#.</summary>
internal static class TensorData
{
    /// <summary>All elements in row-major order; those of a double-precision tensor as they are.</summary>
    public static double[] ToDoubles(Tensor tensor)
    {
        if (tensor.dtype != ScalarType.Float64)
        {
            return Array.ConvertAll(ToFloats(tensor), value => (double)value);
        }

        using IDisposable scope = torch.NewDisposeScope();
        return tensor.detach().cpu().contiguous().data<double>().ToArray();
    }

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

    /// <summary>A tensor of the given precision and shape.</summary>
    public static Tensor FromDoubles(double[] values, ScalarType type, params long[] shape)
    {
        if (type == ScalarType.Float32)
        {
            return FromDoubles(values, shape);
        }

        using IDisposable scope = torch.NewDisposeScope();
        return torch.tensor(values).to(type).reshape(shape).MoveToOuterDisposeScope();
    }
}
