using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace TorchSharp.Utils;

/// <summary>A dictionary that remembers the order in which its keys came.</summary>
internal sealed class OrderedDict<TKey, TValue> : IEnumerable<(TKey Key, TValue Value)>
    where TKey : notnull
{
    private readonly OrderedDictionary<TKey, TValue> _entries = new();

    internal TValue this[TKey key]
    {
        set => _entries[key] = value;
    }

    public IEnumerator<(TKey Key, TValue Value)> GetEnumerator() =>
        _entries.Select(entry => (entry.Key, entry.Value)).ToList().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal bool TryAdd(TKey key, TValue value) => _entries.TryAdd(key, value);

    internal bool ContainsKey(TKey key) => _entries.ContainsKey(key);

    internal bool TryGetValue(TKey key, [MaybeNullWhen(false)] out TValue value) =>
        _entries.TryGetValue(key, out value);

    internal void Remove(TKey key) => _entries.Remove(key);

    internal void Clear() => _entries.Clear();
}
