using CrossbarSim.Networks.Datasets;
using CrossbarSim.Networks.Quantization.PartialSums;
using CrossbarSim.Networks.Training;

namespace CrossbarSim.Scenarios.Reproductions;

/// <summary>The reproductions of networks on sense-amplifier arrays of 128 rows.</summary>
internal static class ArrayReproductions
{
    private static readonly int[] s_resolutions = [1, 2, 3, 4];

    /// <summary>784-512-512-512-10 on MNIST; the first layer's sums go through no ADC unless said otherwise, as where the published numbers were evaluated.</summary>
    public static ArrayReproduction MlpMnist { get; } = new("mlp-mnist-cim", "binary 784-512-512-512-10 on MNIST: ADCs of 1 to 4 bits, ignored or known in training")
    {
        Dataset = "mnist",
        Normalization = new PixelNormalization(0.1307, 0.3081),
        Hidden = [512, 512, 512],
        InitialSigma = 0.025,
        Settings = new TrainingSettings { Epochs = 20, Batch = 100, LearningRate = 5e-3, Schedule = LearningRateSchedule.Cosine },
        Trainings =
        [
            new("float", "cim-mlp", null, [new("as trained", null, 0.9856)]),
            new("no ADC", "cim-mlp", Mlp(null), [new("as trained", Mlp(null), 0.9774), .. Unaware(Mlp, [0.6364, 0.9664, 0.9686, 0.9759])]),
            Aware("1-bit ADC (outputs normalized)", "cim-mlp-norm", Mlp(1), 0.9657),
            Aware("1-bit ADC (but at the output; outputs normalized)", "cim-mlp-norm", new ArrayNumbers { WithoutAdc = ["fc1", "fc4"] }, null),
            Aware("3-bit ADC (outputs normalized)", "cim-mlp-norm", Mlp(3), 0.9747),
            Aware("3-bit ADC (wide Gaussians; outputs normalized)", "cim-mlp-norm", Wide(3) with { WithoutAdc = ["fc1"] }, 0.9747),
            new("no ADC (outputs normalized)", "cim-mlp-norm", Mlp(null), [new("as trained", Mlp(null), 0.9774)]),
            Aware("1-bit ADC (first layer too; outputs normalized)", "cim-mlp-norm", new ArrayNumbers(), 0.9657),
            Aware("2-bit ADC (outputs normalized)", "cim-mlp-norm", Mlp(2), 0.9621),
            Aware("2-bit ADC (wide Gaussians; outputs normalized)", "cim-mlp-norm", Wide(2) with { WithoutAdc = ["fc1"] }, 0.9621),
            Aware("4-bit ADC (outputs normalized)", "cim-mlp-norm", Mlp(4), 0.9778),
            Aware("4-bit ADC (wide Gaussians; outputs normalized)", "cim-mlp-norm", Wide(4) with { WithoutAdc = ["fc1"] }, 0.9778),
            Aware("1-bit ADC", "cim-mlp", Mlp(1), 0.9657),
        ],
    };

    /// <summary>A quick stand-in for the networks of CIFAR-10.</summary>
    public static ArrayReproduction CnnFashion { get; } = new("cnn-fashion-cim", "small binary convolutional network on Fashion-MNIST: ADCs of 1 to 4 bits, ignored or known in training")
    {
        Dataset = "fashion-mnist",
        Images = (20_000, 4_000),
        Seeds = 5,
        FirstChannels = 42,
        Normalization = new PixelNormalization(0.2860, 0.3530),
        Settings = new TrainingSettings { Epochs = 6, Batch = 128, LearningRate = 5e-3, Schedule = LearningRateSchedule.Cosine },
        Trainings =
        [
            new("no ADC", "cim-cnn", Cnn(null), [new("as trained", Cnn(null), 0.870), .. Unaware(Cnn, [0.179, 0.236, 0.671, 0.842])]),
            Aware("1-bit ADC", "cim-cnn", Cnn(1), 0.859),
            Aware("1-bit ADC (straight through)", "cim-cnn", Cnn(1) with { Gradient = AdcGradient.Identity }, 0.834),
            Aware("4-bit ADC", "cim-cnn", Cnn(4), null),
        ],
    };

