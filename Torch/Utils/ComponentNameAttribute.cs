namespace TorchSharp.Utils;

/// <summary>Names a field's parameter, buffer or submodule otherwise than the field.</summary>
[AttributeUsage(AttributeTargets.Field)]
public sealed class ComponentNameAttribute : Attribute
{
    public string? Name { get; set; }
}
