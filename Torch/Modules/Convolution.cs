using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>What convolutions have in common.</summary>
public abstract class Convolution : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = nameof(bias))]
    private Parameter? _bias;

    [ComponentName(Name = nameof(weight))]
    private Parameter _weight = null!;

    private protected Convolution(string name)
        : base(name)
    {
    }

    public long in_channels { get; private protected init; }

    public long out_channels { get; private protected init; }

    public long[] kernel_size { get; set; } = [];

    public long[] stride { get; set; } = [];

    /// <summary>Null where <see cref="padding_type"/> says how to pad.</summary>
    public long[]? padding { get; private protected init; }

    public Padding? padding_type { get; private protected init; }

    public PaddingModes padding_mode { get; set; }

    public long[] dilation { get; set; } = [];

    public long groups { get; set; }

    /// <summary>[output channels, input channels / groups, height, width]</summary>
    public Parameter weight
    {
        get => _weight;
        set
        {
            if (ReferenceEquals(value, _weight))
            {
                return;
            }

            _weight?.Dispose();
            _weight = (Parameter)value.DetachFromDisposeScope();
            ConditionallyRegisterParameter(nameof(weight), _weight);
        }
    }

    /// <summary>[output channels], or null.</summary>
    public Parameter? bias
    {
        get => _bias;
        set
        {
            if (ReferenceEquals(value, _bias))
            {
                return;
            }

            _bias?.Dispose();
            _bias = (Parameter?)value?.DetachFromDisposeScope();
            ConditionallyRegisterParameter(nameof(bias), _bias);
        }
    }

    /// <summary>PyTorch's initialization: uniform within ±1/√fan-in.</summary>
    public void reset_parameters()
    {
        nn.init.kaiming_uniform_(weight, Math.Sqrt(5));
        if (bias is not null)
        {
            (long fanIn, _) = nn.init.CalculateFanInAndFanOut(weight);
            double bound = 1 / Math.Sqrt(fanIn);
            nn.init.uniform_(bias, -bound, bound);
        }
    }
}
