using CrossbarSim.Devices.Documents;
using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Datasets;
using CrossbarSim.Networks.Layers;
using CrossbarSim.Networks.Quantization.MixedPrecision;
using CrossbarSim.Networks.Quantization.Plans;
using CrossbarSim.Networks.Quantization.PostTraining;
using CrossbarSim.Scenarios.Schema;
using TorchSharp;
using TorchSharp.Modules;

namespace CrossbarSim.Scenarios.Studies;

/// <summary>A point whose network computes in other numbers: the network of those.</summary>
/// <param name="point">The point.</param>
/// <param name="section">The numbers.</param>
/// <param name="environment">What names refer to.</param>
internal sealed class QuantizedPoint(PreparedPoint point, QuantizationSection section, StudyEnvironment environment)
{
    private QuantizationPlan _plan = section.Plan(environment, point.Point.Scenario.Hardware.Rows);

    private readonly RandomKey _key = point.Root.For("quantization");

    /// <summary>Whether images have anything below zero.</summary>
    private bool NegativeInputs => !point.Data.Train.Normalization.Equals(PixelNormalization.None);

    /// <summary>Chooses the bits of weights, where there is a budget of them. To be called first.</summary>
    /// <param name="trained">Makes a copy of the digitally trained network.</param>
    /// <returns>The bits of each layer that were chosen, and what all of them take; null: there is no budget.</returns>
    /// <exception cref="InputException">Not even the fewest bits are within the budget.</exception>
    public (IReadOnlyDictionary<string, int> Bits, string Size)? ChooseBits(Func<Sequential> trained)
    {
        if (section.Budget is not BudgetSection budget)
        {
            return null;
        }

        using Sequential network = trained();
        int[] samples = [.. Enumerable.Range(0, Math.Min(budget.Samples, point.Data.Train.Count))];
        using torch.Tensor images = ImageTensors.Of(point.Data.Train, samples);
        using torch.Tensor labels = ImageTensors.Labels(point.Data.Train, samples);
        ILayerSizes sizes = budget.Resource is HardwareResource resource
            ? new HardwareSizes(network, point.Hardware, point.Point.Scenario.Hardware.KeepDigital, point.MappingWith, resource, images)
            : new StorageSizes(network, _plan);
        (_plan, IReadOnlyDictionary<string, int> bits, long size) = Fitting(
            () => budget.Budget.Allocate(network, _plan, section.IsBudgeted, sizes, images, labels, _key.For("budget")));
        return (bits, budget.Text(size));
    }

    /// <summary>A network with the quantizers, which takes the layers of a given one over.</summary>
    /// <exception cref="InputException">They do not fit.</exception>
    public Sequential ForTraining(Sequential network) => Fitting(() => QuantizedNetwork.ForTraining(network, _plan, NegativeInputs, _key));

    /// <summary>The shape of what <see cref="AfterTraining"/> gives.</summary>
    /// <exception cref="InputException">The quantizers do not fit.</exception>
    public Sequential Shape(Sequential trained) => Fitting(() => PostTrainingQuantization.Shape(trained, _plan, NegativeInputs, _key));

    /// <summary>A trained network, quantized.</summary>
    /// <exception cref="InputException">The quantizers do not fit.</exception>
    public Sequential AfterTraining(Sequential trained)
    {
        using torch.Tensor images = Images(trained);
        return Fitting(() => PostTrainingQuantization.Quantize(
            trained, _plan, section.Corrections!, images, NegativeInputs, _key, section.Calibration!.FineTune));
    }

    private torch.Tensor Images(Sequential trained)
    {
        ImageDataset train = point.Data.Train;
        QuantizationCalibration calibration = section.Calibration!;
        if (calibration.ZeroShot is ZeroShotSettings settings)
        {
            return ZeroShot.Images(trained, [calibration.Samples, train.Channels, train.Height, train.Width], settings, _key.For("images")).Images;
        }

        return ImageTensors.Of(train, [.. Enumerable.Range(0, Math.Min(calibration.Samples, train.Count))]);
    }

    /// <summary>What only shows on the network at hand, such as a channel too large for a tile.</summary>
    private T Fitting<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (ArgumentException fault)
        {
            throw new InputException([new Complaint(SourceLocation.WholeFile($"point {point.Point.Index}"), "quantization", fault.Message)]);
        }
    }
}
