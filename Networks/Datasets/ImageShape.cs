namespace CrossbarSim.Networks.Datasets;

/// <summary>What the images of a data set look like.</summary>
/// <param name="Channels">Channels of an image.</param>
/// <param name="Height">Rows of an image.</param>
/// <param name="Width">Pixels of a row.</param>
/// <param name="Classes">How many classes are told apart.</param>
public readonly record struct ImageShape(int Channels, int Height, int Width, int Classes);
