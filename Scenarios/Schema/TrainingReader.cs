using CrossbarSim.Devices.Documents;
using CrossbarSim.Networks.Datasets;
using CrossbarSim.Networks.Training;

namespace CrossbarSim.Scenarios.Schema;

/// <summary>Reads the section <c>training</c>, and those that say how else a network is trained.</summary>
/// <param name="images">Where the images come from; null only after a complaint.</param>
internal sealed class TrainingReader(IDatasetSource? images)
{
    private const string None = "none";

    /// <summary>The settings of a section.</summary>
    /// <param name="section">The section; null: it is left out.</param>
    /// <param name="usual">What its keys are where they are absent.</param>
    /// <param name="isTaught">Whether there is a digitally trained network to learn from.</param>
    public TrainingSettings Read(DocumentReader? section, TrainingSettings usual, bool isTaught = true)
    {
        if (section is null)
        {
            return usual;
        }

        TrainingSettings settings = usual with
        {
            Epochs = section.Integer("epochs", 1, 100_000, usual.Epochs),
            Batch = section.Integer("batch", 1, 1_000_000, usual.Batch),
            LearningRate = section.Number("learning-rate", double.Epsilon, 100, usual.LearningRate),
            WarmUp = section.Integer("warm-up", 0, 100_000, usual.WarmUp),
            Temperature = section.Number("temperature", 1e-3, 1e3, usual.Temperature),
            Validation = section.Percentage("validation", 0, 0.9, usual.Validation),
            Best = section.Choice("best", usual.Best),
        };
        settings = ScheduleReader.Read(section, Loss(section, Optimiser(section, settings)));
        settings = settings with { Augmentation = Augmentation(section, usual.Augmentation), EarlyStop = EarlyStopping(section, settings) };
        settings = settings with { ClipWeights = Limit(section, usual.ClipWeights), Distillation = Distillation(section, isTaught) };
        CheckTogether(section, settings);
        return settings;
    }

    private static TrainingSettings Optimiser(DocumentReader section, TrainingSettings settings)
    {
        if (!section.Has("optimiser"))
        {
            return settings;
        }

        TextOrSection either = section.TextOrSection("optimiser");
        OptimiserKind kind = either.Text is null ? either.Section?.Choice<OptimiserKind>("name") ?? default : section.Choice<OptimiserKind>("optimiser");
        TrainingSettings plain = settings with { Optimiser = kind, Momentum = null, Nesterov = false, WeightDecay = 0 };
        if (either.Section is not DocumentReader own)
        {
            return plain;
        }

        double decay = own.Number("weight-decay", 0, 10, 0);
        if (kind != OptimiserKind.Sgd)
        {
            own.ComplainIfPresent("momentum", $"means nothing to optimiser '{KebabCase.Of(kind)}'.");
            own.ComplainIfPresent("nesterov", $"means nothing to optimiser '{KebabCase.Of(kind)}'.");
            return plain with { WeightDecay = decay };
        }

        double? momentum = own.Has("momentum") ? own.Number("momentum", 0, 0.9999) : null;
        bool nesterov = own.Flag("nesterov", false);
        if (nesterov && momentum == 0)
        {
            own.Complain("nesterov", "means nothing without momentum.");
        }

        return plain with { Momentum = momentum, Nesterov = nesterov, WeightDecay = decay };
    }

    private static TrainingSettings Loss(DocumentReader section, TrainingSettings settings)
    {
        if (!section.Has("loss"))
        {
            return settings;
        }

        TextOrSection either = section.TextOrSection("loss");
        LossKind kind = either.Text is null ? either.Section?.Choice<LossKind>("name") ?? default : section.Choice<LossKind>("loss");
        if (kind == LossKind.CrossEntropy)
        {
            return settings with { Loss = kind, LabelSmoothing = either.Section?.Percentage("label-smoothing", 0, 0.9, 0) ?? 0 };
        }

        either.Section?.ComplainIfPresent("label-smoothing", $"means nothing to loss '{KebabCase.Of(kind)}'.");
        section.ComplainIfPresent("temperature", $"means nothing to loss '{KebabCase.Of(kind)}', which has no softmax.");
        return settings with { Loss = kind, LabelSmoothing = 0, Temperature = 1 };
    }

