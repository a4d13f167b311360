using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Normalization of every channel over a batch.</summary>
public abstract class BatchNorm : NormBase
{
    private protected BatchNorm(
        long num_features,
        double eps,
        double? momentum,
        bool affine,
        bool track_running_stats,
        Device? device,
        ScalarType? dtype,
        string name)
        : base(num_features, eps, momentum, affine, track_running_stats, device, dtype, name)
    {
    }

    public override Tensor forward(Tensor input)
    {
        ValidateInputDimensions(input);
        double weightOfBatch = momentum ?? 0;
        if (training && track_running_stats && num_batches_tracked is not null)
        {
            num_batches_tracked.add_(1);
            weightOfBatch = momentum ?? 1.0 / num_batches_tracked.ToInt64();
        }

        bool useBatch = training || running_mean is null || running_var is null;
        bool useRunning = !training || track_running_stats;
        return nn.functional.batch_norm(
            input, useRunning ? running_mean : null, useRunning ? running_var : null, weight, bias, useBatch,
            weightOfBatch, eps);
    }
}

/// <summary>Batch normalization of [batch, features] or [batch, features, length].</summary>
public sealed class BatchNorm1d : BatchNorm
{
    internal BatchNorm1d(
        long num_features, double eps, double? momentum, bool affine, bool track_running_stats, Device? device,
        ScalarType? dtype)
        : base(num_features, eps, momentum, affine, track_running_stats, device, dtype, nameof(BatchNorm1d))
    {
    }

    protected override void ValidateInputDimensions(Tensor input)
    {
        if (input.ndim is not (2 or 3))
        {
            throw new ArgumentException($"expected 2D or 3D input, but got {input.ndim}D input.");
        }
    }
}

/// <summary>Batch normalization of [batch, channels, height, width].</summary>
public sealed class BatchNorm2d : BatchNorm
{
    internal BatchNorm2d(
        long num_features, double eps, double? momentum, bool affine, bool track_running_stats, Device? device,
        ScalarType? dtype)
        : base(num_features, eps, momentum, affine, track_running_stats, device, dtype, nameof(BatchNorm2d))
    {
    }

    protected override void ValidateInputDimensions(Tensor input)
    {
        if (input.ndim != 4)
        {
            throw new ArgumentException($"expected 4D input, but got {input.ndim}D input.");
        }
    }
}
