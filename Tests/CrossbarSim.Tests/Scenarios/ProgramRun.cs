using CrossbarSim.Scenarios.Commands;

namespace CrossbarSim.Tests.Scenarios;

/// <summary>The program, run within the test: its exit code and all it printed.</summary>
internal sealed record ProgramRun(int ExitCode, string Output, string Errors)
{
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
