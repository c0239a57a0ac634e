using Aops.Contracts.Wire;
using Aops.Query;
using Aops.Server.Desired;
using Aops.Server.Layers;

namespace Aops.Server.Explain;

/// <summary>What is known of a host and what it should be, at one time.</summary>
internal sealed record HostSituation
{
    public required string Hostname { get; init; }

    public required DateTimeOffset EnrolledAt { get; init; }

    public required HostState State { get; init; }

    public DateTimeOffset? LastSeen { get; init; }

    /// <summary>Its last heartbeat; null where it never sent one.</summary>
    public HeartbeatRequest? Heartbeat { get; init; }

    public required HostDesired Desired { get; init; }

    /// <summary>Layers of which it has an older revision, with the newest one.</summary>
    public IReadOnlyList<MergedLayerHead> Behind { get; init; } = [];

    /// <summary>The first sub-agent that is not what it should be; null for none.</summary>
    public SubAgentDifference? FindDifference() => Difference() is not { } difference ? null : difference with
    {
        Hindrance = Told(fault => SubAgentFaults.IsUnapplied(fault)
            ? null
            : SubAgentFaults.ReasonOf(fault, difference.Name)),
    };

    /// <summary>What hinders the host on its way to a version of the suite, in its words; null where it tells nothing.</summary>
    public string? HindranceOf(string version) => Told(fault => HinderedUpgrade.ReasonOf(fault, version));

    private string? Told(Func<string, string?> read) =>
        Heartbeat?.Agent.Faults.Select(read).FirstOrDefault(reason => reason is not null);

    private static string StateOf(SubAgentStatus found) => found.State is ProcessState.Backoff
        ? "waits for its next start"
        : $"is {Contracts.KebabName.Of(found.State)}";

    private SubAgentDifference? Difference()
    {
        // A host that does not tell of the pause is of a version that leaves it out, or has not stopped them yet.
        if (Desired.Document.PausedBy is not null
            && Heartbeat?.SubAgents.FirstOrDefault(found => found.State is not ProcessState.Stopped) is { } live)
        {
            return new(live.Name, $"sub-agent {live.Name} is to be stopped, and is {Contracts.KebabName.Of(live.State)}", live, null);
        }
        foreach (var wanted in Desired.Document.SubAgents ?? [])
        {
            var found = Heartbeat?.SubAgents.FirstOrDefault(subAgent => subAgent.Name == wanted.Name);
            if (found?.Version is null) return new(wanted.Name, $"sub-agent {wanted.Name} is not installed", found, wanted.Version);
            if (found.Version != wanted.Version)
                return new(wanted.Name, $"sub-agent {wanted.Name} has version {found.Version} and not {wanted.Version}", found, wanted.Version);
            if (wanted.Running != (found.State is ProcessState.Running))
                return new(wanted.Name, $"sub-agent {wanted.Name} {StateOf(found)}", found, wanted.Version);
        }
        if (Desired.Document.SubAgents is null) return null;
        var names = Desired.Document.SubAgents.Select(subAgent => subAgent.Name).ToHashSet(StringComparer.Ordinal);
        var surplus = Heartbeat?.SubAgents
            .FirstOrDefault(found => found.Version is not null && !names.Contains(found.Name));
        return surplus is not null
            ? new(surplus.Name, $"sub-agent {surplus.Name} is still installed", surplus, null)
            : null;
    }
}
