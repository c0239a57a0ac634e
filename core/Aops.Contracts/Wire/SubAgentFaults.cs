namespace Aops.Contracts.Wire;

/// <summary>
/// Faults of sub-agents (<see cref="SubAgentStatus.Fault"/>) as faults of their host, where faults are counted and listed.
/// </summary>
public static class SubAgentFaults
{
    private const string GivenUp = "; not tried again until it is ordered once more";
    private const string Unapplied = "not applied, it goes on as signed: ";

    /// <summary>A fault of a sub-agent as one of its host.</summary>
    public static string Tell(string name, string fault) => $"sub-agent {name}: {fault}";

    /// <summary>What a fault of a host says of a sub-agent; null where it is about something else.</summary>
    public static string? ReasonOf(string fault, string name) => Faults.After(fault, Tell(name, ""));

    /// <summary>A sub-agent cannot be made what it should be for now, as a fault of its host.</summary>
    /// <param name="isGivenUp">Whether that waits for another order.</param>
    public static string TellHindered(string name, string reason, bool isGivenUp) =>
        Tell(name, reason) + (isGivenUp ? GivenUp : Faults.Again);

    /// <summary>Whether a fault says that the host waits for another order.</summary>
    public static bool IsGivenUp(string fault) => fault.EndsWith(GivenUp, StringComparison.Ordinal);

    /// <summary>The fault of a sub-agent of which a part of what was ordered is left out.</summary>
    /// <param name="clauses">What was left out, and why.</param>
    public static string TellUnapplied(string clauses) => Unapplied + clauses;

    /// <summary>Whether a fault says that a part of what was ordered is left out.</summary>
    public static bool IsUnapplied(string fault) => fault.Contains(Unapplied, StringComparison.Ordinal);

    /// <summary>The faults of a host: those of its suite, and after them those of its sub-agents.</summary>
    /// <param name="suite">Faults of the suite.</param>
    /// <param name="subAgents">The sub-agents.</param>
    public static IReadOnlyList<string> Join(IReadOnlyList<string> suite, IReadOnlyList<SubAgentStatus> subAgents)
    {
        var told = subAgents.Where(subAgent => subAgent.Fault is not null)
            .Select(subAgent => Tell(subAgent.Name, subAgent.Fault!)).Except(suite, StringComparer.Ordinal).ToList();
        return told.Count == 0 ? suite : [.. suite, .. told];
    }
}
