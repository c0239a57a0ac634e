using System.CommandLine;
using System.Text.Json.Nodes;
using Aops.Cli.Api;
using Aops.Cli.Faults;
using Aops.Cli.Output;
using Aops.Cli.Terminals;

namespace Aops.Cli.Commands.Runs;

/// <summary>Follows a run until its last host has ended and its output is here, also across a restart of the server.</summary>
internal sealed class RunFollower(CliShell shell, OperatorApi api, string id, TimeSpan? longest)
{
    private const int WaitSeconds = 2;

    // A server that starts again is back by then.
    private static readonly TimeSpan LostMax = TimeSpan.FromMinutes(2);

    // How long the last output is waited for of which nothing comes.
    private static readonly TimeSpan OutputPatience = TimeSpan.FromSeconds(5);

    private readonly CliTerminal _terminal = shell.Terminal;
    private readonly long _start = shell.Terminal.Clock.GetTimestamp();

    private RunOutputs? _outputs;
    private string _counts = "";
    private long? _lostAt;
    private long? _quietAt;

    /// <summary>The longest wait.</summary>
    public static Option<TimeSpan?> Timeout() => Words.Time(
        "--give-up-after", "The longest wait; without it until the run ends. Exit code 8 where it ran out.", TimeSpan.Zero);

    /// <summary>Follows it.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> FollowAsync(
        CliShell shell, ParseResult parsed, OperatorApi api, string id, TimeSpan? longest,
        CancellationToken cancellationToken)
    {
        var isTable = shell.FormatOf(parsed) is OutputFormat.Table or OutputFormat.Wide;
        try
        {
            var detail = await new RunFollower(shell, api, id, longest).FollowAsync(isTable, cancellationToken);
            if (!isTable) Reply.Write(shell, parsed, detail, id);
            return CodeOf(detail["run"]!.AsObject());
        }
        catch (OperationCanceledException)
        {
            shell.Terminal.Say($"\nthe run goes on; follow it by: aops runs watch {id}, end it by: aops runs cancel {id}");
            throw;
        }
    }

    private async Task<JsonObject> FollowAsync(bool isShown, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                if (await LookAsync(isShown, cancellationToken) is { } ended) return ended;
                _lostAt = null;
            }
            catch (CliException e) when (e.MayPass)
            {
                await WaitForServerAsync(e, cancellationToken);
            }
            if (longest is { } most && _terminal.Clock.GetElapsedTime(_start) >= most)
                throw new CliException(CliExitCodes.TimeRanOut, "the run goes on", $"aops runs watch {id}");
        }
    }

    // The run, once it is over and shown.
    private async Task<JsonObject?> LookAsync(bool isShown, CancellationToken cancellationToken)
    {
        var isOne = isShown && _outputs is { IsOne: true };
        var path = ApiPath.V1("runs", id).With("wait", isOne ? 0 : WaitSeconds);
        var detail = (await api.GetAsync(path, cancellationToken)).Object;
        var run = detail["run"]!.AsObject();
        var isEnded = run["endedAt"] is not null;
        var line = RunText.Standing(run);
        if (!isEnded) Tell(line);
        if (isShown)
        {
            _outputs ??= new RunOutputs(shell, api, id, run.Number("hosts"));
            var wait = isEnded || _outputs.IsOne ? WaitSeconds : 0;
            if (await _outputs.ShowAsync(run, wait, cancellationToken)) _quietAt = null;
            if (!isEnded || IsOutputAwaited()) return null;
            await _outputs.FinishAsync(cancellationToken);
        }
        if (!isEnded) return null;
        Tell(line);
        return detail;
    }

    private void Tell(string line)
    {
        if (line != _counts) _terminal.Say(_counts = line);
    }

    private bool IsOutputAwaited()
    {
        if (_outputs!.IsWhole || _terminal.IsReaderGone()) return false;
        _quietAt ??= _terminal.Clock.GetTimestamp();
        return _terminal.Clock.GetElapsedTime(_quietAt.Value) < OutputPatience
            && (longest is null || _terminal.Clock.GetElapsedTime(_start) < longest);
    }

    private async Task WaitForServerAsync(CliException fault, CancellationToken cancellationToken)
    {
        if (_lostAt is null)
        {
            _lostAt = _terminal.Clock.GetTimestamp();
            _terminal.Say($"{fault.Message}; it is tried again for {LostMax.TotalMinutes:0} minutes, and the run goes on meanwhile");
        }
        if (_terminal.Clock.GetElapsedTime(_lostAt.Value) >= LostMax)
            throw new CliException(fault.ExitCode, fault.Message, $"the run goes on; follow it by: aops runs watch {id}", fault);
        await Task.Delay(TimeSpan.FromSeconds(WaitSeconds), _terminal.Clock, cancellationToken);
    }

    private static int CodeOf(JsonObject run)
    {
        var succeeded = run["counts"].Number("succeeded");
        if (run.Word("state") == "halted") return CliExitCodes.Halted;
        if (succeeded == run.Number("hosts")) return CliExitCodes.Ok;
        return succeeded > 0 ? CliExitCodes.PartlyFailed : CliExitCodes.Error;
    }
}
