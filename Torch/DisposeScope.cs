namespace TorchSharp;

/// <summary>Disposes with itself the tensors that were made inside it on its thread.</summary>
public sealed class DisposeScope : IDisposable
{
    private DisposeScopeManager? _manager;
    private HashSet<IDisposable> _disposables = new(ReferenceEqualityComparer.Instance);

    internal DisposeScope(DisposeScopeManager manager)
    {
        _manager = manager;
        OuterScope = manager.CurrentDisposeScope;
    }

    /// <summary>What the scope holds now; a copy.</summary>
    public IReadOnlyList<IDisposable> DisposablesView
    {
        get
        {
            ObjectDisposedException.ThrowIf(_manager is null, this);
            return [.. _disposables];
        }
    }

    public int DisposablesCount
    {
        get
        {
            ObjectDisposedException.ThrowIf(_manager is null, this);
            return _disposables.Count;
        }
    }

    internal DisposeScope? OuterScope { get; set; }

    /// <summary>Hands something to the scope around this one; without one, to nobody.</summary>
    public T MoveToOuter<T>(T disposable)
        where T : IDisposable
    {
        MoveToOuter([disposable]);
        return disposable;
    }

    public (T1 first, T2 second) MoveToOuter<T1, T2>(T1 first, T2 second)
        where T1 : IDisposable
        where T2 : IDisposable
    {
        MoveToOuter([first, second]);
        return (first, second);
    }

    public (T1 first, T2 second, T3 third) MoveToOuter<T1, T2, T3>(T1 first, T2 second, T3 third)
        where T1 : IDisposable
        where T2 : IDisposable
        where T3 : IDisposable
    {
        MoveToOuter([first, second, third]);
        return (first, second, third);
    }

    public void MoveToOuter(params IDisposable[] disposables) =>
        MoveToOther(OuterScope, (IEnumerable<IDisposable>)disposables);

    public void MoveToOuter(IEnumerable<IDisposable> disposables) => MoveToOther(OuterScope, disposables);

    public T MoveToOther<T>(DisposeScope? scope, T disposable)
        where T : IDisposable
    {
        MoveToOther(scope, [disposable]);
        return disposable;
    }

    public void MoveToOther(DisposeScope? scope, params IDisposable[] disposables) =>
        MoveToOther(scope, (IEnumerable<IDisposable>)disposables);

    public void MoveToOther(DisposeScope? scope, IEnumerable<IDisposable> disposables)
    {
        ObjectDisposedException.ThrowIf(_manager is null, this);
        if (scope is null)
        {
            Detach(disposables);
            return;
        }

        foreach (IDisposable disposable in disposables)
        {
            if (_disposables.Remove(disposable))
            {
                scope.Add(disposable);
            }
        }
    }

    /// <summary>Takes something out of all scopes.</summary>
    public T Detach<T>(T disposable)
        where T : IDisposable
    {
        Detach([disposable]);
        return disposable;
    }

    public (T1 first, T2 second) Detach<T1, T2>(T1 first, T2 second)
        where T1 : IDisposable
        where T2 : IDisposable
    {
        Detach([first, second]);
        return (first, second);
    }

    public void Detach(params IDisposable[] disposables) => Detach((IEnumerable<IDisposable>)disposables);

    public void Detach(IEnumerable<IDisposable> disposables)
    {
        ObjectDisposedException.ThrowIf(_manager is null, this);
        foreach (IDisposable disposable in disposables)
        {
            if (_disposables.Remove(disposable) && disposable is torch.Tensor tensor)
            {
                tensor.OwningDisposeScope = null;
                _manager.StatisticsInstance.DetachedFromScopeCount++;
            }
        }
    }

    public void Attach(IDisposable disposable) => Attach((IEnumerable<IDisposable>)[disposable]);

    public void Attach(params IDisposable[] disposables) => Attach((IEnumerable<IDisposable>)disposables);

    /// <summary>Takes over things made elsewhere.</summary>
    public IReadOnlyList<IDisposable> Attach(IEnumerable<IDisposable> disposables)
    {
        ObjectDisposedException.ThrowIf(_manager is null, this);
        List<IDisposable> result = [.. disposables];
        foreach (IDisposable disposable in result)
        {
            if (disposable is torch.Tensor { OwningDisposeScope: { } owner })
            {
                owner._disposables.Remove(disposable);
            }

            Add(disposable);
            _manager.StatisticsInstance.AttachedToScopeCount++;
        }

        return result;
    }

    public void DisposeEverything() => DisposeEverythingBut((IEnumerable<IDisposable>)[]);

    /// <summary>Disposes all that the scope holds, except for some things, which it keeps holding.</summary>
    public void DisposeEverythingBut(IEnumerable<IDisposable> inKeep)
    {
        ObjectDisposedException.ThrowIf(_manager is null, this);
        HashSet<IDisposable> all = _disposables;
        _disposables = new HashSet<IDisposable>(inKeep, ReferenceEqualityComparer.Instance);
        foreach (IDisposable disposable in all)
        {
            if (!_disposables.Contains(disposable))
            {
                disposable.Dispose();
            }
        }
    }

    public void DisposeEverythingBut(params IDisposable[] keep) => DisposeEverythingBut((IEnumerable<IDisposable>)keep);

    public T DisposeEverythingBut<T>(T keep)
        where T : IDisposable
    {
        DisposeEverythingBut([keep]);
        return keep;
    }

    public void Dispose()
    {
        if (_manager is null)
        {
            return;
        }

        DisposeEverything();
        _manager.RemoveDisposeScope(this);
        _manager = null;
    }

    internal void Register(torch.Tensor tensor) => _disposables.Add(tensor);

    internal void MarkAsDisposed(torch.Tensor tensor)
    {
        _disposables.Remove(tensor);
        tensor.OwningDisposeScope = null;
    }

    /// <summary>Has a parameter take the place of the tensor it was made from.</summary>
    internal static void ReplaceWith(torch.Tensor original, torch.Tensor replacement)
    {
        DisposeScope? scope = original.OwningDisposeScope;
        replacement.OwningDisposeScope?.MarkAsDisposed(replacement);
        if (scope is not null && scope._disposables.Remove(original))
        {
            original.OwningDisposeScope = null;
            scope.Add(replacement);
        }
    }

    private void Add(IDisposable disposable)
    {
        _disposables.Add(disposable);
        if (disposable is torch.Tensor tensor)
        {
            tensor.OwningDisposeScope = this;
        }
    }
}
