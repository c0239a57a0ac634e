using Aops.Contracts;
using Aops.Contracts.Wire.Runs;

namespace Aops.Server.Runs.Steps;

/// <summary>
/// Decides what follows of a run's facts: a pure function. A host that may have the order is waited for until its deadline,
/// whatever becomes of the run: what it tells is taken, also after that.
/// </summary>
internal static class RunReconciler
{
    /// <summary>How long beyond its own time a host is waited for: its report has a way to go.</summary>
    public static readonly TimeSpan Slack = TimeSpan.FromMinutes(2);

    private static readonly string None = KebabName.Of(RunPolicy.None);
    private static readonly string Signed = KebabName.Of(RunPolicy.Signed);

    /// <summary>Decides a step.</summary>
    public static RunStep Next(RunFacts facts)
    {
        var moves = new List<RunMove>();
        foreach (var host in facts.Doubtful)
        {
            if (Doubt(facts, host) is { } move) moves.Add(move);
        }
        var counts = facts.Counts.After(moves.Select(move => (move.From, move.To)));
        var (state, why) = (facts.State, (string?)null);
        if (state == RunState.Running && IsSpent(facts, counts))
        {
            (state, why) = (RunState.Halted, string.Create(null,
                $"Of {counts.Attempted} hosts that tried {counts.Charged} failed, and {facts.Budget.Sentence}."));
        }
        (string Phase, string Reason)? rest = null;
        if (counts.Queued > 0) rest = EndOfQueued(facts, state);
        if (rest is null && state == RunState.Running && facts.Hold == RunHold.None) TakeTurns(facts, counts, moves);
        counts = facts.Counts.After(moves.Select(move => (move.From, move.To)));
        var open = counts.Open - (rest is null ? 0 : counts.Queued);
        return new RunStep
        {
            State = open == 0 && state == RunState.Running ? RunState.Ended : state,
            Why = why,
            IsOver = open == 0,
            Moves = moves,
            QueuedTo = rest,
        };
    }

    /// <summary>When a host is waited for no longer that has, or may have, the order.</summary>
    /// <param name="startedAt">When it started; null where that is not known.</param>
    public static DateTimeOffset DeadlineOf(
        DateTimeOffset startBefore, TimeSpan longest, DateTimeOffset? startedAt) =>
        (startedAt ?? startBefore) + longest + Slack;

    /// <summary>Why a host cannot take a run of a kind; null where it can, or where it alone can tell.</summary>
    /// <param name="policy">What it runs at a server's word; empty from a version without runs.</param>
    public static string? FindHindrance(RunKind kind, string policy)
    {
        // Every version takes commands.
        if (kind == RunKind.Action) return null;
        if (policy.Length == 0) return "Its version of the suite has no runs.";
        if (kind is RunKind.Log or RunKind.Diagnosis) return null;
        if (policy == None) return "Its conf.yml says 'runs: none'.";
        return kind == RunKind.Plain && policy == Signed
            ? "Its conf.yml says 'runs: signed', which takes no command that only the server vouches for."
            : null;
    }

    // The step of a ramp is judged before the next one begins.
    private static bool IsSpent(RunFacts facts, RunCounts counts) =>
        facts.Ramp?.IsBetweenSteps(facts.Hosts, counts) == true
            ? facts.Budget.IsSpentBetweenSteps(counts.Attempted, counts.Charged)
            : facts.Budget.IsSpent(counts.Attempted, counts.Charged);

    // Why hosts that are queued have no turn any more.
    private static (string Phase, string Reason)? EndOfQueued(RunFacts facts, RunState state) => state switch
    {
        RunState.Halted => (RunPhases.Stopped, "The budget of failures was spent before its turn."),
        RunState.Cancelled => (RunPhases.Withdrawn, "The run was cancelled before its turn."),
        _ => facts.Now > facts.StartBefore
            ? (RunPhases.Expired, "Its turn did not come in time.")
            : null,
    };

    private static RunMove? Doubt(RunFacts facts, RunCandidate host)
    {
        var isOffered = host.Phase == RunPhases.Offered;
        if (isOffered && !host.IsSent) return TakeBack(facts, host);
        if (host.Reach == HostReach.Removed)
            return End(host, RunPhases.Unknown, "The host left the fleet and had the order.");
        // No host takes a command back: one that was sent is waited for.
        var mayBeLost = isOffered && facts.Kind != RunKind.Action;
        if (mayBeLost && facts.State == RunState.Cancelled && facts.Now > facts.Since + Slack)
            return End(host, RunPhases.Withdrawn, "The run was cancelled, and the host has not said that it has it.");
        return host.DeadlineAt <= facts.Now
            ? End(host, RunPhases.Unknown, "Nothing was heard of it in time; it may have run, wholly or in part.")
            : null;
    }

    // The host knows nothing of it.
    private static RunMove? TakeBack(RunFacts facts, RunCandidate host)
    {
        if (host.Reach == HostReach.Removed) return End(host, RunPhases.Withdrawn, "The host left the fleet.");
        if (EndOfQueued(facts, facts.State) is var (phase, reason)) return End(host, phase, reason);
        if (facts.Hold != RunHold.None) return new RunMove(host.AgentId, host.Phase, RunPhases.Queued, null);
        if (host.Reach != HostReach.Offline) return null;
        return facts.WhileOffline == WhileOffline.Skip
            ? End(host, RunPhases.SkippedOffline, "It went offline at its turn.")
            : new RunMove(host.AgentId, host.Phase, RunPhases.Queued, null);
    }

    private static void TakeTurns(RunFacts facts, RunCounts counts, List<RunMove> moves)
    {
        var room = facts.Concurrency - counts.InFlight;
        if (facts.Ramp is { } ramp)
        {
            room = Math.Min(
                room, ramp.Width(facts.Hosts, counts.Attempted) - counts.Attempted - counts.InFlight);
        }
        foreach (var host in facts.Waiting)
        {
            if (room <= 0) return;
            if (Turn(facts, host) is not { } move) continue;
            moves.Add(move);
            if (move.To == RunPhases.Offered) room--;
        }
    }

    // Null for one that is waited for, while others have their turn.
    private static RunMove? Turn(RunFacts facts, RunCandidate host)
    {
        switch (host.Reach)
        {
            case HostReach.Removed:
                return End(host, RunPhases.Withdrawn, "The host left the fleet before its turn.");
            case HostReach.Undecided:
            case HostReach.Offline when facts.WhileOffline == WhileOffline.Queue:
                return null;
            case HostReach.Offline:
                return End(host, RunPhases.SkippedOffline, "It was offline at its turn.");
        }
        return FindHindrance(facts.Kind, host.Policy) is { } hindrance
            ? End(host, RunPhases.Unsupported, hindrance)
            : new RunMove(
                host.AgentId, host.Phase, RunPhases.Offered, null, DeadlineOf(facts.StartBefore, facts.Longest, null));
    }

    private static RunMove End(RunCandidate host, string phase, string reason) =>
        new(host.AgentId, host.Phase, phase, reason);
}
