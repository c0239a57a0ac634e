using System.Text.Json;
using Aops.Contracts;
using Aops.Contracts.Json;
using Aops.Contracts.Wire;
using Aops.Hosting;
using Aops.Hosting.Settings;
using Aops.Layout;
using Aops.Spm.Desired;
using Aops.Spm.Local;
using Aops.Systemd;

namespace Aops.Spm.Heartbeats;

/// <summary>Composes the heartbeat.</summary>
/// <param name="settings">The settings in force.</param>
/// <param name="agent">The suite as it is now.</param>
/// <param name="subAgents">The sub-agents as they are now.</param>
/// <param name="desired">Tells the revision that holds.</param>
/// <param name="counter">The counter of the newest answer.</param>
/// <param name="inventory">Sections of the inventory with their hashes; null before it was read.</param>
internal sealed class HeartbeatComposer(
    SettingsWatcher settings, Func<AgentStatus> agent, Func<IReadOnlyList<SubAgentStatus>> subAgents,
    DesiredStore desired, HeartbeatCounter counter, Func<IReadOnlyDictionary<string, string>?> inventory)
{
    private readonly string _serviceManager =
        SystemdHost.IsUnitOf(Role.Spm) ? ServiceManagers.Systemd : ServiceManagers.Direct;

    /// <summary>Composes the registration of a clone.</summary>
    /// <param name="copiedId">The identity that was copied with the machine.</param>
    public RegisterRequest ComposeRegistration(string copiedId) => new()
    {
        AgentId = copiedId,
        Host = HostFacts.Read(_serviceManager, counter.Current, name: settings.Current.HostName),
        AgentVersion = Product.Version,
    };

    /// <summary>Composes a heartbeat of the current status.</summary>
    /// <param name="sequence">Number of the heartbeat.</param>
    /// <param name="hold">How long the server may hold it.</param>
    public HeartbeatRequest Compose(long sequence, TimeSpan hold, Identity identity) => new()
    {
        Sequence = sequence,
        Revision = desired.Revision,
        History = desired.History,
        Held = TellHeld(),
        HoldSeconds = (int)Math.Ceiling(hold.TotalSeconds),
        IntervalSeconds = (int)Math.Ceiling(settings.Current.HeartbeatInterval.TotalSeconds),
        Host = HostFacts.Read(
            _serviceManager, counter.Current, identity.MachineId, settings.Current.HostName),
        Agent = agent(),
        SubAgents = StatusBounds.Fit(subAgents(), Limits.HeartbeatBytesMax - Limits.HeldBytesMax),
        Inventory = inventory(),
    };

    private DesiredState? TellHeld()
    {
        if (!desired.IsToldToServer || desired.Current is not { } held) return null;
        var length = JsonSerializer.SerializeToUtf8Bytes(held, ContractsJson.Default.DesiredState).Length;
        return length <= Limits.HeldBytesMax ? held : null;
    }
}
