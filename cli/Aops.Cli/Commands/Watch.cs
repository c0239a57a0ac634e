using System.CommandLine;
using Aops.Cli.Terminals;

namespace Aops.Cli.Commands;

/// <summary><c>--watch</c>: does something again and again until Ctrl-C, on a terminal over what stands there.</summary>
internal sealed class Watch(CliTerminal terminal)
{
    private const string Clear = "\e[H\e[2J\e[3J";
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    public Option<bool> Option { get; } = new("--watch", "-w") { Description = "Shows it again every 2 s, until Ctrl-C." };

    /// <summary>Does it once, or until the end.</summary>
    public async Task<int> RunAsync(ParseResult parsed, Func<Task<int>> once, CancellationToken cancellationToken)
    {
        if (!parsed.GetValue(Option)) return await once();
        while (!terminal.IsReaderGone())
        {
            if (terminal.IsOutputTerminal) terminal.Output.Write(Clear);
            await once();
            await Task.Delay(Interval, terminal.Clock, cancellationToken);
        }
        return 0;
    }
}
