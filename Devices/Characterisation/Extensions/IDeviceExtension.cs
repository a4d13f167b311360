namespace CrossbarSim.Devices.Characterisation.Extensions;

/// <summary>Kinds of device that come from outside the program: the one class that an assembly given with <c>--devices</c> needs beside its models.</summary>
/// <remarks>Every class that implements it is made, by its constructor without parameters, and asked once, in the order of their full names.</remarks>
public interface IDeviceExtension
{
    /// <summary>The catalog and the kinds of this extension.</summary>
    /// <param name="catalog">What there is already.</param>
    /// <returns>It, extended by <see cref="DeviceCatalog.With"/> with one kind or more.</returns>
    DeviceCatalog Extend(DeviceCatalog catalog);
}
