using CrossbarSim.Devices.Documents;
using CrossbarSim.Networks.Quantization.Hardware;

namespace CrossbarSim.Scenarios.Schema;

/// <summary>Reads what <c>qat.hardware</c> says of training through hardware.</summary>
internal static class HardwareTrainingReader
{
    /// <summary>How training sees the hardware.</summary>
    /// <param name="section">The section; null: it is left out.</param>
    public static HardwareTraining Read(DocumentReader? section)
    {
        HardwareTraining usual = new();
        if (section is null)
        {
            return usual;
        }

        HardwareGradient? gradient = section.Has("gradient") ? section.Choice<HardwareGradient>("gradient") : null;
        if (gradient != HardwareGradient.Gaussian)
        {
            section.ComplainIfPresent("sigma", "is the width of Gaussians: say 'gradient: gaussian' as well.");
        }

        return usual with
        {
            Redraw = section.Choice("redraw", usual.Redraw),
            Gradient = gradient,
            Sigma = gradient == HardwareGradient.Gaussian && section.Has("sigma") ? section.Steps("sigma") : null,
            RecalibrateEvery = section.Integer("recalibrate", 1, 1_000_000, usual.RecalibrateEvery),
        };
    }
}
