using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Layers;
using CrossbarSim.Simulator.Imperfections;
using CrossbarSim.Simulator.Kernels;
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
    private readonly HardwareTraining _how;
    private readonly RandomKey _key;
    private readonly int _index;
    private readonly TrainingClock _clock;

    private long _passes;
    private long _calibratedAt;
    private int _calibratedIn = -1;
    private FrozenConverters[] _converters = [];

    public HardwareLayer(string name, WeightLayer latent, CrossbarSettings hardware, HardwareTraining how, RandomKey key, int index, TrainingClock clock)
        : base(name) =>
        (_name, _latent, _hardware, _how, _key, _index, _clock, _passes) = (name, latent, hardware, how, key, index, clock, clock.PassesBefore);

    public override Tensor forward(Tensor input)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        MappedMatrix[] mapped = [.. _latent.Matrices().Select(matrix => new MappedMatrix(matrix, _hardware))];
        LayerAddress address = LayerAddress.Of(Chip(), _index);
        LayerAddress[] groups = [.. mapped.Select((_, group) => WeightLayer.GroupAddress(address, group, mapped.Length))];
        ProgrammedMatrix[] programmed = [.. mapped.Select((matrix, group) => matrix.Program(groups[group]))];
        Tensor latent = _latent.Weight - _latent.Weight.detach(); // zero, with the gradient of the weights
        if (_converters.Length == 0 || (latent.requires_grad && (_calibratedIn != _clock.Epoch || _passes - _calibratedAt >= _how.RecalibrateEvery)))
        {
            _converters = [.. mapped.Select((matrix, group) => Calibration.Freeze(matrix.ProgramIdeally(), _latent.CalibrationInputs(input, group)))];
            (_calibratedAt, _calibratedIn) = (_passes, _clock.Epoch);
        }

        ICrossbarProduct[] products = [.. programmed.Select((matrix, group) => CrossbarProducts.Fastest(matrix, _converters[group].OnChip(groups[group])))];
        using AnalogLayer chip = new(_name, _latent.Form(), products, threads: 1);
        chip.StartAt(_passes * ReadsPerPass);
        _passes++;
        Tensor read = chip.call(input);
        if (!latent.requires_grad)
        {
            return read.MoveToOuterDisposeScope();
        }

        Tensor weight = HardwareWeights.Of(programmed, _latent.Weight.shape) + latent;
        SurrogateGradient surrogate = new(_latent, _how, programmed, _converters);
        return StraightThrough.Of(read, surrogate.Of(input, weight)).MoveToOuterDisposeScope();
    }

    private RandomKey Chip() => _how.Redraw switch
    {
        ChipRedraw.Batch => _key.For("pass", _passes),
        ChipRedraw.Epoch => _key.For("epoch", _clock.Epoch),
        _ => _key,
    };
}
