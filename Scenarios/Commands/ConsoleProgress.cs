using CrossbarSim.Scenarios.Studies;
using Spectre.Console;

namespace CrossbarSim.Scenarios.Commands;

/// <summary>Progress on standard error: a bar with an estimate on a terminal, a line now and then elsewhere.</summary>
internal sealed class ConsoleProgress : IStudyProgress
{
    private readonly ProgressContext _context;
    private ProgressTask? _task;
    private string _stage = "";

    private ConsoleProgress(ProgressContext context) => _context = context;

    /// <summary>Shows progress while something runs.</summary>
    public static T During<T>(Func<IStudyProgress, T> work)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(Console.Error),
            Ansi = Console.IsErrorRedirected ? AnsiSupport.No : AnsiSupport.Detect,
            Interactive = Console.IsErrorRedirected ? InteractionSupport.No : InteractionSupport.Detect,
        });
        return console.Progress()
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(),
                new PercentageColumn(), new ElapsedTimeColumn(), new RemainingTimeColumn())
            .Start(context => work(new ConsoleProgress(context)));
    }

    public void Begin(string name, int total, string unit)
    {
        _task?.StopTask();
        _stage = $"{name}, {total} {(total == 1 ? unit.TrimEnd('s') : unit)}";
        _task = total == 0 ? null : _context.AddTask(_stage, maxValue: total);
    }

    public void Advance(double steps) => _task?.Increment(steps);

    public void Say(string status)
    {
        if (_task is ProgressTask task)
        {
            task.Description = status.Length == 0 ? _stage : $"{_stage}: {Markup.Escape(status)}";
        }
    }
}
