using Aops.Rollouts.Hosts;
using Aops.Rollouts.States;

namespace Aops.Rollouts.Tests.Simulation;

/// <summary>One host: it takes what it is told, asks once more before its switch, and tells of it while it is online.</summary>
internal sealed class SimulatedHost(string id)
{
    private DateTimeOffset _phaseSince;
    private DateTimeOffset? _succeededAt;
    private int _heldAttempt;

    /// <summary>So many good hosts.</summary>
    public static List<SimulatedHost> Many(int count) =>
        [.. Enumerable.Range(0, count).Select(i => new SimulatedHost($"host{i}"))];

    public string Id => id;

    public HostFate Fate { get; set; }

    public HostTraits Traits { get; set; } = new("debian 12", "6.1.0", "x64", new Dictionary<string, string>());

    /// <summary>When it goes and comes; it begins online, or offline if <see cref="IsOnline"/> says so.</summary>
    public Queue<DateTimeOffset> Toggles { get; } = new();

    public bool IsOnline { get; set; } = true;

    public bool IsHeld { get; set; }

    /// <summary>What it has once it dies later.</summary>
    public HostSickness Sickness { get; set; } = HostSickness.CrashLoop;

    public bool IsRemoved { get; set; }

    public TimeSpan PhaseTime { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The row (host, layer) of the server.</summary>
    public bool IsTold { get; set; }

    public int Attempt { get; set; }

    /// <summary>What it does.</summary>
    public ReportPhase Phase { get; private set; }

    public DateTimeOffset? SwitchedAt { get; private set; }

    /// <summary>Whether it switched although it could have known that it must not.</summary>
    public bool HasSwitchedUnwanted { get; private set; }

    /// <summary>What the server knows of it.</summary>
    public HostReport Report { get; private set; } = new();

    /// <summary>Whether something happens to it within minutes.</summary>
    public bool IsBusy(DateTimeOffset now) => Phase switch
    {
        ReportPhase.None or ReportPhase.RolledBack or ReportPhase.Failed => false,
        ReportPhase.There => Fate == HostFate.DiesLater && now - _succeededAt < TimeSpan.FromMinutes(6),
        ReportPhase.Trial => Fate != HostFate.Deaf,
        _ => true,
    };

    public void Tick(DateTimeOffset now, bool isRepositoryDead)
    {
        while (Toggles.TryPeek(out var at) && at <= now)
        {
            Toggles.Dequeue();
            IsOnline = !IsOnline;
        }
        Hear(now);
        Act(now, isRepositoryDead);
        Tell(now);
    }

    private void Hear(DateTimeOffset now)
    {
        if (!IsOnline || IsHeld) return;
        if (IsTold && _heldAttempt != Attempt && Phase is not (ReportPhase.There or ReportPhase.Trial))
        {
            _heldAttempt = Attempt;
            Enter(ReportPhase.Downloading, now);
        }
        if (!IsTold && Phase is ReportPhase.Downloading or ReportPhase.Staged or ReportPhase.Blameless)
            Enter(ReportPhase.None, now);
    }

    private void Act(DateTimeOffset now, bool isRepositoryDead)
    {
        if (Phase == ReportPhase.Blameless && !isRepositoryDead && Fate != HostFate.DiskFull)
            Enter(ReportPhase.Downloading, now);
        if (now - _phaseSince < PhaseTime) return;
        switch (Phase)
        {
            case ReportPhase.Downloading when isRepositoryDead || Fate == HostFate.DiskFull:
                Enter(ReportPhase.Blameless, now);
                break;
            case ReportPhase.Downloading:
                Enter(Fate == HostFate.FailsSelfTest ? ReportPhase.Failed : ReportPhase.Staged, now);
                break;
            case ReportPhase.Staged:
                HasSwitchedUnwanted |= IsOnline && !IsTold;
                SwitchedAt = now;
                if (Fate == HostFate.Deaf)
                {
                    Toggles.Clear();
                    IsOnline = false;
                }
                Enter(ReportPhase.Trial, now);
                break;
            case ReportPhase.Trial when Fate != HostFate.Deaf:
                Enter(Fate == HostFate.Crashes ? ReportPhase.RolledBack : ReportPhase.There, now);
                if (Phase == ReportPhase.There) _succeededAt = now;
                break;
        }
    }

    private void Tell(DateTimeOffset now)
    {
        var isSick = Fate == HostFate.DiesLater && now - _succeededAt > TimeSpan.FromMinutes(5);
        if (IsRemoved) Report = HostReport.OfRemoved;
        else if (!IsOnline)
        {
            Report = Report with
            {
                Reach = HostReach.Offline,
                IsOrderUnsent = IsTold && _heldAttempt != Attempt,
                Sickness = Phase == ReportPhase.There ? HostSickness.MissingHeartbeats : HostSickness.None,
            };
        }
        else
        {
            Report = new HostReport
            {
                Reach = IsHeld ? HostReach.Hold : HostReach.Online,
                Phase = Phase,
                Attempt = _heldAttempt,
                Cause = Fate == HostFate.DiskFull ? BlamelessCause.Disk : BlamelessCause.Server,
                Reason = Phase is ReportPhase.RolledBack or ReportPhase.Failed ? $"aops-spm ended with {10 + id.Length}" : null,
                Sickness = isSick ? Sickness : HostSickness.None,
            };
        }
    }

    private void Enter(ReportPhase phase, DateTimeOffset now) => (Phase, _phaseSince) = (phase, now);
}
