namespace CrossbarSim.Scenarios;

/// <summary>The version of the program, as reports name it.</summary>
internal static class ProgramVersion
{
    public static string Text { get; } = typeof(ProgramVersion).Assembly.GetName().Version!.ToString(3);
}
