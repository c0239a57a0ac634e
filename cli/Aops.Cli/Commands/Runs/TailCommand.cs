using System.CommandLine;
using System.Text.Json.Nodes;
using Aops.Cli.Commands.Lookup;
using Aops.Cli.Faults;
using Aops.Cli.Output;

namespace Aops.Cli.Commands.Runs;

/// <summary><c>aops tail</c>: a log of a host, while it is written. It is a run, which Ctrl-C cancels.</summary>
internal static class TailCommand
{
    public static Command Create(CliShell shell)
    {
        var host = new Argument<string>("HOST") { Description = "Its id, the beginning of one, or its name." };
        var name = new Argument<string>("NAME")
        {
            Description = "Whose log: spm, spa, launch or a sub-agent; else that of spm.",
            DefaultValueFactory = _ => "spm",
        };
        var lines = Words.Number("--lines", "Lines of before; 50 without it.", "N", 0, 10_000);
        lines.Aliases.Add("-n");
        var time = Words.Time("--for", "How long, at most 1h; 5m without it.", TimeSpan.FromSeconds(1));
        var level = Words.Text("--level", "What spm or spa writes meanwhile: debug or info.", "LEVEL");
        level.AcceptOnlyFromAmong("debug", "info");
        var command = new Command("tail", "Shows a log of a host while it is written.") { host, name, lines, time, level };
        shell.Does(command, async (parsed, api, cancellationToken) =>
        {
            var id = await HostFinder.FindAsync(api, parsed.GetValue(host)!, cancellationToken);
            var log = new JsonObject { ["name"] = parsed.GetValue(name) };
            if (parsed.GetValue(lines) is { } count) log["lines"] = count;
            if (parsed.GetValue(time) is { } length) log["seconds"] = (long)length.TotalSeconds;
            if (parsed.GetValue(level) is { } wanted) log["level"] = wanted;
            var run = new HostRun(api, id, "aops tail");
            var (_, ended) = await run.FollowAsync(new JsonObject { ["log"] = log }, async () =>
            {
                await new RunLog(shell, api, run.Id, id).FollowAsync(cancellationToken);
                return true;
            }, cancellationToken);
            return ended.Word("phase") is "succeeded" or "cancelled" ? CliExitCodes.Ok : throw HostRun.Failed(ended);
        });
        return command;
    }
}
