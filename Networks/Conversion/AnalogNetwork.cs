using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Layers;
using CrossbarSim.Simulator.Imperfections;
using CrossbarSim.Simulator.Kernels;
using CrossbarSim.Simulator.Tiles;
using TorchSharp;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Conversion;

/// <summary>A trained network laid out on hardware: mapped onto tiles, converter ranges frozen, ready to be programmed.</summary>
/// <remarks>
/// Mapping and calibration are done once, on target conductances; each chip is then one <see cref="Program"/>. The network it
/// was made from must stay alive: layers without weights are borrowed from it. Its weights are copied. A batch normalization that follows a
/// layer with weights is folded into it, with its running statistics, and <see cref="Layers"/> says so. The sum of a residual block is digital.
/// </remarks>
public sealed class AnalogNetwork
{
    private readonly NetworkLayout _layout;
    private readonly ChipPart _whole;

    /// <summary>Lays out a network.</summary>
    /// <param name="network">The trained network: Sequentials and residual blocks of layers, nested at will; anything else stays digital.</param>
    /// <param name="hardware">The hardware.</param>
    /// <param name="keepDigital">Names of layers that are not to go on tiles.</param>
    /// <param name="calibration">Calibration images, [samples, ...], float. Needed where a range is calibrated.</param>
    /// <param name="threads">Most threads to use; results do not depend on it.</param>
    /// <param name="product">What computes the products; null: the fastest. The choice changes the time taken and nothing else.</param>
    /// <param name="effects">What of the hardware is not the same for all layers; null: nothing.</param>
    /// <param name="foldNorms">Whether a batch normalization that follows a layer is worked into its weights; not for weights that were trained on hardware as they are.</param>
    /// <exception cref="ArgumentException">A name in <paramref name="keepDigital"/> is no layer, or the mapping cannot use the device.</exception>
    public AnalogNetwork(
        nn.Module<Tensor, Tensor> network,
        CrossbarSettings hardware,
        IReadOnlyCollection<string> keepDigital,
        Tensor? calibration = null,
        int threads = 1,
        ProductFactory? product = null,
        LayerEffects? effects = null,
        bool foldNorms = true)
    {
        using IDisposable scope = torch.NewDisposeScope();
        using IDisposable inference = torch.no_grad();
        string[] names = [.. NetworkLayers.Of(network).Select(layer => layer.Name)];
        if (keepDigital.Except(names).FirstOrDefault() is string unknown)
        {
            throw new ArgumentException($"The network has no layer '{unknown}'. It has: {string.Join(", ", names)}.", nameof(keepDigital));
        }

        _layout = new NetworkLayout(hardware, keepDigital, threads, product ?? CrossbarProducts.Fastest, effects ?? LayerEffects.None, foldNorms);
        (_whole, _) = _layout.LayOut("chip", NetworkLayers.Steps(network), calibration);
    }

    /// <summary>What became of each layer, in the order in which they are called.</summary>
    public IReadOnlyList<LayerPlan> Layers => _layout.Plans;

    /// <summary>What became of each layer, with what each imperfection, and its lines, do to it on one chip.</summary>
    /// <param name="chip">Address of the chip.</param>
    public IReadOnlyList<LayerPlan> LayersOn(RandomKey chip) => [.. Layers.Select(plan => On(chip, plan))];

    private LayerPlan On(RandomKey chip, LayerPlan plan)
    {
        if (!_layout.Mapped.TryGetValue(plan.Name, out (int Index, MappedMatrix[] Matrices) layer))
        {
            return plan;
        }

        LayerAddress[] groups = [.. layer.Matrices.Select(
            (_, group) => WeightLayer.GroupAddress(LayerAddress.Of(chip, layer.Index), group, layer.Matrices.Length))];
        return plan with
        {
            Effects = [.. layer.Matrices.SelectMany((matrix, group) => matrix.Effects(groups[group]))],
            Wires = [.. layer.Matrices.SelectMany((matrix, group) => matrix.WireEffects(groups[group]).Select(effect => (group, effect)))],
        };
    }

    /// <summary>The layers of a network, in the order in which they are called, and whether their weights can go on tiles.</summary>
    public static IReadOnlyList<(string Name, bool CanGoOnTiles)> LayersOf(nn.Module<Tensor, Tensor> network) =>
        [.. NetworkLayers.Of(network).Select(layer => (layer.Name, WeightLayer.Of(layer.Layer) is not null))];

    /// <summary>A digital twin of a network in which every sum has a fixed order: the baseline.</summary>
    public static AnalogNetwork Baseline(nn.Module<Tensor, Tensor> network, CrossbarSettings hardware) =>
        new(network, hardware, [.. WeightLayer.AllOf(network).Select(layer => layer.Name)]);

    /// <summary>Programs a chip: draws, for every tile, what the device leaves of the targets.</summary>
    /// <param name="chip">Address of the chip, as in <c>key.For("trial", 3)</c>.</param>
    /// <param name="threads">Most threads a layer may use; results do not depend on it.</param>
    public ChipNetwork Program(RandomKey chip, int threads = 1) => Made(new ChipDraft(chip, threads, new ActivationPool()));

    /// <summary>The chip of an ideal programmer: every cell at its target.</summary>
    public ChipNetwork ProgramIdeally(int threads = 1) => Made(new ChipDraft(null, threads, new ActivationPool()));

    private ChipNetwork Made(ChipDraft draft) => new(_whole(draft), draft);
}
