using Aops.Contracts;
using Aops.Contracts.Local;
using Aops.Contracts.Wire;
using Aops.Hosting;
using Aops.Hosting.Settings;
using Aops.Layout;
using Aops.Native.Processes;
using Aops.Spm.Connections;
using Aops.Spm.Desired;
using Aops.Spm.Health;
using Aops.Spm.Heartbeats;
using Aops.Spm.Pair;
using Aops.Spm.SubAgents;
using Aops.Spm.Upgrades;

namespace Aops.Spm.Local;

/// <summary>Composes the status: the same for the server and for <c>aops-agent-service status</c>.</summary>
internal sealed class StatusComposer(
    AopsLayout layout,
    SettingsWatcher settings,
    ServerConnections connections,
    HeartbeatState heartbeats,
    DesiredStore desired,
    OperatorHold hold,
    PairService pair,
    SubAgentService subAgents,
    UpgradeFeed upgrades,
    ActiveFaults faults,
    TimeProvider clock)
{
    private readonly DateTimeOffset _startedAt = clock.GetUtcNow();

    /// <summary>The status of the suite.</summary>
    public AgentStatus ComposeAgent()
    {
        var spa = pair.Peer;
        return StatusBounds.Fit(new AgentStatus
        {
            Version = Product.Version,
            StartedAt = _startedAt,
            SpmPid = Environment.ProcessId,
            SpaPid = spa?.Pid,
            SpaVersion = spa?.Version,
            SpmRssBytes = ProcStat.TryRead(Environment.ProcessId)?.RssBytes ?? 0,
            SpaRssBytes = spa is { } running ? ProcStat.TryRead(running.Pid)?.RssBytes ?? 0 : 0,
            Upgrade = upgrades.Current,
            Connection = ConnectionText.Report(connections.Record, connections.Current),
            Paused = subAgents.PausedBy,
            Hold = hold.Current,
            Runs = settings.Current.Runs,
            Faults =
            [
                .. faults.All, .. subAgents.TrialFaults(), .. desired.Faults,
                .. settings.Faults.Select(f => f.ToString()),
            ],
        });
    }

    /// <summary>The status of the suite and of all sub-agents.</summary>
    public StatusReply Compose() => new()
    {
        Role = Role.Spm,
        Agent = ComposeAgent(),
        AgentId = IdentityFile.TryRead(layout)?.AgentId,
        HeartbeatServer = connections.Current?.Server.GetLeftPart(UriPartial.Authority),
        LastHeartbeatAt = heartbeats.LastAcceptedAt,
        HeartbeatFault = heartbeats.Fault,
        Revision = desired.Revision,
        PeerRevivals = pair.Revivals,
        SubAgents = StatusBounds.Fit(subAgents.Snapshot(), Limits.LocalFrameBytesMax),
    };
}
