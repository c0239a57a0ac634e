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
internal sealed class TufSearch(TufRoleReader reader, TufTrusted trusted)
{
    private readonly Stack<Step> _open = new();
    private readonly HashSet<string> _visited = [TufRoles.Targets];

    /// <summary>The target with the role that lists it, or null if no authorized role lists it.</summary>
    /// <exception cref="TufRefusal">A role on the way is not to be trusted.</exception>
    public async Task<TufTargetSearch.Found?> FindAsync(string targetName, CancellationToken cancellationToken)
    {
        var (role, targets) = (TufRoles.Targets, trusted.Targets);
        IReadOnlyList<TufDelegationStep> way = [];
        while (true)
        {
            if (targets.Targets.TryGetValue(targetName, out var file))
                return new TufTargetSearch.Found(file, role) { Delegations = way };
            Open(targets.Delegations, targetName, way);
            if (NextUnvisited() is not { } step) return null;
            if (_visited.Count > Limits.TufDelegationsMax)
            {
                throw TufRefusal.Malformed(step.Role,
                    $"the search for {targetName} goes through more than {Limits.TufDelegationsMax} roles");
            }
            (role, targets) = (step.Role, await reader.ReadAsync(step.Role, step.Authority, cancellationToken));
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

    private sealed record Step(string Role, TufAuthority Authority, IReadOnlyList<TufDelegationStep> Way);
}
