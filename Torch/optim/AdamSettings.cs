namespace TorchSharp.Modules;

/// <summary>The settings of Adam and AdamW; null: as the optimizer's default.</summary>
internal sealed class AdamSettings
{
    internal double? Beta1 { get; set; }

    internal double? Beta2 { get; set; }

    internal double? Epsilon { get; set; }

    internal double? WeightDecay { get; set; }

    internal bool? AmsGrad { get; set; }

    internal bool? Maximize { get; set; }

    internal void Complete(AdamSettings defaults)
    {
        Beta1 ??= defaults.Beta1;
        Beta2 ??= defaults.Beta2;
        Epsilon ??= defaults.Epsilon;
        WeightDecay ??= defaults.WeightDecay;
        AmsGrad ??= defaults.AmsGrad;
        Maximize ??= defaults.Maximize;
    }

    internal void Save(BinaryWriter writer)
    {
        writer.Write(Beta1!.Value);
        writer.Write(Beta2!.Value);
        writer.Write(Epsilon!.Value);
        writer.Write(WeightDecay!.Value);
        writer.Write(AmsGrad!.Value);
        writer.Write(Maximize!.Value);
    }

    internal void Load(BinaryReader reader)
    {
        Beta1 = reader.ReadDouble();
        Beta2 = reader.ReadDouble();
        Epsilon = reader.ReadDouble();
        WeightDecay = reader.ReadDouble();
        AmsGrad = reader.ReadBoolean();
        Maximize = reader.ReadBoolean();
    }
}
