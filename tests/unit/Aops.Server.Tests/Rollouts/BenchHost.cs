using Aops.Contracts.Wire;
using Aops.Server.Desired;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Rollouts;

/// <summary>How a host of the bench takes a version.</summary>
internal enum BenchFate
{
    /// <summary>It commits it.</summary>
    Good,

    /// <summary>It goes back after its trial.</summary>
    RollsBack,

    /// <summary>Its download fails, and it tries again.</summary>
    Hindered,

    /// <summary>It commits it, and its sub-agent starts again and again after that.</summary>
    Regresses,

    /// <summary>It takes in what it is told, and is never heard of again.</summary>
    Dies,
}

/// <summary>A host as the server sees it: what it holds, runs and reports, a phase further with each heartbeat.</summary>
internal sealed class BenchHost(string id)
{
    private const string Crashing = "it ends with exit 3; returned to the version before";

    private HostDesired? _holds;
    private UpgradeReport? _report;
    private DateTimeOffset _at = DateTimeOffset.UnixEpoch;
    private string? _refused;
    private bool _isSick;

    public string Id => id;

    public string Version { get; private set; } = "1.0";

    public BenchFate Fate { get; set; }

    /// <summary>Why it takes no order for a time; null where it does.</summary>
    public ChangeHold? Hold { get; set; }

    /// <summary>Whether it sends heartbeats.</summary>
    public bool IsOnline { get; set; } = true;

    /// <summary>Versions that it has switched to, in order.</summary>
    public List<string> Switches { get; } = [];

    /// <summary>Whether it is within an upgrade, before its switch.</summary>
    public bool IsPreparing => _report?.Phase is UpgradePhase.Downloading or UpgradePhase.Installing;

    /// <summary>Takes in what it is told, goes a phase further, and tells.</summary>
    public HeartbeatRequest Speak(HostDesired told)
    {
        _at += TimeSpan.FromSeconds(1);
        _isSick = Fate == BenchFate.Regresses && _report is { Phase: UpgradePhase.Success };
        Go(told);
        _holds = told;
        if (Fate == BenchFate.Dies && _report is not null) IsOnline = false;
        return Tell(told);
    }

    private void Go(HostDesired told)
    {
        var wanted = told.Document.Agent;
        if (_holds is null || wanted is null) return;
        var order = $"{wanted.Version} {wanted.Generation}";
        if (wanted.Version == Version || order == _refused)
        {
            if (IsPreparing) _report = Report(UpgradePhase.Withdrawn, _report!.To);
            return;
        }
        _report = _report?.To == wanted.Version ? _report.Phase switch
        {
            UpgradePhase.Downloading when Fate == BenchFate.Hindered =>
                Report(UpgradePhase.Failed, wanted.Version, "the repository does not answer") with { IsRetried = true },
            UpgradePhase.Downloading => Report(UpgradePhase.Installing, wanted.Version),
            UpgradePhase.Installing => Report(UpgradePhase.Trial, wanted.Version),
            UpgradePhase.Trial when Fate == BenchFate.RollsBack => Report(UpgradePhase.RolledBack, wanted.Version, Crashing),
            UpgradePhase.Trial => Report(UpgradePhase.Success, wanted.Version),
            _ => Report(UpgradePhase.Downloading, wanted.Version),
        } : Report(UpgradePhase.Downloading, wanted.Version);
        if (_report.Phase == UpgradePhase.Trial) Switches.Add(wanted.Version);
        if (_report.Phase == UpgradePhase.RolledBack) _refused = order;
        if (_report.Phase == UpgradePhase.Success) Version = wanted.Version;
    }

    private UpgradeReport Report(UpgradePhase phase, string to, string? reason = null) =>
        new() { From = Version, To = to, Phase = phase, Reason = reason, At = _at };

    private HeartbeatRequest Tell(HostDesired told) => new()
    {
        Sequence = 1,
        Revision = told.Revision,
        History = told.History,
        IntervalSeconds = 10,
        Host = TestAgent.Host() with { Hostname = $"{id}.example" },
        Agent = new AgentStatus
        {
            Version = _report?.Phase == UpgradePhase.Trial ? _report.To : Version, StartedAt = DateTimeOffset.UnixEpoch,
            Upgrade = _report, Hold = Hold,
        },
        SubAgents =
        [
            new SubAgentStatus
            {
                Name = "web", Version = "1", Since = DateTimeOffset.UnixEpoch,
                State = _isSick ? ProcessState.Backoff : ProcessState.Running,
            },
        ],
    };
}
