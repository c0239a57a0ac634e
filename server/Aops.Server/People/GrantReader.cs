using Aops.Query;
using Aops.Server.Hosts;
using Aops.Server.Http;
using Aops.Server.Layers;
using Aops.Server.Rights;

namespace Aops.Server.People;

/// <summary>Reads grants of a request: every scope becomes its canonical form.</summary>
internal sealed class GrantReader(HostStore hosts)
{
    /// <summary>Reads grants; faults are added.</summary>
    public async Task<IReadOnlyList<Grant>> ReadAsync(
        IReadOnlyList<Grant> grants, FieldErrors errors, CancellationToken cancellationToken)
    {
        if (grants.Count > PeopleLimits.GrantsMax) errors.Add("grants", $"are at most {PeopleLimits.GrantsMax}");
        var read = new List<Grant>();
        foreach (var (index, grant) in grants.Take(PeopleLimits.GrantsMax).Index())
            read.Add(await ReadAsync(grant, $"grants[{index}]", errors, cancellationToken));
        return read;
    }

    private async Task<Grant> ReadAsync(
        Grant? grant, string field, FieldErrors errors, CancellationToken cancellationToken)
    {
        if (grant is null)
        {
            errors.Add(field, "is null");
            return new Grant { Role = Role.Viewer };
        }
        try
        {
            var scope = await hosts.ParseAsync(grant.Scope, cancellationToken);
            if (grant.Role == Role.Admin && !ScopeQuery.IsFleet(scope))
                errors.Add($"{field}.scope", "an admin rules the whole fleet: leave it empty");
            if (Membership.FindUnsteady(scope) is { } unsteady)
            {
                errors.Add($"{field}.scope",
                    $"asks for {unsteady}, which changes by itself; ask for labels, id, hostname or host.…");
            }
            return grant with { Scope = QueryText.Of(scope) };
        }
        catch (QueryException e)
        {
            errors.Add($"{field}.scope", $"{e.Message} (character {e.Position})");
            return grant;
        }
    }
}
