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

    /// <summary>The first sub-agent that is not what it should be, as a sentence without its end; null for none.</summary>
    public (string Sentence, DateTimeOffset? Since)? FindDifference()
    {
        // A host that does not tell of the pause is of a version that leaves it out, or has not stopped them yet.
        if (Desired.Document.PausedBy is not null
            && Heartbeat?.SubAgents.FirstOrDefault(found => found.State is not ProcessState.Stopped) is { } live)
        {
            return ($"sub-agent {live.Name} is to be stopped, and is {Contracts.KebabName.Of(live.State)}", live.Since);
        }
        foreach (var wanted in Desired.Document.SubAgents ?? [])
        {
            var found = Heartbeat?.SubAgents.FirstOrDefault(subAgent => subAgent.Name == wanted.Name);
            if (found?.Version is null) return ($"sub-agent {wanted.Name} is not installed", found?.Since);
            if (found.Version != wanted.Version)
                return ($"sub-agent {wanted.Name} has version {found.Version} and not {wanted.Version}", found.Since);
            if (wanted.Running != (found.State is ProcessState.Running))
                return ($"sub-agent {wanted.Name} is {Contracts.KebabName.Of(found.State)}", found.Since);
        }
        if (Desired.Document.SubAgents is null) return null;
        var names = Desired.Document.SubAgents.Select(subAgent => subAgent.Name).ToHashSet(StringComparer.Ordinal);
        var surplus = Heartbeat?.SubAgents
            .FirstOrDefault(found => found.Version is not null && !names.Contains(found.Name));
        return surplus is not null
            ? ($"sub-agent {surplus.Name} is still installed", surplus.Since)
            : null;
    }
}
