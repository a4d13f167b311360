using TorchSharp.Modules;

namespace CrossbarSim.Networks.Training;

/// <summary>Where a training leaves, after each epoch, what it would need to go on, and looks for it at its start.</summary>
public interface ICheckpoints
{
    /// <summary>What was left; null: nothing, or nothing whole.</summary>
    byte[]? Load();

    /// <summary>Leaves a checkpoint in the place of the one before.</summary>
    /// <param name="epochs">The epochs that are done.</param>
    /// <param name="checkpoint">What <see cref="Load"/> is to give back.</param>
    void Save(IReadOnlyList<EpochReport> epochs, byte[] checkpoint);
}

/// <summary>All that decides how a training goes on.</summary>
/// <param name="Epochs">The epochs that are done.</param>
/// <param name="Passes">Batches that went through the network, in training and validation.</param>
/// <param name="Network">The network as it saves itself.</param>
/// <param name="Optimiser">The state of the optimiser as it saves itself.</param>
/// <param name="Best">The network of the best epoch so far; null: nobody asks for it.</param>
internal sealed record TrainingCheckpoint(IReadOnlyList<EpochReport> Epochs, long Passes, byte[] Network, byte[] Optimiser, byte[]? Best)
{
    /// <summary>A network as it saves itself: parameters and buffers.</summary>
    public static byte[] Snapshot(Sequential network)
    {
        using MemoryStream stream = new();
        network.save(stream);
        return stream.ToArray();
    }

    /// <summary>Makes a network what it was.</summary>
    public static void Restore(Sequential network, byte[] snapshot) => network.load(new MemoryStream(snapshot));

    /// <summary>The state of an optimiser as it saves itself.</summary>
    public static byte[] Snapshot(OptimizerHelper optimiser)
    {
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream);
        optimiser.save_state_dict(writer);
        writer.Flush();
        return stream.ToArray();
    }

    /// <summary>Makes an optimiser what it was. To be called outside any dispose scope: it may make tensors that last.</summary>
    public static void Restore(OptimizerHelper optimiser, byte[] snapshot)
    {
        using BinaryReader reader = new(new MemoryStream(snapshot));
        optimiser.load_state_dict(reader);
    }

    /// <summary>The checkpoint as bytes.</summary>
    public byte[] ToBytes()
    {
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream);
        writer.Write(Epochs.Count);
        foreach (EpochReport epoch in Epochs)
        {
            writer.Write(epoch.Epoch);
            writer.Write(epoch.Epochs);
            writer.Write(epoch.LearningRate);
            writer.Write(epoch.Loss);
            writer.Write(epoch.TrainingAccuracy);
            Write(writer, epoch.ValidationLoss);
            Write(writer, epoch.ValidationAccuracy);
        }

        writer.Write(Passes);
        foreach (byte[]? part in new[] { Network, Optimiser, Best })
        {
            writer.Write(part?.Length ?? -1);
            writer.Write(part ?? []);
        }

        writer.Flush();
        return stream.ToArray();
    }

    /// <summary>The checkpoint that <see cref="ToBytes"/> wrote.</summary>
    public static TrainingCheckpoint FromBytes(byte[] bytes)
    {
        using BinaryReader reader = new(new MemoryStream(bytes));
        EpochReport[] epochs = new EpochReport[reader.ReadInt32()];
        for (int i = 0; i < epochs.Length; i++)
        {
            (int epoch, int of) = (reader.ReadInt32(), reader.ReadInt32());
            (double rate, double loss, double accuracy) = (reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble());
            double? validationLoss = ReadOptional(reader);
            epochs[i] = new EpochReport(epoch, of, loss, accuracy, ReadOptional(reader)) { LearningRate = rate, ValidationLoss = validationLoss };
        }

        return new TrainingCheckpoint(epochs, reader.ReadInt64(), ReadPart(reader)!, ReadPart(reader)!, ReadPart(reader));
    }

    private static void Write(BinaryWriter writer, double? value)
    {
        writer.Write(value is not null);
        writer.Write(value ?? 0);
    }

    private static double? ReadOptional(BinaryReader reader)
    {
        bool given = reader.ReadBoolean();
        double value = reader.ReadDouble();
        return given ? value : null;
    }

    private static byte[]? ReadPart(BinaryReader reader)
    {
        int length = reader.ReadInt32();
        return length < 0 ? null : reader.ReadBytes(length);
    }
}
