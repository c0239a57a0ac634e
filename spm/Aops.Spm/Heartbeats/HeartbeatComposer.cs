using Aops.Contracts.Wire;
using Aops.Hosting;
using Aops.Hosting.Settings;
using Aops.Spm.Desired;
using Aops.Spm.Local;
using Aops.Spm.SubAgents;

namespace Aops.Spm.Heartbeats;

/// <summary>Puts a heartbeat together.</summary>
internal sealed class HeartbeatComposer(
    SettingsWatcher settings, StatusComposer status, SubAgentService subAgents, DesiredStore desired)
{
    private const string ServiceManager = "direct";

    /// <summary>What is, now.</summary>
    /// <param name="sequence">Number of the heartbeat.</param>
    /// <param name="hold">How long the server may hold it.</param>
    public HeartbeatRequest Compose(long sequence, TimeSpan hold) => new()
    {
        Sequence = sequence,
        Revision = desired.Revision,
        HoldSeconds = (int)Math.Ceiling(hold.TotalSeconds),
        IntervalSeconds = (int)Math.Ceiling(settings.Current.HeartbeatInterval.TotalSeconds),
        Host = HostFacts.Read(ServiceManager),
        Agent = status.ComposeAgent(),
        SubAgents = subAgents.Snapshot(),
    };
}
