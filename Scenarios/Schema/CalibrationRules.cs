using CrossbarSim.Devices.Documents;
using CrossbarSim.Simulator.Converters;

namespace CrossbarSim.Scenarios.Schema;

/// <summary>Reads how calibrated ranges are found: the keys <c>adc</c> and <c>dac</c> of <c>hardware.calibration</c>.</summary>
internal static class CalibrationRules
{
    public static CalibrationRule OfAdc(DocumentReader calibration, AdcSection adc)
    {
        if (adc is not { Bits: not null, Range: RangeRule.Calibrated })
        {
            calibration.ComplainIfPresent("adc", "no ADC range is calibrated: this would change nothing.");
            return CalibrationRule.Max;
        }

        return Read(calibration, "adc");
    }

    public static CalibrationRule OfDac(DocumentReader calibration, DacSettings dac)
    {
        if (dac.Range != RangeRule.Calibrated)
        {
            calibration.ComplainIfPresent("dac", "no DAC range is calibrated: this would change nothing.");
            return CalibrationRule.Max;
        }

        if (dac.Bits is null)
        {
            calibration.ComplainIfPresent("dac", "means nothing to an ideal DAC, which clips nothing.");
            return CalibrationRule.Max;
        }

        return Read(calibration, "dac");
    }

    private static CalibrationRule Read(DocumentReader calibration, string key)
    {
        if (!calibration.Has(key))
        {
            return CalibrationRule.Max;
        }

        switch (calibration.Text(key))
        {
            case "" or "max":
                return CalibrationRule.Max;
            case "mse":
                return CalibrationRule.Mse;
            case "kl":
                return CalibrationRule.Kl;
            case var text when text.EndsWith('%'):
                double percentile = calibration.Percentage(key, 0.5, 1);
                if (percentile < 1)
                {
                    return CalibrationRule.AtPercentile(percentile);
                }

                calibration.Complain(key, "all of what is seen is 'max'; a percentile is below 100 %.");
                return CalibrationRule.Max;
            case var text:
                calibration.Complain(key, $"'{text}' is neither 'max', 'mse' or 'kl' nor a percentile, as in '99.9 %'.");
                return CalibrationRule.Max;
        }
    }
}
