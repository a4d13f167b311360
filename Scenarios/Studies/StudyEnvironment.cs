using CrossbarSim.Devices.Characterisation;
using CrossbarSim.Networks.Datasets;
using CrossbarSim.Networks.Models;
using CrossbarSim.Networks.Quantization;
using CrossbarSim.Networks.Quantization.Ranges;
using CrossbarSim.Scenarios.Schema;
using CrossbarSim.Simulator.Converters;
using CrossbarSim.Simulator.Mapping;

namespace CrossbarSim.Scenarios.Studies;

/// <summary>What scenarios can refer to by name, and where files are looked for.</summary>
public sealed record StudyEnvironment
{
    /// <summary>Devices by name.</summary>
    public required DeviceLibrary Devices { get; init; }

    /// <summary>Where data sets are looked for.</summary>
    public required DataFolders Data { get; init; }

    /// <summary>Data sets by name.</summary>
    public DatasetCatalog Datasets { get; init; } = DatasetCatalog.Standard;

    /// <summary>Networks by name.</summary>
    public ModelCatalog Models { get; init; } = ModelCatalog.Standard;

    /// <summary>Mappings by name.</summary>
    public MappingCatalog Mappings { get; init; } = MappingCatalog.Standard;

    /// <summary>ADCs by name.</summary>
    public ConverterCatalog Converters { get; init; } = ConverterCatalog.Standard;

    /// <summary>Quantizers by name.</summary>
    public QuantizerCatalog Quantizers { get; init; } = QuantizerCatalog.Standard;

    /// <summary>Ways to find a range, by name.</summary>
    public RangeRuleCatalog Ranges { get; init; } = RangeRuleCatalog.Standard;

    /// <summary>Loads the data set of a scenario.</summary>
    /// <exception cref="DatasetException">It is not there, or not what it should be.</exception>
    public DatasetPair Load(Scenario scenario)
    {
        DatasetPair pair = Datasets.Load(scenario.Dataset.Name, new DatasetRequest
        {
            Folders = Data,
            TrainCount = scenario.Dataset.Train,
            TestCount = scenario.Dataset.Test,
            Seed = scenario.Seed,
        });
        return scenario.Dataset.Normalization is PixelNormalization normalization
            ? new DatasetPair(pair.Train.NormalizedBy(normalization), pair.Test.NormalizedBy(normalization), pair.Origin)
            : pair;
    }
}
