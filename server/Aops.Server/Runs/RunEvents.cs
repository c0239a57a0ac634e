using Aops.Server.Events;

namespace Aops.Server.Runs;

/// <summary>What is told of runs: their begin and end, and how each host ended that had the order.</summary>
internal static class RunEvents
{
    /// <summary>A host ended.</summary>
    /// <param name="phase">How.</param>
    /// <param name="reason">Why; null where the phase says all.</param>
    public static EventRecord OfHost(
        RunRecord run, string agentId, string hostname, string phase, string? reason, DateTimeOffset now) =>
        Event(run, EventClass.Agent, $"{hostname}: the run {run.Id} ({run.What}) is {phase}{Why(reason)}", now) with
        {
            AgentId = agentId, Hostname = hostname,
        };

    /// <summary>Something happened to a run.</summary>
    /// <param name="clause">What.</param>
    public static EventRecord OfRun(RunRecord run, string clause, DateTimeOffset now) =>
        Event(run, EventClass.Operator, $"The run {run.Id} ({run.What}) {clause}", now);

    /// <summary>Every host of a run has ended.</summary>
    public static EventRecord OfRun(RunRecord run, DateTimeOffset now)
    {
        var counts = run.Counts.ByPhase.OrderByDescending(count => count.Value)
            .ThenBy(count => count.Key, StringComparer.Ordinal).Select(count => $"{count.Value} {count.Key}");
        return OfRun(run, $"is over: {string.Join(", ", counts)}.", now);
    }

    private static string Why(string? reason) => reason is { Length: > 0 } ? $": {reason.TrimEnd('.')}." : ".";

    private static EventRecord Event(RunRecord run, EventClass kindClass, string message, DateTimeOffset now) =>
        OperatorEvent.Of(EventKinds.Run, message, now) with { Class = kindClass, Cause = EventCause.OfRun(run.Id) };
}
