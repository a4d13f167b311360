namespace CrossbarSim.Devices.Documents;

/// <summary>Finds the name that was probably meant.</summary>
public static class NearestName
{
    /// <summary>The known name nearest to a given one, or null where none is near.</summary>
    /// <param name="name">The name found.</param>
    /// <param name="known">The names that would do.</param>
    /// <remarks>
    /// Near is a Damerau-Levenshtein distance (insert, delete, replace, swap neighbours) of at most a third of the
    /// name's length and at least one; case, '_' and '-' do not count. The first of equally near names is returned.
    /// </remarks>
    public static string? Of(string name, IEnumerable<string> known)
    {
        string wanted = Plain(name);
        int nearest = Math.Max(1, wanted.Length / 3) + 1;
        string? found = null;
        foreach (string candidate in known)
        {
            int distance = Distance(wanted, Plain(candidate), nearest);
            if (distance < nearest)
            {
                (nearest, found) = (distance, candidate);
            }
        }

        return found;
    }

    /// <summary>What to say of an unknown name: the nearest known one, where there is one, and all that are known.</summary>
    /// <param name="name">The name found.</param>
    /// <param name="known">The names that would do.</param>
    /// <returns>One or two sentences, as in <c>Did you mean 'rows'? Known: rows, columns.</c></returns>
    public static string Hint(string name, IReadOnlyCollection<string> known)
    {
        string all = known.Count == 0 ? "None is known." : $"Known: {string.Join(", ", known)}.";
        return Of(name, known) is { } near ? $"Did you mean '{near}'? {all}" : all;
    }

    private static string Plain(string name) => name.Replace("_", "", StringComparison.Ordinal)
        .Replace("-", "", StringComparison.Ordinal).Trim().ToUpperInvariant();

    /// <summary>Optimal string alignment distance; <paramref name="limit"/> where it is at least that.</summary>
    private static int Distance(string a, string b, int limit)
    {
        if (Math.Abs(a.Length - b.Length) >= limit)
        {
            return limit;
        }

        int[] beforeLast = new int[b.Length + 1];
        int[] last = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int[] current = new int[b.Length + 1];
            current[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int replace = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                current[j] = Math.Min(replace, Math.Min(last[j], current[j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    current[j] = Math.Min(current[j], beforeLast[j - 2] + 1);
                }
            }

            (beforeLast, last) = (last, current);
        }

        return Math.Min(last[b.Length], limit);
    }
}