    private ImageAugmentation? Augmentation(DocumentReader section, ImageAugmentation? usual)
    {
        if (!section.Has("augment"))
        {
            return usual;
        }

        if (SectionOrNone(section, "augment", "{ crop: 4, flip: true }") is not DocumentReader own)
        {
            return null;
        }

        ImageAugmentation read = new() { Crop = own.Integer("crop", 0, 1024, 0), Flip = own.Flag("flip", false) };
        if (read == new ImageAugmentation())
        {
            section.Complain("augment", "neither crops nor flips: this would change nothing.");
        }

        if (images?.Shape is ImageShape shape && read.Crop >= Math.Min(shape.Height, shape.Width))
        {
            own.Complain("crop", $"images of {shape.Height}x{shape.Width} cannot be shifted by {read.Crop} pixels.");
        }

        if (read.Flip && images?.HasCharacters == true)
        {
            own.Complain("flip", $"a mirrored digit is none: the images of '{images.Name}' cannot be flipped.");
        }

        return read;
    }

    private static EarlyStop? EarlyStopping(DocumentReader section, TrainingSettings settings)
    {
        if (!section.Has("early-stop"))
        {
            return settings.EarlyStop;
        }

        if (SectionOrNone(section, "early-stop", "{ patience: 5 }") is not DocumentReader own)
        {
            return null;
        }

        EarlyStop read = new(own.Integer("patience", 1, 100_000), own.Percentage("min-improvement", 0, 1, 0));
        if (read.Patience > settings.Epochs - 2)
        {
            own.Complain("patience", $"{read.Patience} epochs without improvement cannot end {settings.Epochs} epochs early: this would change nothing.");
        }

        return read;
    }

    private static double? Limit(DocumentReader section, double? usual) => !section.Has("clip-weights") ? usual
        : section.Is("clip-weights", None) ? null
        : section.Number("clip-weights", double.Epsilon, 1e6);

    private static DistillationSettings? Distillation(DocumentReader section, bool isTaught)
    {
        if (section.OptionalSection("distil") is not DocumentReader own)
        {
            return null;
        }

        DistillationSettings read = new(own.Number("temperature", 0.1, 1000, 1), own.Number("hard", 0, 1000, 0), own.Number("soft", double.Epsilon, 1000, 1));
        if (!isTaught)
        {
            section.Complain("distil", "the digitally trained network is the teacher of others; it has none itself.");
        }

        return read;
    }

    /// <summary>A section that <c>none</c> may stand for.</summary>
    private static DocumentReader? SectionOrNone(DocumentReader section, string key, string example)
    {
        TextOrSection either = section.TextOrSection(key);
        if (either.Text is string text && text != None)
        {
            section.Complain(key, $"'{text}' is neither '{None}' nor a section, as in {example}.");
        }

        return either.Section;
    }

    private static void CheckTogether(DocumentReader section, TrainingSettings settings)
    {
        if (section.Has("warm-up") && settings.WarmUp >= settings.Epochs)
        {
            section.Complain("warm-up", $"{settings.WarmUp} epochs leave none of {settings.Epochs} at the full learning rate.");
        }

        if (settings.Validation == 0 && (settings.Best != BestEpoch.None || settings.EarlyStop is not null))
        {
            string key = section.Has("best") && settings.Best != BestEpoch.None ? "best"
                : section.Has("early-stop") && settings.EarlyStop is not null ? "early-stop"
                : "validation";
            section.Complain(key, "without validation images no epoch is the best; keep some of the training images, as in 'validation: 10 %'.");
        }

        if (settings.Best != BestEpoch.None && settings.Epochs == 1)
        {
            section.Complain(section.Has("best") ? "best" : "epochs", "of one epoch there is no best one: this would change nothing.");
        }
    }
}
