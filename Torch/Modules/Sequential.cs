using System.Globalization;
using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Modules one after the other. Disposes what passes between them, and with itself the modules.</summary>
public class Sequential : nn.Module<Tensor, Tensor>
{
    private readonly List<(string Name, nn.IModule<Tensor, Tensor> Module)> _sequence = [];

    protected Sequential(params (string name, nn.Module<Tensor, Tensor> submodule)[] modules)
        : base(nameof(Sequential))
    {
        foreach ((string own, nn.Module<Tensor, Tensor> module) in modules)
        {
            Add(own, module);
        }
    }

    protected Sequential(params nn.Module<Tensor, Tensor>[] modules)
        : base(nameof(Sequential))
    {
        foreach (nn.Module<Tensor, Tensor> module in modules)
        {
            Add(module);
        }
    }

    internal Sequential()
        : base(nameof(Sequential))
    {
    }

    public int Count => _sequence.Count;

    [IndexerName("SequentialItems")]
    public nn.IModule<Tensor, Tensor> this[int index] => _sequence[index].Module;

    [IndexerName("SequentialItems")]
    public Sequential this[Range index]
    {
        get
        {
            Sequential part = new();
            foreach ((string own, nn.IModule<Tensor, Tensor> module) in _sequence[index])
            {
                part.Add(own, module);
            }

            return part;
        }
    }

    public Sequential append(string name, nn.IModule<Tensor, Tensor> module)
    {
        Add(name, module);
        return this;
    }

    public Sequential append(nn.IModule<Tensor, Tensor> module)
    {
        Add(module);
        return this;
    }

    public override Tensor forward(Tensor input)
    {
        if (_sequence.Count == 0)
        {
            return input.alias();
        }

        Tensor current = input;
        foreach ((_, nn.IModule<Tensor, Tensor> module) in _sequence)
        {
            Tensor next = module.call(current);
            if (!ReferenceEquals(current, input) && !ReferenceEquals(current, next))
            {
                current.Dispose();
            }

            current = next;
        }

        return current;
    }

    internal void Add(nn.IModule<Tensor, Tensor> module) =>
        Add(_sequence.Count.ToString(CultureInfo.InvariantCulture), module);

    internal void Add(string name, nn.IModule<Tensor, Tensor> module)
    {
        register_module(name, (nn.Module)module);
        _sequence.Add((name, module));
    }

    /// <summary>The modules are registered as they come.</summary>
    protected override void RegisterComponents()
    {
    }
}