    /// <summary>ResNet-20 of the width it was first published with, not the four or five times that of the published arrays.</summary>
    public static ArrayReproduction ResNet20Cifar { get; } = new("resnet20-cifar-cim", "binary ResNet-20 of width 1 on CIFAR-10: ADCs of 1 and 4 bits, ignored or known in training")
    {
        Dataset = "cifar-10",
        Normalization = new PixelNormalization([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
        Settings = new TrainingSettings { Epochs = 6, Batch = 128, LearningRate = 5e-3, Schedule = LearningRateSchedule.Cosine },
        Trainings =
        [
            new("no ADC", "cim-resnet20", Cnn(null), [new("as trained", Cnn(null)), new("1-bit ADC", Cnn(1)), new("4-bit ADC", Cnn(4))]),
            Aware("1-bit ADC", "cim-resnet20", Cnn(1), null),
            Aware("4-bit ADC", "cim-resnet20", Cnn(4), null),
            Aware("4-bit ADC (straight through)", "cim-resnet20", Cnn(4) with { Gradient = AdcGradient.Clipped }, null),
        ],
    };

    /// <summary>The published width and recipe. Days on a processor.</summary>
    public static ArrayReproduction ResNet20CifarFull { get; } = new("resnet20-cifar-cim-full", "the same of the published width, by the published recipe: days on a processor")
    {
        Dataset = "cifar-10",
        FirstChannels = 80,
        Normalization = new PixelNormalization([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
        Settings = new TrainingSettings
        {
            Epochs = 240,
            Batch = 128,
            LearningRate = 5e-3,
            Schedule = LearningRateSchedule.MultiStep,
            ScheduleOptions = new ScheduleOptions { Milestones = [100, 141, 183, 219], Rates = [1e-3, 5e-4, 1e-4, 5e-5] },
            Augmentation = new ImageAugmentation { Crop = 4, Flip = true },
            Validation = 0.1,
            Best = BestEpoch.Validation,
        },
        Trainings =
        [
            new("no ADC", "cim-resnet20-late-norm", Cnn(null), [new("as trained", Cnn(null), 0.8773), .. Unaware(Cnn, [0.1409, 0.2074, 0.4023, 0.8039])]),
            Aware("1-bit ADC", "cim-resnet20-late-norm", Cnn(1), 0.8646),
            Aware("2-bit ADC", "cim-resnet20-late-norm", Cnn(2), 0.8626),
            Aware("3-bit ADC", "cim-resnet20-late-norm", Cnn(3), 0.8532),
            Aware("4-bit ADC", "cim-resnet20-late-norm", Cnn(4), 0.8727),
            new("float", "cim-resnet20-late-norm", null, [new("as trained", null, 0.8953)]),
        ],
    };

    private static ArrayNumbers Mlp(int? bits) => new() { AdcBits = bits, WithoutAdc = ["fc1"] };

    private static ArrayNumbers Cnn(int? bits) => new() { AdcBits = bits };

    /// <summary>Gaussians of half a step, those of all thresholds: between thresholds the gradient does not vanish.</summary>
    private static ArrayNumbers Wide(int bits) => new() { AdcBits = bits, Gradient = AdcGradient.AllGaussians, Sigma = 128.0 / ((1 << bits) - 1) };

    private static ArrayTraining Aware(string name, string model, ArrayNumbers numbers, double? published) => new(name, model, numbers, [new("as trained", numbers, published)]);

    private static IEnumerable<ArrayReading> Unaware(Func<int?, ArrayNumbers> numbers, double[] published) =>
        s_resolutions.Zip(published, (bits, accuracy) => new ArrayReading($"{bits}-bit ADC", numbers(bits), accuracy));
}
