using Aops.Contracts;
using Aops.Contracts.Local;
using Aops.Contracts.Wire;
using Aops.Hosting.Settings;
using Aops.Ipc;
using Aops.Layout;
using Aops.Native.Processes;
using Aops.Pair;
using Aops.Upgrade.Launching;

namespace Aops.Spa;

/// <summary>Answers requests of the service CLI, one client per thread.</summary>
internal sealed class SpaRequests(
    AopsLayout layout, IWatchedPeer spm, TrialCoordinator trial, OwnSlot own, SettingsWatcher settings,
    Action<SpaExit> end)
{
    private readonly DateTimeOffset _startedAt = DateTimeOffset.UtcNow;

    public void Serve(LocalLink link)
    {
        while (link.Receive() is { } message)
        {
            var (answer, ending) = Answer(message);
            link.Send(answer);
            if (ending is not null) end(ending);
        }
    }

    /// <summary>The answer to a request, and the end of this process that it asks for, if it does.</summary>
    internal (LocalMessage Answer, SpaExit? Ending) Answer(LocalMessage message) => message switch
    {
        StatusRequest => (Describe(), null),
        RestartRequest => Accept(new(true, "a restart was asked for")),
        StopRequest when File.Exists(layout.StopMarker) => Accept(new(false, "the suite was stopped")),
        StopRequest => Refuse($"aops-spa stays up, as {layout.StopMarker} is not there", ExitCodes.Failure),
        _ => Refuse("aops-spa does not answer this request; ask aops-spm", ExitCodes.Protocol),
    };

    private StatusReply Describe()
    {
        var seen = spm.Snapshot;
        return new StatusReply
        {
            Role = Role.Spa,
            PeerRevivals = seen.Revivals,
            Agent = new AgentStatus
            {
                Version = own.Version,
                StartedAt = _startedAt,
                SpmPid = seen.Pid ?? 0,
                SpaPid = Environment.ProcessId,
                SpaVersion = own.Version,
                SpaRssBytes = ProcStat.TryRead(Environment.ProcessId)?.RssBytes ?? 0,
                Upgrade = trial.Journal.ToReport(),
                Faults = [.. settings.Faults.Select(f => f.ToString())],
            },
        };
    }

    private static (LocalMessage, SpaExit?) Accept(SpaExit ending) =>
        (new DoneReply { Message = ending.Reason }, ending);

    private static (LocalMessage, SpaExit?) Refuse(string why, int exitCode) =>
        (new FaultReply { Message = why, ExitCode = exitCode }, null);
}
