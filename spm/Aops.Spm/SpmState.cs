using Aops.Hosting.Loops;
using Aops.Hosting.Settings;
using Aops.Layout;
using Aops.Spm.Commands;
using Aops.Spm.Connections;
using Aops.Spm.Desired;
using Aops.Spm.Health;
using Aops.Spm.Heartbeats;
using Aops.Spm.Runs;
using Aops.Spm.SubAgents;
using Aops.Spm.Upgrades;
using Aops.Upgrade.Journal;
using Microsoft.Extensions.Logging;

namespace Aops.Spm;

/// <summary>What the services of spm share: the state on disk, and the feeds and signals between them.</summary>
internal sealed partial class SpmState(AopsLayout layout, TimeProvider clock, ILoggerFactory logs) : IDisposable
{
    /// <summary>conf.yml with the overlay of the server.</summary>
    public SettingsWatcher Settings { get; } = new(layout, logs.CreateLogger<SettingsWatcher>(), keepsGood: true);

    /// <summary>The desired state of this host.</summary>
    public DesiredStore Desired { get; } = new(layout, logs.CreateLogger<DesiredStore>());

    /// <summary>What an operator at this host holds back.</summary>
    public OperatorHold Hold { get; } = new(layout, clock, logs.CreateLogger<OperatorHold>());

    /// <summary>Commands that were begun, with their results.</summary>
    public CommandLedger Commands { get; } = new(layout, clock, logs.CreateLogger<CommandLedger>());

    /// <summary>The journal of upgrades.</summary>
    public JournalStore Journal { get; } = OpenJournal(layout, clock, logs.CreateLogger<JournalStore>());

    /// <summary>Specification and slot of each sub-agent.</summary>
    public SubAgentStore SubAgents { get; } = new(layout, logs.CreateLogger<SubAgentStore>());

    /// <summary>The oldest version to which each sub-agent may return.</summary>
    public SubAgentFloors Floors { get; } = new(layout, logs.CreateLogger<SubAgentFloors>());

    public ActiveFaults Faults { get; } = new();

    /// <summary>The health of this process by which it is judged while it is on trial.</summary>
    public LocalHealth Health { get; } = new();

    /// <summary>Raised when the server should hear of a change soon.</summary>
    public WakeSignal News { get; } = new();

    /// <summary>The connection to the server.</summary>
    public ServerConnections OpenConnections() => new(
        layout, Settings, News, Faults, clock, logs.CreateLogger<ServerConnections>());

    /// <summary>State of the heartbeats.</summary>
    public HeartbeatState Heartbeats { get; } = new();

    /// <summary>Commands that arrived with heartbeats.</summary>
    public CommandInbox Inbox { get; } = new();

    /// <summary>Runs that arrived with heartbeats.</summary>
    public RunInbox Runs { get; } = new();

    /// <summary>The current upgrade, or the last one.</summary>
    public UpgradeFeed Upgrades { get; } = new();

    /// <summary>
    /// Sets the fault of a subject, or clears it with null; a change is reported to the server soon.
    /// </summary>
    /// <param name="fault">A sentence, or null.</param>
    public void SetFault(string subject, string? fault)
    {
        if (Faults.Set(subject, fault)) News.Raise();
    }

    public void Dispose() => Settings.Dispose();

    private static JournalStore OpenJournal(AopsLayout layout, TimeProvider clock, ILogger logger) =>
        new(layout, clock, fault => LogJournalFault(logger, fault));

    [LoggerMessage(2160, LogLevel.Error, "{Fault}")]
    private static partial void LogJournalFault(ILogger logger, string fault);
}
