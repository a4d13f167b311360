using CrossbarSim.Devices.Characterisation.Sections;
using CrossbarSim.Devices.Documents;

namespace CrossbarSim.Devices.Characterisation.Fitting;

/// <summary>The files of a device before they are put where they belong, all or none.</summary>
internal sealed class DeviceDraft
{
    private readonly FitRequest _request;
    private readonly List<(string Name, string Text)> _files;

    private DeviceDraft(FitRequest request, IEnumerable<(string Name, string Text)> files) => (_request, _files) = (request, [.. files]);

    /// <summary>Complains of a name that no device can have, or that one has.</summary>
    public static void CheckName(DocumentReader reader, FitRequest request)
    {
        string name = request.Name;
        if (name.Length == 0 || !name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_'))
        {
            reader.Complain("--name", $"'{name}' is not a name of letters, digits, '-' and '_'.");
            return;
        }

        bool exists = File.Exists(Yaml(request));
        if (exists && !request.Add && !request.Force)
        {
            reader.Complain("--name", $"{Yaml(request)} is there already; --force replaces it, --add adds to it.");
        }
        else if (!exists && request.Add)
        {
            reader.Complain("--add", $"there is no device to add to: {Yaml(request)}.");
        }
    }

    /// <summary>The files of a fitted part.</summary>
    /// <exception cref="InputException">The device that it is to be added to has such a part.</exception>
    public static DeviceDraft Of(FitRequest request, FittedPart part, DeviceHeading heading)
    {
        string yaml = request.Add ? Extended(request, part) : Whole(request, part, heading);
        string stem = part.Section is null ? request.Name : $"{request.Name}.{part.Section}";
        string Named(string text) => text.Replace("$NAME", stem, StringComparison.Ordinal);
        return new DeviceDraft(request, part.Files.Select(file => (stem + file.Ending, file.Text)).Prepend((request.Name + ".yaml", Named(yaml))));
    }

    /// <summary>Writes the files, once the device reads back without a complaint.</summary>
    /// <returns>Their paths.</returns>
    /// <exception cref="InputException">A file is there already, or the device does not read back.</exception>
    public IReadOnlyList<string> Write()
    {
        string[] taken = [.. _files.Skip(1).Select(file => Path.Combine(_request.Folder, file.Name)).Where(File.Exists)];
        if (taken.Length > 0 && !_request.Force)
        {
            throw new InputException(taken.Select(path => new Complaint(SourceLocation.WholeFile(path), "", "is there already; --force replaces it.")));
        }

        Directory.CreateDirectory(_request.Folder);
        string draft = Directory.CreateDirectory(Path.Combine(_request.Folder, $".{_request.Name}.draft")).FullName;
        try
        {
            foreach ((string name, string text) in _files)
            {
                File.WriteAllText(Path.Combine(draft, name), text);
            }

            if (_request.Add)
            {
                foreach (string other in Directory.EnumerateFiles(_request.Folder, $"{_request.Name}.*").Where(path => !File.Exists(Path.Combine(draft, Path.GetFileName(path)))))
                {
                    File.Copy(other, Path.Combine(draft, Path.GetFileName(other)));
                }
            }

            DeviceFile.Load(Path.Combine(draft, _files[0].Name), DeviceCatalog.Standard);
            foreach ((string name, _) in _files)
            {
                File.Move(Path.Combine(draft, name), Path.Combine(_request.Folder, name), overwrite: true);
            }
        }
        finally
        {
            Directory.Delete(draft, recursive: true);
        }

        return [.. _files.Select(file => Path.Combine(_request.Folder, file.Name))];
    }

    private static string Yaml(FitRequest request) => Path.Combine(request.Folder, request.Name + ".yaml");

    private static string Whole(FitRequest request, FittedPart part, DeviceHeading heading)
    {
        YamlText yaml = new();
        yaml.Comment($"Fitted by: {request.Command}");
        yaml.Plain("kind", part.Section is null ? "level-table" : part.Sigma is null ? "ideal" : "gaussian");
        if (heading.Description.Length > 0)
        {
            yaml.Text("description", heading.Description);
        }

        yaml.Text("source", heading.Source);
        if (heading.Licence.Length > 0)
        {
            yaml.Text("licence", heading.Licence);
        }

        if (part.Section is null)
        {
            part.Write(yaml);
            part.Fit.Write(yaml);
            return yaml.ToString();
        }

        Window(yaml, part);
        Section(yaml, part);
        return yaml.ToString();
    }

    /// <summary>A device that has nothing but this part: its window, and the programming error if one was measured.</summary>
    private static void Window(YamlText yaml, FittedPart part)
    {
        if (part.Window is not var (lowest, highest))
        {
            throw new InputException(
                SourceLocation.WholeFile("--lowest"), "",
                "is missing, and --highest: the measurement says nothing of the conductances of the device. Or add it to a device with --add.");
        }

        if (part.Sigma is null)
        {
            yaml.Comment("The range of the measurement. It has no programming error: targets are hit exactly.");
        }

        yaml.Plain("lowest", ExactText.Siemens(Math.Max(lowest, 0)));
        yaml.Plain("highest", ExactText.Siemens(highest));
        if (part.Sigma is { } sigma)
        {
            yaml.Plain("sigma", ExactText.Siemens(sigma));
        }
    }

    private static void Section(YamlText yaml, FittedPart part) => yaml.Section(part.Section!, () =>
    {
        part.Write(yaml);
        part.Fit.Write(yaml);
    });

    private static string Extended(FitRequest request, FittedPart part)
    {
        string path = Yaml(request);
        if (part.Section is not { } section)
        {
            throw new InputException(SourceLocation.WholeFile("--add"), "", "levels are the device itself and cannot be added to another; fit them first, then add the rest.");
        }

        string text = File.ReadAllText(path);
        if (YamlFile.Load(path).Find(section) is { } there)
        {
            if (!request.Force)
            {
                throw new InputException(there.KeyLocation, section, "is there already; --force replaces it.");
            }

            text = Without(text, there.KeyLocation.Line);
        }

        YamlText yaml = new();
        yaml.Comment($"Fitted by: {request.Command}");
        Section(yaml, part);
        return $"{text.TrimEnd()}\n{yaml}";
    }

    /// <summary>A text without the section that begins in a line, and the comment right above it.</summary>
    private static string Without(string text, int line)
    {
        List<string> lines = [.. text.ReplaceLineEndings("\n").Split('\n')];
        int end = line;
        while (end < lines.Count && (lines[end].StartsWith(' ') || lines[end].Length == 0))
        {
            end++;
        }

        int start = line - 1;
        while (start > 0 && lines[start - 1].StartsWith('#'))
        {
            start--;
        }

        lines.RemoveRange(start, end - start);
        return string.Join('\n', lines);
    }
}
