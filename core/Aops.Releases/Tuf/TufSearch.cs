using Aops.Contracts;

namespace Aops.Releases.Tuf;

/// <summary>
/// Looks for a target in the top-level targets and in the roles that they delegate to (section 5.6.7): depth first, a
/// role before those that it delegates to, each delegation in its place in the list. The first role that lists the
/// name has the say; a terminating delegation ends the search with its own branch.
/// </summary>
/// <remarks>
/// A role is loaded and verified for the delegation that led to it, also if another one led to it in an earlier
/// search. A role that cannot be had ends the search: to go on would give a less trusted role its say.
/// </remarks>
internal sealed class TufSearch(TufLoader loader, TufStore store, TufTrusted trusted, DateTimeOffset now)
{
    private readonly Stack<Step> _open = new();
    private readonly HashSet<string> _visited = [TufRoles.Targets];

    /// <summary>The target, or that nobody who may lists it.</summary>
    /// <exception cref="TufRefusal">A role on the way is not to be trusted.</exception>
    public async Task<TufTargetSearch> FindAsync(string targetName, CancellationToken cancellationToken)
    {
        var targets = trusted.Targets;
        IReadOnlyList<TufDelegationStep> way = [];
        while (true)
        {
            if (targets.Targets.TryGetValue(targetName, out var file))
                return new TufTargetSearch.Found(file) { Delegations = way };
            Open(targets.Delegations, targetName, way);
            if (NextUnvisited() is not { } step) return new TufTargetSearch.Absent();
            if (_visited.Count > Limits.TufDelegationsMax)
            {
                throw TufRefusal.Malformed(step.Role,
                    $"the search for {targetName} goes through more than {Limits.TufDelegationsMax} roles");
            }
            targets = await LoadAsync(step, cancellationToken);
            way = step.Way;
        }
    }

    private void Open(TufDelegations delegations, string targetName, IReadOnlyList<TufDelegationStep> way)
    {
        var matching = new List<Step>();
        foreach (var role in delegations.Roles.Where(role => role.Names.Allows(targetName)))
        {
            matching.Add(new Step(role.Name, new TufAuthority(role.Signers, delegations.Keys),
                [.. way, new TufDelegationStep(role.Name, role.Custom)]));
            if (!role.Terminating) continue;
            _open.Clear();
            break;
        }
        foreach (var step in matching.AsEnumerable().Reverse()) _open.Push(step);
    }

    private Step? NextUnvisited()
    {
        while (_open.TryPop(out var step))
        {
            if (_visited.Add(step.Role)) return step;
        }
        return null;
    }

    private async Task<TufTargets> LoadAsync(Step step, CancellationToken cancellationToken)
    {
        if (!trusted.Snapshot.Meta.TryGetValue($"{step.Role}.json", out var expected))
            throw TufRefusal.Mismatch(step.Role, "the snapshot does not name it");
        var loaded = await loader.LoadAsync(step.Role, step.Authority, expected,
            trusted.Root.ConsistentSnapshot, Limits.TufTargetsBytesMax, TufParser.Targets, cancellationToken);
        TufVerifier.RequireFresh(step.Role, loaded.Metadata, now);
        if (!loaded.IsStored) store.Write(step.Role, loaded.Bytes);
        return loaded.Metadata;
    }

    private sealed record Step(string Role, TufAuthority Authority, IReadOnlyList<TufDelegationStep> Way);
}
