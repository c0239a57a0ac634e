using Aops.Contracts;

namespace Aops.Releases.Tuf;

/// <summary>
/// Lists everything that can be found: walks all delegated roles, then searches for each name that any of them
/// lists, as a host does. So a name that a role may not list, or that a more trusted role lists, is reported as
/// hosts find it.
/// </summary>
internal sealed class TufWalk(TufRoleReader reader, TufTrusted trusted)
{
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _roles = [];
    private readonly Dictionary<string, string> _faults = [];

    public async Task<TufListing> RunAsync(CancellationToken cancellationToken)
    {
        await ReadRolesAsync(cancellationToken);
        var found = new List<TufListedTarget>();
        foreach (var name in _names)
        {
            try
            {
                if (await new TufSearch(reader, trusted).FindAsync(name, cancellationToken) is { } target)
                    found.Add(new TufListedTarget(name, target.Role, target.File));
            }
            catch (TufRefusal)
            {
                // The faulty role is among the faults; hosts do not find the name either.
            }
        }
        return new TufListing(found, _roles, _faults);
    }

    private async Task ReadRolesAsync(CancellationToken cancellationToken)
    {
        var open = new Queue<(string Role, TufAuthority Authority)>();
        var seen = new HashSet<(string Role, TufAuthority Authority)>();
        Add(TufRoles.Targets, trusted.Targets, open);
        while (open.TryDequeue(out var next) && seen.Count < Limits.TufDelegationsMax)
        {
            if (!seen.Add(next)) continue;
            try
            {
                Add(next.Role, await reader.ReadAsync(next.Role, next.Authority, cancellationToken), open);
            }
            catch (TufRefusal refusal)
            {
                _faults[next.Role] = refusal.Outcome.Sentence;
            }
        }
    }

    private void Add(string role, TufTargets targets, Queue<(string Role, TufAuthority Authority)> open)
    {
        _roles[role] = targets.Version;
        _names.UnionWith(targets.Targets.Keys);
        foreach (var delegated in targets.Delegations.Roles)
            open.Enqueue((delegated.Name, new TufAuthority(delegated.Signers, targets.Delegations.Keys)));
    }
}
