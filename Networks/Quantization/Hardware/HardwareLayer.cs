using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Conversion;
using CrossbarSim.Networks.Layers;
using CrossbarSim.Simulator.Imperfections;
using CrossbarSim.Simulator.Kernels;
using CrossbarSim.Simulator.Mapping;
using CrossbarSim.Simulator.Tiles;
using TorchSharp;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Quantization.Hardware;

/// <summary>A layer that is computed by a chip, programmed anew with the weights of the moment, and hands a surrogate's gradient to latent weights.</summary>
internal sealed class HardwareLayer : nn.Module<Tensor, Tensor>
{
    /// <summary>Samples of a pass never reach the reads of the next one.</summary>
    private const int ReadsPerPass = 1 << 20;

    private readonly string _name;
    private readonly WeightLayer _latent;
    private readonly CrossbarSettings _hardware;
    private readonly IReadOnlyList<OutputEffect> _outputs;
    private readonly HardwareTraining _how;
    private readonly RandomKey _key;
    private readonly int _index;
    private readonly TrainingClock _clock;
    private readonly int _threads;
    private readonly PassingMatrix[] _matrices;

    private long _passes;
    private long _calibratedAt;
    private int _calibratedIn = -1;
    private FrozenConverters[] _converters = [];
    private double _largest;

    public HardwareLayer(
        string name, WeightLayer latent, CrossbarSettings hardware, IReadOnlyList<OutputEffect> outputs, HardwareTraining how, RandomKey key, int index, TrainingClock clock, int threads)
        : base(name)
    {
        (_name, _latent, _hardware, _outputs, _how, _key, _index, _clock, _threads, _passes) = (name, latent, hardware, outputs, how, key, index, clock, threads, clock.PassesBefore);
        _matrices = [.. Enumerable.Range(0, latent.Groups).Select(_ => new PassingMatrix(hardware))];
    }

    public override Tensor forward(Tensor input)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        IReadOnlyList<WeightMatrix> matrices = _latent.Matrices();
        LayerAddress address = LayerAddress.Of(Chip(), _index);
        LayerAddress[] groups = [.. matrices.Select((_, group) => WeightLayer.GroupAddress(address, group, matrices.Count))];
        ProgrammedMatrix[] programmed = [.. matrices.Select((matrix, group) => _matrices[group].Program(matrix, groups[group], _threads))];
        bool learns = torch.is_grad_enabled() && _latent.Weight.requires_grad;
        bool recalibrates = _converters.Length == 0 || (learns && (_calibratedIn != _clock.Epoch || _passes - _calibratedAt >= _how.RecalibrateEvery));
        if (recalibrates)
        {
            _converters = [.. matrices.Select((matrix, group) =>
                Calibration.Freeze(new MappedMatrix(matrix, _hardware, _threads).ProgramIdeally(), _latent.CalibrationInputs(input, group)))];
            (_calibratedAt, _calibratedIn) = (_passes, _clock.Epoch);
        }

        long reads = _passes++ * ReadsPerPass;
        ClipRecord clips = new();
        ICrossbarProduct[] products = [.. programmed.Select((matrix, group) => CrossbarProducts.Fastest(matrix, _converters[group].OnChip(groups[group]), _threads))];
        (Tensor read, ConversionCounts counts) = Read(products, input, reads, learns && _how.Gradient == HardwareGradient.Clipped ? clips : null);
        _largest = recalibrates && _outputs.Count > 0 ? OutputStage.Largest(read) : _largest;
        if (learns)
        {
            Tensor held = HardwareWeights.Of(programmed, _latent.Weight.shape, _threads);
            read = new SurrogateGradient(_latent, _how, programmed, _converters, counts, clips).Attach(read, input, held);
        }

        return Affected(read, address, reads).MoveToOuterDisposeScope();
    }

    /// <summary>What products make of a batch; they are done with afterwards.</summary>
    private (Tensor Outputs, ConversionCounts Counts) Read(ICrossbarProduct[] products, Tensor input, long reads, ClipRecord? clips)
    {
        products[0].Clips = products.Length == 1 ? clips : null; // whatever is no linear layer tells of none
        using AnalogLayer chip = new(_name, _latent.Form(), products, _threads);
        chip.StartAt(reads);
        Tensor outputs = chip.call(input);
        foreach (IDisposable product in products.OfType<IDisposable>())
        {
            product.Dispose();
        }

        return (outputs, chip.Counts);
    }

    private Tensor Affected(Tensor outputs, LayerAddress address, long reads)
    {
        if (_outputs.Count == 0)
        {
            return outputs;
        }

        using OutputStage stage = new(_outputs, _largest, address.Layer);
        stage.StartAt(reads);
        return stage.call(outputs);
    }

    /// <summary>What is drawn for chips that come and go is had fast rather than to the last bit: none of them is ever met again.</summary>
    private RandomKey Chip() => _how.Redraw switch
    {
        ChipRedraw.Batch => _key.For("pass", _passes).Approximate(),
        ChipRedraw.Epoch => _key.For("epoch", _clock.Epoch).Approximate(),
        _ => _key,
    };
}
