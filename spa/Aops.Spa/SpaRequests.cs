using Aops.Contracts;
using Aops.Contracts.Local;
using Aops.Contracts.Wire;
using Aops.Hosting.Settings;
using Aops.Ipc;
using Aops.Native.Processes;
using Aops.Pair;
using Aops.Upgrade.Launching;

namespace Aops.Spa;

/// <summary>Answers the service CLI, one client on its own thread.</summary>
internal sealed class SpaRequests(
    AopsLayout layout, PeerWatch watch, TrialCoordinator trial, OwnSlot own, SettingsWatcher settings,
    Action<SpaExit> end)
{
    private readonly DateTimeOffset _startedAt = DateTimeOffset.UtcNow;

    public void Serve(LocalLink link)
    {
        while (link.Receive() is { } message)
        {
            SpaExit? ending = null;
            LocalMessage answer = message switch
            {
                StatusRequest => Describe(),
                RestartRequest => Accept(new(true, "a restart was asked for"), out ending),
                StopRequest when File.Exists(layout.StopMarker) =>
                    Accept(new(false, "the suite was stopped"), out ending),
                StopRequest => Refuse($"aops-spa stays up, as {layout.StopMarker} is not there", ExitCodes.Failure),
                _ => Refuse($"aops-spa answers no {message.GetType().Name}; ask aops-spm", ExitCodes.Protocol),
            };
            link.Send(answer);
            if (ending is not null) end(ending);
        }
    }

    private StatusReply Describe()
    {
        var spm = watch.Snapshot;
        return new StatusReply
        {
            Role = Role.Spa,
            PeerRevivals = spm.Revivals,
            Agent = new AgentStatus
            {
                Version = own.Version,
                StartedAt = _startedAt,
                SpmPid = spm.Pid ?? 0,
                SpaPid = Environment.ProcessId,
                SpaVersion = own.Version,
                SpaRssBytes = ProcStat.TryRead(Environment.ProcessId)?.RssBytes ?? 0,
                Upgrade = trial.Journal.ToReport(),
                Faults = [.. settings.Faults.Select(f => f.ToString())],
            },
        };
    }

    private static DoneReply Accept(SpaExit ending, out SpaExit? reached)
    {
        reached = ending;
        return new DoneReply { Message = ending.Reason };
    }

    private static FaultReply Refuse(string why, int exitCode) => new() { Message = why, ExitCode = exitCode };
}
