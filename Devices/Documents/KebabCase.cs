using System.Text;

namespace CrossbarSim.Devices.Documents;

/// <summary>The names that enumeration values go by in files: <c>FillFirst</c> is <c>fill-first</c>.</summary>
public static class KebabCase
{
    /// <summary>The file name of one value.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum
    {
        StringBuilder name = new();
        foreach (char letter in value.ToString())
        {
            if (char.IsUpper(letter) && name.Length > 0)
            {
                name.Append('-');
            }

            name.Append(char.ToLowerInvariant(letter));
        }

        return name.ToString();
    }

    /// <summary>All values of an enumeration with their file names, in order of declaration.</summary>
    public static IReadOnlyDictionary<string, T> Names<T>()
        where T : struct, Enum => Enum.GetValues<T>().ToDictionary(Of, value => value);
}
