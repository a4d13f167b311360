using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>What all optimizers here share: groups of parameters, and a state for each parameter.</summary>
public abstract class OptimizerHelper : optim.Optimizer
{
    private protected OptimizerHelper()
    {
    }

    /// <summary>Writes settings and state, in TorchSharp's own format.</summary>
    public void save_state_dict(string location)
    {
        using FileStream stream = File.Create(location);
        using BinaryWriter writer = new(stream);
        save_state_dict(writer);
    }

    /// <summary>Reads what an optimizer of the same type with as many parameters has written.</summary>
    public void load_state_dict(string location)
    {
        using FileStream stream = File.OpenRead(location);
        using BinaryReader reader = new(stream);
        load_state_dict(reader);
    }

    /// <summary>Writes settings and state, in TorchSharp's own format.</summary>
    public void save_state_dict(BinaryWriter writer)
    {
        writer.Write(GetType().Name);
        writer.Encode(_parameter_groups.Count);
        writer.Encode(parameters().Count());
        foreach (ParamGroup group in _parameter_groups)
        {
            group.Options.SaveStateDict(writer);
        }

        foreach (Parameter parameter in parameters())
        {
            SaveState(parameter, writer);
        }
    }

    /// <summary>Reads what an optimizer of the same type with as many parameters has written.</summary>
    public void load_state_dict(BinaryReader reader)
    {
        string type = reader.ReadString();
        if (type != GetType().Name)
        {
            throw new InvalidDataException(
                $"Mismatched optimizer type: expected '{GetType().Name}', but found '{type}' in the loaded stream.");
        }

        (long groups, long states) = (reader.Decode(), reader.Decode());
        if (groups != _parameter_groups.Count || states != parameters().Count())
        {
            throw new ArgumentException("Invalid optimizer state -- different number of parameter groups or states.");
        }

        foreach (ParamGroup group in _parameter_groups)
        {
            group.Options.LoadStateDict(reader);
        }

        foreach (Parameter parameter in parameters())
        {
            LoadState(parameter, reader);
        }
    }

    /// <summary>Writes the state of one parameter; also where no step has made one yet.</summary>
    private protected abstract void SaveState(Parameter parameter, BinaryWriter writer);

    /// <summary>Reads the state of one parameter.</summary>
    private protected abstract void LoadState(Parameter parameter, BinaryReader reader);

    /// <summary>Runs a step over all groups, recording no gradients and leaving no tensors behind.</summary>
    private protected Tensor Step<TGroup>(Action<TGroup> body, Func<Tensor>? closure)
        where TGroup : ParamGroup
    {
        Tensor? loss = null;
        if (closure is not null)
        {
            using IDisposable recording = enable_grad();
            loss = closure();
        }

        using IDisposable quiet = no_grad();
        using DisposeScope scope = NewDisposeScope();
        foreach (ParamGroup group in _parameter_groups)
        {
            body((TGroup)group);
        }

        return loss!;
    }
}
