using System.CommandLine;
using System.CommandLine.Parsing;
using CrossbarSim.Devices.Documents;
using CrossbarSim.Networks.Datasets;
using CrossbarSim.Scenarios.Commands.Devices;

namespace CrossbarSim.Scenarios.Commands;

/// <summary>The program <c>crossbarsim</c>.</summary>
internal static class CommandLineProgram
{
    private const int Failure = 1;
    private const int InputFault = 2;
    private const int Stopped = 130; // as a shell reports a process that Ctrl-C ended

    /// <summary>Runs the program.</summary>
    /// <returns>0: done; 1: it failed for a reason of its own; 2: something in the input is wrong; 130: stopped.</returns>
    public static async Task<int> Run(string[] args)
    {
        RootCommand root = new("CrossbarSim: what accuracy is left when a network runs on imperfect analog hardware?")
        {
            RunCommand.Create(),
            CheckCommand.Create(),
            ModelCommand.Create(),
            ListCommand.Create(),
            DataCommand.Create(),
            MakeLevelsCommand.Create(),
            ExportSpiceCommand.Create(),
            DeviceCommand.Create(),
            ReproduceCommand.Create(),
        };
        ParseResult parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            string command = string.Join(' ', CommandNames(parsed.CommandResult).Reverse());
            foreach (string problem in Problems(parsed))
            {
                await Console.Error.WriteLineAsync($"{problem} ('{command} --help' says more.)").ConfigureAwait(false);
            }

            return InputFault;
        }

        try
        {
            InvocationConfiguration configuration = new()
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = TimeSpan.FromSeconds(60), // after Ctrl-C: time to end the step at hand
            };
            return await parsed.InvokeAsync(configuration).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is InputException or DatasetException)
        {
            await Console.Error.WriteLineAsync(fault.Message).ConfigureAwait(false);
            return InputFault;
        }
        catch (OperationCanceledException)
        {
            return Stopped;
        }
        catch (Exception fault)
        {
            await Console.Error.WriteLineAsync($"crossbarsim failed: {fault.Message.Split('\n')[0].TrimEnd()}").ConfigureAwait(false);
            return Failure;
        }
    }

    /// <summary>What is wrong with the command line: words that mean nothing first, then what is missing.</summary>
    private static IEnumerable<string> Problems(ParseResult parsed)
    {
        string[] known = [.. parsed.CommandResult.Command.Subcommands.Select(command => command.Name), .. parsed.CommandResult.Command.Options.Select(option => option.Name)];
        // An option that is not known is taken for an argument, and then it is the next word that is one too many.
        IEnumerable<string> words = parsed.Tokens.Where(token => token.Type == TokenType.Argument).Select(token => token.Value)
            .Where(word => word.StartsWith("--", StringComparison.Ordinal)).Concat(parsed.UnmatchedTokens).Take(1);
        return parsed.UnmatchedTokens.Count > 0
            ? words.Select(word => $"'{word}' is not known here. {NearestName.Hint(word, known)}")
            : parsed.Errors.Select(error => error.Message);
    }

    private static IEnumerable<string> CommandNames(SymbolResult? result)
    {
        for (; result is CommandResult command; result = command.Parent)
        {
            yield return command.Command is RootCommand ? "crossbarsim" : command.Command.Name;
        }
    }
}
