using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using CrossbarSim.Devices.Documents;
using CrossbarSim.Scenarios.Reproductions;
using CrossbarSim.Scenarios.Studies;
using Serilog;
using Serilog.Core;

namespace CrossbarSim.Scenarios.Commands;

/// <summary><c>crossbarsim reproduce</c>: trains and measures a published result again; ends with its table.</summary>
internal static class ReproduceCommand
{
    private static readonly Argument<string> s_name = new("name")
    {
        Description = $"Which one: {string.Join(", ", ReproductionCatalog.Standard.All.Keys)}.",
    };

    private static readonly Option<int?> s_seeds = Count("--seeds", "Seeds, from 1 on; without it as many as the reproduction usually has.", 1000);
    private static readonly Option<int?> s_epochs = Count("--epochs", "Epochs of every training; without it as many as the reproduction usually has.", 100_000);
    private static readonly Option<int?> s_images = Count("--images", "Training images, the first ones, and as many test images; to try things out.", 100_000_000);
    private static readonly Option<string[]> s_only = new("--only")
    {
        Description = "The training of this name, as in --only \"1-bit ADC\", or those whose names contain it; may be given more than once.",
        HelpName = "WORDS",
    };

    public static Command Create()
    {
        Command command = new("reproduce", "Train and measure a published result again; ends with its table.")
        {
            s_name, s_seeds, s_epochs, s_images, s_only, SharedOptions.Out, SharedOptions.Threads, SharedOptions.Data,
        };
        command.SetAction((parsed, cancellation) => Task.Run(() => Run(parsed, cancellation), CancellationToken.None));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancellation)
    {
        IReproduction reproduction = Named(parsed.GetValue(s_name)!);
        ReproductionOptions options = new()
        {
            Data = SharedOptions.DataOf(parsed),
            Seeds = parsed.GetValue(s_seeds),
            Epochs = parsed.GetValue(s_epochs),
            Images = parsed.GetValue(s_images),
            Only = parsed.GetValue(s_only) ?? [],
            Threads = parsed.GetValue(SharedOptions.Threads),
        };
        using RunFolder folder = new(parsed.GetValue(SharedOptions.Out) ?? Path.Combine("runs", reproduction.Name));
        using Logger log = new LoggerConfiguration().WriteTo.File(folder.Log, formatProvider: CultureInfo.InvariantCulture).CreateLogger();
        log.Information("CrossbarSim {Version}: {Reproduction}", ProgramVersion.Text, reproduction.Name);
        try
        {
            ReproductionTable table = ConsoleProgress.During(
                progress => reproduction.Run(new ReproductionRun(options, folder, log, progress, cancellation)));
            File.WriteAllText(folder.ResultsCsv, table.Csv());
            File.WriteAllText(folder.ResultsMarkdown, table.Markdown());
            string[] details = WriteDetails(table.Details, folder);
            Console.WriteLine(table.Markdown());
            Console.WriteLine($"Written to {folder.Root}: {string.Join(", ", [Path.GetFileName(folder.ResultsCsv), Path.GetFileName(folder.ResultsMarkdown), .. details, Path.GetFileName(folder.Log)])}.");
            return 0;
        }
        catch (OperationCanceledException)
        {
            log.Information("Stopped");
            Console.Error.WriteLine($"Stopped. What was finished is in {folder.Root}; the same command goes on from there.");
            throw;
        }
        catch (Exception fault)
        {
            log.Error(fault, "Failed");
            throw;
        }
    }

    /// <summary>Writes what there is beside the table: a CSV file each, and one page of all.</summary>
    /// <returns>Names of the files.</returns>
    private static string[] WriteDetails(IReadOnlyList<ReproductionDetail> details, RunFolder folder)
    {
        if (details.Count == 0)
        {
            return [];
        }

        foreach (ReproductionDetail detail in details)
        {
            File.WriteAllText(folder.Detail(detail.Name), detail.Csv());
        }

        File.WriteAllText(folder.DetailsMarkdown, string.Join('\n', details.Select(detail => detail.Markdown())));
        return [Path.GetFileName(folder.DetailsMarkdown), .. details.Select(detail => Path.GetFileName(folder.Detail(detail.Name)))];
    }

    private static IReproduction Named(string name)
    {
        IReadOnlyDictionary<string, IReproduction> known = ReproductionCatalog.Standard.All;
        return known.TryGetValue(name, out IReproduction? reproduction) ? reproduction : throw new InputException(
            SourceLocation.WholeFile("reproduce"), "", $"no reproduction is called '{name}'. Known: {string.Join(", ", known.Keys)}.");
    }

    private static Option<int?> Count(string name, string description, int most) => new(name)
    {
        Description = description,
        HelpName = "N",
        CustomParser = result => Parse(result, name, most),
    };

    private static int? Parse(ArgumentResult result, string name, int most)
    {
        string text = result.Tokens[^1].Value;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count >= 1 && count <= most)
        {
            return count;
        }

        result.AddError($"{name}: '{text}' is not a whole number between 1 and {most}.");
        return null;
    }
}
