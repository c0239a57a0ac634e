using Aops.Query;

namespace Aops.Server.Rights;

/// <summary>What a holder of grants may do: for each right the hosts on which it has it.</summary>
internal sealed class GrantedRights
{
    private readonly Dictionary<Right, QueryNode> _scopes;

    private GrantedRights(Dictionary<Right, QueryNode> scopes) => _scopes = scopes;

    /// <summary>What grants give together.</summary>
    public static GrantedRights Of(IReadOnlyCollection<Grant> grants)
    {
        var scopes = new Dictionary<Right, QueryNode> { [Right.Own] = QueryNode.All };
        foreach (var right in Enum.GetValues<Right>())
        {
            var parts = grants.Where(grant => Grant.Gives(grant.Role, right))
                .Select(grant => ScopeQuery.Parse(grant.Scope)).ToList();
            if (parts.Count > 0) scopes[right] = ScopeQuery.Either(parts);
        }
        return new GrantedRights(scopes);
    }

    /// <summary>The hosts on which there is a right; null for none.</summary>
    public QueryNode? ScopeOf(Right right) => _scopes.GetValueOrDefault(right);

    /// <summary>Whether there is a right on any host.</summary>
    public bool Has(Right right) => _scopes.ContainsKey(right);

    /// <summary>Whether there is a right on every host.</summary>
    public bool HasOnFleet(Right right) => ScopeOf(right) is { } scope && ScopeQuery.IsFleet(scope);

    /// <summary>What both these and others allow: a key of a person never does more than the person may.</summary>
    public GrantedRights Within(GrantedRights others) => new(_scopes
        .Where(scope => others.Has(scope.Key))
        .ToDictionary(scope => scope.Key, scope => ScopeQuery.Both(scope.Value, others._scopes[scope.Key])));

    /// <summary>Whether a grant allows nothing beyond these: who makes a key gives away no more than he has.</summary>
    public bool Covers(Grant grant) => Enum.GetValues<Right>().Where(right => Grant.Gives(grant.Role, right))
        .All(right => ScopeOf(right) is { } scope && ScopeQuery.Covers(scope, ScopeQuery.Parse(grant.Scope)));
}
