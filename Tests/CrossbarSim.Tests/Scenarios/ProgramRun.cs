using CrossbarSim.Scenarios.Commands;

namespace CrossbarSim.Tests.Scenarios;

/// <summary>The program, run within the test: its exit code and all it printed.</summary>
internal sealed record ProgramRun(int ExitCode, string Output, string Errors)
{
    /// <summary>What it complained of, a line each, files named from a folder on.</summary>
    public string[] ComplaintsIn(TemporaryFolder folder) =>
        Errors.Replace(folder.Path + Path.DirectorySeparatorChar, "", StringComparison.Ordinal).TrimEnd('\n').Split('\n');

    public static async Task<ProgramRun> Of(params string[] arguments)
    {
        (TextWriter output, TextWriter errors) = (Console.Out, Console.Error);
        using StringWriter caughtOutput = new() { NewLine = "\n" };
        using StringWriter caughtErrors = new() { NewLine = "\n" };
        try
        {
            Console.SetOut(caughtOutput);
            Console.SetError(caughtErrors);
            int exitCode = await CommandLineProgram.Run(arguments).ConfigureAwait(false);
            return new ProgramRun(exitCode, caughtOutput.ToString(), caughtErrors.ToString());
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(errors);
        }
    }
}
